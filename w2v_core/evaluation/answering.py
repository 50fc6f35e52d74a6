"""Answers to many analogy questions: which word is best, and at which rank the expected one stood.

The cosines of a question's three words with every candidate are what both methods are made of, and
the questions of a file share their words. So the cosines are worked out once a word, for as many
questions as fit a bounded table, and each question is a few passes over rows of it.
Leaves out: scores, sections and rules (`analogies`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from w2v_core.vectors.direction import three_cos_mul
from w2v_core.vectors.ranking import Vectors
from w2v_core.vectors.word_vectors import Method, WordVectors

Question = tuple[str, str, str, str]  # a is to b as c is to the fourth

_TABLE_NUMBERS = 1 << 24  # 64 MB of cosines: 559 words with 30,000 candidates
_MOST_AT_ONCE = 256  # questions between two looks at how far it is


class Answer(NamedTuple):
    """What a question was answered with.

    Attributes
    ----------
    word : str
        The best candidate; "" if none is left.
    right : bool
        Whether it is the expected word, upper and lower case alike.
    rank : int
        Where the expected word stood, 1 for the best, the question's own words not counted;
        0 if it is one of these, and so cannot be an answer.
    """

    word: str
    right: bool
    rank: int


def spellings(words: Sequence[str]) -> Mapping[str, list[int]]:
    """All rows of a spelling in lower case, the most frequent word's first.

    That word stands for the others in a question.
    """
    rows = defaultdict[str, list[int]](list)
    for row, word in enumerate(words):
        rows[word.lower()].append(row)
    return rows


class Candidates:
    """The words that may stand in a question or be its answer: the `cut` most frequent.

    Parameters
    ----------
    vectors : WordVectors
        Most frequent word first. A word whose vector is not finite is not known.
    cut : int
        At least 1.
    rows : mapping of str to list of int, optional
        What `spellings` says of these words, for who asks again and again.
    """

    def __init__(
        self, vectors: WordVectors, cut: int, rows: Mapping[str, list[int]] | None = None
    ) -> None:
        self._vectors = vectors
        self._words = vectors.words[:cut]
        self._rows = spellings(self._words) if rows is None else rows
        finite = np.isfinite(vectors.norms[:cut])
        self._broken = np.flatnonzero(~finite)
        if len(self._broken):
            whole = ((word, [i for i in each if finite[i]]) for word, each in self._rows.items())
            self._rows = {word: each for word, each in whole if each}

    def knows(self, word: str) -> bool:
        """Whether a word is within the cut, in upper or lower case."""
        return word.lower() in self._rows

    def answers(
        self, questions: Sequence[Question], methods: Sequence[Method]
    ) -> Iterator[list[tuple[Answer, ...]]]:
        """The answers to known questions in their order, some questions at a time.

        Each question has one answer a method. It takes about 0.1 ms a question and 30,000
        candidates, and no more than 64 MB (three rows of cosines, if those are more).
        """
        for batch in self._batches(questions):
            yield self._answer(batch, methods)

    def _batches(self, questions: Sequence[Question]) -> Iterator[Sequence[Question]]:
        """Runs of questions whose words' cosines fit the table."""
        room = _TABLE_NUMBERS // max(1, len(self._words))
        start, words = 0, set[str]()
        for i, question in enumerate(questions):
            more = words.union(question[:3])
            if i > start and (len(more) > room or i - start == _MOST_AT_ONCE):
                yield questions[start:i]
                start, more = i, set(question[:3])
            words = more
        if start < len(questions):
            yield questions[start:]

    def _answer(
        self, questions: Sequence[Question], methods: Sequence[Method]
    ) -> list[tuple[Answer, ...]]:
        rows = [[self._rows[word.lower()] for word in question] for question in questions]
        firsts = np.array([[found[0] for found in each[:3]] for each in rows])  # (questions, 3)
        inputs, places = np.unique(firsts, return_inverse=True)
        cosines = self._cosines(inputs)
        found = []
        for each, own in zip(rows, places.reshape(firsts.shape), strict=True):
            # A word in another case is the same word, and no answer either.
            excluded = [row for variants in each[:3] for row in variants]
            near = [cosines[place] for place in own]
            found.append(
                tuple(self._best(_scores(near, method), excluded, each[3]) for method in methods)
            )
        return found

    def _cosines(self, rows: NDArray[np.int64]) -> Vectors:
        """(n, candidates) cosines of some rows with every candidate."""
        units = self._vectors.unit_rows(rows)
        return np.ascontiguousarray(self._vectors.cosines(units.T, len(self._words)).T)

    def _best(self, scores: Vectors, excluded: list[int], expected: list[int]) -> Answer:
        """The best of the (candidates,) scores; equal ones by frequency."""
        scores[self._broken] = -np.inf
        scores[excluded] = -np.inf
        best = int(scores.argmax())
        if not np.isfinite(scores[best]):  # no candidate is left
            return Answer("", False, 0)
        if best in expected:
            return Answer(self._words[best], True, 1)
        wanted = max(expected, key=lambda row: scores[row])
        score = scores[wanted]
        if not np.isfinite(score):
            return Answer(self._words[best], False, 0)
        before = np.count_nonzero(scores > score) + np.count_nonzero(scores[:wanted] == score)
        return Answer(self._words[best], False, 1 + int(before))


def _scores(near: Sequence[Vectors], method: Method) -> Vectors:
    """(candidates,) scores of a question from the cosines with its a, b and c."""
    a, b, c = near
    # The length of b - a + c does not change which word is highest.
    return b - a + c if method == "3cosadd" else np.asarray(three_cos_mul(a, b, c))
