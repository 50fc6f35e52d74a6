"""Samples: texts that are at hand without bringing one, and how each comes to its files.

    python -m w2v_core.intake.samples < job.json

Two lie in `sample_corpora`. The others are made or downloaded when they are first asked for, in a
process of their own, and kept in the home as a ZIP with one member for each document.
Leaves out: reading the files (`encode`), and how a process gets its job (`jobs`).
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Generator, Iterable
from contextlib import closing, suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from w2v_core.errors import ReadError, system_errors_as
from w2v_core.host import jobs, place
from w2v_core.host.home import Home
from w2v_core.intake.docstrings import PACKAGES, modules
from w2v_core.models.catalog import algorithm
from w2v_core.models.settings import Config
from w2v_core.settings import settings_of

_EVENT_SECONDS = 0.2
_MODULE = "w2v_core.intake.samples"
_WORDS = jobs.Words("Making the sample", "The sample", "choose another one")
_DISTRIBUTIONS = {"sklearn": "scikit-learn"}  # where a package is not called as it is imported
_STAMP = (1980, 1, 1, 0, 0, 0)  # the first a ZIP can hold: the same text makes the same file

Document = tuple[str, str, int, int]  # name, text, documents looked at so far, and in all
Files = list[tuple[str, Path]]


@dataclasses.dataclass(frozen=True, slots=True)
class Sample:
    """A text that anybody can choose.

    Attributes
    ----------
    name : str
        Key, and name of its file.
    title, story : str
        For a person; one line each.
    kind : {"file", "made", "download"}
        At hand; made on this machine in half a minute; or fetched from the internet.
    tokens : int
        About how many.
    ask : tuple of str
        Words or analogies (`man : woman :: king`) that show what is in it.
    settings : dict
        Settings that work, by name; an algorithm takes those it has. See `config`.
    questions : Path or None
        Its analogies, in the questions-words format.
    pairs : Path or None
        Pairs of its words that we have rated ourselves, as `evaluation.pairs` reads them.
    """

    name: str
    title: str
    story: str
    kind: str
    tokens: int
    ask: tuple[str, ...]
    settings: dict[str, Any]
    questions: Path | None = None
    pairs: Path | None = None

    def config(self, name: str) -> Config:
        """The settings for algorithm `name`; what is not said here is as it is by default."""
        config_type = algorithm(name).config_type
        known = {each.name for each in settings_of(config_type)}
        return config_type(**{key: value for key, value in self.settings.items() if key in known})

    def file(self, home: Home) -> Path:
        """Where its text lies, or will."""
        if self.kind == "file":
            return place.SAMPLES / f"{self.name}.txt"
        return home.root / "samples" / f"{self.name}{_edition(self)}.zip"

    def files(self, home: Home) -> Files:
        """What `encode_files` takes; empty while it has still to be made (`prepare`)."""
        path = self.file(home)
        return [(f"{self.name}{path.suffix}", path)] if path.exists() else []


SAMPLES: dict[str, Sample] = {
    each.name: each
    for each in (
        Sample(
            "kingdom",
            "Kingdom",
            "People, animals, things and places in short sentences, made so that analogies hold.",
            "file",
            86_523,
            ("king", "paris", "man : woman :: king", "walks : walked :: sings"),
            {"dim": 50, "window": 5, "min_count": 2, "epochs": 40, "negative": 10},
            place.SAMPLES / "kingdom.questions.txt",
            place.SAMPLES / "kingdom.pairs.csv",
        ),
        Sample(
            "cats_and_dogs",
            "Cats and dogs",
            "A day with a cat, a dog, a kitten and a puppy: small enough to read aloud first.",
            "file",
            443,
            ("cat", "kitten", "girl", "morning"),
            {"dim": 16, "window": 4, "min_count": 1, "sample": 0.0, "epochs": 200},
        ),
        Sample(
            "docstrings",
            "Scientific Python",
            "What the installed scientific packages say of themselves: real technical English.",
            "made",
            1_700_000,
            ("matrix", "column", "axis", "probability", "row : rows :: column"),
            {"dim": 100, "window": 5, "min_count": 4, "epochs": 15},
        ),
        Sample(
            "newsgroups",
            "20 Newsgroups",
            "Posts of 1993 to twenty discussion groups, from ice hockey to encryption.",
            "download",
            3_500_000,
            ("hockey", "god", "encryption", "windows", "israel"),
            {"dim": 100, "window": 5, "min_count": 5, "epochs": 10},
        ),
    )
}


@dataclasses.dataclass(frozen=True, slots=True)
class SampleEvent:
    """How far a sample is: documents done, of how many (0 while nobody knows)."""

    done: int
    total: int


def prepare(
    sample: Sample, home: Home, watch: Callable[[SampleEvent], None] | None = None
) -> Files:
    """Make or download a sample in this process, unless it is there; returns its files.

    Raises
    ------
    ReadError
        If it cannot be downloaded or stored, or should be at hand and is not.
    """
    if not sample.files(home):
        if sample.kind == "file":
            raise ReadError(f"{sample.file(home)} is not there: install the program again.")
        documents = _docstrings() if sample.kind == "made" else _newsgroups(home)
        _store(sample, home, documents, watch or (lambda _: None))
    return sample.files(home)


def prepare_in_process(sample: Sample, home: Home) -> Generator[SampleEvent, None, None]:
    """`prepare` in a process of its own; closing the iterator ends it.

    Raises
    ------
    W2VError
        With the message of whatever `prepare` raised, or if the process was killed.
    """
    job = {"sample": sample.name, "home": str(home.root)}
    with closing(jobs.answers(jobs.start(_MODULE), job, _WORDS)) as answers:
        for answer in answers:
            yield SampleEvent(**answer)


def _store(
    sample: Sample,
    home: Home,
    documents: Iterable[Document],
    watch: Callable[[SampleEvent], None],
) -> None:
    """Write a ZIP with a member for each document; it appears whole or not at all."""
    path = sample.file(home)
    told = -_EVENT_SECONDS
    not_stored = f"The sample {sample.title} cannot be stored"
    with system_errors_as(ReadError, not_stored):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, scratch = tempfile.mkstemp(prefix=".making-", dir=path.parent)
    try:
        with system_errors_as(ReadError, not_stored):
            with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w") as archive:
                for name, text, done, total in documents:
                    if text.strip():
                        member = zipfile.ZipInfo(f"{name}.txt", _STAMP)
                        archive.writestr(member, text, zipfile.ZIP_DEFLATED)
                    if done == total or time.monotonic() - told >= _EVENT_SECONDS:
                        told = time.monotonic()
                        watch(SampleEvent(done, total))
            os.replace(scratch, path)
    finally:
        with suppress(OSError):
            os.unlink(scratch)


def _docstrings() -> Iterable[Document]:
    for module in modules():
        yield module.name, module.text, module.done, module.total


def _newsgroups(home: Home) -> Iterable[Document]:
    """Posts without headers, footers and quotes, in the groups' order."""
    # Here, since it loads all of scikit-learn, which no other sample needs.
    from sklearn.datasets import fetch_20newsgroups

    try:
        posts = fetch_20newsgroups(
            data_home=home.root / "samples" / "scikit_learn",
            subset="all",
            shuffle=False,
            remove=("headers", "footers", "quotes"),
            n_retries=0,
        )
    except (OSError, ValueError) as error:  # no network; or what came was something else
        raise ReadError(
            "20 Newsgroups could not be downloaded, which needs the internet: choose another "
            "sample, or try again when there is a connection."
        ) from error
    groups = [posts.target_names[i] for i in posts.target]
    for number, (group, text) in enumerate(zip(groups, posts.data, strict=True), 1):
        yield f"{group}/{number}", text, number, len(groups)


def _edition(sample: Sample) -> str:
    """What a made sample depends on: other versions of the packages make another text."""
    if sample.kind != "made":
        return ""
    versions = " ".join(f"{each} {_version(each)}" for each in PACKAGES)
    return "-" + hashlib.sha256(versions.encode()).hexdigest()[:12]


def _version(package: str) -> str:
    try:
        return version(_DISTRIBUTIONS.get(package, package))
    except PackageNotFoundError:
        return "none"


def _do(job: jobs.Job, tell: Callable[[SampleEvent], None]) -> None:
    prepare(SAMPLES[job["sample"]], Home(Path(job["home"])), tell)


if __name__ == "__main__":
    sys.exit(jobs.serve(_do, _WORDS))
