"""The train command: read files, train, save, report.

It trains in this process, without a run folder; the text as ids goes to a temporary folder, so
memory holds the words and the vectors only. Leaves out: the parsing of arguments (`cli`).
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tqdm import tqdm

from w2v_core.errors import FormatError, SettingError
from w2v_core.models.catalog import algorithm
from w2v_core.models.progress import Trainer
from w2v_core.models.proposals import propose
from w2v_core.models.settings import Config, settings_of
from w2v_core.runs.home import Home
from w2v_core.runs.meter import Measurement, mean_loss, measure
from w2v_core.runs.samples import SAMPLES, Sample, SampleEvent, prepare
from w2v_core.text.corpus import Corpus
from w2v_core.text.files.options import ReadOptions
from w2v_core.text.files.reading import TextFile
from w2v_core.text.loading import LoadProgress, load_corpus
from w2v_core.text.tokenizing import TokenizerConfig
from w2v_core.vectors.formats import SUFFIXES, save

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

# Without tqdm's own rate: it counts `done`, which for PPMI-SVD is no words.
_BAR = "{desc}{percentage:3.0f}%|{bar}| {elapsed}<{remaining}{postfix}"


def train(given: argparse.Namespace) -> None:
    """Carry out the command; everything that can be refused early is."""
    begin = time.perf_counter()
    _check_out(given.out, given.files)
    if given.threads < 1:
        raise SettingError(f"--threads must be at least 1; got {given.threads}.")
    chosen = _chosen(given)
    for file in given.files:
        _sample(file)
    tokenizer = TokenizerConfig(
        lowercase=not given.keep_case, numbers=not given.keep_numbers, split=given.split
    )
    with tempfile.TemporaryDirectory(prefix="w2v-") as folder:
        corpus = _read(_files(given), tokenizer, Path(folder) / "corpus")
        config = _configure(given, corpus, chosen)
        with ThreadPoolExecutor(given.threads) as executor:
            trainer = algorithm(given.model).trainer(
                config, executor=executor, threads=given.threads
            )
            outcome = _drain(trainer, corpus)
        vectors = trainer.vectors()
        save(vectors, given.out)
        report = {
            "tokens": len(corpus.ids),
            "vocabulary": len(vectors),
            "seconds": round(time.perf_counter() - begin, 3),
            **outcome,
        }
    print(json.dumps(report))


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


def _read(files: list[TextFile], tokenizer: TokenizerConfig, folder: Path) -> Corpus:
    """The files as one stored corpus; remarks on what was in them go to stderr."""
    with tqdm(desc="reading", unit="B", unit_scale=True, disable=None, leave=False) as bar:

        def watch(progress: LoadProgress) -> None:
            bar.total = progress.bytes_total
            bar.update(progress.bytes_done - bar.n)

        corpus = load_corpus(*files, tokenizer=tokenizer, folder=folder, watch=watch)
    for note in corpus.notes["reading"]["files"]:
        said = (f"read {note['part']}." if note["part"] else "", note["message"])
        if any(said):
            print(f"{note['name']}: {' '.join(filter(None, said))}", file=sys.stderr)
    if cut := corpus.notes["tokenized"]["cut"]:
        print(f"{cut:,} words were cut to 100 characters.", file=sys.stderr)
    return corpus


def _drain(trainer: Trainer, corpus: Corpus) -> dict[str, float | None]:
    """Train to the end behind a bar; returns what the report says of it."""
    start = time.perf_counter()
    records: list[Measurement] = []
    with tqdm(bar_format=_BAR, disable=None) as bar:
        for record in measure(trainer.steps(corpus)):
            records.append(record)
            bar.total = record.total
            bar.set_description(record.stage, refresh=False)
            bar.set_postfix(_shown(record), refresh=False)
            bar.update(record.done - bar.n)
    seconds = time.perf_counter() - start
    last = records[-1]
    # One epoch's mean: the last slice alone is noisy.
    final = [(each.loss, each.tokens) for each in records if each.epoch > last.epoch - 1]
    outcome = {
        "training_seconds": round(seconds, 3),
        "words_per_second": round(sum(each.tokens for each in records) / seconds),
        "loss": _number(mean_loss(final)),
    }
    if not math.isnan(last.error):
        outcome["error"] = _number(last.error)
    return outcome


def _shown(record: Measurement) -> dict[str, str]:
    """What the bar says beside the time left."""
    values = {
        "loss": (record.loss, ".3f"),
        "error": (record.error, ".3f"),
        "words/s": (record.words_per_second, ",.0f"),
    }
    return {name: f"{x:{form}}" for name, (x, form) in values.items() if not math.isnan(x)}


def _number(value: float) -> float | None:
    """JSON has no NaN."""
    return None if math.isnan(value) else round(value, 6)
