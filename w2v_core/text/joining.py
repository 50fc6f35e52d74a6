"""Joining: two words of a text as one, new york → new_york.

Works on stretches of ids, so that text with phrases joined can be gone through without being
stored. Leaves out: which words belong together (`phrases`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from w2v_core.text.corpus import Corpus

Ids = NDArray[np.int32]
Gaps = NDArray[np.uint8]
Keys = NDArray[np.int64]
# (n,) word ids, and (n,) what stands before each: 0 a word, 1 a sentence's end, 2 a document's
Stretch = tuple[Ids, Gaps]
Read = Callable[[], Iterator[Stretch]]

STRETCH = 1 << 20
_SEPARATORS = (" ", "\n", "\n\f\n")


@dataclasses.dataclass(frozen=True, slots=True)
class Phrase:
    """Two neighbors that were found, each a word or (in the second pass) a pair of words.

    Attributes
    ----------
    left, right : tuple of str
        One or two words each.
    count : int
        How often they stand side by side; where phrases overlap, fewer are joined.
    npmi : float
    level : int
        Pass in which it was found, 1 or 2.
    """

    left: tuple[str, ...]
    right: tuple[str, ...]
    count: int
    npmi: float
    level: int = 1

    @property
    def words(self) -> tuple[str, ...]:
        """All its words."""
        return self.left + self.right

    @property
    def word(self) -> str:
        """What stands in the text for them."""
        return "_".join(self.words)


def join_phrases(corpus: Corpus, phrases: Iterable[Phrase]) -> Iterator[str]:
    r"""The text of a corpus with phrases joined by _, one sentence a line, for `build_lines`.

    From left to right, those of the first pass before those of the second. To leave a phrase as it
    is, leave it out: a longer one that holds it is still joined as a whole. Documents end at lines
    with a form feed. Sentences of more than 2**20 words are cut.

    Examples
    --------
    >>> corpus = Corpus.build([["in", "new", "york"], ["new", "shoes"]])
    >>> list(join_phrases(corpus, [Phrase(("new",), ("york",), 1, 1.0)]))
    ['\nin new_york\nnew shoes', '\n\x0c\n']
    """
    wanted = list(phrases)
    kept = {phrase.words for phrase in wanted}

    def parts(level: int) -> set[tuple[tuple[str, ...], tuple[str, ...]]]:
        return {(each.left, each.right) for each in wanted if each.level == level}

    inner = {part for each in wanted for part in (each.left, each.right) if len(part) == 2}
    first = sorted({(words[:1], words[1:]) for words in inner} | parts(1))
    second = sorted(parts(2))
    shown = list(corpus.all_types.words)
    made: dict[tuple[str, ...], int] = {}
    read = reader(corpus)
    for level in (first, second):
        numbered = [
            (_number(left, made, corpus), _number(right, made, corpus), left + right)
            for left, right in level
        ]
        known = [each for each in numbered if each[0] >= 0 and each[1] >= 0]
        n_words = len(shown)
        pair_numbers = np.array([left * n_words + right for left, right, _ in known], np.int64)
        read = join_pairs(read, pair_numbers, n_words)
        for _, _, words in known:
            made[words] = len(shown)
            shown.append(("_" if words in kept else " ").join(words))
    for ids, gaps in read():
        tokens = map(shown.__getitem__, ids.tolist())
        separators = map(_SEPARATORS.__getitem__, gaps.tolist())
        yield "".join(chain.from_iterable(zip(separators, tokens, strict=True)))
    yield _SEPARATORS[2]


def _number(part: tuple[str, ...], made: dict[tuple[str, ...], int], corpus: Corpus) -> int:
    """The id of a word or a pair that was joined before; -1 if the text has none."""
    return made.get(part, -1) if len(part) > 1 else corpus.all_types.index.get(part[0], -1)


def reader(corpus: Corpus) -> Read:
    """All the words of a corpus, rare ones too, in stretches that end where sentences do."""
    bounds = corpus.segment_bounds(STRETCH).tolist()
    document_starts = corpus.starts[corpus.documents[1:-1]]  # but the first

    def read() -> Iterator[Stretch]:
        for low, high in pairwise(bounds):
            gaps = np.zeros(high - low, dtype=np.uint8)
            for starts, gap in ((corpus.starts, 1), (document_starts, 2)):
                first, last = np.searchsorted(starts, (low, high))
                gaps[starts[first:last] - low] = gap
            yield np.asarray(corpus.ids[low:high]), gaps

    return read


def pair_keys(ids: Ids, n_words: int) -> Keys:
    """(n - 1,) one number for each word and the next; divmod by `n_words` takes it apart."""
    keys: Keys = ids[:-1].astype(np.int64) * n_words + ids[1:]
    return keys


def join_pairs(read: Read, pairs: Keys, n_words: int) -> Read:
    """The text with pairs joined from left to right.

    Parameters
    ----------
    read : callable
        Gives the text, of ids below `n_words`.
    pairs : (p,) array of int64
        Distinct keys as of `pair_keys`; pair i becomes the word `n_words` + i.
    """
    order = np.argsort(pairs)
    in_order = pairs[order]
    is_left, is_right = np.zeros((2, n_words), dtype=np.bool_)
    lefts, rights = np.divmod(pairs, n_words)
    is_left[lefts] = is_right[rights] = True

    def joined() -> Iterator[Stretch]:
        for ids, gaps in read():
            spots = np.flatnonzero(is_left[ids[:-1]] & is_right[ids[1:]] & (gaps[1:] == 0))
            keys = ids[spots].astype(np.int64) * n_words + ids[spots + 1]
            at = np.searchsorted(in_order, keys)
            at[at == len(in_order)] = 0
            hits = np.flatnonzero(in_order[at] == keys)
            hits = hits[_every_other(spots[hits])]
            spots, at = spots[hits], at[hits]
            out = ids.copy()
            out[spots] = n_words + order[at]
            kept = np.ones(len(ids), dtype=np.bool_)
            kept[spots + 1] = False
            yield out[kept], gaps[kept]

    return joined


def _every_other(spots: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Of each run of neighboring numbers the first, third, …: a word is joined only once."""
    count = np.arange(len(spots))
    starts_run = np.diff(spots, prepend=-2) != 1
    place_in_run = count - np.maximum.accumulate(np.where(starts_run, count, 0))
    chosen: NDArray[np.bool_] = place_in_run % 2 == 0
    return chosen
