"""The last few t-SNE maps of a session, finished or stopped, so that none is computed twice.

Leaves out: computing them, and drawing them (`maps`).
"""

from __future__ import annotations

import dataclasses
import math

import streamlit as st

from w2v_core.vectors.projection import Projection, neighbors_kept
from w2v_core.vectors.word_vectors import WordVectors

Rows = tuple[int, ...]  # of the vectors, one for each word on the map
Key = tuple[str, Rows, float, int]  # run, words, perplexity, seed

MOST = 4


def keep(key: Key, projection: Projection) -> None:
    """Remember a map; the oldest goes when there are too many."""
    stored = _stored()
    stored.pop(key, None)
    stored[key] = projection
    while len(stored) > MOST:
        del stored[next(iter(stored))]


def finished(key: Key, vectors: WordVectors, rows: Rows) -> Projection | None:
    """The kept map with its quality, which a stopped one does not know yet."""
    found = _stored().get(key)
    if found is not None and math.isnan(found.neighbors_kept) and len(rows) > 2:
        quality = neighbors_kept(vectors.vectors[list(rows)], found.points)
        found = dataclasses.replace(found, neighbors_kept=quality)
        keep(key, found)
    return found


def _stored() -> dict[Key, Projection]:
    found: dict[Key, Projection] = st.session_state.setdefault("tsne_maps", {})
    return found
