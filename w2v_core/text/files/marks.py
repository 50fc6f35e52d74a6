"""Marks: accents and the like; more of them on one letter than any script needs are cut.

Unicode's normal forms sort the marks of a letter, and Python does so by insertion: a million marks
on one letter, 2 MB of text, would take it hours, in which no other thread runs. What is kept is
what Unicode's own Stream-Safe Text Format keeps, 30.
Leaves out: normalizing (`decoding`).
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache

_MOST = 30
# Fewer than two strides of marks are sorted in no time, so no more is looked for than every
# hundredth character, from which on a stride of them must stand: it takes 5 ms a MiB, not 500.
_STRIDE = 100


def cut_stacks(text: str) -> str:
    """The text, with 30 marks on a letter if there were so many that sorting them would take long.

    Examples
    --------
    >>> len(cut_stacks("e" + "\u0301" * 1000 + "te"))
    33
    >>> cut_stacks("caf\u0065\u0301") == "caf\u0065\u0301"
    True
    """
    mark, stride, stack = _patterns()
    samples = mark.finditer(text[::_STRIDE])
    if any(stride.match(text, each.start() * _STRIDE) for each in samples):
        return stack.sub(r"\1", text)
    return text


@cache  # going through all of Unicode takes a tenth of a second, which only some texts need
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    marks = "".join(filter(unicodedata.combining, map(chr, range(sys.maxunicode + 1))))
    mark = f"[{marks}]"
    return (
        re.compile(mark),
        re.compile(f"{mark}{{{_STRIDE}}}"),
        re.compile(f"({mark}{{{_MOST}}}){mark}+"),
    )
