"""The algorithms once more, pair by pair in plain Python: what the fast engine is held to.

Leaves out: any speed. Gradients are those of the loss as it is written down, in float64.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from w2v_core.models.kernel import Chunk

Table = NDArray[np.float64]


def sigmoid(x: float) -> float:
    return 1.0 / (1.0 + np.exp(-x))


def windows(chunk: Chunk) -> list[list[int]]:
    """For each center of a chunk the positions of its contexts in `chunk.ids`."""
    margin = (len(chunk.ids) - len(chunk.left)) // 2
    found = []
    for i in range(len(chunk.left)):
        at = i + margin
        reach = range(at - int(chunk.left[i]), at + int(chunk.right[i]) + 1)
        found.append([position for position in reach if position != at])
    return found


def sgns_gradients(
    chunk: Chunk, tables: tuple[Table, Table], negative: int
) -> tuple[Table, Table, float, int]:
    """Gradient of the SGNS loss for both tables, the loss, and the number of pairs."""
    source, target = tables
    d_source, d_target = np.zeros_like(source), np.zeros_like(target)
    loss, pairs = 0.0, 0
    group = len(chunk.left) // len(chunk.noise)
    weight = negative / chunk.noise.shape[1]
    for i, contexts in enumerate(windows(chunk)):
        center = chunk.centers[i]
        for position in contexts:
            context = chunk.ids[position]
            pairs += 1
            targets = [(context, 1.0, 1.0)]
            targets += [(u, 0.0, weight) for u in chunk.noise[i // group] if u != context]
            for word, label, share in targets:
                score = float(source[center] @ target[word])
                error = share * (sigmoid(score) - label)
                d_source[center] += error * target[word]
                d_target[word] += error * source[center]
                loss -= share * np.log(sigmoid(score if label else -score))
    return d_source, d_target, loss, pairs


def cbow_gradients(
    chunk: Chunk, tables: tuple[Table, Table], negative: int, *, exact: bool
) -> tuple[Table, Table, float, int]:
    """Gradient of the CBOW loss for both tables, the loss, and the number of centers."""
    source, target = tables
    d_source, d_target = np.zeros_like(source), np.zeros_like(target)
    loss, centers = 0.0, 0
    group = len(chunk.left) // len(chunk.noise)
    weight = negative / chunk.noise.shape[1]
    for i, contexts in enumerate(windows(chunk)):
        if not contexts:
            continue
        centers += 1
        center = chunk.centers[i]
        mean = sum(source[chunk.ids[position]] for position in contexts) / len(contexts)
        d_mean = np.zeros(source.shape[1])
        targets = [(center, 1.0, 1.0)]
        targets += [(u, 0.0, weight) for u in chunk.noise[i // group] if u != center]
        for word, label, share in targets:
            score = float(mean @ target[word])
            error = share * (sigmoid(score) - label)
            d_mean += error * target[word]
            d_target[word] += error * mean
            loss -= share * np.log(sigmoid(score if label else -score))
        for position in contexts:
            d_source[chunk.ids[position]] += d_mean / (len(contexts) if exact else 1)
    return d_source, d_target, loss, centers
