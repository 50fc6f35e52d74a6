"""JSON lines: which field is read, and lines that are no objects."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.core.text.files.kit import END, file, rows
from w2v_core.errors import ReadError
from w2v_core.text.files.reading import ReadReport, read_blocks


def test_the_field_with_the_most_text_or_another(tmp_path: Path) -> None:
    lines = [
        {"id": 1, "title": "cat", "body": "the cat\u2028sat\f\ud800on it", "by": {"name": "Ann"}},
        {"id": 2, "title": "dog", "body": "a dog ran", "tags": ["x"], "by": {"name": "Bob"}},
        {"id": 3, "title": "empty"},
    ]
    data = (
        "\n\n".join(map(json.dumps, lines))
        + "\n"
        + json.dumps({"body": "ü\x85ü"}, ensure_ascii=False)
    )
    path = file(tmp_path, "r.jsonl", data)
    assert rows(path) == ["the cat\nsat\non it", "a dog ran", "ü\nü"]
    assert rows(path, field="title") == ["cat", "dog", "empty"]
    assert rows(path, field="by.name") == ["Ann", "Bob"]
    with pytest.raises(
        ReadError, match=r"r\.jsonl has no field 'text'. Choose one of: title, body"
    ):
        rows(path, field="text")


def test_lines_that_are_no_objects_are_counted(tmp_path: Path) -> None:
    bad = ["[" * 100_000, "1" * 5000, "[1]", "{", "null", '{"a": NaN}']
    path = file(tmp_path, "r.jsonl", '{"text": "good"}\n' + "\n".join(bad))
    report = ReadReport()
    assert "".join(read_blocks([path], report)) == "good" + END
    assert report.files[0].message.startswith("Line 2 and 4 more passed over")
    with pytest.raises(ReadError, match=r"r\.jsonl holds no JSON object with text"):
        rows(file(tmp_path, "r.jsonl", "plain text\n"))
