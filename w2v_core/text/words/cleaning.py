"""Cleaning: lines and documents that are dropped whole, before words are looked for.

What repeats teaches a model nothing but itself: the footer of every page, a document filed twice.
Lines are the same if they are, white space around them aside; documents, if their lines are.
A document ends at a line that holds a form feed and nothing else; those lines stay, also of a
document that is dropped, so that documents keep their numbers.

Leaves out: how repetition is found (`repetition`, `fingerprints`), near-duplicates, and everything
within a line (`tokenizing`). Lines longer than 2**18
characters count as several.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from w2v_core.settings import check, setting
from w2v_core.text.words.fingerprints import Fingerprints
from w2v_core.text.words.repetition import DOCUMENT_END, Survey, fingerprint, split_lines, survey
from w2v_core.text.words.tokenizing import TokenizerConfig, pieces, tokens

DUPLICATE_DOCUMENT = "duplicate document"
BOILERPLATE = "boilerplate"
DUPLICATE_LINE = "duplicate line"


@dataclasses.dataclass(frozen=True, slots=True)
class CleaningConfig:
    """Which lines and documents are dropped.

    Attributes
    ----------
    duplicate_lines : bool
        Lines that stood earlier in the text.
    duplicate_documents : bool
        Documents that are line by line the same as an earlier one.
    boilerplate : bool
        Lines that stand in more than half of the documents, if there are 3 or more.
    """

    duplicate_lines: bool = setting(
        False,
        label="Drop repeated lines",
        help="A line that stood earlier is passed over.",
        advanced=True,
    )
    duplicate_documents: bool = setting(
        False,
        label="Drop repeated documents",
        help="A file or row that is line by line the same as an earlier one is passed over.",
        advanced=True,
    )
    boilerplate: bool = setting(
        False,
        label="Drop boilerplate",
        help="Lines that stand in more than half of all documents, such as a footer.",
        advanced=True,
    )

    def __post_init__(self) -> None:
        check(self)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return dataclasses.asdict(self)


@dataclasses.dataclass(slots=True)
class CleaningCount:
    """What has been dropped so far; filled while the text comes. Blank lines are not counted.

    Attributes
    ----------
    duplicate_documents : int
    duplicate_document_lines, boilerplate_lines, duplicate_lines : int
        A line is counted once, by the first of these reasons that holds.
    """

    duplicate_documents: int = 0
    duplicate_document_lines: int = 0
    boilerplate_lines: int = 0
    duplicate_lines: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return dataclasses.asdict(self)


@dataclasses.dataclass(frozen=True, slots=True)
class PreviewLine:
    """One line before and after.

    Attributes
    ----------
    before : str
        The line as it was read.
    after : tuple of tuples of str
        Its sentences as words; empty if nothing is left.
    dropped : str
        Why the whole line goes ("duplicate line", "duplicate document", "boilerplate"), or empty.
    """

    before: str
    after: tuple[tuple[str, ...], ...]
    dropped: str = ""


def clean(
    read: Callable[[], Iterable[str]],
    config: CleaningConfig = CleaningConfig(),
    count: CleaningCount | None = None,
) -> Iterator[str]:
    r"""The text without the lines that are to go, in pieces of whole lines.

    Parameters
    ----------
    read : callable
        Gives the blocks of the text from its beginning. It is called a second time if documents
        or boilerplate are to be dropped: both are known only when all has been seen.
    config : CleaningConfig
    count : CleaningCount, optional
        Filled while the text comes.

    Examples
    --------
    >>> list(clean(lambda: ["cat\ndog\ncat\n"], CleaningConfig(duplicate_lines=True)))
    ['cat\ndog\n']
    """
    count = count if count is not None else CleaningCount()
    if config == CleaningConfig():
        yield from read()
        return
    judge = _Judge(_survey(read, config), config, count)
    for piece in pieces(read()):
        lines = split_lines(piece)
        reasons = judge.reasons(lines)
        yield "".join(
            f"{line}\n" for line, reason in zip(lines, reasons, strict=True) if not reason
        )


def preview(
    lines: Sequence[str],
    tokenizer: TokenizerConfig = TokenizerConfig(),  # noqa: B008
    cleaning: CleaningConfig = CleaningConfig(),
) -> list[PreviewLine]:
    """What becomes of these lines, one by one; repetition is judged by these lines alone.

    Document ends among the lines are heeded, and not shown.

    Examples
    --------
    >>> [line.after for line in preview(["The Cat. It sat."])]
    [(('the', 'cat'), ('it', 'sat'))]
    """
    found = _survey(lambda: (f"{line}\n" for line in lines), cleaning)
    reasons = _Judge(found, cleaning, CleaningCount()).reasons(lines)
    return [
        PreviewLine(line, () if reason else _words(line, tokenizer), reason)
        for line, reason in zip(lines, reasons, strict=True)
        if line != DOCUMENT_END
    ]


def _survey(read: Callable[[], Iterable[str]], config: CleaningConfig) -> Survey:
    """Go through the text once, if what is wanted needs it."""
    if not (config.duplicate_documents or config.boilerplate):
        return Survey()
    return survey(read(), documents=config.duplicate_documents, boilerplate=config.boilerplate)


def _words(line: str, tokenizer: TokenizerConfig) -> tuple[tuple[str, ...], ...]:
    return tuple(map(tuple, tokens(line, tokenizer)))


class _Judge:
    """Says of line after line why it goes, and counts."""

    def __init__(self, survey: Survey, config: CleaningConfig, count: CleaningCount) -> None:
        self._survey = survey
        self._config = config
        self._count = count
        self._seen = Fingerprints()
        self._document = 0
        count.duplicate_documents = sum(survey.duplicates)

    def reasons(self, lines: Sequence[str]) -> list[str]:
        """For each line why it is dropped; empty if it stays."""
        prints = [fingerprint(line) for line in lines]
        reasons = [self._reason(line, each) for line, each in zip(lines, prints, strict=True)]
        if self._config.duplicate_lines:
            left = [i for i, each in enumerate(prints) if each and not reasons[i]]
            new = self._seen.add([prints[i] for i in left])
            for i, is_new in zip(left, new.tolist(), strict=True):
                reasons[i] = "" if is_new else DUPLICATE_LINE
        lost = Counter(reason for reason, each in zip(reasons, prints, strict=True) if each)
        self._count.duplicate_document_lines += lost[DUPLICATE_DOCUMENT]
        self._count.boilerplate_lines += lost[BOILERPLATE]
        self._count.duplicate_lines += lost[DUPLICATE_LINE]
        return reasons

    def _reason(self, line: str, line_print: int) -> str:
        if line == DOCUMENT_END:
            self._document += 1
        elif self._survey.duplicates and self._survey.duplicates[self._document]:
            return DUPLICATE_DOCUMENT
        elif line_print in self._survey.boilerplate:
            return BOILERPLATE
        return ""
