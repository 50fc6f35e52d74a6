"""Calibrate: how long training takes on this machine, from half a second of it.

    python -m w2v_core.runs.calibrate < job.json

An algorithm of one stage trains on the corpus itself until the time is up; one of several goes all
the way on an excerpt. What is measured is seconds for a unit of each stage's work, so that one
calibration serves other settings of the same algorithm, nearby ones best. A page asks for it in a
process of its own. Leaves out: how much work there is (`models.cost`).
"""

from __future__ import annotations

import dataclasses
import math
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import numpy as np

from w2v_core.errors import RunError, W2VError
from w2v_core.host import jobs
from w2v_core.host.home import Home
from w2v_core.host.process import be_nice
from w2v_core.models.catalog import algorithm
from w2v_core.models.forecast import Forecast, Forecaster
from w2v_core.models.progress import Trainer
from w2v_core.models.settings import Config
from w2v_core.runs.worker import NICENESS
from w2v_core.text.corpus import Corpus
from w2v_core.text.views.statistics import words_kept

SECONDS = 0.5
_ONE_AT_A_TIME = threading.Lock()
_MODULE = "w2v_core.runs.calibrate"
_WORDS = jobs.Words("Measuring the speed", "The speed", "choose a smaller dim")
_BOUNDS = jobs.Bounds(seconds=60)
_EXCERPT_TOKENS = 60_000


@dataclasses.dataclass(frozen=True, slots=True)
class Speed:
    """What training costs here.

    Attributes
    ----------
    fixed : float
        Seconds before the first step.
    rates : dict
        Seconds for a unit of work, by stage (see `Cost.work`).
    """

    fixed: float
    rates: dict[str, float]

    def seconds(self, forecast: Forecast) -> float:
        """How long such a run is expected to train."""
        work = forecast.cost.work
        return self.fixed + sum(rate * work[stage] for stage, rate in self.rates.items())


def speed_class(forecast: Forecast, config: Config) -> tuple[int, ...]:
    """Equal for settings that one `Speed` serves well: their sizes are within a factor of two."""
    sizes = [config.dim, config.window, forecast.cost.chunk, forecast.words]
    return tuple(size.bit_length() for size in sizes)


def relative_error(expected: float, actual: float) -> float:
    """How far a forecast was off, once the run is over: 0.2 is a fifth too long."""
    return expected / actual - 1 if actual > 0 else math.nan


def calibrate(
    corpus: Corpus,
    name: str,
    config: Config,
    *,
    seconds: float = SECONDS,
    clock: Callable[[], float] = time.perf_counter,
) -> Speed:
    """Train in this process for about `seconds`, and throw it away.

    Raises
    ------
    W2VError
        Whatever training with these settings would raise.
    """
    config = config.single()  # it says how fast all are
    forecast = Forecaster(corpus).forecast(name, config)
    if len(forecast.cost.work) > 1:
        return _stages(excerpt(corpus), name, config, clock)
    return _beginning(algorithm(name).trainer(config), corpus, forecast, seconds, clock)


def _beginning(
    trainer: Trainer,
    corpus: Corpus,
    forecast: Forecast,
    seconds: float,
    clock: Callable[[], float],
) -> Speed:
    """Until time is up. The first slice is not counted: tables and lists are made in it."""
    begin = clock()
    marks = []
    for progress in trainer.steps(corpus):
        marks.append((clock(), progress.done / progress.total))
        if marks[-1][0] - begin >= seconds and len(marks) > 1:
            break
    ((stage, units),) = forecast.cost.work.items()
    (start, before), (end, after) = marks[0], marks[-1]
    if after == before:  # a single slice was all there is
        start, before = begin, 0.0
    rate = (end - start) / max((after - before) * units, 1.0)
    fixed = max(0.0, start - begin - rate * units * before)
    return Speed(fixed, {stage: rate})


def _stages(part: Corpus, name: str, config: Config, clock: Callable[[], float]) -> Speed:
    """All stages on an excerpt, each with its own clock."""
    # A minimum count for the whole text would leave little of a part.
    min_count = min(config.min_count, 2)
    words = words_kept(part.all_types.counts, min_count)
    config = dataclasses.replace(config, min_count=min_count, dim=max(2, min(config.dim, words)))
    work = Forecaster(part).forecast(name, config).cost.work
    spent = dict.fromkeys(work, 0.0)
    before = clock()
    for progress in algorithm(name).trainer(config).steps(part):
        now = clock()
        spent[progress.stage] += now - before
        before = now
    return Speed(0.0, {stage: spent[stage] / max(units, 1.0) for stage, units in work.items()})


def excerpt(corpus: Corpus, tokens: int = _EXCERPT_TOKENS) -> Corpus:
    """Evenly spread sentences of a corpus, about so many tokens; all of a smaller one."""
    if len(corpus.ids) <= tokens:
        return corpus
    sentences = max(1, corpus.n_sentences * tokens // len(corpus.ids))
    chosen = np.linspace(0, corpus.n_sentences - 1, sentences).astype(int)
    words = (corpus.sentence(int(i))[:tokens] for i in np.unique(chosen))
    return Corpus.build(words, name=corpus.name)


def calibrate_in_process(home: Home, content_hash: str, name: str, config: Config) -> Speed:
    """`calibrate` in a process of its own, with one thread, as runs are trained.

    Raises
    ------
    RunError
        If it cannot be done, with the reason.
    """
    job = {
        "home": str(home.root),
        "corpus": content_hash,
        "algorithm": name,
        "config": config.as_dict(),
    }
    try:
        return Speed(**jobs.result(_MODULE, job, _WORDS, _BOUNDS))
    except W2VError as error:
        raise RunError(str(error)) from error


def calibrate_in_background(
    home: Home, content_hash: str, name: str, config: Config
) -> Future[Speed]:
    """`calibrate_in_process` without waiting for it; the future has its result or its RunError.

    One at a time in this process, since two would slow each other down.
    """
    future: Future[Speed] = Future()

    def measure() -> None:
        try:
            with _ONE_AT_A_TIME:
                future.set_result(calibrate_in_process(home, content_hash, name, config))
        except Exception as error:
            future.set_exception(error)

    # Not an executor: its threads would hold up the end of the program.
    threading.Thread(target=measure, name="calibrate", daemon=True).start()
    return future


def _do(job: jobs.Job, _tell: object) -> Speed:
    be_nice(NICENESS)  # as slowly as a worker
    config = algorithm(job["algorithm"]).config_type(**job["config"])
    corpus = Home(Path(job["home"])).corpus(job["corpus"])
    return calibrate(corpus, job["algorithm"], config)


if __name__ == "__main__":
    sys.exit(jobs.serve(_do, _WORDS, _BOUNDS))
