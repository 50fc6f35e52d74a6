"""Pairs: whether there is anything to learn from.

Leaves out: which pairs there are, and what they weigh (`windows`, `cooccurrence`).
"""

from __future__ import annotations

from w2v_core.errors import CorpusError
from w2v_core.text.corpus import Corpus


def check_pairs(corpus: Corpus) -> None:
    """Refuse a text in which no two words in use stand in one sentence.

    Ends at the first pair, so it costs next to nothing where there is one.

    Raises
    ------
    CorpusError
    """
    for segment in corpus.segments():
        if (segment.sentences[1:] == segment.sentences[:-1]).any():
            return
    rarer = f", or use a min_count below {corpus.min_count:,}" if corpus.min_count > 1 else ""
    raise CorpusError(
        "No two words in use stand together in a sentence, so there is nothing to learn from: "
        f"{corpus.n_sentences:,} sentences have {corpus.n_tokens:,} such words. Every line begins "
        f"a sentence, so put the words of a sentence on one line{rarer}."
    )
