"""Texts of documents with a word whose contexts are planted, and vectors to go with them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from w2v_core.evaluation.alacarte import ALaCarte, a_la_carte
from w2v_core.evaluation.difference import Difference
from w2v_core.text.corpus import Corpus
from w2v_core.text.documents import END
from w2v_core.vectors.word_vectors import WordVectors

WINDOW = 3
TOPICS = ("hearth", "stadium")  # their words are hearth0, hearth1, …
CHANGED, SAME = "home", "house"
_WORDS = 12  # of a topic
_OTHERS = 60


def corpus_of(documents: Sequence[tuple[str, Sequence[str]]], name: str = "planted") -> Corpus:
    """A corpus of named documents, each of sentences with blanks between their words."""
    texts = ["\n".join(sentences) + END for _, sentences in documents]
    return Corpus.build_lines(texts, name=name, document_names=[each for each, _ in documents])


def planted(
    seed: int, sizes: tuple[int, int] = (20, 40), *, changed: bool = True, drift: float = 0.5
) -> Corpus:
    """Documents of two folders; each says `CHANGED` and `SAME` one to four times.

    `CHANGED` stands among words of the first topic in the folder "one" and of the second in "two";
    `SAME` among either in both. With `changed` false both are used alike. A document likes some
    words more than others (`drift`), so that its occurrences are no independent witnesses.
    """
    rng = np.random.default_rng(seed)
    documents = []
    for folder, topic, size in zip(("one", "two"), TOPICS, sizes, strict=True):
        for i in range(size):
            own = topic if changed else TOPICS[int(rng.integers(2))]
            sentences = []
            taste = rng.dirichlet(np.full(_WORDS, 1 / drift))
            for word in (CHANGED, SAME):
                for _ in range(int(rng.integers(1, 5))):
                    about = own if word == CHANGED else TOPICS[int(rng.integers(2))]
                    near = [f"{about}{j}" for j in rng.choice(_WORDS, 4, p=taste)]
                    sentences.append(" ".join([*near[:2], word, *near[2:]]))
            for _ in range(4):
                sentences.append(" ".join(f"w{j}" for j in rng.integers(_OTHERS, size=7)))
            documents.append((f"{folder}/{i}.txt", sentences))
    return corpus_of(documents)


def vectors_for(corpus: Corpus, seed: int = 0, d: int = 10) -> WordVectors:
    """Vectors in which the words of a topic are alike, and all others have any direction."""
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(len(corpus.vocabulary), d))
    for i, word in enumerate(corpus.vocabulary.words):
        for axis, topic in enumerate(TOPICS):
            if word.startswith(topic):
                vectors[i, axis] += 6
    return WordVectors(corpus.vocabulary, vectors.astype(np.float32))


def model_of(corpus: Corpus, window: int = WINDOW) -> ALaCarte:
    """The map learned from a corpus and the vectors for it."""
    return a_la_carte(corpus, vectors_for(corpus), window=window)


def same_numbers(one: Difference, other: Difference) -> bool:
    """Whether two tests came to the same."""
    return (one.figure, one.p, one.low) == (other.figure, other.p, other.low)
