"""Word arithmetic as text: "king - man + 0.5*woman" → {"king": 1, "man": -1, "woman": 0.5}.

    sum   = ["+" | "-"] term { ("+" | "-") ["-"] term }
    term  = [ number "*" ] ( word | quoted | "(" sum ")" )

A hyphen inside a word belongs to the word (well-known); one with a space, a bracket or nothing
before it is a minus. A word with a space, an operator or only digits goes into quotes: "new york".
Leaves out: what the words mean, and whether they are known; that is `word_vectors`. An analogy,
"man : king :: woman : ?", is `analogy_form`; lists of differences are `axes`.
"""

from __future__ import annotations

import re
from typing import NamedTuple, NoReturn

from w2v_core.errors import ExpressionError

MAX_LENGTH = 10_000
MAX_NESTING = 50
MAX_WEIGHT = 1_000_000.0

_MINUS = "-−–"
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<sign>[+\-−–])
      | (?P<symbol>[*/()])
      | (?P<quoted>"[^"]*"|'[^']*'|“[^”]*”)
      | (?P<unclosed>["'“”])
      | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?=[\s+*/()−]|$))
      | (?P<word>[^\s+*/()−"“”]*[^\s+*/()−"“”–-])
    )""",
    re.VERBOSE,
)


class _Token(NamedTuple):
    kind: str
    text: str
    position: int


class _Sum(NamedTuple):
    """Net and gross weight per word; the gross one tells a real rest from rounding."""

    net: dict[str, float]
    gross: dict[str, float]


def parse(text: str) -> dict[str, float]:
    """The words of an expression with their weights, in the order of first appearance.

    A word whose weights cancel stays with weight 0, as long as another one is left.

    Raises
    ------
    ExpressionError
        With the position (0-based) where reading stopped and a sentence that says what to change.

    Examples
    --------
    >>> parse("paris - 2*(france - 'new york')")
    {'paris': 1.0, 'france': -2.0, 'new york': 2.0}
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            f"The expression has {len(text):,} characters; at most {MAX_LENGTH:,} are read.",
            MAX_LENGTH,
        )
    total = _Sum({}, {})
    _Parser(_tokens(text)).read_all(total)
    weights = {
        word: weight if abs(weight) > 1e-9 * total.gross[word] else 0.0
        for word, weight in total.net.items()
    }
    if not any(weights.values()):
        raise ExpressionError(
            f"{text.strip()} cancels to zero, which points nowhere; change a word or a weight.", 0
        )
    return weights


def replace_word(text: str, old: str, new: str, span: tuple[int, int] | None = None) -> str:
    """The same sum with `new` for the first `old`, in quotes where it needs them.

    `span` is the part of the text to look at, from its start to before its end. A text that
    cannot be read, or in which `old` does not stand, comes back as it was.
    """
    start, end = span or (0, len(text))
    try:
        tokens = _tokens(text[start:end])
    except ExpressionError:
        return text
    for kind, each, position in tokens:
        if (kind == "word" and each == old) or (kind == "quoted" and each[1:-1] == old):
            place = start + position
            return text[:place] + quote(new) + text[place + len(each) :]
    return text


def quote(word: str) -> str:
    """A word as it has to be written in a sum, in quotes if they are needed."""
    try:
        plain = parse(word) == {word: 1.0} and not set(word) & set(",;")
    except ExpressionError:
        plain = False
    return word if plain else f"'{word}'" if '"' in word else f'"{word}"'


def _tokens(text: str) -> list[_Token]:
    """The tokens of the text, closed by one of kind "end"."""
    tokens = []
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        # The alternatives begin with every character there is, so there is always a match.
        assert match is not None
        assert match.lastgroup is not None
        kind = match.lastgroup
        start = match.start(kind)
        if kind == "unclosed":
            raise ExpressionError(
                f"The quote {text[start]} at character {start + 1} has no partner; close it, or "
                "put a word that holds one into the other kind of quotes.",
                start,
            )
        tokens.append(_Token(kind, match[kind], start))
        position = match.end()
    return [*tokens, _Token("end", "", len(text))]


class _Parser:
    """Recursive descent: one method a rule of the grammar; weights distribute on the way down."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next
        self._at += 1
        return token

    def read_all(self, total: _Sum) -> None:
        if self._next.kind == "end":
            raise ExpressionError("Write words joined by + and -, such as king - man + woman.", 0)
        self._sum(1.0, 0, total)
        if self._next.kind != "end":
            self._fail_after_term()

    def _sum(self, factor: float, depth: int, total: _Sum) -> None:
        """Terms up to the first token that is no sign."""
        sign = self._sign() if self._next.kind == "sign" else 1.0
        self._term(factor * sign, depth, total)
        while self._next.kind == "sign":
            sign = self._sign()
            if self._next.text in _MINUS and self._next.kind == "sign":
                sign *= self._sign()
            self._term(factor * sign, depth, total)

    def _sign(self) -> float:
        return -1.0 if self._take().text in _MINUS else 1.0

    def _term(self, factor: float, depth: int, total: _Sum) -> None:
        if self._next.kind == "number":
            factor *= self._weight()
        token = self._next
        if token.text == "(" and token.kind == "symbol":
            self._brackets(factor, depth + 1, total)
        elif token.kind in ("word", "quoted"):
            word = self._word(self._take())
            total.net[word] = total.net.get(word, 0.0) + factor
            total.gross[word] = total.gross.get(word, 0.0) + abs(factor)
        else:
            self._fail_missing(token)

    def _weight(self) -> float:
        """A number and the * behind it."""
        token = self._take()
        if self._next.text != "*" or self._next.kind != "symbol":
            raise ExpressionError(
                f"The number {token.text} at character {token.position + 1} stands alone: a weight "
                f"goes before its word, {token.text}*cat; "
                f'a word of digits goes into quotes, "{token.text}".',
                token.position,
            )
        self._take()
        value = float(token.text)
        if value > MAX_WEIGHT:
            raise ExpressionError(
                f"The weight {value:.3g} is over the limit of {MAX_WEIGHT:,.0f}; "
                "only the ratio of the weights matters.",
                token.position,
            )
        return value

    def _brackets(self, factor: float, depth: int, total: _Sum) -> None:
        opening = self._take()
        if depth > MAX_NESTING:
            raise ExpressionError(
                f"Brackets are nested more than {MAX_NESTING} deep; take some away.",
                opening.position,
            )
        self._sum(factor, depth, total)
        if self._next.kind == "end":
            raise ExpressionError(
                f"The bracket at character {opening.position + 1} is not closed; add a ).",
                opening.position,
            )
        if self._next.text != ")" or self._next.kind != "symbol":
            self._fail_after_term()
        self._take()

    def _word(self, token: _Token) -> str:
        word = token.text[1:-1] if token.kind == "quoted" else token.text
        if not word:
            raise ExpressionError(
                f"The quotes at character {token.position + 1} are empty; put a word between them.",
                token.position,
            )
        return word

    def _fail_missing(self, token: _Token) -> NoReturn:
        """An operator, a bracket or the end stands where a word should."""
        if token.text == "/":
            self._fail_after_term()
        before = self._tokens[self._at - 1].text if self._at else ""
        place = f"after {before}" if before else f"before {token.text}"
        raise ExpressionError(
            f"A word is missing {place} (character {token.position + 1}); "
            'put in a word, or quote it if it is a sign: "+".',
            token.position,
        )

    def _fail_after_term(self) -> NoReturn:
        """Something other than a sign follows a complete term."""
        token = self._next
        if token.text == "/":
            message = 'Words cannot be divided; write 0.5*cat for half of it, or quote "and/or".'
        elif token.text == "*":
            message = (
                "A weight is a number and goes first, such as 0.5*paris; "
                "a minus needs a space before it."
            )
        elif token.text == ")":
            message = f"The ) at character {token.position + 1} closes nothing; take it away."
        else:
            before = self._tokens[self._at - 1].text
            message = (
                f"Put + or - between {before} and {token.text}, "
                "or quotes around both if they are one word."
            )
        raise ExpressionError(message, token.position)
