"""Making runs: new ones, ones that go on where another has ended, ones that share its work.

A run's folder appears whole or not at all. Leaves out: who may make runs and whose turn it is
(`workspaces`, `queue`), and what is in a folder (`run_folder`).
"""

from __future__ import annotations

import dataclasses
import os
import platform
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import scipy

from w2v_core.errors import ROOM, RunError, system_errors_as
from w2v_core.evaluation.analogies import Section
from w2v_core.host import lock
from w2v_core.host.files import write_record
from w2v_core.host.home import Home
from w2v_core.models import catalog
from w2v_core.models.settings import Config
from w2v_core.runs.folder.checkpoints import list_checkpoints, sound_checkpoint
from w2v_core.runs.folder.layout import (
    GROWING,
    INFO,
    PROGRESS_FILE,
    QUESTIONS,
    STATE,
    VECTORS,
    WATCH,
    WISH,
)
from w2v_core.runs.folder.links import give_all
from w2v_core.runs.folder.questions import RunQuestions, draw_questions, write_run_questions
from w2v_core.runs.folder.records import PROGRESS, RunInfo, RunState
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.folder.watched import choose_watched, write_watched
from w2v_core.text.corpus import Corpus
from w2v_core.version import __version__


def create_run(
    home: Home,
    algorithm: str,
    config: Config,
    corpus: Corpus,
    name: str = "",
    *,
    owner: str = "",
    expected_seconds: float | None = None,
    expected_bytes: int = 0,
    pinned: Sequence[str] = (),
    questions: Sequence[Section] | RunQuestions = (),
    paused: bool = False,
) -> RunFolder:
    """Make the folder of a new run, "queued" or "paused"; nothing is trained yet.

    What is expected is kept, so that it can be held against what training takes. `pinned` words are
    watched while the run forms; without any, some are proposed. Of the `questions` as many are
    asked meanwhile as `draw_questions` takes.

    Raises
    ------
    SettingError, VocabularyError
        If there is no such algorithm, or its settings cannot be used on this corpus.
    CorpusError
        If the corpus is not stored in `home`, where the worker looks for it.
    RunError
        If the folder cannot be written.
    """
    trainer = catalog.algorithm(algorithm).trainer(config)
    words = corpus.restrict(config.min_count)
    trainer.steps(words)  # refuses at once; work begins with `next`
    home.corpus(corpus.content_hash)
    if isinstance(questions, RunQuestions):
        asked = questions
    else:
        asked = draw_questions(questions, words.vocabulary)
    info = dataclasses.replace(
        describe(algorithm, config, corpus, name),
        owner=owner,
        expected_seconds=None if expected_seconds is None else float(expected_seconds),
        expected_bytes=int(expected_bytes),
    )

    def fill(folder: Path) -> None:
        write_watched(folder, choose_watched(words, pinned))
        write_run_questions(folder, asked)
        for each in GROWING:
            (folder / each).touch()

    return make(home, info, RunState("paused" if paused else "queued"), fill)


def train_on(run: RunFolder, epochs: int, *, owner: str = "") -> RunFolder:
    """Make a run that goes on for more epochs where one that is done has ended.

    It has the settings of a run of all the epochs together, so its learning rate goes on as that
    of the longer run would: it starts higher than where the first one ended.

    Raises
    ------
    RunError
        If the run is not done, has no epochs, or its last checkpoint is gone.
    SettingError
        If these are too many epochs.
    """
    info, config = run.info, run.config
    if info.imported or not catalog.algorithm(info.algorithm).has_epochs:
        title = catalog.title(info.algorithm)
        raise RunError(f"{title} vectors have no epochs to add.")
    if config.members > 1:
        raise RunError(
            f"These are {config.members} trainings side by side, which cannot be trained on: start "
            "a new run with more epochs."
        )
    if epochs < 1:
        raise RunError(f"Train on for at least 1 epoch; got {epochs:,}.")
    if run.state().status != "done":
        raise RunError("Only a run that is done can be trained on; resume this one instead.")
    found = sound_checkpoint(run.path)
    if found is None:
        raise RunError(
            "There is no checkpoint to go on from: it is damaged, or the run was imported."
        )
    checkpoint, records = found
    before: int = info.config["epochs"]
    more: dict[str, Any] = {"epochs": before + epochs}
    longer = dataclasses.replace(config, **more)
    made = dataclasses.replace(
        describe(info.algorithm, longer, run.corpus(), f"{run.labels.name}, trained on"),
        owner=owner,
        parent=run.id,
        expected_seconds=_longer(info.timings.get("training_seconds"), epochs, before),
        expected_bytes=info.expected_bytes,
    )

    def fill(folder: Path) -> None:
        give_all(run.path, (checkpoint.name, WATCH, QUESTIONS, *GROWING), folder)
        os.truncate(folder / PROGRESS_FILE, records * PROGRESS.itemsize)

    return make(run.home, made, RunState("queued"), fill)


def follow(leader: RunFolder, name: str = "", *, owner: str) -> RunFolder:
    """Make a run of another workspace that waits for the vectors of one with the same settings.

    What grows is read in the leader's folder (`RunFolder.source`), so the waiting one is watched
    like the other and has nothing of its own yet.
    """
    info = leader.info
    now = time.time()
    made = dataclasses.replace(
        info, id=new_id(now), name=name or info.name, created=now, owner=owner
    )

    def fill(folder: Path) -> None:
        give_all(leader.path, (WATCH, QUESTIONS), folder)
        for each in GROWING:
            (folder / each).touch()

    return make(leader.home, made, RunState("queued", follows=leader.id), fill)


def take_over(run: RunFolder, leader: RunFolder) -> None:
    """Give a run the result of the one that it has followed; for whoever holds its lock.

    Whoever is killed here has done no harm: it is done again, or the run is trained from what is
    there. So the checkpoint comes last: where there is one, there is all that it stands for.
    """
    checkpoint = (each.name for each in list_checkpoints(leader.path)[:1])
    give_all(leader.path, (*GROWING, VECTORS, *checkpoint), run.path)
    info, done = leader.info, leader.state()
    write_record(dataclasses.replace(run.info, timings=info.timings), run.path / INFO)
    run.note("The same settings were being trained already: trained once, shared.")
    run.write_state(RunState("done", done.reason, started=done.started, finished=done.finished))


def leave(run: RunFolder) -> None:
    """Let a run that has followed another be trained by itself; for whoever holds its lock."""
    run.write_state(RunState("queued"))


def make(home: Home, info: RunInfo, state: RunState, fill: Callable[[Path], None]) -> RunFolder:
    """Make the folder of a run, whole or not at all; `fill` adds what it begins with.

    Raises
    ------
    RunError
        If it cannot be written.
    """
    with system_errors_as(RunError, "The run cannot be stored", ROOM):
        scratch = Path(tempfile.mkdtemp(prefix=".new-", dir=home.runs))
        try:
            write_record(info, scratch / INFO)
            write_record(state, scratch / STATE)
            (scratch / WISH).write_text("pause" if state.status == "paused" else "run")
            (scratch / lock.NAME).touch(0o600)  # now, for when the disk is full
            fill(scratch)
            os.rename(scratch, home.runs / info.id)
        except BaseException:
            shutil.rmtree(scratch, ignore_errors=True)
            raise
    return RunFolder(home.runs / info.id)


def describe(algorithm: str, config: Config, corpus: Corpus, name: str) -> RunInfo:
    """A new run that is made now, under an id that nobody can guess."""
    settings, now = config.as_dict(), time.time()
    return RunInfo(
        id=new_id(now),
        name=name or f"{corpus.name}, {catalog.ALGORITHMS[algorithm].title}",
        created=now,
        algorithm=algorithm,
        config=settings,
        corpus_hash=corpus.content_hash,
        corpus_name=corpus.name,
        seed=settings["seed"],
        versions={
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "w2v_core": __version__,
        },
        timings={},
    )


def new_id(now: float) -> str:
    """When it is made, for a person; 64 random bits, for nobody to guess."""
    return f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime(now))}-{secrets.token_hex(8)}"


def _longer(seconds: float | None, epochs: int, before: int) -> float | None:
    return None if seconds is None else seconds * epochs / before
