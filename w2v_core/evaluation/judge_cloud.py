"""What the cloud of all vectors says: symmetry, isotropy, hubs, analogies, a person's own words.

Leaves out: single rows (`judge_rows`) and the text (`judge_text`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from w2v_core.errors import W2VError
from w2v_core.evaluation.findings import Finding, quoted
from w2v_core.evaluation.hubness import Hubness
from w2v_core.evaluation.isotropy import Isotropy, isotropy
from w2v_core.vectors.neighborhood import HUB_K
from w2v_core.vectors.word_vectors import WordVectors

LEANING, ONE_WAY = 0.5, 0.95  # mean cosines
FLAT = 0.1  # share of the dimensions in use
SKEWED, CROWDED = 8.0, 0.25  # skewness of N_10; share of all lists
MOST_WORDS = 20
ALIKE = "vectors that are all alike"
CANONICAL = (
    ("man", "king", "woman", "queen"),
    ("france", "paris", "italy", "rome"),
    ("walk", "walked", "talk", "talked"),
    ("row", "rows", "column", "columns"),
    ("he", "his", "she", "her"),
    ("good", "better", "small", "smaller"),
)
_ASKED = 3
_RANKED = 10
_PAIRS = 200
_FAIR_TIMES = 5


def judge_symmetry(vectors: WordVectors) -> Finding:
    """Whether the similarity of a with b is that of b with a, over the first words."""
    rows = np.arange(min(len(vectors), _PAIRS))
    there = vectors.cosines(vectors.unit_rows(rows).T, len(rows)).astype(np.float64)
    off = float(np.abs(there - there.T).max(initial=0.0))
    fine = off < 1e-4
    return Finding(
        name="Symmetry of similarity",
        figure=f"differs by {off:.1g} at most",
        usual="under 0.0001",
        verdict="fine" if fine else "wrong",
        sentence="a is as near to b as b to a."
        if fine
        else "a is not as near to b as b to a: similarity is computed wrongly.",
        cause="" if fine else "a similarity that is not symmetric",
    )


def judge_isotropy(vectors: WordVectors) -> Finding:
    """Whether all directions are in use; every word alike, and by its frequency."""
    counts = vectors.vocabulary.counts
    n = len(vectors)
    stand_in = bool(np.array_equal(counts, np.arange(n, 0, -1)))  # of files without counts
    weights = 1 / np.arange(1, n + 1) if stand_in else counts.astype(np.float64)
    plain, weighted = isotropy(vectors), isotropy(vectors, weights)
    by = "by Zipf's law, since the counts are not known" if stand_in else "by frequency"
    said: dict[str, Any] = {
        "name": "Isotropy",
        "figure": f"mean cosine {plain.mean_cosine:.2f}, {_in_use(plain)} of the dimensions in "
        f"use; weighted {by} {weighted.mean_cosine:.2f}, {_in_use(weighted)}",
        "usual": f"mean cosine under {LEANING}, more than {FLAT:.0%} in use",
    }
    narrow = plain.participation * vectors.dim < 1.5 and vectors.dim > 4
    if plain.mean_cosine > ONE_WAY or math.isnan(plain.participation) or narrow:
        return Finding(
            **said,
            verdict="wrong",
            sentence="All vectors point one way or lie on one line, so that every word is like "
            "every other.",
            advice="Train again, with more noise words or another learning rate.",
            cause=ALIKE,
        )
    if plain.mean_cosine > LEANING or plain.participation < FLAT:
        return Finding(
            **said,
            verdict="doubt",
            sentence="Vectors lean to one side or use few of their dimensions, so similarities are "
            "high for words that have nothing in common.",
            advice="Compare similarities with each other, not with 1; or train with more noise "
            "words, or fewer dimensions.",
        )
    return Finding(
        **said, verdict="fine", sentence="Vectors spread over many directions, and lean to none."
    )


def _in_use(value: Isotropy) -> str:
    return "none" if math.isnan(value.participation) else f"{value.participation:.0%}"


def judge_hubs(found: Hubness, words: Sequence[str]) -> Finding:
    """Whether a few words stand in the lists of very many."""
    top = ", ".join(f"{quoted(words[row])} in {share:.1%}" for row, share in found.top)
    # Of few words each stands in many lists whatever the vectors are.
    usual = max(CROWDED, _FAIR_TIMES * HUB_K / len(words))
    crowded = found.skewness > SKEWED or found.top[0][1] > usual
    orphans = "stand in none" if found.whole else "stand in none of the sample"
    return Finding(
        name="Hubs",
        figure=f"skewness {found.skewness:.1f}; {found.orphans:.0%} of the words {orphans}",
        usual=f"skewness under {SKEWED:g}, no word in more than {min(usual, 1):.0%} of the lists",
        verdict="doubt" if crowded else "fine",
        sentence=f"In the lists of the 10 nearest stand most often: {top}.",
        advice="Do not take these words for neighbors that mean something." if crowded else "",
    )


def judge_analogies(vectors: WordVectors) -> Finding:
    """Three analogies that everybody knows, where the words exist."""
    asked = [each for each in CANONICAL if all(word in vectors for word in each)][:_ASKED]
    said: dict[str, Any] = {
        "name": "Three analogies",
        "decides": False,
    }
    if not asked:
        return Finding(
            **said,
            verdict="open",
            sentence="None of the usual analogies has all its words here, which says nothing.",
        )
    answers, right = [], 0
    for a, b, c, d in asked:
        best = [each.word for each in vectors.analogy(a, b, c, _RANKED)]
        right += best[:1] == [d]
        at = f"rank {best.index(d) + 1}" if d in best else f"not among {_RANKED}"
        answers.append(f"{a} : {b} = {c} : {quoted(best[0]) if best else '?'} ({d}: {at})")
    return Finding(
        **said,
        figure=f"{right} of {len(asked)} right",
        verdict="open",
        sentence=f"{'; '.join(answers)}.",
        advice="Ask many more questions under Analogies before concluding anything.",
    )


def judge_words(vectors: WordVectors, words: Sequence[str]) -> Iterator[Finding]:
    """The five neighbors of each word that a person has given."""
    for word in list(dict.fromkeys(words))[:MOST_WORDS]:
        try:
            near = vectors.neighbors(word, 5)
        except W2VError as error:
            sentence = str(error)
        else:
            sentence = ", ".join(f"{quoted(each.word)} {each.similarity:.2f}" for each in near)
        yield Finding(
            name=f"Neighbors of {quoted(word)}", verdict="open", sentence=sentence, decides=False
        )
