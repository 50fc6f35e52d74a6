"""Training one run as far as its person wishes, so that nothing done is lost.

    before each slice:  look at the wish       pause, step, stop, cancel
    after each slice:   one record, perhaps a frame, an exam, a checkpoint

Where it ends (done, stopped, paused, cancelled) is returned; what goes wrong is raised, and the
last checkpoint is good. Taken up again, a run yields the same records and ends with the same
vectors, bit for bit. Leaves out: the process around it (`worker`), and whose turn it is (`queue`).
"""

from __future__ import annotations

import dataclasses
import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import numpy as np

from w2v_core.errors import DivergenceError, RunError
from w2v_core.host.environment import Server
from w2v_core.host.files import write_record
from w2v_core.host.machine import available_memory
from w2v_core.models.catalog import algorithm
from w2v_core.models.forecast import Forecaster, check_memory
from w2v_core.models.progress import Progress
from w2v_core.runs import queue
from w2v_core.runs.folder import exams, frames
from w2v_core.runs.folder import progress as progress_file
from w2v_core.runs.folder.checkpoints import (
    Checkpoint,
    latest_checkpoint,
    list_checkpoints,
    write_checkpoint,
)
from w2v_core.runs.folder.exams import Examiner
from w2v_core.runs.folder.frames import FrameWriter
from w2v_core.runs.folder.layout import INFO, PROGRESS_FILE, VECTORS
from w2v_core.runs.folder.meter import Meter
from w2v_core.runs.folder.records import RunState, pack
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.vectors.files.formats import save

_LOOK_SECONDS = 0.02


class Training:
    """One run, in the process that holds its lock.

    Parameters
    ----------
    run : RunFolder
    state : RunState
        "running", as it stands in the folder.

    Raises
    ------
    W2VError
        If settings or corpus cannot be used, or the machine has not the memory.
    """

    def __init__(self, run: RunFolder, state: RunState) -> None:
        self.state = state
        self._run = run
        info, config, corpus = run.info, run.config, run.corpus()
        corpus.verify()
        check_memory(
            Forecaster(corpus).forecast(info.algorithm, config), config, available_memory()
        )
        self._corpus = corpus
        self._server = Server.from_environment()
        count = self._server.threads
        executor = ThreadPoolExecutor(count) if count > 1 else None
        self._trainer = algorithm(info.algorithm).trainer(config, executor=executor, threads=count)
        self._last: Progress | None = None  # of this process
        # What the state of the trainer stands for.
        self._kept = self._restore() or Checkpoint(0, 0, 1, 0.0, 0, {})
        self._records, self._tokens = self._kept.records, self._kept.tokens
        self._restored = self._saved = self._records
        self._saved_at = time.monotonic()
        self._meter = Meter(self._kept.seconds)

    def carry_on(self) -> RunState:
        """Train until the end or until a wish ends it; returns the state to be written last."""
        path, config = self._run.path, self._run.config
        words = self._corpus.restrict(config.min_count).vocabulary
        frames.begin_anew(path, self._kept.done)
        exams.begin_anew(path, self._kept.done)
        if not progress_file.begin_anew(path, self._records):
            self._run.note("A part of the curve is lost.")
        # Unbuffered: a record is one write, so a reader meets at most one that is not whole.
        with (path / PROGRESS_FILE).open("ab", buffering=0) as self._file:
            self._watchers = FrameWriter(path, words), Examiner(path, words, config.dim)
            return self._carry_on()

    def _carry_on(self) -> RunState:
        steps = self._trainer.steps(self._corpus)
        while True:
            if self._last and self._last.done >= self._last.total:
                return self._finish("done")
            if ended := self._obey():
                return ended
            try:
                progress = next(steps, None)
            except DivergenceError:
                # The last good vectors are there to be looked at, if there have been any.
                with suppress(ValueError):
                    save(self._trainer.vectors(), self._run.path / VECTORS)
                raise
            if progress is None:  # the checkpoint was that of the end
                return self._finish("done")
            self._take(progress)

    def _obey(self) -> RunState | None:
        """Do what the person wants; returns the last state, or None to train another slice."""
        while True:
            wish = self._run.wish()
            if wish.what == "cancel" or not self._run.path.exists():
                return self._as("cancelled")
            # Vectors that come from a checkpoint are there after the first new slice.
            if wish.what == "stop" and (self._last or not self._restored):
                return self._finish("stopped")
            # Without a slot nobody goes on beyond what was asked for first.
            stays = wish.what != "run" or not self.state.guest or self._move_in()
            if stays and (wish.what == "stop" or self._run.wants_work(self.state)):
                return None
            self.state = self._as("paused")
            self._run.write_state(self.state)  # at once: the disk may take longer than a person
            self._save()
            if not (stays and self._linger()):
                return self.state
            self.state = dataclasses.replace(
                self.state, status="running", finished=None, guest=True
            )
            self._run.write_state(self.state)
            self._meter = Meter(self._meter.seconds)

    def _move_in(self) -> bool:
        """Have a slot, if one is free."""
        if queue.has_room(self._run):
            self.state = dataclasses.replace(self.state, guest=False)
        return not self.state.guest

    def _linger(self) -> bool:
        """Wait for another wish, which then needs no new process; False if none comes."""
        until = time.monotonic() + self._server.linger_seconds
        while time.monotonic() < until and self._run.path.exists():
            wish = self._run.wish()
            if wish.what in ("stop", "cancel") or self._run.wants_work(self.state):
                return True
            time.sleep(_LOOK_SECONDS)
        return False

    def _take(self, progress: Progress) -> None:
        """Keep what a slice has brought."""
        if progress.again:
            self._show(progress)
            self._meter = Meter(self._kept.seconds)
            return
        self._last = progress
        measured = self._meter.measure(progress)
        self._file.write(pack(measured))
        self._records += 1
        self._tokens += progress.tokens
        wish = self._run.wish()
        if wish.what == "step":
            self.state = dataclasses.replace(self.state, stepped=wish.mark)
        self._show(progress)
        if progress.whole:
            self._kept = Checkpoint(
                records=self._records,
                done=progress.done,
                total=progress.total,
                seconds=measured.seconds,
                tokens=self._tokens,
                state={},
            )
            if time.monotonic() - self._saved_at >= self._server.checkpoint_seconds:
                self._save()

    def _show(self, progress: Progress) -> None:
        """Let those look who only read what is trained."""
        for each in self._watchers:
            each.see(progress, self._trainer.preview)

    def _save(self) -> None:
        """Write a checkpoint, if there is anything new to keep."""
        if self._kept.records > self._saved:
            os.fsync(self._file.fileno())
            kept = dataclasses.replace(self._kept, state=self._trainer.state())
            write_checkpoint(kept, self._run.path)
            self._saved = self._kept.records
            if self.state.deaths:
                self.state = dataclasses.replace(self.state, deaths=0)
                self._run.write_state(self.state)
        self._saved_at = time.monotonic()

    def _finish(self, status: str) -> RunState:
        """Save the vectors, and a last checkpoint for whoever wants to train on."""
        begin = time.perf_counter()
        try:
            vectors = self._trainer.vectors()
        except (RunError, ValueError) as error:  # stopped before there were any
            return self._as(status, str(error) if isinstance(error, RunError) else queue.NOTHING)
        save(vectors, self._run.path / VECTORS)
        for each in self._watchers:
            each.last(vectors.vectors)
        self._save()
        for old in list_checkpoints(self._run.path)[1:]:
            old.unlink(missing_ok=True)
        seconds = self._meter.seconds
        timings = {
            "training_seconds": seconds,
            "saving_seconds": time.perf_counter() - begin,
            "words_per_second": self._tokens / seconds if seconds else 0.0,
        }
        info = dataclasses.replace(self._run.info, timings=timings)
        write_record(info, self._run.path / INFO)
        # Who stops knows that it is early.
        return self._as(status, self._doubt() if status == "done" else "")

    def _doubt(self) -> str:
        """What speaks against the vectors, by where the curve has ended."""
        records, _ = self._run.read_progress()
        loss, error = records["loss"], records["error"]
        return self._trainer.doubt(np.where(np.isnan(loss), error, loss))

    def _as(self, status: str, reason: str = "") -> RunState:
        return dataclasses.replace(
            self.state, status=status, reason=reason, finished=time.time(), deaths=0, guest=False
        )

    def _restore(self) -> Checkpoint | None:
        """Take up the last good checkpoint; whatever came after it is trained again."""
        checkpoint, trouble = latest_checkpoint(self._run.path)
        for each in trouble:
            self._run.note(f"{each} It is passed over.")
        if checkpoint is None:
            if trouble:
                self._run.note("No checkpoint can be read: the run starts from the beginning.")
            return None
        self._trainer.restore(checkpoint.state)
        self._run.note(f"Went on at {checkpoint.done / checkpoint.total:.0%}.")
        return dataclasses.replace(checkpoint, state={})
