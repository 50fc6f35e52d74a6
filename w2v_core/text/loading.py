"""Loading: files to a corpus, in one call.

Leaves out: each of the steps (`reading`, `tokenizing`, `corpus`), and processes (`runs.encode`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from w2v_core.text.corpus import Corpus
from w2v_core.text.reading import ReadReport, read_blocks
from w2v_core.text.tokenizing import TokenCount, TokenizerConfig, lines

Watch = Callable[[ReadReport, TokenCount], None]


def load_corpus(
    *files: str | Path | tuple[str, Path],
    name: str = "",
    tokenizer: TokenizerConfig = TokenizerConfig(),  # noqa: B008  (frozen)
    folder: Path | None = None,
    watch: Watch | None = None,
) -> Corpus:
    """Read, tokenize and encode text files.

    Parameters
    ----------
    files : str, Path, or pair of a name to show and a Path
        Text, or .gz or .zip of text.
    name : str
        Of the corpus; without one, the names of the files.
    tokenizer : TokenizerConfig
        What counts as a word and a sentence.
    folder : Path, optional
        Where the corpus is stored, memory-mapped; must not exist yet. Without it the ids stay in
        memory, 4 bytes a token.
    watch : callable, optional
        Told how far things are after each block of text, and at the end.

    Returns
    -------
    Corpus
        Its `notes` say how the files were read: "reading", "tokenizer" and "cut_tokens".

    Raises
    ------
    ReadError
        If a file cannot be used as text.
    CorpusError
        If there is no word in the files.
    """
    named = [_named(file) for file in files]
    notes: dict[str, Any] = {}
    texts = _texts(named, tokenizer, notes, watch)
    shown = name or ", ".join(each for each, _ in named)
    return Corpus.build_lines(texts, name=shown, folder=folder, notes=notes)


def _named(file: str | Path | tuple[str, Path]) -> tuple[str, Path]:
    return file if isinstance(file, tuple) else (Path(file).name, Path(file))


def _texts(
    named: Sequence[tuple[str, Path]],
    tokenizer: TokenizerConfig,
    notes: dict[str, Any],
    watch: Watch | None,
) -> Iterator[str]:
    """Tokenized text; at its end the notes are complete."""
    report, count = ReadReport(), TokenCount()
    for text in lines(read_blocks(named, report), tokenizer, count):
        if watch:
            watch(report, count)
        yield text
    if watch:
        watch(report, count)
    notes["reading"] = report.as_dict()
    notes["tokenizer"] = tokenizer.as_dict()
    notes["cut_tokens"] = count.cut
