"""The process that trains one run.

    python -m w2v_core.runs.worker RUN_DIR

It reads what is to be done from the folder, writes what happens into it, and reads no other
input: it neither knows nor needs whoever started it. Exit codes: 0 trained or stopped, 1 failed
(state.json says why, log.txt in full), 2 nothing was done. Leaves out: pause and resume.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import resource
import sys
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from w2v_core.errors import CorpusError, RunError, W2VError
from w2v_core.models.catalog import algorithm
from w2v_core.models.forecast import Forecaster, check_memory
from w2v_core.models.progress import Trainer
from w2v_core.runs import lock
from w2v_core.runs.machine import available_memory
from w2v_core.runs.meter import measure
from w2v_core.runs.records import RunState, pack, write_record
from w2v_core.runs.store import RunFolder, require_untrained
from w2v_core.text.corpus import Corpus
from w2v_core.vectors.formats import save

NICENESS = 10
_MEMORY_SHARE = 0.75


def main(arguments: Sequence[str] | None = None) -> int:
    """Train the run of the folder that is named; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m w2v_core.runs.worker")
    parser.add_argument("folder", type=Path, metavar="RUN_DIR")
    parser.add_argument("--lock", type=int, help="descriptor of the lock, if the starter holds it")
    given = parser.parse_args(arguments)
    run = RunFolder(given.folder)
    try:
        if given.lock is None:
            lock.take(run.path)  # held until this process ends
        require_untrained(run)
    except RunError as error:
        print(error, file=sys.stderr)
        return 2
    os.nice(NICENESS)
    _limit_memory()
    return 0 if work(run) else 1


def work(run: RunFolder) -> bool:
    """Train a run, whatever happens say so in its state, and return whether it went well."""
    state = RunState("running", pid=os.getpid(), started=time.time())
    try:
        write_record(state, run.path / "state.json")
        status, reason = _train(run)
    except Exception as error:
        status, reason = "failed", _explain(error)
        with suppress(OSError), (run.path / "log.txt").open("a", encoding="utf-8") as log:
            traceback.print_exc(file=log)
    # If not even this can be written, the free lock will tell that the worker is gone.
    with suppress(OSError):
        state = dataclasses.replace(state, status=status, reason=reason, finished=time.time())
        write_record(state, run.path / "state.json")
    return status != "failed"


def _train(run: RunFolder) -> tuple[str, str]:
    """The whole way from the folder's config to its vectors; returns the last status and why."""
    info, config = run.info, run.config
    begin = time.perf_counter()
    trainer = algorithm(info.algorithm).trainer(config)
    corpus = _corpus(run)
    expected = Forecaster(corpus).forecast(info.algorithm, config)
    check_memory(expected, config, available_memory())
    loaded = time.perf_counter()
    status, tokens = _drain(run, trainer, corpus)
    trained = time.perf_counter()
    try:
        vectors = trainer.vectors()
    except RunError as error:  # PPMI-SVD was stopped before it had any
        return status, str(error)
    save(vectors, run.path / "vectors.npz")
    saved = time.perf_counter()
    timings = {
        "loading_seconds": loaded - begin,
        "training_seconds": trained - loaded,
        "saving_seconds": saved - trained,
        "words_per_second": tokens / (trained - loaded),
    }
    write_record(dataclasses.replace(info, timings=timings), run.path / "run.json")
    return status, ""


def _corpus(run: RunFolder) -> Corpus:
    """The corpus of the run, checked to be what it was when the run was made."""
    info = run.info
    corpus = run.home.corpus(info.corpus_hash)
    if corpus.content_hash != info.corpus_hash:
        raise CorpusError(f"The corpus {info.corpus_name!r} has been replaced; load it again.")
    corpus.verify()
    return corpus


def _drain(run: RunFolder, trainer: Trainer, corpus: Corpus) -> tuple[str, int]:
    """Train until the end or until asked to stop; returns the status and the tokens gone through.

    The one place where wishes are heard: a wish to pause would be obeyed here, too.
    """
    tokens = 0
    # Unbuffered: a record is one write, so a reader meets at most one that is not whole.
    with (run.path / "progress.bin").open("wb", buffering=0) as file:
        for each in measure(trainer.steps(corpus)):
            file.write(pack(each))
            tokens += each.tokens
            if run.wish() == "stop" and each.done < each.total:
                return "stopped", tokens
    return "done", tokens


def _explain(error: Exception) -> str:
    """Why a run has failed, in a sentence for a person."""
    if isinstance(error, W2VError):
        return str(error)
    if isinstance(error, MemoryError):
        return (
            "Training needs more memory than there is: choose a smaller dim, or a higher "
            "min_count for fewer words."
        )
    if isinstance(error, OSError):
        return f"The run's folder cannot be read or written: {error.strerror or error}."
    return (
        f"Training ended with an error that nobody foresaw ({type(error).__name__}); "
        "the run's log.txt has it in full."
    )


def _limit_memory() -> None:
    """Cap what this process may allocate, so that it fails alone instead of the machine."""
    limit = int(_MEMORY_SHARE * _machine_memory())
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    with suppress(OSError, ValueError):  # some systems know the limit but refuse to set it
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


def _machine_memory() -> int:
    """Bytes of memory; in a container what the container may have."""
    physical = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    with suppress(OSError, ValueError):  # no such file, or "max"
        return min(physical, int(Path("/sys/fs/cgroup/memory.max").read_text()))
    return physical


if __name__ == "__main__":
    sys.exit(main())
