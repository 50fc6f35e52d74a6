"""The train command: read files, train, save, report.

It trains in this process, without a run folder; the text as ids goes to a temporary folder, so
memory holds the words and the vectors only. With --run it stores the text, puts a run into the
queue and watches it. Leaves out: its arguments (`train_order`), and watching (`watch`).
"""

from __future__ import annotations

import dataclasses
import json
import math
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from tqdm import tqdm

from w2v_core.cli.output import BAR, figures, number, remark
from w2v_core.cli.train_order import SAMPLE, TrainOrder, sample_of
from w2v_core.cli.watch import report, watch
from w2v_core.errors import CorpusError, DivergenceError, system_errors_as
from w2v_core.evaluation.analogies import Section, read_questions
from w2v_core.host.home import Home
from w2v_core.intake.encode import EncodeEvent, encode_files
from w2v_core.intake.samples import Sample, SampleEvent, prepare
from w2v_core.models.catalog import algorithm
from w2v_core.models.forecast import Forecast, Forecaster
from w2v_core.models.progress import Trainer, curve_of
from w2v_core.models.proposals import propose
from w2v_core.models.settings import Config
from w2v_core.runs import queue
from w2v_core.runs.folder.meter import Measurement, mean_loss, measure
from w2v_core.runs.workspaces import Workspace
from w2v_core.text.corpus import Corpus
from w2v_core.text.files.reading import TextFile
from w2v_core.text.loading import LoadProgress, load_corpus
from w2v_core.vectors.files.formats import save


def train(order: TrainOrder) -> int:
    """Carry out the command; returns the exit code."""
    return _train_here(order) if order.run is None else _train_as_run(order, order.run)


def _train_here(order: TrainOrder) -> int:
    begin, out = time.perf_counter(), order.out
    assert out is not None
    threads = order.threads or 1
    # Windows removes no file that is mapped.
    with tempfile.TemporaryDirectory(prefix="w2v-", ignore_cleanup_errors=True) as folder:
        corpus = _read(order, partial(load_corpus, folder=Path(folder) / "corpus"))
        config = _configure(order, corpus)
        _remark_on(corpus, order.model, config)
        with ThreadPoolExecutor(threads) as executor:
            trainer = algorithm(order.model).trainer(config, executor=executor, threads=threads)
            try:
                outcome = _drain(trainer, corpus)
            except DivergenceError:
                _keep(trainer, out)
                raise
        vectors = trainer.vectors()
        save(vectors, out)
        told = {
            "tokens": len(corpus.ids),
            "vocabulary": len(vectors),
            "seconds": round(time.perf_counter() - begin, 3),
            **outcome,
        }
    print(json.dumps(told))
    return 0


def _remark_on(corpus: Corpus, model: str, config: Config) -> Forecast:
    """What is to be expected; says what looks wrong in the text itself, which no setting cures."""
    expected = Forecaster(corpus).forecast(model, config)
    if expected.words > 1:
        for each in expected.advice:
            if not each.field:
                remark(each.text)
    return expected


def _keep(trainer: Trainer, out: Path) -> None:
    """Write the last good vectors of a training that ran away, if there have been any."""
    with suppress(ValueError):
        vectors = trainer.vectors()
        save(vectors, out)
        remark(f"{out} has the last good vectors.")


def _train_as_run(order: TrainOrder, run_name: str) -> int:
    """Store the text, put a run into the queue, and watch it."""
    queue.slots()  # refuses what is wrong with it before a long text is read
    home = Home.default()

    first, others = order.files[0].name.removeprefix(SAMPLE), len(order.files) - 1
    name = f"{first} and {others} more" if others else first

    def load(*files: TextFile, **how: Any) -> Corpus:
        with system_errors_as(CorpusError, f"The corpus cannot be stored in {home.root}"):
            return encode_files(files, home, name=name, **how)

    corpus = _read(order, load)
    config = _configure(order, corpus)
    expected = _remark_on(corpus, order.model, config)
    workspace, questions = Workspace(home), _questions(order)
    run = workspace.submit(
        order.model, config, corpus, expected, name=run_name, questions=questions
    )
    if run.labels.name != run_name:
        remark(f"These settings have a run already: {run.labels.name} ({run.id}).")
    queue.advance(home)
    if order.detach:
        print(run.id)
        return 0
    watch(run)
    told = report(run)
    if order.out:
        save(run.vectors(), order.out)  # says why there are none
    print(json.dumps(told))
    return 1 if told["status"] == "failed" else 0


def _questions(order: TrainOrder) -> list[Section]:
    """What a run on a sample is asked while it trains."""
    sample = sample_of(order.files[0]) if len(order.files) == 1 else None
    return read_questions(sample.questions) if sample and sample.questions else []


def _configure(order: TrainOrder, corpus: Corpus) -> Config:
    """The settings of the sample, or the proposed ones, with the given ones in their place."""
    sample = sample_of(order.files[0]) if len(order.files) == 1 else None
    base = sample.config(order.model) if sample else propose(order.model, corpus)
    config = dataclasses.replace(base, **order.settings)
    if "min_count" in order.settings and "dim" not in order.settings:
        # The proposal for dim did not know that fewer words would be kept.
        kept = len(corpus.restrict(config.min_count).vocabulary)
        dim = max(2, min(config.dim, kept - 1))
        config = dataclasses.replace(config, dim=dim)
    return config


def _files(order: TrainOrder) -> list[TextFile]:
    files = []
    for file in order.files:
        if sample := sample_of(file):
            files += [TextFile(*each) for each in _prepare(sample)]
        else:
            files.append(TextFile(file.name, file, order.reading))
    return files


def _prepare(sample: Sample) -> list[tuple[str, Path]]:
    """Its files, made or downloaded if they are not there yet."""
    with tqdm(desc=f"making {sample.name}", disable=None, leave=False) as bar:

        def watch(event: SampleEvent) -> None:
            bar.total = event.total
            bar.update(event.done - bar.n)

        return prepare(sample, Home.default(), watch)


def _read(order: TrainOrder, load: Callable[..., Corpus]) -> Corpus:
    """The files as one stored corpus; remarks on what was in them go to stderr."""
    files = _files(order)
    with tqdm(desc="reading", unit="B", unit_scale=True, disable=None, leave=False) as bar:

        def watch(progress: LoadProgress | EncodeEvent) -> None:
            bar.total = progress.bytes_total
            bar.update(progress.bytes_done - bar.n)

        corpus = load(*files, tokenizer=order.tokenizer, cleaning=order.cleaning, watch=watch)
    for note in corpus.notes["reading"]["files"]:
        said = (f"read {note['part']}." if note["part"] else "", note["message"])
        if any(said):
            remark(f"{note['name']}: {' '.join(filter(None, said))}")
    if cut := corpus.notes["tokenized"]["cut"]:
        remark(f"{cut:,} words were cut to 100 characters.")
    return corpus


def _drain(trainer: Trainer, corpus: Corpus) -> dict[str, float | str | None]:
    """Train to the end behind a bar; returns what the report says of it."""
    start = time.perf_counter()
    records: list[Measurement] = []
    with tqdm(bar_format=BAR, disable=None) as bar:
        for record in measure(trainer.steps(corpus)):
            records.append(record)
            bar.total = record.total
            bar.set_description(record.stage, refresh=False)
            speed = record.words_per_second
            bar.set_postfix(figures(record.loss, record.error, speed), refresh=False)
            bar.update(record.done - bar.n)
    seconds = time.perf_counter() - start
    last = records[-1]
    # One epoch's mean: the last slice alone is noisy.
    final = [(each.loss, each.tokens) for each in records if each.epoch > last.epoch - 1]
    outcome: dict[str, float | str | None] = {
        "training_seconds": round(seconds, 3),
        "words_per_second": round(sum(each.tokens for each in records) / seconds),
        "loss": number(mean_loss(final)),
    }
    if not math.isnan(last.error):
        outcome["error"] = number(last.error)
    if doubt := trainer.doubt(curve_of(records)):
        outcome["doubt"] = doubt
        remark(doubt)
    return outcome
