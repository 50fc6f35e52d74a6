"""What the train command is told: its arguments, and the order that is made of them.

What can be refused before a long text is read is refused when the order is made.
Leaves out: carrying it out (`train`), and how a setting becomes an option (`options`).
"""

from __future__ import annotations

import argparse
import dataclasses
import os
from pathlib import Path
from typing import Any

from w2v_core.cli.options import add_option, flag, given_settings
from w2v_core.errors import FormatError, SettingError
from w2v_core.intake.samples import SAMPLES, Sample
from w2v_core.models.catalog import ALGORITHMS, algorithm
from w2v_core.settings import Setting, settings_of
from w2v_core.text.files.options import FORMATS, ReadOptions
from w2v_core.text.words.cleaning import CleaningConfig
from w2v_core.text.words.tokenizing import TokenizerConfig
from w2v_core.vectors.files.formats import SUFFIXES

SAMPLE = "sample:"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TrainOrder:
    """What is to be trained, on what, and where it goes.

    Attributes
    ----------
    files : tuple of Path
        Texts, and sample:NAME.
    model : str
        Key of the algorithm.
    settings : dict
        Those of its settings that were given, by name.
    reading, tokenizer, cleaning
        How files become words.
    out : Path or None
        Where the vectors go.
    run : str or None
        Name of the run that is made; None to train in this process.
    detach : bool
        Whether nobody waits for the run.
    threads : int or None
        Of this process; None where nothing was said.

    Raises
    ------
    SettingError, FormatError
        If options do not go together, or cannot be used.
    """

    files: tuple[Path, ...]
    model: str
    settings: dict[str, Any]
    reading: ReadOptions
    tokenizer: TokenizerConfig
    cleaning: CleaningConfig
    out: Path | None
    run: str | None
    detach: bool
    threads: int | None

    def __post_init__(self) -> None:
        self._check_ways()
        if self.out:
            _check_out(self.out, self.files)
        self._check_settings()
        for file in self.files:
            sample_of(file)

    def _check_ways(self) -> None:
        """Refuse options that do not go together."""
        if self.threads is not None and self.threads < 1:
            raise SettingError(f"--threads must be at least 1; got {self.threads}.")
        if self.run is None:
            if not self.out:
                raise SettingError("The vectors must go somewhere: give --out PATH or --run NAME.")
            if self.detach:
                raise SettingError("--detach is for runs: give --run NAME as well.")
            return
        if not self.run.strip():
            raise SettingError("--run must be followed by a name that is not empty.")
        if self.threads is not None:
            raise SettingError(
                "--threads is not for --run: a run's worker may be started by another process. Set "
                "W2V_THREADS for the app and this command instead."
            )
        if self.detach and self.out:
            raise SettingError(
                "--detach comes back before there are vectors to write to --out: leave one of them "
                "out."
            )

    def _check_settings(self) -> None:
        config_type = algorithm(self.model).config_type
        names = [each.name for each in settings_of(config_type)]
        for name in self.settings:
            if name not in names:
                known = ", ".join(map(flag, names))
                raise SettingError(f"{self.model} has no setting {flag(name)}; it takes {known}.")
        config_type(**self.settings)  # refuses values out of range


def add_train(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.description = "Train on text files; what is not given follows the size of the corpus."
    add = parser.add_argument
    files = f"text, HTML, tables, also packed; or {SAMPLE}NAME ({', '.join(SAMPLES)})"
    add("files", nargs="+", type=Path, metavar="FILE", help=files)
    add("--model", required=True, choices=list(ALGORITHMS))
    add("--out", type=Path, metavar="PATH", help=f"one of {', '.join(SUFFIXES)}")
    add("--run", metavar="NAME", help="as a run, which the app shows and which outlives this shell")
    add("--detach", action="store_true", help="with --run: print the run's id and come back")
    threads = "threads to use (1; not with --run); the vectors do not depend on it"
    add("--threads", type=int, metavar="N", help=threads)
    training = parser.add_argument_group("training")
    for setting, titles in _training():
        some = len(titles) < len(ALGORITHMS)
        add_option(training, setting, f"({', '.join(titles)})" if some else "")
    reading = parser.add_argument_group("reading")
    formats = ("auto", *FORMATS)
    add = reading.add_argument
    add("--format", choices=formats, default="auto", help="what the files are (by their names)")
    add("--column", default="", help="of CSV and TSV: its name or number (the one with most text)")
    add("--field", default="", help="of JSON lines: its name (the one with most text)")
    labels = "of tables: name or number of one that says of each row what group it is in (none)"
    add("--label-column", default="", metavar="COLUMN", help=labels)
    words = parser.add_argument_group("words")
    for setting in (*settings_of(TokenizerConfig), *settings_of(CleaningConfig)):
        add_option(words, setting)
    keep: dict[str, Any] = {"action": "store_const", "help": "the same as --no-lowercase"}
    words.add_argument("--keep-case", dest="lowercase", const=False, **keep)
    keep["help"] = "the same as --numbers keep"
    words.add_argument("--keep-numbers", dest="numbers", const="keep", **keep)


def order_of(given: argparse.Namespace) -> TrainOrder:
    """The order that the arguments give; whatever `TrainOrder` raises."""
    return TrainOrder(
        files=tuple(given.files),
        model=given.model,
        settings=given_settings(given, (setting for setting, _ in _training())),
        reading=ReadOptions(
            format=given.format,
            column=given.column,
            field=given.field,
            label=given.label_column,
        ),
        tokenizer=TokenizerConfig(**given_settings(given, settings_of(TokenizerConfig))),
        cleaning=CleaningConfig(**given_settings(given, settings_of(CleaningConfig))),
        out=given.out,
        run=given.run,
        detach=given.detach,
        threads=given.threads,
    )


def sample_of(file: Path) -> Sample | None:
    """The sample that is meant by sample:NAME; SettingError if there is none of that name."""
    name = str(file)
    if not name.startswith(SAMPLE):
        return None
    if sample := SAMPLES.get(name.removeprefix(SAMPLE)):
        return sample
    raise SettingError(f"{name} is no sample; there are {', '.join(SAMPLES)}.")


def _training() -> list[tuple[Setting, list[str]]]:
    """The settings of all algorithms, each as the first describes it, and who has them."""
    found: dict[str, tuple[Setting, list[str]]] = {}
    for each in ALGORITHMS.values():
        for setting in settings_of(each.config_type):
            found.setdefault(setting.name, (setting, []))[1].append(each.title)
    return list(found.values())


def _check_out(out: Path, files: tuple[Path, ...]) -> None:
    """Refuse before training what would fail, or hurt, after it."""
    if out.suffix.lower() not in SUFFIXES:
        raise FormatError(f"--out {out} must end in one of {', '.join(SUFFIXES)}.")
    if not out.absolute().parent.is_dir():
        raise FormatError(f"--out {out}: the folder {out.parent} does not exist; make it first.")
    if not os.access(out.absolute().parent, os.W_OK) or out.is_dir():
        raise FormatError(f"--out {out} cannot be written; choose another path.")
    if out.exists() and any(file.exists() and out.samefile(file) for file in files):
        raise FormatError(f"--out {out} would overwrite the text it is trained on.")
