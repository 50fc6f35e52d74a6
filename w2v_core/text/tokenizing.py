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
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import SettingError

PIECE = 1 << 18
MAX_TOKEN = 100
NUMBER = "<num>"

_OTHER, _WORD, _MARK, _SINGLE, _LINE_END = range(5)
_JOINERS = "\u200c\u200d"  # Persian and Indic scripts need them inside words
_NUMBER_MARK, _POINT_MARK, _COMMA_MARK = "\x00\x01\x02"
_WITH_CASE = "A-Za-z\u00c0-\u024f\u0370-\u052f"
_CLOSERS = "\"'”’»›)\\]}*_"
_STOPS = ".!?…"
_FULL_STOPS = "。！？｡।॥؟۔։።"
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
    config: TokenizerConfig = TokenizerConfig(),  # noqa: B008  (frozen)
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
    config: TokenizerConfig = TokenizerConfig(),  # noqa: B008
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
            if words := line.split(" "):
                words = [word for word in words if word]
                if words:
                    yield words


def tokens(text: str, config: TokenizerConfig = TokenizerConfig()) -> list[list[str]]:  # noqa: B008
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
    if config.split == "spaces":
        return _translate(text, _spaces_table)
    patterns = _patterns()
    if any(mark in text for mark in "\x00\x01\x02"):
        text = re.sub("[\x00-\x02]", " ", text)
    if config.lowercase:
        text = text.lower()
    text = patterns["number"].sub(_NUMBER_MARK if config.numbers else _protect, text)
    if config.sentence_end:
        text = patterns["stop"].sub("\n", text)
    if "'" in text or "’" in text:
        text = patterns["outer apostrophe"].sub(" ", text.replace("’", "'"))
    if not text.isascii():
        text = patterns["loose mark"].sub("", text)
        if _BEYOND_LATIN.search(text):
            text = patterns["single"].sub(r" \g<0> ", text)
    text = _translate(text, _words_table)
    if config.numbers:
        return text.replace(_NUMBER_MARK, NUMBER)
    return text.replace(_POINT_MARK, ".").replace(_COMMA_MARK, ",")


def _protect(number: re.Match[str]) -> str:
    """The number with stand-ins for its points and commas, which would be blanked out."""
    western = number[0].replace("٫", ".").replace("٬", ",")
    return western.replace(".", _POINT_MARK).replace(",", _COMMA_MARK)


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


@cache
def _words_table() -> NDArray[np.uint32]:
    """(0x110000,) code point → itself in a word, a line's end, or else a blank."""
    kinds = _kinds()
    table = np.arange(len(kinds), dtype=np.uint32)
    table[kinds == _OTHER] = ord(" ")
    table[kinds == _LINE_END] = ord("\n")
    for mark in ("'", _NUMBER_MARK, _POINT_MARK, _COMMA_MARK):
        table[ord(mark)] = ord(mark)
    return table


@cache
def _spaces_table() -> NDArray[np.uint32]:
    """(0x110000,) code point → itself, or a blank for other white space and control characters."""
    table = np.arange(0x110000, dtype=np.uint32)
    blanks = [i for i in range(0x3001) if chr(i).isspace() or i < 32]
    table[blanks] = ord(" ")
    table[0xD800:0xE000] = ord(" ")  # lone surrogates cannot be stored as UTF-8
    table[ord("\n")] = ord("\n")
    return table


@cache
def _kinds() -> NDArray[np.uint8]:
    """(0x110000,) what each code point is to the tokenizer; planes without letters are left out."""
    kinds = np.zeros(0x110000, dtype=np.uint8)
    for i in range(0x33480):
        character = chr(i)
        if character.isalnum():
            kinds[i] = _SINGLE if _stands_alone(i) else _WORD
        elif unicodedata.category(character)[0] == "M" or character in _JOINERS:
            kinds[i] = _MARK if i < 0x10000 else _WORD
    kinds[[ord(mark) for mark in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"]] = _LINE_END
    return kinds


def _stands_alone(i: int) -> bool:
    """Whether the code point is Han, Hiragana or Katakana."""
    return (
        0x3005 <= i <= 0x3007
        or 0x3040 <= i <= 0x30FF
        or 0x31F0 <= i <= 0x31FF
        or 0x3400 <= i <= 0x4DBF
        or 0x4E00 <= i <= 0x9FFF
        or 0xF900 <= i <= 0xFAFF
        or 0xFF66 <= i <= 0xFF9F
        or 0x20000 <= i <= 0x3FFFF
    )


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """The spots that hang on their neighbors.

    Each begins with the character that is looked for and looks back from there: a pattern that
    begins with a look-behind is tried at every character. All are linear in the length of the text.
    """
    kinds = _kinds()
    joiner = np.isin(np.arange(len(kinds)), [ord(each) for each in _JOINERS])
    mark = _character_class(kinds == _MARK)
    word = _character_class((kinds == _WORD) | (kinds == _MARK))
    joined = _character_class((kinds == _WORD) | ((kinds == _MARK) & ~joiner))
    return {
        "number": re.compile(
            rf"\d(?<![{word}]\d)(?<![{word}]['’]\d)\d*+(?:[.,٫٬]\d++)*(?!['’]?[{word}])"
        ),
        "stop": re.compile(
            rf"[{_STOPS}{_FULL_STOPS}](?:(?<=[{_FULL_STOPS}])|(?<![{_STOPS}]{{2}})[{_STOPS}]*+"
            rf"(?<![^{word}'’][{_WITH_CASE}]\.)(?<!\A[{_WITH_CASE}]\.)[{_CLOSERS}]*+(?=\s|\Z))"
        ),
        "outer apostrophe": re.compile(rf"'(?<![{word}]')|'(?![{word}])"),
        "loose mark": re.compile(
            rf"[{mark}](?:(?<![{word}][{mark}])[{mark}]*+|(?<=[{_JOINERS}])(?![{joined}]))"
        ),
        "single": re.compile(f"[{_character_class(kinds == _SINGLE)}]"),
    }


def _character_class(members: NDArray[np.bool_]) -> str:
    """The inside of [] in a pattern, for a (0x110000,) mask of code points.

    Beyond the first plane Python tries a class range by range, so there one range of all the
    scripts must do: a pattern only asks what stands beside a digit, a point or an apostrophe.
    """
    edges = np.flatnonzero(np.diff(members[:0x10000], prepend=False, append=False)).tolist()
    ranges = list(zip(edges[::2], edges[1::2], strict=True))
    if members[0x10000:0x1F000].any():
        ranges.append((0x10000, 0x1F000))
    if members[0x20000:].any():
        ranges.append((0x20000, 0x40000))
    return "".join(f"\\U{low:08x}-\\U{high - 1:08x}" for low, high in ranges)
