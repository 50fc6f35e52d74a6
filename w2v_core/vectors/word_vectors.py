"""WordVectors: what training has learned, and the questions one can ask of it.

Every answer is by cosine, and is deterministic: equal scores stand in
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
from w2v_core.vectors.cosines import Norms, Table
from w2v_core.vectors.direction import direction, three_cos_add, three_cos_mul
from w2v_core.vectors.expression import parse
from w2v_core.vectors.ranking import DIGITS, Neighbor, Vectors, best, normalize
from w2v_core.vectors.spelling import SpellingIndex, reason_unknown

__all__ = ["Method", "Neighbor", "Vectors", "Which", "WordVectors"]

Method = Literal["3cosadd", "3cosmul"]
Which = Literal["input", "context", "sum"]

_SUGGESTIONS = 5


class WordVectors:
    """Words and their vectors, most frequent word first.

    Parameters
    ----------
    vocabulary : Vocabulary
        The V words that have a vector.
    vectors : (V, d) array of float32
        Row i belongs to word i. Finite; not copied, and may be a mapped file.
    context_vectors : (V, d) array of float32, optional
        The vectors of the same words as contexts.
    all_types : Vocabulary, optional
        Every type of the corpus, so that a rare word can be told from one that is not there.
    min_count : int
        What `vocabulary` was cut at; for messages only.
    norms : (V,) array of float64, optional
        Lengths of the vectors, where they are known; else worked out when first needed.

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
        norms: Norms | None = None,
    ) -> None:
        self.vocabulary = vocabulary
        self.vectors: Vectors = np.asarray(vectors, dtype=np.float32)
        self.context_vectors: Vectors | None = None
        self.all_types = all_types
        self.min_count = min_count
        self._table = Table(self.vectors, norms)
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
        return np.array(self.vectors[self.id(word)])

    @property
    def words(self) -> tuple[str, ...]:
        """The words, most frequent first."""
        return self.vocabulary.words

    @property
    def dim(self) -> int:
        """Numbers per word."""
        return int(self.vectors.shape[1])

    def unit_rows(self, rows: Sequence[int] | NDArray[np.integer]) -> Vectors:
        """(n, d) vectors of length 1 of some rows; a zero vector stays zero."""
        return self._table.unit(rows)

    def cosines(self, target: NDArray[np.floating], n: int | None = None) -> Vectors:
        """(n,) cosines of the first n words with `target`, of length 1; (n, m) if it is (d, m)."""
        return self._table.cosines(target, n)

    @property
    def norms(self) -> Norms:
        """(V,) lengths of the vectors."""
        return self._table.norms

    def most_frequent(self, n: int) -> WordVectors:
        """The n most frequent words, or all where there are no more."""
        if n >= len(self):
            return self
        vocabulary = Vocabulary(self.words[:n], self.vocabulary.counts[:n])
        context = None if self.context_vectors is None else self.context_vectors[:n]
        return self._with(vocabulary, self.vectors[:n], context)

    def _with(
        self, vocabulary: Vocabulary, vectors: Vectors, context_vectors: Vectors | None = None
    ) -> WordVectors:
        types, cut = self.all_types, self.min_count
        return WordVectors(vocabulary, vectors, context_vectors, all_types=types, min_count=cut)

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

        Raises
        ------
        UnknownWordError
            If a word is not in the vocabulary.
        ExpressionError
            If there is nothing to add up, a weight is not finite, or the sum cancels to zero.
        """
        ids = [self.id(word) for word in weights]
        return direction(self.unit_rows(ids), list(weights.values()))

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
        return best(self.vocabulary, self.cosines(target, n), k, own)

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

        3CosAdd ranks by the cosine with b - a + c; 3CosMul multiplies (`direction.three_cos_mul`),
        which keeps one large term from deciding alone.

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
            scores = self.cosines(self.combine(three_cos_add(a, b, c)))
        elif method == "3cosmul":
            scores = three_cos_mul(*self.cosines(self.unit_rows(ids).T).T)
        else:
            raise SettingError(f"method must be one of 3cosadd, 3cosmul; got {method!r}.")
        return best(self.vocabulary, scores, k, set(ids) if exclude_inputs else ())

    def similarity(self, a: str, b: str) -> float:
        """Cosine of two words, in [-1, 1]; 0 if either has a zero vector."""
        first, second = self.unit_rows([self.id(a), self.id(b)]).astype(np.float64)
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
                f"Finding the odd one needs at least 3 different words; got {len(different)}.", 0
            )
        units = self.unit_rows([self.id(word) for word in different])
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
        return self._with(self.vocabulary, chosen)
