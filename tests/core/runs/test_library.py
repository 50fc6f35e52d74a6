"""What a list shows of each run, and that it never shows what was before."""

from __future__ import annotations

import dataclasses
import math
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from tests.core.run_kit import SENTENCES, new_run, stored
from w2v_core.host import lock
from w2v_core.host.files import write_record
from w2v_core.host.home import Home
from w2v_core.runs import library
from w2v_core.runs.folder import run_folder
from w2v_core.runs.folder.records import PROGRESS, RunState
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.library import Entry, entries
from w2v_core.runs.workspaces import Workspace, new_key
from w2v_core.text.corpus import Corpus


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def corpus(home: Home) -> Corpus:
    return stored(home, SENTENCES)


def records(count: int, **last: float) -> bytes:
    """Progress of so many slices; fields of the last one."""
    made = np.zeros(count, PROGRESS)
    for name in ("loss", "held_out", "error", "learning_rate"):
        made[name] = np.nan
    made["done"], made["total"] = np.arange(1, count + 1), 100
    made["seconds"] = np.arange(count) / 2
    for name, value in last.items():
        made[name][-1] = value
    return made.tobytes()


def settle(run: RunFolder) -> None:
    """Let the last change be long ago, so that what is read now is remembered."""
    os.utime(run.path, (1, 1))


def only(home: Home) -> Entry:
    (entry,) = entries(Workspace(home))
    return entry


def test_an_entry_says_what_the_files_say(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus)
    (run.path / "progress.bin").write_bytes(records(40, loss=2.5, held_out=3.5) + b"part")
    run.write_state(RunState("done", started=1.0, finished=21.0))
    run.label("my run", ("a", "b"))
    entry = only(home)
    assert entry.run.id == run.id
    assert entry.info == run.info
    assert entry.labels == run.labels
    assert entry.state == run.state()
    assert (entry.share, entry.seconds) == (0.4, 19.5)
    assert (entry.loss, entry.held_out) == (2.5, 3.5)
    assert math.isnan(entry.error)
    assert entry.bytes == sum(each.stat().st_size for each in run.path.iterdir())


def test_the_last_number_there_was_is_shown(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus, "ppmi-svd")
    (run.path / "progress.bin").write_bytes(records(5, error=0.25) + records(1))
    entry = only(home)
    assert entry.error == 0.25
    assert math.isnan(entry.loss)


def test_a_run_that_has_not_begun(home: Home, corpus: Corpus) -> None:
    new_run(home, corpus)
    entry = only(home)
    assert entry.under_way
    assert entry.share == 0
    assert math.isnan(entry.seconds)


def test_newest_first_and_only_one_s_own(home: Home, corpus: Corpus) -> None:
    hers, other = (Workspace.of(home, new_key()) for _ in range(2))
    runs = [new_run(home, corpus) for _ in range(4)]
    for i, (run, owner) in enumerate(zip(runs, (hers, other, hers, hers), strict=True)):
        info = dataclasses.replace(run.info, owner=owner.id, created=float(i))
        write_record(info, run.path / "run.json")
    assert [each.run.id for each in entries(hers)] == [runs[i].id for i in (3, 2, 0)]
    assert [each.run.id for each in entries(other)] == [runs[1].id]
    assert len(entries(Workspace(home))) == 4


def test_what_is_no_run_is_passed_over(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus)
    shutil.copytree(run.path, home.runs / ".new-half")
    (home.runs / "empty").mkdir()
    (home.runs / "file").write_text("x")
    shutil.copytree(run.path, home.runs / "damaged")
    (home.runs / "damaged" / "run.json").write_text("{")
    assert only(home).run.id == run.id


def test_a_state_that_cannot_be_read_is_a_failure(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus)
    (run.path / "state.json").write_text("{")
    entry = only(home)
    assert entry.state.status == "failed"
    assert "state.json cannot be read" in entry.state.reason


def test_what_is_being_discarded_is_not_shown(home: Home, corpus: Corpus) -> None:
    wished, cancelled = new_run(home, corpus), new_run(home, corpus)
    wished.request("cancel")
    cancelled.write_state(RunState("cancelled"))
    assert entries(Workspace(home)) == []
    wished.request("pause")
    assert only(home).run.id == wished.id


@pytest.mark.parametrize("status", ["done", "stopped", "failed"])
def test_what_is_remembered_is_forgotten_with_any_change(
    home: Home, corpus: Corpus, status: str
) -> None:
    run = new_run(home, corpus)
    run.write_state(RunState(status))
    for changed, expected in (
        (lambda: run.label("new name", ()), ("new name", status)),
        (lambda: run.write_state(RunState("queued")), ("new name", "queued")),
        (lambda: run.write_state(RunState("stopped")), ("new name", "stopped")),
        (lambda: run.label("another", ()), ("another", "stopped")),
    ):
        settle(run)
        only(home)
        changed()
        entry = only(home)
        assert (entry.labels.name, entry.state.status) == expected


def test_two_changes_within_a_tick_of_the_clock(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus)
    run.write_state(RunState("done"))
    now = run.path.stat().st_mtime_ns
    for name in ("first", "second"):
        run.label(name, ())
        os.utime(run.path, ns=(now, now))
        assert only(home).labels.name == name


def test_a_run_that_goes_on_is_never_remembered(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus)
    run.write_state(RunState("running"))
    descriptor = lock.take(run.path)
    settle(run)
    for count in (3, 5):
        (run.path / "progress.bin").write_bytes(records(count))
        settle(run)
        assert only(home).share == count / 100
    os.close(descriptor)
    assert only(home).state == dataclasses.replace(run.state(), reason=run_folder.KILLED)


def test_ended_runs_are_read_once(
    home: Home, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = new_run(home, corpus)
    run.write_state(RunState("done"))
    settle(run)
    first = only(home)
    monkeypatch.setattr(library, "look", None)
    assert only(home) is first


# Beyond the process


@pytest.fixture
def restart(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Forget what the process remembers, with lists long enough for the index."""
    monkeypatch.setattr(library, "_FEW", 0)
    return library._kept.clear


def ended(home: Home, corpus: Corpus) -> RunFolder:
    run = new_run(home, corpus)
    (run.path / "progress.bin").write_bytes(records(40, loss=2.5))
    run.label("kept", ("a", "b"))
    run.write_state(RunState("stopped", "Why not."))
    settle(run)
    return run


def test_a_restarted_server_reads_the_index_alone(
    home: Home, corpus: Corpus, restart: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ended(home, corpus)
    before = only(home)
    restart()
    monkeypatch.setattr(library, "look", None)
    after = only(home)
    assert after is not before
    assert after.run.path == before.run.path
    assert repr(after) == repr(before)  # NaN is not equal to itself


def test_the_index_knows_nothing_of_what_has_changed(
    home: Home, corpus: Corpus, restart: Callable[[], None]
) -> None:
    run = ended(home, corpus)
    only(home)
    run.label("new", ())
    restart()
    assert only(home).labels.name == "new"
    shutil.rmtree(run.path)
    restart()
    assert entries(Workspace(home)) == []


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"labels": {"tags": 1}}', "[" * 100_000])
def test_an_index_of_another_version_is_read_anew(
    home: Home, corpus: Corpus, restart: Callable[[], None], text: str
) -> None:
    ended(home, corpus)
    only(home)
    with closing(sqlite3.connect(home.root / "library.sqlite")) as database, database:
        assert database.execute("UPDATE runs SET text = ?", (text,)).rowcount == 1
    restart()
    assert only(home).labels.name == "kept"


def test_what_is_no_index_is_made_anew(
    home: Home, corpus: Corpus, restart: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ended(home, corpus)
    (home.root / "library.sqlite").write_bytes(b"nonsense " * 1_000)
    restart()
    assert only(home).labels.name == "kept"
    restart()
    monkeypatch.setattr(library, "look", None)
    assert only(home).labels.name == "kept"


def test_an_index_that_cannot_be_written_is_done_without(
    home: Home, corpus: Corpus, restart: Callable[[], None]
) -> None:
    ended(home, corpus)
    (home.root / "library.sqlite").mkdir()
    restart()
    assert only(home).labels.name == "kept"


def test_a_home_of_few_runs_needs_no_index(home: Home, corpus: Corpus) -> None:
    ended(home, corpus)
    only(home)
    assert not (home.root / "library.sqlite").exists()
