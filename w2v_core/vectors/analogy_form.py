"""Analogies as text: "man : king :: woman : ?".

    analogy = word ":" word "::" word [ ":" [ word | "?" ] ]

A word with a space or a colon goes into quotes.
Leaves out: sums of words; that is `expression`.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import NamedTuple, NoReturn

from w2v_core.errors import ExpressionError
from w2v_core.vectors.expression import MAX_LENGTH

_PART = re.compile(
    r"""\s*(?:
        (?P<double>::)
      | (?P<colon>:)
      | (?P<quoted>"[^"]+"|'[^']+'|“[^”]+”)
      | (?P<word>[^\s:]+)
    )""",
    re.VERBOSE,
)
# What stands where; all of it, or without the last two.
_FORM = ("word", "colon", "word", "double", "word", "colon", "word")


class Analogy(NamedTuple):
    """a is to b as c is to `expected`, which is empty where it is asked for."""

    a: str
    b: str
    c: str
    expected: str


def read_analogy(text: str) -> Analogy | None:
    """The words of "a : b :: c : ?"; None for a text of another form, such as a sum.

    What makes an analogy of a text is a colon with a double one somewhere behind it. The end may
    be left away, or name the answer one expects.

    Raises
    ------
    ExpressionError
        With the position, if it begins as an analogy and goes on otherwise.

    Examples
    --------
    >>> read_analogy("man : king :: woman : ?")
    Analogy(a='man', b='king', c='woman', expected='')
    """
    if len(text) > MAX_LENGTH:
        return None  # a sum says how long a text may be
    found = list(_PART.finditer(text))
    kinds = [match.lastgroup for match in found]
    if "double" not in kinds or "colon" not in kinds[: kinds.index("double")]:
        return None
    words: list[str] = []
    for match, form in zip_longest(found, _FORM):
        kind = match.lastgroup if match else None
        if match is None and len(words) >= 3:
            break
        if match is None or (kind if kind != "quoted" else "word") != form:
            _fail_analogy(text, match, form)
        if form == "word":
            words.append(match["word"] or match["quoted"][1:-1])
    a, b, c, expected = [*words, ""][:4]
    return Analogy(a, b, c, "" if expected == "?" else expected)


def _fail_analogy(text: str, match: re.Match[str] | None, form: str | None) -> NoReturn:
    """Something else stands where `form` should."""
    place = match.start(match.lastgroup or 0) if match else len(text)
    missing = {"word": "a word", "colon": "a colon", "double": "::", None: "the end"}[form]
    got = f"got {match[0].strip()[:40]}" if match else "nothing follows"
    raise ExpressionError(
        f"An analogy is written man : king :: woman : ?, and {missing} should stand at character "
        f"{place + 1}; {got}. A word with a space or a colon goes into quotes.",
        place,
    )
