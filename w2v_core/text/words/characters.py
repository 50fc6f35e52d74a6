"""Characters: what each one is to the tokenizer, as tables and patterns.

They are made from Unicode's own categories on first use, in about 0.1 s, and kept. Leaves out: the
order in which they are applied (`tokenizing`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

# Stand-ins for a whole number, for a point and a comma in one, for a URL and for an e-mail
# address; no text holds these.
MARKS = NUMBER_MARK, POINT_MARK, COMMA_MARK, URL_MARK, EMAIL_MARK = "\x00\x01\x02\x03\x04"
STOPS = ".!?…"
FULL_STOPS = "。！？｡।॥؟۔։።"
_CLOSERS = "\"'”’»›)\\]}*_"
_WITH_CASE = "A-Za-z\u00c0-\u024f\u0370-\u052f"
_APOSTROPHE = "'"
_EMOJI = "\U0001f000-\U0001ffff"
_JOINERS = "\u200c\u200d"  # Persian and Indic scripts need them inside words
_LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_FOLDED = "A-Za-z\u00c0-\u024f\u1e00-\u1eff\u0370-\u03ff\u1f00-\u1fff"  # Latin and Greek
_OTHER, _WORD, _MARK, _SINGLE, _LINE_END, _SIGN = range(6)


@cache
def words_table() -> NDArray[np.uint32]:
    """(0x110000,) code point → itself in a word, a line's end, or else a blank."""
    table = signs_table().copy()
    table[_kinds() == _SIGN] = ord(" ")
    table[ord("'")] = ord("'")
    return table


@cache
def signs_table() -> NDArray[np.uint32]:
    """`words_table` that keeps punctuation and symbols."""
    kinds = _kinds()
    table = np.arange(len(kinds), dtype=np.uint32)
    table[kinds == _OTHER] = ord(" ")
    table[kinds == _LINE_END] = ord("\n")
    for mark in (*MARKS, "\f"):
        table[ord(mark)] = ord(mark)
    return table


@cache
def spaces_table() -> NDArray[np.uint32]:
    """(0x110000,) code point → itself, or a blank for white space and control characters."""
    table = np.arange(0x110000, dtype=np.uint32)
    table[[i for i in range(0x3001) if chr(i).isspace() or i < 32]] = ord(" ")
    table[0xD800:0xE000] = ord(" ")  # lone surrogates cannot be stored as UTF-8
    for line_end in "\n\f":
        table[ord(line_end)] = ord(line_end)
    return table


@cache
def folding_table() -> NDArray[np.uint32]:
    """(0x110000,) code point → the letter without its accents, in Latin and Greek script.

    In other scripts a mark is part of the letter (й, が) or a vowel. Letters that Unicode does not
    take apart (ø, ł) stay.
    """
    table = np.arange(0x110000, dtype=np.uint32)
    has_accent = re.compile(f"[{_FOLDED}]")
    for i in range(0xC0, 0x2000):
        base = unicodedata.normalize("NFD", chr(i))[0]
        if has_accent.match(chr(i)) and has_accent.match(base):
            table[i] = ord(base)
    return table


@cache
def patterns(only_ascii: bool) -> dict[str, re.Pattern[str]]:
    """The spots whose meaning hangs on their neighbors; narrow classes are faster for ASCII.

    Each begins with the character that is looked for and looks back from there: a pattern that
    begins with a look-behind is tried at every character. All are linear in the length of the text.
    """
    kinds = _kinds()[: 128 if only_ascii else None]
    digit = "[0-9]" if only_ascii else r"\d"
    word = _character_class((kinds == _WORD) | (kinds == _MARK))
    found = {
        "number": rf"{digit}(?<![{word}]{digit})(?<![{word}]['’]{digit}){digit}*+"
        rf"(?:[.,٫٬]{digit}++)*(?!['’]?[{word}])",
        "stop": rf"[{STOPS}{FULL_STOPS}](?:(?<=[{FULL_STOPS}])|(?<![{STOPS}]{{2}})[{STOPS}]*+"
        rf"(?<![^{word}'’][{_WITH_CASE}]\.)(?<!\A[{_WITH_CASE}]\.)[{_CLOSERS}]*+(?=\s|\Z))",
        "outer apostrophe": rf"'(?<![{word}]')|'(?![{word}])",
        "sign": rf"([{_character_class(kinds == _SIGN, _APOSTROPHE)}{_EMOJI}])\1*+",
    }
    if not only_ascii:
        mark = _character_class(kinds == _MARK)
        joined = _character_class((kinds == _WORD) | (kinds == _MARK), leave_out=_JOINERS)
        found["loose mark"] = (
            rf"[{mark}](?:(?<![{word}][{mark}])[{mark}]*+|(?<=[{_JOINERS}])(?![{joined}]))"
        )
        single = _character_class(kinds == _SINGLE)
        found["single"] = f"[{single}]"
        found["without blanks"] = f"[{single}]++|[{_character_class(_south_east_asian())}]++"
        found["accent"] = f"[\u0300-\u036f](?<=[{_FOLDED}].)[\u0300-\u036f]*+"
    return {name: re.compile(pattern) for name, pattern in found.items()}


@cache
def _kinds() -> NDArray[np.uint8]:
    """(0x110000,) what each code point is; no letters are assigned above 0x33480."""
    kinds = np.zeros(0x110000, dtype=np.uint8)
    for i in range(0x33480):
        character = chr(i)
        if character.isalnum():
            kinds[i] = _SINGLE if _stands_alone(i) else _WORD
        elif unicodedata.category(character)[0] == "M" or character in _JOINERS:
            kinds[i] = _MARK if i < 0x10000 else _WORD
        elif unicodedata.category(character)[0] in "PS" and (i < 0xFFFD or _EMOJI[0] <= character):
            kinds[i] = _SIGN
    kinds[[ord(each) for each in _LINE_ENDS]] = _LINE_END
    return kinds


def _south_east_asian() -> NDArray[np.bool_]:
    """(0x110000,) letters and marks of Thai, Lao, Burmese and Khmer: no blanks between words."""
    kinds = _kinds()
    members: NDArray[np.bool_] = (kinds == _WORD) | (kinds == _MARK)
    for low, high in ((0, 0x0E00), (0x0F00, 0x1000), (0x10A0, 0x1780), (0x1800, 0x110000)):
        members[low:high] = False
    return members


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


def _character_class(members: NDArray[np.bool_], leave_out: str = "") -> str:
    """The inside of [] in a pattern, for a mask of code points from 0.

    Beyond the first plane Python tries a class range by range, so there one range of all the
    scripts must do: a pattern only asks what stands beside a digit, a point or an apostrophe.
    """
    first_plane = members[:0x10000].copy()
    first_plane[[ord(each) for each in leave_out]] = False
    edges = np.flatnonzero(np.diff(first_plane, prepend=False, append=False)).tolist()
    ranges = list(zip(edges[::2], edges[1::2], strict=True))
    for low, high in ((0x10000, 0x1F000), (0x20000, 0x40000)):
        if members[low:high].any():
            ranges.append((low, high))
    return "".join(f"\\U{low:08x}-\\U{high - 1:08x}" for low, high in ranges)
