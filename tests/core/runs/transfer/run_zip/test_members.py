"""Files in a ZIP that make no sense: records, progress, frames, vectors, events."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import numpy as np
import pytest

from tests.core.runs.transfer.run_zip.kit import refused, repack, unpack, with_fields
from w2v_core.errors import RunError
from w2v_core.runs.folder.exams import EXAM, read_exams
from w2v_core.runs.folder.frames import FRAME, read_frames
from w2v_core.runs.folder.questions import read_run_questions
from w2v_core.runs.folder.records import PROGRESS
from w2v_core.runs.folder.watched import read_watched
from w2v_core.runs.transfer import admit
from w2v_core.runs.workspaces import Workspace


@pytest.mark.parametrize(
    "name", ["run.json", "labels.json", "state.json", "watch.json", "questions.json"]
)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 60_000,
        b'{"name": NaN}',
        b'{"status": "gone"}',
    ],
)
def test_nonsense_for_a_record(
    packed: bytes, workspace: Workspace, name: str, content: bytes
) -> None:
    came = repack(packed, lambda members: members.update({name: content}))
    message = refused(came, workspace)
    assert f"x.zip/{name} cannot be read" in message


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"algorithm": "glove"}, "unknown algorithm: 'glove'"),
        ({"algorithm": "g" * 50_000}, "unknown algorithm"),
        ({"corpus_hash": "../../../etc"}, "corpus_hash is no hash"),
        ({"created": 1e300}, "created cannot be"),
        ({"created": -1.0}, "created cannot be"),
        ({"created": float("nan")}, "NaN is no number"),
        ({"created": "yesterday"}, "created is not of its type"),
        ({"expected_seconds": 1e300}, "expected_seconds cannot be"),
        ({"expected_bytes": -1}, "expected_bytes cannot be"),
        ({"timings": {"training_seconds": 1e300}}, "training_seconds cannot be"),
        ({"config": {"dim": 0}}, "dim must be between"),
        ({"config": {"dim": 10**400}}, "cannot be used"),
        ({"config": {"dim": [1]}}, "dim must be a whole number"),
        ({"config": {"epochs": 1, "planet": 1}}, "planet"),
        ({"name": 7}, "name is not of its type"),
    ],
)
def test_settings_that_make_no_sense(
    packed: bytes, workspace: Workspace, fields: dict[str, Any], said: str
) -> None:
    assert said in refused(with_fields(packed, "run.json", **fields), workspace)


def test_a_number_that_only_json_can_write(packed: bytes, workspace: Workspace) -> None:
    def change(members: dict[str, bytes]) -> None:
        fields = json.loads(members["run.json"]) | {"created": 0.5}
        members["run.json"] = json.dumps(fields).replace("0.5", "1e999").encode()

    assert "created cannot be inf" in refused(repack(packed, change), workspace)


@pytest.mark.parametrize("status", ["queued", "running", "paused", "cancelled"])
def test_a_run_that_has_not_ended(packed: bytes, workspace: Workspace, status: str) -> None:
    assert status in refused(with_fields(packed, "state.json", status=status), workspace)


def test_names_that_no_browser_can_be_sent(packed: bytes, workspace: Workspace) -> None:
    came = with_fields(packed, "labels.json", name="a\ud800b", tags=["\udfff"])
    came = with_fields(came, "run.json", corpus_name="\ud800" * 300)
    run = unpack(came, workspace)
    assert run.labels == dataclasses.replace(run.labels, name="a?b", tags=("?",))
    assert run.info.corpus_name == "?" * 200


def test_names_that_are_too_long(packed: bytes, workspace: Workspace) -> None:
    came = with_fields(packed, "labels.json", name="n" * 201)
    with pytest.raises(RunError, match="200 characters"):
        unpack(came, workspace)
    assert not list(workspace.home.runs.iterdir())


def test_watched_words_that_are_no_words(packed: bytes, workspace: Workspace) -> None:
    came = with_fields(packed, "watch.json", pinned=["other", "\ud800", "<b>"], mapped=[])
    assert read_watched(unpack(came, workspace).path).pinned == ("other",)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("stage", 9),
        ("done", -1),
        ("done", 1 << 60),
        ("seconds", np.nan),
        ("seconds", 1e300),
        ("epoch", np.inf),
        ("loss", np.inf),
        ("loss", -1e300),
    ],
)
def test_progress_that_makes_no_sense(
    packed: bytes, workspace: Workspace, field: str, value: float
) -> None:
    def change(members: dict[str, bytes]) -> None:
        records = np.frombuffer(members["progress.bin"], PROGRESS).copy()
        records[field][3] = value
        members["progress.bin"] = records.tobytes()

    assert "damaged" in refused(repack(packed, change), workspace)


@pytest.mark.parametrize("field", ["neighbors", "mapped"])
def test_frames_of_words_that_are_not_there(
    packed: bytes, workspace: Workspace, field: str
) -> None:
    def change(members: dict[str, bytes]) -> None:
        frames = np.frombuffer(members["frames.bin"], FRAME).copy()
        frames[field][-1] = 1_000
        members["frames.bin"] = frames.tobytes()

    assert "frames.bin is damaged" in refused(repack(packed, change), workspace)


def test_exams_of_words_that_are_not_there(packed: bytes, workspace: Workspace) -> None:
    def change(members: dict[str, bytes]) -> None:
        exams = np.frombuffer(members["exams.bin"], EXAM).copy()
        exams["neighbors"][-1, 0, 0, 0] = 1_000
        members["exams.bin"] = exams.tobytes()

    assert "exams.bin is damaged" in refused(repack(packed, change), workspace)


def test_questions_that_no_browser_can_be_sent(packed: bytes, workspace: Workspace) -> None:
    came = with_fields(packed, "questions.json", lines=["a\t\ud800\tc\td"], known=1, brought=1)
    assert read_run_questions(unpack(came, workspace).path).lines == ("a\t?\tc\td",)


def test_more_records_than_pages_can_read_are_thinned(
    packed: bytes, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = unpack(packed, workspace)
    monkeypatch.setattr(admit, "_MOST_RECORDS", 3)
    monkeypatch.setattr(admit, "_MOST_FRAMES", 1)
    monkeypatch.setattr(admit, "_MOST_EXAMS", 2)
    thinned = unpack(packed, workspace)
    for before, after, most in (
        (whole.read_progress()[0], thinned.read_progress()[0], 3),
        (read_frames(whole.path), read_frames(thinned.path), 1),
        (read_exams(whole.path), read_exams(thinned.path), 2),
    ):
        assert len(before) > most >= len(after) > 0
        assert after[-1].tobytes() == before[-1].tobytes()
        assert set(after["done"].tolist()) <= set(before["done"].tolist())


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + bytes(18), b"\x93NUMPY", b"x" * 5_000])
def test_vectors_that_are_none(packed: bytes, workspace: Workspace, content: bytes) -> None:
    came = repack(packed, lambda members: members.update({"vectors.npz": content}))
    assert "vectors.npz" in refused(came, workspace)


@pytest.mark.parametrize("time", [1e300, -1.0, float("nan")])
def test_events_that_no_calendar_has(packed: bytes, workspace: Workspace, time: float) -> None:
    line = json.dumps({"time": time, "text": "x"}).encode()
    came = repack(packed, lambda members: members.update({"events.jsonl": line}))
    assert "events.jsonl is damaged" in refused(came, workspace)
