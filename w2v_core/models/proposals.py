"""Proposals: settings of an algorithm that suit a corpus.

Leaves out: which those are (`by_size`, `Algorithm.proposal`), and whether a person agrees.
"""

from __future__ import annotations

from w2v_core.models.catalog import algorithm
from w2v_core.models.settings import Config
from w2v_core.text.corpus import Corpus


def propose(name: str, corpus: Corpus) -> Config:
    """Settings of algorithm `name` that suit the corpus; always valid for it."""
    return algorithm(name).propose(corpus)
