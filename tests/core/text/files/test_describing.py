"""Describing: what a look at a file tells, for a person to choose by."""

from __future__ import annotations

import dataclasses
import gzip
import random
import zipfile
from pathlib import Path

import pytest

from tests.core.text.files.kit import PAGE, REVIEWS, file
from w2v_core.errors import ReadError
from w2v_core.text.files.reading import describe


def test_a_description_lets_a_person_choose(tmp_path: Path) -> None:
    found = describe(file(tmp_path, "r.csv", REVIEWS))
    assert (found.name, found.format, found.chosen) == ("r.csv", "csv", 3)
    assert [(each.number, each.name) for each in found.columns] == [
        (1, "id"),
        (2, "stars"),
        (3, "review"),
    ]
    assert found.columns[1].samples == ("5", "1", "4")
    assert found.columns[2].samples[0] == "Good film,?really good"
    assert found.columns[2].letters > found.columns[1].letters == 0


def test_descriptions_of_other_files(tmp_path: Path) -> None:
    path = tmp_path / "pack.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
        archive.writestr("r.jsonl", '{"text": "hello", "by": "me"}\n')
    found = describe(path)
    assert (found.name, found.format) == ("pack.zip/r.jsonl", "jsonl")
    assert [each.name for each in found.columns] == ["text", "by"]
    assert describe(file(tmp_path, "p.html.gz", gzip.compress(PAGE.encode()))).format == "html"
    plain = describe(file(tmp_path, "a.md", "# Title"))
    assert dataclasses.astuple(plain) == ("a.md", "text", (), 0)
    with pytest.raises(ReadError, match=r"r\.csv is empty"):
        describe(file(tmp_path, "r.csv", ""))


def test_describing_takes_a_look_only(tmp_path: Path) -> None:
    path = tmp_path / "r.csv.gz"
    with gzip.open(path, "wt", compresslevel=1) as out:
        out.write("n,text\n")
        for i in range(400_000):
            out.write(f"{i},{random.Random(i).random()} cats\n")
    with path.open("r+b") as packed:
        packed.truncate(path.stat().st_size // 2)  # damaged further on than it looks
    assert describe(path).columns[1].name == "text"
