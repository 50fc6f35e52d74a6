"""Reading the folders of runs: names, nonsense, halves, and writing that fails."""

from __future__ import annotations

import json
import resource
import signal

import numpy as np
import pytest

from tests.core.run_kit import config_for, new_run
from w2v_core.errors import RunError
from w2v_core.host.files import write_record
from w2v_core.host.home import Home
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.records import PROGRESS, RunState
from w2v_core.runs.folder.run_folder import RunFolder, list_runs
from w2v_core.runs.launch import start_worker
from w2v_core.text.corpus import Corpus


def test_ids_cannot_be_guessed_and_lists_start_with_the_newest(home: Home, corpus: Corpus) -> None:
    runs = [new_run(home, corpus) for _ in range(5)]
    assert [each.id for each in list_runs(home)] == [each.id for each in reversed(runs)]
    assert len({each.id[-16:] for each in runs}) == 5
    assert all(len(bytes.fromhex(each.id[-16:])) == 8 for each in runs)


@pytest.mark.parametrize(
    "name", ["../../etc", "<b>x</b>", "a\x00b\n", "\ud800", "名前", "x" * 5000]
)
def test_names_are_only_data(home: Home, corpus: Corpus, name: str) -> None:
    run = create_run(home, "sgns", config_for("sgns"), corpus, name)
    assert run.info.name == name
    assert run.path.parent == home.runs
    assert [each.id for each in list_runs(home)] == [run.id]


NONSENSE = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b"{}",
    b"\xff\xfe\x00",
    b"[" * 100_000,
    b'{"status": 5, "id": 5}',
    b'{"status": "flying"}',
    b'{"status": "done", "started": NaN}',
    b'{"status": "done", "pid": "1; rm"}',
]


@pytest.mark.parametrize("data", NONSENSE, ids=lambda data: repr(data[:30]))
def test_nonsense_in_its_files_is_a_run_error(home: Home, corpus: Corpus, data: bytes) -> None:
    run, other = new_run(home, corpus), new_run(home, corpus)
    (run.path / "state.json").write_bytes(data)
    with pytest.raises(RunError, match=r"state\.json"):
        run.state()
    (run.path / "run.json").write_bytes(data)
    with pytest.raises(RunError, match=r"run\.json"):
        _ = run.info
    assert [each.id for each in list_runs(home)] == [other.id]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("algorithm", "glove"),
        ("config", {"dim": "many"}),
        ("config", {"unknown": 1}),
        ("config", []),
        ("timings", {"training_seconds": "long"}),
    ],
)
def test_fields_that_cannot_be_used_are_a_run_error(
    home: Home, corpus: Corpus, field: str, value: object
) -> None:
    run = new_run(home, corpus)
    data = json.loads((run.path / "run.json").read_text())
    (run.path / "run.json").write_text(json.dumps(data | {field: value}))
    with pytest.raises(RunError):
        _ = run.config


def test_the_expected_time_is_kept_and_older_runs_have_none(home: Home, corpus: Corpus) -> None:
    config = ALGORITHMS["sgns"].config_type(dim=8, min_count=1)
    run = create_run(home, "sgns", config, corpus, expected_seconds=12)
    assert run.info.expected_seconds == 12.0
    assert create_run(home, "sgns", config, corpus).info.expected_seconds is None
    data = json.loads((run.path / "run.json").read_text())
    del data["expected_seconds"]
    (run.path / "run.json").write_text(json.dumps(data))
    assert run.info.expected_seconds is None


def test_a_folder_that_is_not_there_is_a_run_error(home: Home) -> None:
    run = RunFolder(home.runs / "nothing")
    for ask in (run.state, run.vectors, run.wait, lambda: run.info):
        with pytest.raises(RunError):
            ask()
    assert not run.alive()
    assert len(run.read_progress()[0]) == 0
    with pytest.raises(RunError):
        start_worker(run)


def test_readers_go_on_where_they_were_and_leave_half_a_record(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus)
    written = np.zeros(3, dtype=PROGRESS)
    written["done"] = [1, 2, 3]
    data = written.tobytes()
    half = PROGRESS.itemsize // 2
    (run.path / "progress.bin").write_bytes(data[:-half])
    records, offset = run.read_progress()
    assert list(records["done"]) == [1, 2]
    (run.path / "progress.bin").write_bytes(data)
    records, offset = run.read_progress(offset)
    assert list(records["done"]) == [3]
    records, offset = run.read_progress(offset)
    assert len(records) == 0
    assert offset == len(data)
    assert len(run.read_progress(10**9)[0]) == 0


def test_damaged_progress_is_a_run_error(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus)
    (run.path / "progress.bin").write_bytes(b"\xff" * PROGRESS.itemsize * 2)
    with pytest.raises(RunError, match="damaged"):
        run.read_progress()
    with pytest.raises(RunError, match="cannot be read"):
        run.read_progress(-5)


def test_a_reader_keeps_the_whole_old_file_while_a_new_one_comes(
    home: Home, corpus: Corpus
) -> None:
    run = new_run(home, corpus)
    before = (run.path / "state.json").read_bytes()
    with (run.path / "state.json").open("rb") as reader:
        write_record(RunState("done"), run.path / "state.json")
        assert reader.read() == before
    assert run.state() == RunState("done")


def test_a_failed_write_leaves_the_old_file(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus)
    before = sorted(each.name for each in run.path.iterdir())
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            write_record(RunState("done"), run.path / "state.json")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    assert run.state() == RunState("queued")
    assert sorted(each.name for each in run.path.iterdir()) == before
