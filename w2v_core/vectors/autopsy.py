"""What an answer to an analogy rests on: the same question with something taken away.

The right answer to "a is to b as c is to ?" often stands near b or near c anyway, and with the
three words allowed one of them nearly always wins. So each answer is laid beside those of
simpler questions, after Linzen (2016, "Issues in evaluating semantic spaces using word
analogies", whose only-b is `near_c` here) and Rogers, Drozd & Li (2017, "The (too many) problems
of analogical reasoning with word vectors").
Leaves out: many questions at once; that is `evaluation.analogies`.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import ExpressionError, SettingError
from w2v_core.vectors.direction import three_cos_add, three_cos_mul
from w2v_core.vectors.ranking import DIGITS, Neighbor, best
from w2v_core.vectors.word_vectors import Method, WordVectors


@dataclasses.dataclass(frozen=True, slots=True)
class Autopsy:
    """The answers to an analogy and to simpler questions. None where no word is left to answer.

    Attributes
    ----------
    answer : Neighbor or None
        The best under the rule that was asked for.
    inputs_allowed : Neighbor or None
        The best where a, b and c may answer too.
    near_b, near_c : Neighbor or None
        The word nearest to b alone, and to c alone, that is none of the three.
    offset : Neighbor or None
        The word nearest to b - a, that is none of the three; None too where b - a is zero.
    expected : Neighbor or None
        The expected answer with its rank and score among all candidates; None if none was named,
        or if it is one of three words that are left out.
    candidates : int
        Words that could be the answer.
    """

    answer: Neighbor | None
    inputs_allowed: Neighbor | None
    near_b: Neighbor | None
    near_c: Neighbor | None
    offset: Neighbor | None
    expected: Neighbor | None
    candidates: int


def autopsy(
    vectors: WordVectors,
    a: str,
    b: str,
    c: str,
    *,
    method: Method = "3cosadd",
    exclude_inputs: bool = True,
    expected: str = "",
) -> Autopsy:
    """Ask an analogy, and what remains of it without one thing or another.

    One pass over the vectors for all of it; ranks and scores are those of `WordVectors.analogy`.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    ExpressionError
        If b - a + c is the zero vector (3CosAdd).
    SettingError
        If there is no such method.
    """
    ids = [vectors.id(word) for word in (a, b, c)]
    wanted = vectors.id(expected) if expected else None
    vocabulary, inputs = vectors.vocabulary, set(ids)
    left_out = inputs if exclude_inputs else set[int]()
    scores, near_b, near_c, offset = _score(vectors, (a, b, c), ids, method)
    return Autopsy(
        answer=_first(best(vocabulary, scores, 1, left_out)),
        inputs_allowed=_first(best(vocabulary, scores, 1, ())),
        near_b=_first(best(vocabulary, near_b, 1, inputs)),
        near_c=_first(best(vocabulary, near_c, 1, inputs)),
        offset=None if offset is None else _first(best(vocabulary, offset, 1, inputs)),
        expected=None
        if wanted is None or wanted in left_out
        else _stand(vectors, scores, wanted, left_out),
        candidates=len(vectors) - len(left_out),
    )


def _score(
    vectors: WordVectors, words: tuple[str, str, str], ids: list[int], method: Method
) -> tuple[
    NDArray[np.floating],
    NDArray[np.floating],
    NDArray[np.floating],
    NDArray[np.floating] | None,
]:
    """(V,) scores: of the analogy, by b alone, by c alone, and by b - a (None if that is zero)."""
    a, b, _ = words
    near = list(vectors.unit_rows(ids))
    try:
        step = None if a == b else vectors.combine({a: -1.0, b: 1.0})
    except ExpressionError:
        step = None
    targets = [*near, np.zeros_like(near[0]) if step is None else step]
    if method == "3cosadd":
        targets.append(vectors.combine(three_cos_add(*words)))
    elif method != "3cosmul":
        raise SettingError(f"method must be one of 3cosadd, 3cosmul; got {method!r}.")
    cosines = vectors.cosines(np.column_stack(targets))  # (V, 4 or 5)
    by_a, by_b, by_c, by_step = cosines.T[:4]
    scores = cosines[:, 4] if method == "3cosadd" else three_cos_mul(by_a, by_b, by_c)
    return scores, by_b, by_c, None if step is None else by_step


def _first(found: list[Neighbor]) -> Neighbor | None:
    return found[0] if found else None


def _stand(
    vectors: WordVectors, scores: NDArray[np.floating], row: int, left_out: set[int]
) -> Neighbor:
    """A word with its rank among all that are not left out, equal scores by frequency."""
    rounded = np.round(scores.astype(np.float64), DIGITS)
    ahead = rounded > rounded[row]
    ahead[:row] |= rounded[:row] == rounded[row]
    ahead[list(left_out)] = False
    rank = 1 + int(np.count_nonzero(ahead))
    word, count = vectors.words[row], int(vectors.vocabulary.counts[row])
    return Neighbor(rank, word, float(rounded[row]), count)
