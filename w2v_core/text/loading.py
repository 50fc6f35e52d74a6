"""Loading: files to a corpus, in one call.

Leaves out: each of the steps (`reading`, `cleaning`, `tokenizing`, `phrases`, `corpus`), and
processes (`intake.encode`).
"""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from w2v_core.text.corpus import Corpus
from w2v_core.text.files.reading import AnyFile, ReadReport, TextFile, read_blocks
from w2v_core.text.joining import join_phrases
from w2v_core.text.phrases import PhraseConfig, find_phrases
from w2v_core.text.words.cleaning import CleaningConfig, CleaningCount, clean
from w2v_core.text.words.tokenizing import TokenCount, TokenizerConfig, lines

_PHRASES_KEPT = 1_000


@dataclasses.dataclass(frozen=True, slots=True)
class LoadProgress:
    """How far loading is.

    Attributes
    ----------
    bytes_done, bytes_total : int
        Of the files as they lie on disk, packed or not; each time that they are read is counted.
    tokens : int
        Words so far.
    phrases : float
        Share of the search for phrases that is done, after reading.
    """

    bytes_done: int
    bytes_total: int
    tokens: int
    phrases: float = 0.0


Watch = Callable[[LoadProgress], None]
Guard = Callable[[Iterator[str]], Iterator[str]]


def load_corpus(
    *files: str | AnyFile,
    name: str = "",
    tokenizer: TokenizerConfig = TokenizerConfig(),  # noqa: B008  (frozen)
    cleaning: CleaningConfig = CleaningConfig(),  # noqa: B008
    phrases: PhraseConfig | None = None,
    folder: Path | None = None,
    watch: Watch | None = None,
    guard: Guard | None = None,
) -> Corpus:
    """Read, clean, tokenize and encode text files.

    Parameters
    ----------
    files : str, Path, pair of a name to show and a Path, or TextFile
        Text, HTML, CSV, TSV or JSON lines, also as .gz, .zip, .tar or .tar.gz. A TextFile says
        which column of a table is read; else it is the one with the most text.
    name : str
        Of the corpus; without one, the names of the files.
    tokenizer : TokenizerConfig
        What counts as a word and a sentence.
    cleaning : CleaningConfig
        What is dropped because it repeats; nothing, if not asked for.
    phrases : PhraseConfig, optional
        Join words that belong together (new_york); None joins nothing.
    folder : Path, optional
        Where the corpus is stored, memory-mapped; must not exist yet. Without it the ids stay in
        memory, 4 bytes a token.
    watch : callable, optional
        Told how far things are after each block of text.
    guard : callable, optional
        Gives back the pieces of tokenized text that it is given, and may end the reading where one
        takes too long to be made.

    Returns
    -------
    Corpus
        Its `notes` say how it came to be: "reading", "tokenizer", "cleaning", "phrases", with the
        counts of what was cut and dropped.

    Raises
    ------
    ReadError
        If a file cannot be used as text.
    CorpusError
        If there is no word in the files.
    """
    road = _Road([_named(file) for file in files], tokenizer, cleaning, watch, guard)
    shown = name or ", ".join(file.name for file in road.files)
    if phrases is None:
        return road.build(shown, folder)
    with tempfile.TemporaryDirectory(
        prefix=".phrases-", dir=folder.parent if folder else None
    ) as scratch:
        corpus = road.build(shown, Path(scratch) / "corpus")
        joined = _join(corpus, phrases, folder, road.watch_phrases if watch else None)
        del corpus  # Windows removes no file that is mapped
        return joined


def _join(
    corpus: Corpus, config: PhraseConfig, folder: Path | None, watch: Callable[[float], None] | None
) -> Corpus:
    """The same corpus with its phrases as single words."""
    found = find_phrases(corpus, config, watch)
    kept = [[phrase.word, phrase.count, round(phrase.npmi, 4)] for phrase in found[:_PHRASES_KEPT]]
    notes = {"phrases": config.as_dict() | {"count": len(found), "found": kept}}
    return Corpus.build_lines(
        join_phrases(corpus, found),
        name=corpus.name,
        document_names=corpus.document_names,
        document_labels=corpus.document_labels,
        folder=folder,
        notes=corpus.notes | notes,
    )


def _named(file: str | AnyFile) -> TextFile:
    if isinstance(file, tuple):
        return TextFile(*file)
    return TextFile(Path(file).name, Path(file))


class _Road:
    """From files to tokenized text, told about on the way."""

    def __init__(
        self,
        files: list[TextFile],
        tokenizer: TokenizerConfig,
        cleaning: CleaningConfig,
        watch: Watch | None,
        guard: Guard | None,
    ) -> None:
        self.files = files
        self._tokenizer = tokenizer
        self._cleaning = cleaning
        self._watch = watch
        self._guard = guard or iter
        self._times = 2 if cleaning.duplicate_documents or cleaning.boilerplate else 1
        self._count = TokenCount()
        self._report = ReadReport()

    def build(self, name: str, folder: Path | None) -> Corpus:
        notes: dict[str, Any] = {}
        return Corpus.build_lines(
            self._texts(notes),
            name=name,
            document_names=self._report.documents,
            document_labels=self._report.labels,
            folder=folder,
            notes=notes,
        )

    def watch_phrases(self, share: float) -> None:
        """All is read; this share of the search for phrases is done."""
        assert self._watch is not None
        total = self._times * self._report.bytes_total
        self._watch(LoadProgress(total, total, self._count.tokens, share))

    def _texts(self, notes: dict[str, Any]) -> Iterator[str]:
        """Tokenized text; at its end the notes are complete."""
        dropped = CleaningCount()
        cleaned = clean(self._read, self._cleaning, dropped)
        yield from self._guard(lines(cleaned, self._tokenizer, self._count))
        notes["reading"] = self._report.as_dict()
        notes["tokenizer"] = self._tokenizer.as_dict()
        notes["cleaning"] = self._cleaning.as_dict()
        notes["tokenized"] = self._count.as_dict()
        notes["cleaned"] = dropped.as_dict()

    def _read(self) -> Iterator[str]:
        """The text from its beginning; cleaning may ask for it twice."""
        report = self._report
        before = report.bytes_read
        report.files.clear()
        report.documents.clear()
        report.labels.clear()
        report.bytes_read = 0
        for block in read_blocks(self.files, report):
            if self._watch:
                total = self._times * report.bytes_total
                done = before + report.bytes_read
                self._watch(LoadProgress(done, total, self._count.tokens))
            yield block
