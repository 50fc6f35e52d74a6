"""Encode files into a stored corpus, here or in a process of its own.

    python -m w2v_core.intake.encode < job.json

Reading and tokenizing hold Python's lock, so a server must not do them in a thread. The process
tells some five times a second how far it is, then the corpus's hash.
Leaves out: how files become sentences (`text`), and how a process gets its job (`jobs`).
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from w2v_core.errors import CorpusError
from w2v_core.host import jobs, lock
from w2v_core.host.files import discard
from w2v_core.host.home import Home
from w2v_core.intake.patterns import limited
from w2v_core.text.corpus import Corpus
from w2v_core.text.corpus_files import add_name
from w2v_core.text.files.reading import ReadOptions, TextFile
from w2v_core.text.loading import LoadProgress, Watch, load_corpus
from w2v_core.text.phrases import PhraseConfig
from w2v_core.text.words.cleaning import CleaningConfig
from w2v_core.text.words.tokenizing import TokenizerConfig

Files = Sequence[tuple[str, Path] | tuple[str, Path, ReadOptions]]

_EVENT_SECONDS = 0.2
_MODULE = "w2v_core.intake.encode"
_WORDS = jobs.Words("Reading", "The corpus", "load a part of the text")


@dataclasses.dataclass(frozen=True, slots=True)
class EncodeEvent:
    """How far encoding is.

    Attributes
    ----------
    bytes_done, bytes_total : int
        Of the files as they lie on disk, packed or not.
        Each time that they are read is counted.
    tokens : int
        Words so far.
    seconds_left : float or None
        Of reading, at the pace so far; None while there is none to speak of.
    corpus_hash : str or None
        In the last event only: `Home.corpus` opens the corpus by it.
    phrases : float
        Share of the search for phrases that is done, after reading.
    stored_as : str
        In the last event: the corpus's name, an earlier one if the same text was there already.
    """

    bytes_done: int
    bytes_total: int
    tokens: int
    seconds_left: float | None = None
    corpus_hash: str | None = None
    stored_as: str = ""
    phrases: float = 0.0


def encode_files(
    files: Files,
    home: Home,
    *,
    name: str,
    tokenizer: TokenizerConfig = TokenizerConfig(),  # noqa: B008  (frozen)
    cleaning: CleaningConfig = CleaningConfig(),  # noqa: B008
    phrases: PhraseConfig | None = None,
    watch: Callable[[EncodeEvent], None] | None = None,
) -> Corpus:
    """Read, tokenize and store files; a corpus of the same content is found, not stored again.

    Parameters
    ----------
    files : sequence of (shown name, Path), or of TextFile
    home : Home
        The corpus is stored in its `corpora`, under its hash; it appears whole or not at all.
    name : str
        What the corpus is called. One that was there before keeps its name and its notes, and this
        name is added to its `other_names`.
    tokenizer, cleaning, phrases
        As for `load_corpus`.
    watch : callable, optional
        Told how far things are, some five times a second.

    Raises
    ------
    ReadError
        If a file cannot be used as text.
    CorpusError
        If there is no word in the files.
    SettingError
        If the tokenizer's pattern takes too long on some piece of the text.
    """
    scratch = home.corpora / f".new-{secrets.token_hex(8)}"
    try:
        corpus = load_corpus(
            *files,
            name=name,
            tokenizer=tokenizer,
            cleaning=cleaning,
            phrases=phrases,
            folder=scratch,
            watch=_now_and_then(watch) if watch else None,
            guard=partial(limited, pattern=tokenizer.pattern),
        )
        content_hash, known_as = corpus.content_hash, corpus.name
        del corpus  # Windows renames no folder around a file that is mapped
        return _keep(content_hash, known_as, scratch, home)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _now_and_then(tell: Callable[[EncodeEvent], None]) -> Watch:
    """Tell how far reading is, some five times a second, and how long it will go on."""
    began = told = time.monotonic()

    def watch(progress: LoadProgress) -> None:
        nonlocal told
        now = time.monotonic()
        done, total = progress.bytes_done, progress.bytes_total
        if now - told >= _EVENT_SECONDS:
            told = now
            left = (total - done) * (now - began) / done if done else None
            tell(EncodeEvent(done, total, progress.tokens, left, phrases=progress.phrases))

    return watch


def _keep(content_hash: str, name: str, scratch: Path, home: Home) -> Corpus:
    """Move a new corpus to where its hash says, unless a sound one is there."""
    folder = home.corpora / content_hash
    with lock.exclusive(home.corpora_lock):
        if folder.exists():
            with contextlib.suppress(CorpusError):
                Corpus.load(folder)
                add_name(folder, name)
                os.utime(folder)  # it was loaded last, so it comes first in lists
                return Corpus.load(folder)
            discard(folder)
        os.replace(scratch, folder)
        return Corpus.load(folder)


def encode_in_process(
    files: Files,
    home: Home,
    *,
    name: str,
    tokenizer: TokenizerConfig = TokenizerConfig(),  # noqa: B008
    cleaning: CleaningConfig = CleaningConfig(),  # noqa: B008
    phrases: PhraseConfig | None = None,
) -> Generator[EncodeEvent, None, None]:
    """`encode_files` in a process of its own; closing the iterator ends it.

    The last event has the corpus's hash.

    Raises
    ------
    W2VError
        With the message of whatever `encode_files` raised, or if the process was killed.
    """
    given = [TextFile(*file) for file in files]
    job = {
        "files": [[each.name, str(each.path.absolute()), each.options.as_dict()] for each in given],
        "home": str(home.root),
        "name": name,
        "tokenizer": tokenizer.as_dict(),
        "cleaning": cleaning.as_dict(),
        "phrases": phrases.as_dict() if phrases else None,
    }
    with closing(jobs.answers(jobs.start(_MODULE), job, _WORDS)) as answers:
        for answer in answers:
            yield EncodeEvent(**answer)


def _do(job: jobs.Job, tell: Callable[[EncodeEvent], None]) -> EncodeEvent:
    corpus = encode_files(
        [(shown, Path(path), ReadOptions(**options)) for shown, path, options in job["files"]],
        Home(Path(job["home"])),
        name=job["name"],
        tokenizer=TokenizerConfig(**job["tokenizer"]),
        cleaning=CleaningConfig(**job["cleaning"]),
        phrases=PhraseConfig(**job["phrases"]) if job["phrases"] else None,
        watch=tell,
    )
    total = corpus.notes["reading"]["bytes_total"]
    return EncodeEvent(total, total, len(corpus.ids), 0.0, corpus.content_hash, corpus.name)


if __name__ == "__main__":
    sys.exit(jobs.serve(_do, _WORDS))
