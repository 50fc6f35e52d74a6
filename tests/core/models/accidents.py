"""Accidents of real texts, planted in a text of known structure.

The text has topics: words of one topic share sentences, all among the same function words. What
was learned of it is the share of a topic word's nearest neighbors that are of its topic. An
accident adds to the text or orders it in a way that people's files really have: pasted lists and
keys, a key held down, mail headers, one page a thousand times, a text sorted by subject.
Leaves out: training (`test_accidents`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from w2v_core.vectors.word_vectors import WordVectors

Sentences = list[list[str]]

TOPICS, TOPIC_WORDS, FUNCTION_WORDS = 30, 12, 100
SENTENCES, LENGTH, COMMON = 1_500, 15, 0.5  # COMMON: share of function words
_NEAREST = 5


def plain(seed: int) -> Sentences:
    """22,500 tokens without an accident."""
    rng = np.random.default_rng([seed, 1])
    topic_of = rng.integers(TOPICS, size=SENTENCES)
    weight = 1.0 / (np.arange(TOPIC_WORDS) + 3)
    theirs = rng.choice(TOPIC_WORDS, (SENTENCES, LENGTH), p=weight / weight.sum())
    weight = 1.0 / (np.arange(FUNCTION_WORDS) + 3)
    common = rng.choice(FUNCTION_WORDS, (SENTENCES, LENGTH), p=weight / weight.sum())
    is_common = rng.random((SENTENCES, LENGTH)) < COMMON
    return [
        [f"f{f}" if c else f"t{topic}_{t}" for f, t, c in zip(*row, strict=True)]
        for topic, *row in zip(topic_of, common, theirs, is_common, strict=True)
    ]


def learned(vectors: WordVectors) -> float:
    """Share of the nearest neighbors of topic words that are of the same topic."""
    words = [word for word in vectors.words if word.startswith("t") and "_" in word]
    topics = [word.split("_")[0] for word in words]
    rows = vectors.vectors[[vectors.vocabulary.index[word] for word in words]].astype(np.float64)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    cosines = rows @ rows.T
    np.fill_diagonal(cosines, -2)
    nearest = np.argsort(-cosines, axis=1)[:, :_NEAREST]
    names = np.array(topics)
    return float((names[nearest] == names[:, None]).mean())


def _put(sentence: list[str], seed: int) -> Sentences:
    """The plain text with one more sentence somewhere in it."""
    text = plain(seed)
    text.insert(int(np.random.default_rng([seed, 2]).integers(len(text))), sentence)
    return text


def _burst(tokens: int) -> Callable[[int], Sentences]:
    def burst(seed: int) -> Sentences:
        words = ["ax", "ax", "ax", "ax", "max", "g9v", "b8f"]
        return _put(list(np.random.default_rng([seed, 3]).choice(words, tokens)), seed)

    return burst


def _one_word(seed: int) -> Sentences:
    return _put(["aaaa"] * 6_000, seed)


def _word_of_the_text(seed: int) -> Sentences:
    return _put(["t3_0"] * 6_000, seed)


def _two_in_turn(seed: int) -> Sentences:
    return _put(["yes", "no"] * 3_000, seed)


def _sentence_again(seed: int) -> Sentences:
    sentence = [
        "this",
        "message",
        "and",
        "its",
        "attachments",
        "are",
        "for",
        "the",
        "addressee",
        "alone",
    ]
    return plain(seed) + [sentence] * 4_000


def _numbers(seed: int) -> Sentences:
    """A table pasted into a text: many numbers, a few of them all the time."""
    numbers = np.random.default_rng([seed, 4]).geometric(0.3, 20_000)
    return _put([f"n{number}" for number in numbers], seed)


def _missing(seed: int) -> Sentences:
    """Rows of a table in which most cells are missing."""
    rng = np.random.default_rng([seed, 5])
    rows = np.where(rng.random((2_000, 12)) < 0.9, "nan", rng.integers(0, 50, (2_000, 12)))
    return plain(seed) + rows.tolist()


def _sorted_by_topic(seed: int) -> Sentences:
    return sorted(plain(seed), key=lambda sentence: max(sentence))


def _drifting(seed: int) -> Sentences:
    """Sentences move with their topic from the first to the last."""
    text, rng = plain(seed), np.random.default_rng([seed, 6])
    noise = rng.normal(scale=2.0, size=len(text))

    def topic(sentence: list[str]) -> int:
        return int(max(sentence).removeprefix("t").split("_")[0].removeprefix("f"))

    return [text[i] for i in np.argsort([topic(s) + e for s, e in zip(text, noise, strict=True)])]


def _document_again(seed: int) -> Sentences:
    rng = np.random.default_rng([seed, 7])
    document = [[f"d{word}" for word in rng.integers(40, size=10)] for _ in range(6)]
    return plain(seed) + document * 1_000


def _half_a_sentence(seed: int) -> Sentences:
    """Half of the text without any end of a sentence."""
    text = plain(seed)
    half = len(text) // 2
    return [*text[:half], [word for sentence in text[half:] for word in sentence]]


def _half_a_burst(seed: int) -> Sentences:
    """As many tokens again as the text has, of 50 words, in one sentence."""
    rng = np.random.default_rng([seed, 8])
    return _put([f"h{word}" for word in rng.geometric(0.15, SENTENCES * LENGTH)], seed)


def _many_bursts(seed: int) -> Sentences:
    """Every hundredth sentence another word, 300 times in a row."""
    text = plain(seed)
    for i in range(0, len(text), 100):
        text[i] = [f"b{i}"] * 300
    return text


def _in_turns(seed: int) -> Sentences:
    """Two words, each 16 times in a row: as long as a block."""
    text = plain(seed)
    for i in range(0, len(text), 150):
        text[i] = [f"b{i % 4}_{j // 16 % 2}" for j in range(300)]
    return text


ACCIDENTS: dict[str, Callable[[int], Sentences]] = {
    "burst of 50": _burst(50),
    "burst of 500": _burst(500),
    "burst of 5,000": _burst(5_000),
    "burst of 50,000": _burst(50_000),
    "one word alone": _one_word,
    "a word of the text alone": _word_of_the_text,
    "two words in turn": _two_in_turn,
    "one sentence 4,000 times": _sentence_again,
    "a list of numbers": _numbers,
    "many bursts of one word each": _many_bursts,
    "two words by sixteens": _in_turns,
    "missing cells": _missing,
    "sorted by topic": _sorted_by_topic,
    "a vocabulary that drifts": _drifting,
    "one document a thousand times": _document_again,
    "half the text one sentence": _half_a_sentence,
    "a sentence of half the corpus": _half_a_burst,
}
