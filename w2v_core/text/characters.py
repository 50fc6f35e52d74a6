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

# Stand-ins for a whole number, and for a point and a comma in one; no text holds these.
NUMBER_MARK, POINT_MARK, COMMA_MARK = "\x00\x01\x02"
STOPS = ".!?…"
FULL_STOPS = "。！？｡।॥؟۔։።"
_CLOSERS = "\"'”’»›)\\]}*_"
_WITH_CASE = "A-Za-z\u00c0-\u024f\u0370-\u052f"
_JOINERS = "\u200c\u200d"  # Persian and Indic scripts need them inside words
_LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_OTHER, _WORD, _MARK, _SINGLE, _LINE_END = range(5)


@cache
def words_table() -> NDArray[np.uint32]:
    """(0x110000,) code point → itself in a word, a line's end, or else a blank."""
    kinds = _kinds()
    table = np.arange(len(kinds), dtype=np.uint32)
    table[kinds == _OTHER] = ord(" ")
    table[kinds == _LINE_END] = ord("\n")
    for mark in ("'", NUMBER_MARK, POINT_MARK, COMMA_MARK):
        table[ord(mark)] = ord(mark)
    return table


@cache
def spaces_table() -> NDArray[np.uint32]:
    """(0x110000,) code point → itself, or a blank for white space and control characters."""
    table = np.arange(0x110000, dtype=np.uint32)
    table[[i for i in range(0x3001) if chr(i).isspace() or i < 32]] = ord(" ")
    table[0xD800:0xE000] = ord(" ")  # lone surrogates cannot be stored as UTF-8
    table[ord("\n")] = ord("\n")
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
    }
    if not only_ascii:
        mark = _character_class(kinds == _MARK)
        joined = _character_class((kinds == _WORD) | (kinds == _MARK), leave_out=_JOINERS)
        found["loose mark"] = (
            rf"[{mark}](?:(?<![{word}][{mark}])[{mark}]*+|(?<=[{_JOINERS}])(?![{joined}]))"
        )
        found["single"] = f"[{_character_class(kinds == _SINGLE)}]"
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
    kinds[[ord(each) for each in _LINE_ENDS]] = _LINE_END
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
