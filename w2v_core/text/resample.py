"""Resample: a text as chance might have brought it, drawn from the one there is (a bootstrap).

Documents are drawn with replacement, as many as there are; of a text of few documents, its
sentences. What stands in no draw is missing, what stands in several counts more: vectors that
rest on a few documents change. The words and their counts stay those of the whole text, so rows,
noise and subsampling mean the same in every draw.
Leaves out: what is trained on it (`models.steady`).

References
----------
Efron 1979, Annals of Statistics 7. Antoniak, Mimno 2018, TACL 6: embeddings of a small corpus
change more with its documents than with the seed.
"""

from __future__ import annotations

import numpy as np

from w2v_core.text.corpus import Corpus

# Of fewer documents too many would be missing from a draw, 37 % on average, to say anything.
FEWEST_DOCUMENTS = 30


def drawn_unit(corpus: Corpus) -> str:
    """What is drawn of a text: "documents" or "sentences"."""
    return "documents" if corpus.n_documents >= FEWEST_DOCUMENTS else "sentences"


def resample(corpus: Corpus, seed: int) -> Corpus:
    """A draw of a corpus, in memory: 4 bytes a token, 8 a sentence, and a moment twice that.

    Parameters
    ----------
    corpus : Corpus
    seed : int
        The same seed gives the same draw.

    Returns
    -------
    Corpus
        With the vocabulary and the hash of the whole one; its own counts may be up to a few times
        as many, or 0.
    """
    edges = corpus.starts
    if drawn_unit(corpus) == "documents":
        edges = corpus.starts[corpus.documents]
    n = len(edges) - 1
    times = np.bincount(np.random.default_rng(seed).integers(n, size=n), minlength=n)
    # In the order of the text: a stretch of the file is read once, and its copies stand together.
    units = np.repeat(np.arange(n), times)
    ids = np.concatenate([corpus.ids[edges[i] : edges[i + 1]] for i in units])
    lengths = np.diff(corpus.starts)
    if edges is corpus.starts:
        lengths = lengths[units]
    else:
        within = [lengths[corpus.documents[i] : corpus.documents[i + 1]] for i in units]
        lengths = np.concatenate(within)
    return Corpus(
        ids,
        np.concatenate(([0], np.cumsum(lengths))),
        corpus.all_types,
        min_count=corpus.min_count,
        name=corpus.name,
        content_hash=corpus.content_hash,
    )
