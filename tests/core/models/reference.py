"""The algorithms once more, pair by pair in plain Python: what the fast engine is held to.

Leaves out: any speed. Gradients are those of the loss as it is written down, in float64.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from w2v_core.models.cbow import CBOWConfig
from w2v_core.models.sgns import SGNSConfig
from w2v_core.text.corpus import Corpus
from w2v_core.vectors.word_vectors import WordVectors

Table = NDArray[np.float64]


class Text(NamedTuple):
    """T centers as the engine is given them.

    `ids` (T + w on either side), `left` and `right` reach of each center (T,), and `noise`
    (groups, N): the words that each group of centers shares, neighbors in SGNS, in CBOW those
    that stand as many places apart as there are groups.
    """

    ids: NDArray[np.int32]
    left: NDArray[np.int8]
    right: NDArray[np.int8]
    noise: NDArray[np.int32]

    @property
    def margin(self) -> int:
        return (len(self.ids) - len(self.left)) // 2


def sigmoid(x: float) -> float:
    return 1.0 / (1.0 + np.exp(-x))


def windows(text: Text) -> list[list[int]]:
    """For each center the positions of its contexts in `text.ids`."""
    found = []
    for i in range(len(text.left)):
        at = i + text.margin
        reach = range(at - int(text.left[i]), at + int(text.right[i]) + 1)
        found.append([position for position in reach if position != at])
    return found


def sgns_gradients(
    text: Text, tables: tuple[Table, Table], negative: int
) -> tuple[Table, Table, float, int]:
    """Gradient of the SGNS loss for both tables, the loss, and the number of pairs."""
    source, target = tables
    d_source, d_target = np.zeros_like(source), np.zeros_like(target)
    loss, pairs = 0.0, 0
    group = len(text.left) // len(text.noise)
    weight = negative / text.noise.shape[1]
    for i, contexts in enumerate(windows(text)):
        center = text.ids[i + text.margin]
        for position in contexts:
            context = text.ids[position]
            pairs += 1
            targets = [(context, 1.0, 1.0)]
            targets += [(u, 0.0, weight) for u in text.noise[i // group] if u != context]
            for word, label, share in targets:
                score = float(source[center] @ target[word])
                error = share * (sigmoid(score) - label)
                d_source[center] += error * target[word]
                d_target[word] += error * source[center]
                loss -= share * np.log(sigmoid(score if label else -score))
    return d_source, d_target, loss, pairs


def cbow_gradients(
    text: Text, tables: tuple[Table, Table], negative: int, *, mean: bool, exact: bool
) -> tuple[Table, Table, float, int]:
    """Gradient of the CBOW loss for both tables, the loss, and the number of centers."""
    source, target = tables
    d_source, d_target = np.zeros_like(source), np.zeros_like(target)
    loss, centers = 0.0, 0
    weight = negative / text.noise.shape[1]
    for i, contexts in enumerate(windows(text)):
        if not contexts:
            continue
        centers += 1
        center = text.ids[i + text.margin]
        divisor = len(contexts) if mean else 1
        hidden = sum(source[text.ids[position]] for position in contexts) / divisor
        d_hidden = np.zeros(source.shape[1])
        targets = [(center, 1.0, 1.0)]
        targets += [(u, 0.0, weight) for u in text.noise[i % len(text.noise)] if u != center]
        for word, label, share in targets:
            score = float(hidden @ target[word])
            error = share * (sigmoid(score) - label)
            d_hidden += error * target[word]
            d_target[word] += error * hidden
            loss -= share * np.log(sigmoid(score if label else -score))
        for position in contexts:
            d_source[text.ids[position]] += d_hidden / (divisor if exact else 1)
    return d_source, d_target, loss, centers


def train(corpus: Corpus, config: SGNSConfig | CBOWConfig) -> WordVectors:
    """SGNS or CBOW as word2vec.c trains them: one pair after the other, each seeing the last.

    Holds no sentences out; a noise word that is the target is dropped.
    """
    corpus = corpus.restrict(config.min_count)
    words = corpus.vocabulary
    rng = np.random.default_rng(config.seed + 1_000_000)
    source = (rng.random((len(words), config.dim)) - 0.5) / config.dim
    target = np.zeros_like(source)
    keep = words.keep_probability(config.sample)
    noise = words.noise_distribution(config.noise_exponent)
    (text,) = corpus.segments(len(corpus.ids))
    total, done = config.epochs * len(text.ids), 0
    for _ in range(config.epochs):
        kept = rng.random(len(text.ids)) < keep[text.ids]
        ids, sentences = text.ids[kept], text.sentences[kept].tolist()
        reach = rng.integers(1, config.window + 1, len(ids)).tolist()
        drawn = iter(
            rng.choice(len(words), (2 * config.window * len(ids), config.negative), p=noise)
        )
        for i, center in enumerate(ids):
            share = (done + i * len(text.ids) / len(ids)) / total
            rate = max(config.min_learning_rate, config.learning_rate * (1 - share))
            around = range(max(0, i - reach[i]), min(len(ids), i + reach[i] + 1))
            contexts = [ids[j] for j in around if j != i and sentences[j] == sentences[i]]
            if isinstance(config, SGNSConfig):
                for context in contexts:
                    source[center] -= descend(source[center], target, context, next(drawn), rate)
            elif contexts:
                step = descend(source[contexts].mean(axis=0), target, center, next(drawn), rate)
                np.subtract.at(source, contexts, step)
        done += len(text.ids)
    return WordVectors(words, source.astype(np.float32))


def descend(
    hidden: Table, target: Table, word: int, noise: NDArray[np.int64], rate: float
) -> Table:
    """Move the output rows of a word and its noise; returns the step that `hidden` is to make."""
    words = np.append(noise[noise != word], word)
    rows = target[words]
    errors = rate / (1 + np.exp(-(rows @ hidden)))
    errors[-1] -= rate
    np.subtract.at(target, words, errors[:, None] * hidden)
    step: Table = errors @ rows
    return step
