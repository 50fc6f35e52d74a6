"""The peer: gensim, to which everything is compared that both can do.

It has no wheels for the newest Python; its tests then skip and say so.
"""

from __future__ import annotations

from typing import Any

import pytest

from w2v_core.vectors.word_vectors import WordVectors

NOT_HERE = "gensim is not installed: it has no wheel for this Python"


def keyed_vectors() -> Any:
    """Gensim's class of vectors with words."""
    return pytest.importorskip("gensim.models", reason=NOT_HERE).KeyedVectors


def as_gensim(vectors: WordVectors) -> Any:
    """The same words and numbers in gensim."""
    keyed = keyed_vectors()(vectors.dim)
    keyed.add_vectors(list(vectors.words), vectors.vectors)
    return keyed
