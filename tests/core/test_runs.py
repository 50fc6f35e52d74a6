"""Runs: folders that survive everything, and the real processes that fill them."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.core.run_kit import SENTENCES, config_for, long_run, new_run, stored, trains, until
from w2v_core.errors import CorpusError, RunError, SettingError, VocabularyError
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.sgns import SGNS, SGNSConfig
from w2v_core.runs import lock
from w2v_core.runs.files import write_record
from w2v_core.runs.home import Home
from w2v_core.runs.launch import start_worker
from w2v_core.runs.making import create_run
from w2v_core.runs.records import PROGRESS, STAGES, RunState
from w2v_core.runs.store import KILLED, WISHES, RunFolder, list_runs
from w2v_core.runs.worker import work
from w2v_core.text.corpus import Corpus

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def corpus(home: Home) -> Corpus:
    return stored(home, SENTENCES)


@pytest.fixture
def busy(home: Home) -> Iterator[RunFolder]:
    """A run that is in the middle of minutes of work."""
    run = long_run(home)
    start_worker(run)
    until(lambda: trains(run))
    yield run
    run.request("cancel")
    lock.wait(run.path)


def by_hand(run: RunFolder) -> subprocess.CompletedProcess[str]:
    """The worker as one would start it in a shell."""
    return subprocess.run(
        [sys.executable, "-m", "w2v_core.runs.worker", str(run.path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


# The life of a run


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_run_from_the_cradle_to_its_vectors(home: Home, corpus: Corpus, algorithm: str) -> None:
    run = new_run(home, corpus, algorithm)
    assert run.state() == RunState("queued")
    assert not run.alive()
    start_worker(run)
    state = run.wait()
    assert (state.status, state.reason) == ("done", "")
    assert state.started is not None
    assert state.finished is not None
    assert state.started <= state.finished
    assert run.info.timings["training_seconds"] > 0
    vectors = run.vectors()
    assert vectors.vectors.shape == (len(corpus.vocabulary), 4)
    assert vectors.all_types is not None
    records, offset = run.read_progress()
    assert records["done"][-1] == records["total"][-1]
    assert np.all(np.diff(records["done"]) >= 0)
    assert offset == len(records) * PROGRESS.itemsize


def test_the_worker_trains_what_the_library_trains(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus, seed=7)
    start_worker(run)
    assert run.wait().status == "done"
    expected = SGNS(SGNSConfig(dim=4, min_count=1, epochs=3, sample=0.0, seed=7)).fit(corpus)
    np.testing.assert_array_equal(run.vectors().vectors, expected.vectors)


def test_the_curve_of_sgns_falls_and_that_of_ppmi_svd_has_stages(
    home: Home, corpus: Corpus
) -> None:
    runs = [new_run(home, corpus, epochs=300), new_run(home, corpus, "ppmi-svd")]
    for run in runs:
        start_worker(run)
    descent, counting = (run.wait() and run.read_progress()[0] for run in runs)
    assert descent["loss"][-1] < descent["loss"][0] < 6 * np.log(2)
    assert descent["learning_rate"][-1] < descent["learning_rate"][0]
    assert descent["epoch"][-1] == 300
    assert np.isnan(descent["error"]).all()
    assert [STAGES[i] for i in np.unique(counting["stage"])] == list(STAGES[1:])
    assert np.isnan(counting["loss"]).all()
    assert 0 <= counting["error"][-1] < 1


def test_the_worker_is_no_child_of_this_session_and_leaves_no_zombie(
    busy: RunFolder,
) -> None:
    run = busy
    pid = run.state().pid
    assert pid is not None
    assert os.getsid(pid) == pid
    assert os.getpriority(os.PRIO_PROCESS, pid) > os.getpriority(os.PRIO_PROCESS, 0)
    os.kill(pid, signal.SIGKILL)
    for thread in threading.enumerate():
        if thread.name == f"reap-{pid}":
            thread.join()
    with pytest.raises(ProcessLookupError):  # a zombie would still take a signal
        os.kill(pid, 0)


def test_stop_keeps_the_vectors(busy: RunFolder) -> None:
    run = busy
    run.request("stop")
    state = run.wait()
    assert (state.status, state.reason) == ("stopped", "")
    records, _ = run.read_progress()
    assert 0 < records["done"][-1] < records["total"][-1]
    assert np.abs(run.vectors().context_vectors).max() > 0


def test_stop_before_ppmi_svd_has_vectors_is_no_failure(home: Home) -> None:
    big = stored(home, SENTENCES * 200, name="big")
    run = new_run(home, big, "ppmi-svd")
    run.request("stop")
    start_worker(run)
    state = run.wait()
    assert state.status == "stopped"
    assert "no vectors" in state.reason
    with pytest.raises(RunError, match="no vectors"):
        run.vectors()


def test_only_known_wishes_are_heard(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus)
    assert run.wish().what == "run"
    with pytest.raises(RunError, match="'explode'"):
        run.request("explode")
    (run.path / "control").write_bytes(b"\xff\x00 explode")
    assert run.wish().what == "run"
    for wish in WISHES:
        run.request(wish)
        assert run.wish().what == wish
    run.request("step")
    first = run.wish().mark
    run.request("step")
    assert run.wish().mark != first


# One worker at a time


def test_a_second_worker_is_turned_away(busy: RunFolder) -> None:
    run = busy
    with pytest.raises(RunError, match="already has a worker"):
        start_worker(run)
    second = by_hand(run)
    assert second.returncode == 2
    assert "already has a worker" in second.stderr
    assert run.state().status == "running"
    run.request("stop")
    assert run.wait().status == "stopped"


def test_a_trained_run_is_not_trained_again(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus)
    assert by_hand(run).returncode == 0
    before = (run.path / "vectors.npz").read_bytes()
    with pytest.raises(RunError, match="trained already"):
        start_worker(run)
    assert by_hand(run).returncode == 2
    assert (run.path / "vectors.npz").read_bytes() == before
    assert run.state().status == "done"


def test_a_killed_worker_is_known_by_its_lock(busy: RunFolder) -> None:
    pid = busy.state().pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    state = busy.wait()
    assert (state.status, state.reason) == ("queued", KILLED)
    assert not busy.alive()
    assert json.loads((busy.path / "state.json").read_text())["status"] == "running"
    assert len(busy.read_progress()[0]) > 0
    busy.request("stop")
    start_worker(busy)  # it goes on
    assert busy.wait().status == "stopped"


def test_a_worker_that_dies_before_it_can_say_anything_is_noticed(
    home: Home, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = new_run(home, corpus)
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    start_worker(run)
    assert run.wait().reason == KILLED
    monkeypatch.setattr(sys, "executable", str(home.root / "no python"))
    with pytest.raises(RunError, match="could not be started"):
        start_worker(run)
    assert run.state().status == "failed"


def test_the_worker_starts_from_any_folder(
    home: Home, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = new_run(home, corpus)
    monkeypatch.chdir(home.root)
    start_worker(RunFolder(run.path.relative_to(home.root)))
    assert run.wait().status == "done"


# What goes wrong while training


def test_a_corpus_that_changed_on_disk_fails_the_run(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus)
    with (home.corpora / corpus.content_hash / "ids.bin").open("r+b") as file:
        file.write(b"\x01\x00\x00\x00")
    start_worker(run)
    state = run.wait()
    assert state.status == "failed"
    assert "changed on disk" in state.reason
    assert "Traceback" in (run.path / "log.txt").read_text()


def test_another_corpus_in_its_place_fails_the_run(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus)
    folder = home.corpora / corpus.content_hash
    shutil.rmtree(folder)
    Corpus.build([["other", "words"]]).save(folder)
    start_worker(run)
    assert "has been replaced" in run.wait().reason


def test_a_corpus_that_is_gone_fails_the_run(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus)
    shutil.rmtree(home.corpora)
    start_worker(run)
    state = run.wait()
    assert state.status == "failed"
    assert "load its text again" in state.reason


def test_vectors_outlive_their_corpus(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus, min_count=4)
    start_worker(run)
    run.wait()
    shutil.rmtree(home.corpora)
    vectors = run.vectors()
    assert vectors.all_types is None
    assert vectors.min_count == 4


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hold RLIMIT_DATA")
def test_too_little_memory_is_a_sentence(home: Home) -> None:
    words = [[f"word{i}", f"word{i + 1}"] for i in range(100_000)]
    run = new_run(home, stored(home, words), dim=1000)

    def starve() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (400 << 20, 400 << 20))

    command = [sys.executable, "-m", "w2v_core.runs.worker", str(run.path)]
    result = subprocess.run(command, cwd=ROOT, preexec_fn=starve, check=False)
    assert result.returncode == 1
    state = run.state()
    assert state.status == "failed"
    assert "smaller dim" in state.reason


def test_settings_that_were_spoiled_on_disk_fail_the_run(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus)
    path = run.path / "run.json"
    data = json.loads(path.read_text())
    data["config"]["dim"] = 0
    path.write_text(json.dumps(data))
    assert by_hand(run).returncode == 1
    state = run.state()
    assert state.status == "failed"
    assert "dim must be between" in state.reason


def test_an_error_that_nobody_foresaw_is_one_sentence_and_a_log(
    home: Home, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = new_run(home, corpus)
    monkeypatch.setattr(SGNS, "steps", lambda self, corpus: 1 / 0)
    assert not work(run)
    state = run.state()
    assert state.status == "failed"
    assert "ZeroDivisionError" in state.reason
    assert "\n" not in state.reason
    assert "Traceback" in (run.path / "log.txt").read_text()


# Refused before anything starts


def test_settings_are_held_against_the_corpus_first(home: Home, corpus: Corpus) -> None:
    with pytest.raises(VocabularyError, match="min_count 99 keeps 0 of"):
        new_run(home, corpus, min_count=99)
    with pytest.raises(SettingError, match=f"dim 500 .* {len(corpus.all_types)} words"):
        new_run(home, corpus, "ppmi-svd", dim=500)
    with pytest.raises(SettingError, match="no model 'glove'"):
        create_run(home, "glove", config_for("sgns"), corpus)
    with pytest.raises(CorpusError, match="not stored here"):
        new_run(home, Corpus.build([["never", "stored"]]))
    assert list(home.runs.iterdir()) == []


# Reading folders


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
