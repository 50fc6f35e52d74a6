"""What is done on a system of another kind, each in a process of its own.

PYTHONPATH=tests/core/host/elsewhere python -m tests.core.host.elsewhere.deeds NAME HOME
"""

from __future__ import annotations

import os
import pkgutil
import signal
import sys
from importlib import import_module
from pathlib import Path

import pytest

import w2v_core
from tests.core.host.elsewhere.sitecustomize import MEMORY
from tests.core.run_kit import SENTENCES, long_run, new_run, stored, trains, until
from w2v_core.cli.main import main
from w2v_core.errors import RunError, SettingError
from w2v_core.host import lock, machine
from w2v_core.host.home import Home
from w2v_core.intake.encode import encode_in_process
from w2v_core.intake.looking import look_in_process
from w2v_core.intake.patterns import try_pattern
from w2v_core.maps.jobs import TsneJobs
from w2v_core.maps.requests import MapRequest
from w2v_core.runs import queue, trash
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.keeper import Keeper
from w2v_core.text.files.reading import TextFile
from w2v_core.text.phrases import PhraseConfig
from w2v_core.text.words.tokenizing import TokenizerConfig
from w2v_core.vectors.files.formats import load

TEXT = "The cat chased the mouse. The dog chased the cat.\n" * 200


def all_is_imported(_home: Home) -> None:
    assert not lock.INHERITED
    for each in pkgutil.walk_packages(w2v_core.__path__, "w2v_core."):
        if not each.name.endswith("__main__"):
            import_module(each.name)
    assert (machine.total_memory(), machine.available_memory()) == MEMORY
    assert machine.cores() == os.cpu_count()


def the_shell_trains(home: Home) -> None:
    text, out = home.uploads / "text.txt", home.uploads / "out.npz"
    text.write_text(TEXT)
    assert main(["train", str(text), "--model", "sgns", "--dim", "4", "--out", str(out)]) == 0
    assert "cat" in load(out).vocabulary.words


def a_queued_run_is_trained(home: Home) -> None:
    run = new_run(home, stored(home, SENTENCES))
    queue.advance(home)
    assert run.alive()  # the worker has its lock before this comes back
    assert run.wait().status == "done"
    assert run.events() == []
    assert len(run.vectors()) > 0


def a_run_is_paused_and_goes_on(home: Home) -> None:
    run = begun(home)
    run.request("pause")
    until(lambda: run.state().status == "paused")
    queue.resume(run)
    queue.advance(home)
    before = len(run.read_progress()[0])
    until(lambda: len(run.read_progress()[0]) > before)
    with pytest.raises(RunError, match="already has a worker"):
        lock.take(run.path)
    run.request("stop")
    assert run.wait().status == "stopped"
    assert run.has_vectors


def a_run_is_thrown_away_and_brought_back(home: Home) -> None:
    run = begun(home)
    assert not trash.delete(run)
    lock.wait(run.path)
    queue.advance(home)
    assert not run.path.exists()
    assert trash.undo(home, run.id).state().status == "paused"


def a_keeper_takes_up_what_was_killed(home: Home) -> None:
    run = begun(home)
    pid = run.state().pid or 0
    keeper = Keeper(home, interval=0.05)
    keeper.start()
    os.kill(pid, signal.SIGKILL)
    until(lambda: run.alive() and run.state().pid not in (None, pid))
    run.request("stop")
    assert run.wait().status == "stopped"
    keeper.stop()


def files_are_looked_into_and_encoded(home: Home) -> None:
    path = home.uploads / "text.txt"
    path.write_text(TEXT)
    assert look_in_process([TextFile("text.txt", path)]).lines[0] == TEXT.splitlines()[0]
    phrases = PhraseConfig(min_count=2, threshold=0.1)
    *_, last = encode_in_process([("text.txt", path)], home, name="t", phrases=phrases)
    assert home.corpus(last.corpus_hash or "").n_sentences == 400
    assert [each.name[:1] for each in home.corpora.iterdir()] != ["."]
    assert len(list(home.corpora.iterdir())) == 1


def a_slow_pattern_is_ended(_home: Home) -> None:
    try_pattern(TokenizerConfig(pattern=r"\w+"), seconds=30)
    with pytest.raises(SettingError, match="takes more than 1 s"):
        try_pattern(TokenizerConfig(pattern="(a+)+$"))


def a_map_is_made(home: Home) -> None:
    run = new_run(home, stored(home, SENTENCES))
    queue.advance(home)
    run.wait()
    table = run.vectors().vectors
    request = MapRequest(run.id, tuple(range(len(table))), perplexity=2)
    maps = TsneJobs(home)
    maps.ask(request, lambda: table)
    until(lambda: (found := maps.look(request)) and found.phase == "done")


def begun(home: Home) -> RunFolder:
    """A run with minutes of work that is being trained."""
    run = long_run(home)
    queue.advance(home)
    until(lambda: trains(run))
    return run


DEEDS = (
    all_is_imported,
    the_shell_trains,
    a_queued_run_is_trained,
    a_run_is_paused_and_goes_on,
    a_run_is_thrown_away_and_brought_back,
    a_keeper_takes_up_what_was_killed,
    files_are_looked_into_and_encoded,
    a_slow_pattern_is_ended,
    a_map_is_made,
)

if __name__ == "__main__":
    {each.__name__: each for each in DEEDS}[sys.argv[1]](Home(Path(sys.argv[2])))
