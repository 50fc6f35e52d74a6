"""Tokenizing: text to words and sentences.

Instead of looking for words, the few spots where a character's meaning hangs on its neighbors
(numbers, sentence ends, apostrophes) are marked, everything that is no word is blanked out, and
the rest is split at the blanks. That is several times as fast as matching word after word.

A word is a run of letters and digits of any script together with their combining marks, with
apostrophes inside (don't, rock'n'roll) but no hyphens. A run of digits with points or commas
inside (1,234.5 or 192.168.0.1) is a number; digits beside letters belong to the word (mp3, 2nd).
A sentence ends at a line's end, at . ! ? … before white space (with quotes and brackets that close
after them), and at 。！？ and their kin in other scripts. A point after a single Latin, Greek or
Cyrillic letter ends nothing (U.S., J. R. R. Tolkien), a point after Dr. does.

Leaves out: dictionaries. Chinese and Japanese are split into single characters; Thai, Lao, Khmer
and Burmese, which have no blanks between words either, are split at blanks only. Nothing is
stemmed, and no list of abbreviations is kept.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import SettingError
from w2v_core.text.characters import (
    COMMA_MARK,
    FULL_STOPS,
    NUMBER_MARK,
    POINT_MARK,
    STOPS,
    patterns,
    spaces_table,
    words_table,
)

PIECE = 1 << 18
MAX_TOKEN = 100
NUMBER = "<num>"

_BEYOND_LATIN = re.compile("[\u2e80-\U0003ffff]")


@dataclasses.dataclass(frozen=True, slots=True)
class TokenizerConfig:
    """How text becomes words.

    Attributes
    ----------
    lowercase : bool
        Cat and cat are one word.
    numbers : bool
        Every number becomes the one word <num>.
    sentence_end : bool
        Sentences end at . ! ? and their kin, not only at the end of a line.
    split : "words" or "spaces"
        "spaces" is for text that has been tokenized already: split at white space, one sentence
        a line, nothing else changed; the other settings do not matter then.
    """

    lowercase: bool = True
    numbers: bool = True
    sentence_end: bool = True
    split: Literal["words", "spaces"] = "words"

    def __post_init__(self) -> None:
        if self.split not in ("words", "spaces"):
            raise SettingError(f'split must be "words" or "spaces"; got {self.split!r}.')

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return dataclasses.asdict(self)


@dataclasses.dataclass(slots=True)
class TokenCount:
    """What has been tokenized so far; filled while the text comes.

    Attributes
    ----------
    tokens : int
        Words, each occurrence counted.
    cut : int
        Words that were longer than 100 characters and lost the rest.
    """

    tokens: int = 0
    cut: int = 0


def lines(
    blocks: Iterable[str],
    config: TokenizerConfig = TokenizerConfig(),
    count: TokenCount | None = None,
) -> Iterator[str]:
    r"""Text with one sentence a line and blanks between words, in pieces of whole lines.

    Blank lines and several blanks in a row occur. How the text is cut into blocks makes no
    difference; memory stays flat because a line longer than 2**18 characters is cut at a blank.

    Examples
    --------
    >>> list(lines(["It's 3.14. Is", " it?"]))
    ["it's <num>\n is it\n"]
    """
    count = count if count is not None else TokenCount()
    for piece in _pieces(blocks):
        yield _shorten(_mark_and_blank(piece, config), count)


def sentences(
    blocks: Iterable[str],
    config: TokenizerConfig = TokenizerConfig(),
    count: TokenCount | None = None,
) -> Iterator[list[str]]:
    """The words of one sentence after another; sentences without a word are passed over.

    Examples
    --------
    >>> list(sentences(["The cat sat. It", " purred at 7:30!"]))
    [['the', 'cat', 'sat'], ['it', 'purred', 'at', '<num>', '<num>']]
    """
    for piece in lines(blocks, config, count):
        for line in piece.split("\n"):
            if words := line.split():
                yield words


def tokens(text: str, config: TokenizerConfig = TokenizerConfig()) -> list[list[str]]:
    """The sentences of a small text, for a preview."""
    return list(sentences([text], config))


def _pieces(blocks: Iterable[str]) -> Iterator[str]:
    """The same text cut anew, after a line's end where there is one within PIECE characters.

    Where the cuts fall depends on the text alone, so the tokens do too.
    """
    rest = ""
    for block in blocks:
        rest += block
        start = 0
        while len(rest) - start > PIECE:
            stop = start + PIECE
            after = max(rest.rfind("\n", start, stop), -1) + 1
            after = after or rest.rfind(" ", start, stop) + 1 or stop
            yield rest[start:after]
            start = after
        rest = rest[start:]
    if rest:
        yield rest


def _mark_and_blank(text: str, config: TokenizerConfig) -> str:
    """Sentences as lines, words as they shall be, blanks for everything else."""
    if config.split == "spaces":
        return _translate(text, spaces_table)
    found = patterns(text.isascii())
    for mark in (NUMBER_MARK, POINT_MARK, COMMA_MARK):
        text = text.replace(mark, " ")
    if config.lowercase:
        text = text.lower()
    text = found["number"].sub(NUMBER_MARK if config.numbers else _protect, text)
    if config.sentence_end and any(stop in text for stop in STOPS + FULL_STOPS):
        text = found["stop"].sub("\n", text)
    if "'" in text or "’" in text:
        text = found["outer apostrophe"].sub(" ", text.replace("’", "'"))
    if not text.isascii():
        text = found["loose mark"].sub("", text)
        if _BEYOND_LATIN.search(text):
            text = found["single"].sub(r" \g<0> ", text)
    text = _translate(text, words_table)
    if config.numbers:
        return text.replace(NUMBER_MARK, NUMBER)
    return text.replace(POINT_MARK, ".").replace(COMMA_MARK, ",")


def _protect(number: re.Match[str]) -> str:
    """The number with stand-ins for its points and commas, which would be blanked out."""
    western = number[0].replace("٫", ".").replace("٬", ",")
    return western.replace(".", POINT_MARK).replace(",", COMMA_MARK)


def _shorten(text: str, count: TokenCount) -> str:
    """Cut words of more than MAX_TOKEN characters, and count all words."""
    plain = text.isascii()
    codes = np.frombuffer(text.encode("ascii" if plain else "utf-32-le"), "u1" if plain else "<u4")
    blanks = np.flatnonzero(codes <= 32)
    gaps = np.diff(blanks, prepend=-1, append=len(codes))  # 1 + the length of a word, if any
    count.tokens += int(np.count_nonzero(gaps > 1))
    if gaps.max() <= MAX_TOKEN + 1:
        return text
    text, cut = re.subn(rf"([^ \n]{{{MAX_TOKEN}}})[^ \n]++", r"\1", text)
    count.cut += cut
    return text


def _translate(text: str, table: Callable[[], NDArray[np.uint32]]) -> str:
    """Every character replaced by what the table holds for it."""
    if text.isascii():
        return text.translate(_ascii_part(table))
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return table()[codes].tobytes().decode("utf-32-le")


@cache
def _ascii_part(table: Callable[[], NDArray[np.uint32]]) -> dict[int, int]:
    return dict(enumerate(table()[:128].tolist()))
