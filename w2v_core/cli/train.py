"""The train command: read files, train, save, report.

It trains in this process, without a run folder; the text as ids goes to a temporary folder, so
memory holds the words and the vectors only. With --run it stores the text, puts a run into the
queue and watches it. Leaves out: the parsing of arguments (`cli.main`), and watching (`cli.watch`).
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import os
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
from w2v_core.cli.watch import report, watch
from w2v_core.errors import CorpusError, DivergenceError, FormatError, SettingError
from w2v_core.host.home import Home
from w2v_core.intake.encode import EncodeEvent, encode_files
from w2v_core.intake.samples import SAMPLES, Sample, SampleEvent, prepare
from w2v_core.models.catalog import algorithm
from w2v_core.models.forecast import Forecast, Forecaster
from w2v_core.models.progress import Trainer, curve_of
from w2v_core.models.proposals import propose
from w2v_core.models.settings import Config, settings_of
from w2v_core.runs import queue
from w2v_core.runs.folder.meter import Measurement, mean_loss, measure
from w2v_core.runs.workspaces import Workspace
from w2v_core.text.corpus import Corpus
from w2v_core.text.files.options import ReadOptions
from w2v_core.text.files.reading import TextFile
from w2v_core.text.loading import LoadProgress, load_corpus
from w2v_core.text.words.tokenizing import TokenizerConfig
from w2v_core.vectors.files.formats import SUFFIXES, save

SAMPLE = "sample:"

_OPTIONS = {
    "dim": "--dim",
    "window": "--window",
    "min_count": "--min-count",
    "sample": "--sample",
    "negative": "--negative",
    "epochs": "--epochs",
    "learning_rate": "--lr",
    "seed": "--seed",
}


def train(given: argparse.Namespace) -> int:
    """Carry out the command; everything that can be refused early is."""
    begin = time.perf_counter()
    _check_ways(given)
    if given.out:
        _check_out(given.out, given.files)
    chosen = _chosen(given)
    for file in given.files:
        _sample(file)
    if given.run is not None:
        return _train_as_run(given, chosen)
    threads = 1 if given.threads is None else given.threads
    # Windows removes no file that is mapped.
    with tempfile.TemporaryDirectory(prefix="w2v-", ignore_cleanup_errors=True) as folder:
        corpus = _read(given, partial(load_corpus, folder=Path(folder) / "corpus"))
        config = _configure(given, corpus, chosen)
        _remark_on(corpus, given.model, config)
        with ThreadPoolExecutor(threads) as executor:
            trainer = algorithm(given.model).trainer(config, executor=executor, threads=threads)
            try:
                outcome = _drain(trainer, corpus)
            except DivergenceError:
                _keep(trainer, given.out)
                raise
        vectors = trainer.vectors()
        save(vectors, given.out)
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


def _train_as_run(given: argparse.Namespace, chosen: dict[str, Any]) -> int:
    """Store the text, put a run into the queue, and watch it."""
    queue.slots()  # refuses what is wrong with it before a long text is read
    home = Home.default()

    first, others = given.files[0].name.removeprefix(SAMPLE), len(given.files) - 1
    name = f"{first} and {others} more" if others else first

    def load(*files: TextFile, **how: Any) -> Corpus:
        try:
            return encode_files(files, home, name=name, **how)
        except OSError as error:
            reason = error.strerror or error
            raise CorpusError(f"The corpus cannot be stored in {home.root}: {reason}.") from error

    corpus = _read(given, load)
    config = _configure(given, corpus, chosen)
    expected = _remark_on(corpus, given.model, config)
    run = Workspace(home).submit(given.model, config, corpus, expected, name=given.run)
    if run.labels.name != given.run:
        remark(f"These settings have a run already: {run.labels.name} ({run.id}).")
    queue.advance(home)
    if given.detach:
        print(run.id)
        return 0
    watch(run)
    told = report(run)
    if given.out:
        save(run.vectors(), given.out)  # says why there are none
    print(json.dumps(told))
    return 1 if told["status"] == "failed" else 0


def _check_ways(given: argparse.Namespace) -> None:
    """Refuse options that do not go together."""
    if given.threads is not None and given.threads < 1:
        raise SettingError(f"--threads must be at least 1; got {given.threads}.")
    if given.run is None:
        if not given.out:
            raise SettingError("The vectors must go somewhere: give --out PATH or --run NAME.")
        if given.detach:
            raise SettingError("--detach is for runs: give --run NAME as well.")
        return
    if not given.run.strip():
        raise SettingError("--run must be followed by a name that is not empty.")
    if given.threads is not None:
        raise SettingError(
            "--threads is not for --run: a run's worker may be started by another process. Set "
            "W2V_THREADS for the app and this command instead."
        )
    if given.detach and given.out:
        raise SettingError(
            "--detach comes back before there are vectors to write to --out: leave one of them out."
        )


def _check_out(out: Path, files: list[Path]) -> None:
    """Refuse before training what would fail, or hurt, after it."""
    if out.suffix.lower() not in SUFFIXES:
        raise FormatError(f"--out {out} must end in one of {', '.join(SUFFIXES)}.")
    if not out.absolute().parent.is_dir():
        raise FormatError(f"--out {out}: the folder {out.parent} does not exist; make it first.")
    if not os.access(out.absolute().parent, os.W_OK) or out.is_dir():
        raise FormatError(f"--out {out} cannot be written; choose another path.")
    if out.exists() and any(file.exists() and out.samefile(file) for file in files):
        raise FormatError(f"--out {out} would overwrite the text it is trained on.")


def _chosen(given: argparse.Namespace) -> dict[str, Any]:
    """The settings that were given, by their names in the config."""
    config_type = algorithm(given.model).config_type
    names = {each.name for each in settings_of(config_type)}
    chosen = {name: getattr(given, name) for name in _OPTIONS if getattr(given, name) is not None}
    for name in chosen:
        if name not in names:
            known = ", ".join(option for each, option in _OPTIONS.items() if each in names)
            raise SettingError(f"{given.model} has no setting {_OPTIONS[name]}; it takes {known}.")
    config_type(**chosen)  # refuses values out of range, before a long text is read
    return chosen


def _configure(given: argparse.Namespace, corpus: Corpus, chosen: dict[str, Any]) -> Config:
    """The settings of the sample, or the proposed ones, with the given ones in their place."""
    sample = _sample(given.files[0]) if len(given.files) == 1 else None
    base = sample.config(given.model) if sample else propose(given.model, corpus)
    config = dataclasses.replace(base, **chosen)
    if "min_count" in chosen and "dim" not in chosen:
        # The proposal for dim did not know that fewer words would be kept.
        kept = len(corpus.restrict(config.min_count).vocabulary)
        dim = max(2, min(config.as_dict()["dim"], kept - 1))
        config = dataclasses.replace(config, dim=dim)
    return config


def _files(given: argparse.Namespace) -> list[TextFile]:
    options = ReadOptions(format=given.format, column=given.column, field=given.field)
    files = []
    for file in given.files:
        if sample := _sample(file):
            files += [TextFile(*each) for each in _prepare(sample)]
        else:
            files.append(TextFile(file.name, file, options))
    return files


def _sample(file: Path) -> Sample | None:
    """The sample that is meant by sample:NAME."""
    name = str(file)
    if not name.startswith(SAMPLE):
        return None
    if sample := SAMPLES.get(name.removeprefix(SAMPLE)):
        return sample
    raise SettingError(f"{name} is no sample; there are {', '.join(SAMPLES)}.")


def _prepare(sample: Sample) -> list[tuple[str, Path]]:
    """Its files, made or downloaded if they are not there yet."""
    with tqdm(desc=f"making {sample.name}", disable=None, leave=False) as bar:

        def watch(event: SampleEvent) -> None:
            bar.total = event.total
            bar.update(event.done - bar.n)

        return prepare(sample, Home.default(), watch)


def _read(given: argparse.Namespace, load: Callable[..., Corpus]) -> Corpus:
    """The files as one stored corpus; remarks on what was in them go to stderr."""
    files = _files(given)
    tokenizer = TokenizerConfig(
        lowercase=not given.keep_case, numbers=not given.keep_numbers, split=given.split
    )
    with tqdm(desc="reading", unit="B", unit_scale=True, disable=None, leave=False) as bar:

        def watch(progress: LoadProgress | EncodeEvent) -> None:
            bar.total = progress.bytes_total
            bar.update(progress.bytes_done - bar.n)

        corpus = load(*files, tokenizer=tokenizer, watch=watch)
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
