"""WordVectors: what training has learned, and the questions one can ask of it.

Every answer is by cosine, hence from unit vectors, and is deterministic: equal scores stand in
the order of frequency. Leaves out: files (`formats`), pictures (`projection`), how the text of
word arithmetic is read (`expression`) and how near spellings are found (`spelling`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import ExpressionError, SettingError, UnknownWordError
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.expression import parse
from w2v_core.vectors.ranking import DIGITS, Neighbor, Vectors, best, normalize
from w2v_core.vectors.spelling import SpellingIndex, reason_unknown

__all__ = ["EPSILON", "Method", "Neighbor", "Vectors", "Which", "WordVectors"]

Method = Literal["3cosadd", "3cosmul"]
Which = Literal["input", "context", "sum"]

# Keeps 3CosMul finite where the divisor is 0 (Levy & Goldberg 2014). gensim has 1e-6.
EPSILON = 0.001
_SUGGESTIONS = 5


class WordVectors:
    """Words and their vectors, most frequent word first.

    Parameters
    ----------
    vocabulary : Vocabulary
        The V words that have a vector.
    vectors : (V, d) array of float32
        Row i belongs to word i. Finite; not copied.
    context_vectors : (V, d) array of float32, optional
        The vectors of the same words as contexts.
    all_types : Vocabulary, optional
        Every type of the corpus, so that a rare word can be told from one that is not there.
    min_count : int
        What `vocabulary` was cut at; for messages only.

    Examples
    --------
    >>> vocabulary = Vocabulary(["cat", "dog", "car"], [3, 2, 1])
    >>> pets = WordVectors(vocabulary, np.float32([[1, 0], [4, 3], [0, 1]]))
    >>> [(n.word, round(n.similarity, 3)) for n in pets.neighbors("cat")]
    [('dog', 0.8), ('car', 0.0)]
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        vectors: NDArray[np.floating],
        context_vectors: NDArray[np.floating] | None = None,
        *,
        all_types: Vocabulary | None = None,
        min_count: int = 1,
    ) -> None:
        self.vocabulary = vocabulary
        self.vectors: Vectors = np.asarray(vectors, dtype=np.float32)
        self.context_vectors: Vectors | None = None
        self.all_types = all_types
        self.min_count = min_count
        if self.vectors.ndim != 2 or len(self.vectors) != len(vocabulary):
            raise ValueError(f"{len(vocabulary)} words but vectors of shape {self.vectors.shape}")
        if context_vectors is not None:
            self.context_vectors = np.asarray(context_vectors, dtype=np.float32)
            if self.context_vectors.shape != self.vectors.shape:
                raise ValueError(
                    f"vectors of shape {self.vectors.shape} but context vectors of shape "
                    f"{self.context_vectors.shape}"
                )

    def __len__(self) -> int:
        return len(self.vocabulary)

    def __contains__(self, word: object) -> bool:
        return word in self.vocabulary

    def __getitem__(self, word: str) -> Vectors:
        """(d,) copy of the vector of a word, not normalized; raises UnknownWordError."""
        vector: Vectors = self.vectors[self.id(word)].copy()
        return vector

    @property
    def words(self) -> tuple[str, ...]:
        """The words, most frequent first."""
        return self.vocabulary.words

    @property
    def dim(self) -> int:
        """Numbers per word."""
        return int(self.vectors.shape[1])

    @cached_property
    def unit(self) -> Vectors:
        """(V, d) vectors of length 1; a zero vector stays zero, so its cosines are 0."""
        return normalize(self.vectors)

    def unit_rows(self, rows: Sequence[int] | NDArray[np.integer]) -> Vectors:
        """(n, d) vectors of length 1 of some rows."""
        chosen: Vectors = self.unit[np.asarray(rows, dtype=np.int64)]
        return chosen

    def cosines(self, target: NDArray[np.floating], n: int | None = None) -> Vectors:
        """Cosines with `target`, of length 1, for the first `n` words (all if None).

        (n,) for a (d,) target, (n, m) for a (d, m) one.
        """
        found: Vectors = np.clip(self.unit[:n] @ target, -1.0, 1.0)
        return found

    def id(self, word: str) -> int:
        """The row of a word.

        Raises
        ------
        UnknownWordError
            With the reason and the nearest spellings.
        """
        found: int | None = self.vocabulary.index.get(word)
        if found is None:
            reason = reason_unknown(word, self.vocabulary, self.all_types, self.min_count)
            raise UnknownWordError(word, reason, self._nearest_spellings(word))
        return found

    def _nearest_spellings(self, word: str) -> tuple[str, ...]:
        near = self._spelling.nearest(word, _SUGGESTIONS)
        lower = word.lower()
        if lower in self:
            near = [lower, *(each for each in near if each != lower)]
        return tuple(near[:_SUGGESTIONS])

    @cached_property
    def _spelling(self) -> SpellingIndex:
        return SpellingIndex(self.words)

    def suggest(self, text: str, k: int = 8) -> list[str]:
        """At most k words for a half-typed one: those it begins, by frequency; then by spelling."""
        starting = self._spelling.starting_with(text, k)
        if len(starting) == k or not text:
            return starting
        near = self._spelling.nearest(text, 2 * k)
        return [*starting, *(word for word in near if word not in starting)][:k]

    def combine(self, weights: Mapping[str, float]) -> Vectors:
        """(d,) unit vector of the weighted sum of the words' unit vectors.

        Words that have zero vectors themselves give a zero vector.

        Raises
        ------
        UnknownWordError
            If a word is not in the vocabulary.
        ExpressionError
            If there is nothing to add up, a weight is not finite, or the sum cancels to zero.
        """
        ids = [self.id(word) for word in weights]
        factors = np.array(list(weights.values()), dtype=np.float64)
        if not np.all(np.isfinite(factors)):
            raise ExpressionError("Every weight must be a finite number.", 0)
        if not np.any(factors):
            raise ExpressionError("There is nothing to add up: give one word or more.", 0)
        factors /= np.abs(factors).max()
        terms = factors[:, None] * self.unit[ids].astype(np.float64)  # (n, d)
        total = terms.sum(axis=0)
        # What is left after cancelling is the rounding of the terms: it points nowhere.
        if np.any(terms) and np.linalg.norm(total) < 1e-6 * np.linalg.norm(terms, axis=1).sum():
            raise ExpressionError(
                "These words cancel out: their sum is the zero vector, which points nowhere; "
                "change a word or a weight.",
                0,
            )
        unit: Vectors = normalize(total[None, :])[0]
        return unit

    def neighbors(
        self,
        query: str | Mapping[str, float] | NDArray[np.floating],
        k: int = 10,
        *,
        min_count: int = 1,
    ) -> list[Neighbor]:
        """The k words with the highest cosine, best first; the query's own words are left out.

        Parameters
        ----------
        query : str, mapping of words to weights, or (d,) array
            A word; words whose unit vectors are added up with weights; or any vector.
        k : int
            How many at most; fewer if there are fewer words.
        min_count : int
            Words that occur less often are passed over.

        Raises
        ------
        UnknownWordError, ExpressionError
            As `combine` does.
        """
        if isinstance(query, np.ndarray):
            target, own = normalize(query.reshape(1, self.dim))[0], set[int]()
        else:
            weights = {query: 1.0} if isinstance(query, str) else query
            target, own = self.combine(weights), {self.id(word) for word in weights}
        n = int(np.searchsorted(-self.vocabulary.counts, -min_count, side="right"))
        scores = np.clip(self.unit[:n] @ target, -1.0, 1.0)
        return best(self.vocabulary, scores, k, own)

    def arithmetic(self, expression: str, k: int = 10) -> list[Neighbor]:
        """Neighbors of a sum such as "king - man + 0.5*woman"; see `expression` for what is read.

        Raises
        ------
        ExpressionError
            With the position, if it cannot be read or cancels out.
        UnknownWordError
            If a word is not in the vocabulary.
        """
        return self.neighbors(parse(expression), k)

    def analogy(
        self,
        a: str,
        b: str,
        c: str,
        k: int = 10,
        *,
        method: Method = "3cosadd",
        exclude_inputs: bool = True,
    ) -> list[Neighbor]:
        """The k best answers to "a is to b as c is to ?".

        3CosAdd ranks by the cosine with b - a + c; 3CosMul by s(b)·s(c) / (s(a) + 0.001) with
        s = (cos + 1) / 2 (Levy & Goldberg 2014), which keeps one large term from deciding alone.

        Raises
        ------
        UnknownWordError
            If a word is not in the vocabulary.
        ExpressionError
            If b - a + c is the zero vector (3CosAdd).
        SettingError
            If there is no such method.
        """
        ids = [self.id(word) for word in (a, b, c)]
        if method == "3cosadd":
            # One word may stand in two places: its weights add up.
            weights = dict.fromkeys((a, b, c), 0.0)
            for word, weight in ((a, -1.0), (b, 1.0), (c, 1.0)):
                weights[word] += weight
            scores = np.clip(self.unit @ self.combine(weights), -1.0, 1.0)
        elif method == "3cosmul":
            s_a, s_b, s_c = (self.unit[ids] @ self.unit.T + 1.0) / 2.0  # each (V,)
            scores = s_b * s_c / (s_a + EPSILON)
        else:
            raise SettingError(f"method must be one of 3cosadd, 3cosmul; got {method!r}.")
        return best(self.vocabulary, scores, k, set(ids) if exclude_inputs else ())

    def similarity(self, a: str, b: str) -> float:
        """Cosine of two words, in [-1, 1]; 0 if either has a zero vector."""
        first, second = (self.unit[self.id(word)].astype(np.float64) for word in (a, b))
        return min(1.0, max(-1.0, float(first @ second)))

    def odd_one_out(self, words: Sequence[str]) -> str:
        """The word least similar to the mean of all of them.

        Raises
        ------
        UnknownWordError
            If a word is not in the vocabulary.
        ExpressionError
            If there are fewer than three different words.
        """
        different = list(dict.fromkeys(words))
        if len(different) < 3:
            raise ExpressionError(
                f"Finding the odd one out needs at least 3 different words; got {len(different)}.",
                0,
            )
        units = self.unit[[self.id(word) for word in different]]
        scores = np.round(units @ units.mean(axis=0), DIGITS)
        return different[int(np.argmin(scores))]

    def select(self, which: Which | str) -> WordVectors:
        """The same words with their input vectors, their context vectors, or the sum of both.

        Raises
        ------
        SettingError
            If there are no context vectors, or no such choice.
        """
        if which == "input":
            return self
        if which not in ("context", "sum"):
            raise SettingError(f"which must be one of input, context, sum; got {which!r}.")
        if self.context_vectors is None:
            raise SettingError(f"These vectors hold no context vectors: {which!r} needs them.")
        chosen = self.context_vectors if which == "context" else self.vectors + self.context_vectors
        return WordVectors(
            self.vocabulary, chosen, all_types=self.all_types, min_count=self.min_count
        )
