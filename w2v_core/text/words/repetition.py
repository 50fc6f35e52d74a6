"""Repetition: which documents and lines of a text repeat, found by going through it once.

Leaves out: dropping them (`cleaning`).
"""

from __future__ import annotations

import dataclasses
from array import array
from collections.abc import Iterable

from w2v_core.text.words.fingerprints import Fingerprints
from w2v_core.text.words.tokenizing import pieces

DOCUMENT_END = "\f"
MIN_DOCUMENTS = 3
LINES_WATCHED = 1 << 19


def split_lines(piece: str) -> list[str]:
    """Its lines; what follows the last line feed is one if it is there."""
    lines = piece.split("\n")
    return lines if lines[-1] else lines[:-1]


def fingerprint(line: str) -> int:
    """Of a line that is not blank, else 0."""
    stripped = line.strip()
    return hash(stripped) if stripped else 0


@dataclasses.dataclass(slots=True)
class Survey:
    """What repeats.

    Attributes
    ----------
    duplicates : bytearray
        For each document 1 if it is the same as an earlier one.
    boilerplate : set of int
        Fingerprints of lines.
    """

    duplicates: bytearray = dataclasses.field(default_factory=bytearray)
    boilerplate: set[int] = dataclasses.field(default_factory=set)


def survey(blocks: Iterable[str], *, documents: bool, boilerplate: bool) -> Survey:
    """Go through a text.

    Parameters
    ----------
    blocks : iterable of str
    documents : bool
        Look for documents that are line by line the same as an earlier one. They do not count
        when boilerplate is looked for.
    boilerplate : bool
        Look for lines that stand in more than half of the documents, if there are 3 or more.
    """
    found, seen, watched = Survey(), Fingerprints(), _WatchedLines()

    def end(document: int) -> None:
        """A document without a line is nobody's duplicate."""
        duplicate = bool(document and documents and not seen.add([document])[0])
        found.duplicates.append(duplicate)
        watched.end_document(counts=bool(document) and not duplicate)

    document = 0
    for piece in pieces(blocks):
        for line in split_lines(piece):
            if line == DOCUMENT_END:
                end(document)
                document = 0
            elif line_print := fingerprint(line):
                document = hash((document, line_print))
                if boilerplate:
                    watched.add(line_print)
    end(document)
    found.boilerplate = watched.in_most_documents()
    return found


class _WatchedLines:
    """In how many documents each line stands.

    Only the first 2**19 different lines are watched, in about 80 MB. That is no loss: a line of
    most documents turns up early.
    """

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._documents = array("q")  # in how many each line stands
        self._last = array("q")  # the last one where it stood
        self._in_this: list[int] = []
        self._document = 0
        self._counted = 0

    def add(self, line_print: int) -> None:
        """A line of the document that is being read."""
        number = self._numbers.get(line_print, -1)
        if number < 0:
            if len(self._numbers) == LINES_WATCHED:
                return
            number = self._numbers[line_print] = len(self._numbers)
            self._documents.append(0)
            self._last.append(-1)
        if self._last[number] != self._document:
            self._last[number] = self._document
            self._in_this.append(number)

    def end_document(self, *, counts: bool) -> None:
        """Count the lines of this document, if it counts itself."""
        if counts:
            self._counted += 1
            for number in self._in_this:
                self._documents[number] += 1
        self._in_this.clear()
        self._document += 1

    def in_most_documents(self) -> set[int]:
        """Fingerprints of the lines that stand in more than half of the documents."""
        if self._counted < MIN_DOCUMENTS:
            return set()
        return {
            line_print
            for line_print, number in self._numbers.items()
            if 2 * self._documents[number] > self._counted
        }
