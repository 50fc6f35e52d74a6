"""Findings: what was looked at in vectors, what was found, and what to do about it.

Sentences are plain text in which words of a corpus may stand: whoever shows them escapes them.
Leaves out: looking (`probe` and what it calls).
"""

from __future__ import annotations

import dataclasses
import re
from typing import Literal

# "open" is for a person to judge, or could not be looked at.
Verdict = Literal["fine", "doubt", "wrong", "open"]
_ORDER: tuple[Verdict, ...] = ("wrong", "doubt", "fine", "open")
_LONGEST_WORD = 40

NOT_BY_ANALOGIES = (
    "Analogies have no part in this verdict: good vectors may miss them, and bad ones may hit some."
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at.

    Attributes
    ----------
    name : str
        What was looked at.
    figure : str
        The number that was found, with its unit; empty if there is none.
    usual : str
        What it is in vectors that are in order.
    verdict : {"fine", "doubt", "wrong", "open"}
    sentence : str
        What that means.
    advice : str
        What to try; empty where there is nothing to be done.
    cause : str
        What has gone wrong, in a few words, where the finding can tell.
    decides : bool
        Whether the verdict on the whole rests on it.
    """

    name: str
    figure: str = ""
    usual: str = ""
    verdict: Verdict
    sentence: str
    advice: str = ""
    cause: str = ""
    decides: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class ProbeReport:
    """All findings on one set of vectors.

    Attributes
    ----------
    words, dim : int
        Size of the vectors.
    findings : tuple of Finding
        The worst first; those of one kind in the order in which they were looked at.
    sampled : str
        What was looked at only in part, in a sentence; empty if all was.
    """

    words: int
    dim: int
    findings: tuple[Finding, ...]
    sampled: str = ""

    @classmethod
    def of(cls, words: int, dim: int, found: list[Finding], sampled: str = "") -> ProbeReport:
        """Findings in any order."""
        ordered = sorted(found, key=lambda each: _ORDER.index(each.verdict))
        return cls(words, dim, tuple(ordered), sampled)

    @property
    def verdict(self) -> Verdict:
        """The worst of the findings that decide; "open" where none could."""
        given = {each.verdict for each in self.findings if each.decides}
        return next((each for each in _ORDER if each in given), "open")

    @property
    def causes(self) -> tuple[str, ...]:
        """What has gone wrong, as far as it can be told; each once."""
        return tuple(dict.fromkeys(each.cause for each in self.findings if each.cause))

    @property
    def summary(self) -> str:
        """The verdict in a sentence or two."""
        looked = sum(each.verdict in ("fine", "doubt", "wrong") for each in self.findings)
        doubtful = [each for each in self.findings if each.verdict in ("doubt", "wrong")]
        named = "; ".join(self.causes)
        if self.verdict == "wrong":
            return f"Something is wrong with these vectors: {named or doubtful[0].name.lower()}."
        if self.verdict == "doubt":
            count = f"{len(doubtful)} of {looked} findings"
            return f"Usable, with care: {count} leave a doubt{f' ({named})' if named else ''}."
        if self.verdict == "fine":
            return f"Nothing is wrong with these vectors, as far as {looked} findings can tell."
        return "Nothing could be looked at."

    def markdown(self) -> str:
        """The report as a page of Markdown, ending in a line end."""
        parts = [
            "# Probe",
            f"**{_literal(self.summary)}** {NOT_BY_ANALOGIES}",
            f"{self.words:,} words, {self.dim:,} dimensions. {_literal(self.sampled)}".strip(),
        ]
        for each in self.findings:
            parts.append(f"## {_literal(each.name)}: {each.verdict}")
            rows = (("Found", each.figure), ("Usual", each.usual), ("Try", each.advice))
            lines = [f"- {name}: {_literal(text)}" for name, text in rows if text]
            parts += [_literal(each.sentence), *(["\n".join(lines)] if lines else [])]
        return "\n\n".join(parts) + "\n"


def quoted(word: str) -> str:
    """A word of a corpus within a sentence: on one line, without signs that steer, not too long."""
    short = word if len(word) <= _LONGEST_WORD else f"{word[: _LONGEST_WORD - 1]}…"
    return f"“{_printable(short)}”"


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _literal(text: str) -> str:
    """Text that Markdown shows letter by letter."""
    return re.sub(r"([\\`*_{}\[\]<>#|$~&!])", r"\\\1", _printable(" ".join(text.split())))
