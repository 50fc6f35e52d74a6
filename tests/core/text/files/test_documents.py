"""Documents: one for each file or row, with names that keep step with the text."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.text.files.kit import END, REVIEWS, file, rows
from w2v_core.errors import CorpusError
from w2v_core.text import documents, loading
from w2v_core.text.documents import DocumentNames
from w2v_core.text.files.reading import ReadReport, read_blocks


def test_documents_from_files_to_corpus(tmp_path: Path) -> None:
    path = tmp_path / "pack.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "The cat sat. It purred.\n")
        archive.writestr("dots.txt", "... !!!\n")
        archive.writestr("b/r.csv", REVIEWS)
    more = file(tmp_path, "more.txt", "one two")
    for folder in (None, tmp_path / "corpus"):
        corpus = loading.load_corpus(path, ("shown\n.txt", more), folder=folder)
        assert corpus.document_names == [
            "pack.zip/a.txt",
            *[f"pack.zip/b/r.csv row {row}" for row in (2, 3, 4)],
            "shown?.txt",
        ]
        starts = corpus.documents.tolist()
        assert starts == [0, 2, 4, 5, 6, 7]
        assert corpus.sentence(starts[3]) == ["ok"]
        corpus.verify()
    assert corpus.notes["reading"]["documents"] == 6


def test_too_many_documents_are_one_clear_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "MAX_DOCUMENTS", 2)
    with pytest.raises(CorpusError, match="more than 2 documents"):
        rows(file(tmp_path, "r.csv", REVIEWS))


@given(st.lists(st.text(max_size=200)))
def test_names_come_back_from_bytes(names: list[str]) -> None:
    kept = DocumentNames(names)
    again = DocumentNames.from_bytes(kept.to_bytes())
    assert again == kept == list(kept)
    assert len(kept) == len(names)
    assert all(len(name) <= 120 and name.isprintable() for name in again)
    assert again[::-1] == list(kept)[::-1]


def test_marks_and_names_keep_step_in_blocks_of_bounded_size(tmp_path: Path) -> None:
    long = "cat " * 400_000
    path = file(tmp_path, "r.jsonl", "\n".join(json.dumps({"t": t}) for t in ["a", long, "b"] * 3))
    report = ReadReport()
    blocks = list(read_blocks([path], report))
    assert max(map(len, blocks)) <= 1 << 20
    assert "".join(blocks).count(END) == len(report.documents) == 9
