"""Numbering: text with one sentence a line to ids that are ranks of frequency.

Ids are written as they come, in order of first appearance, and renumbered in place at the end,
when all counts are known. Leaves out: the lookup of words (`word_ids`), and what the ids are kept
in (`corpus`).
"""

from __future__ import annotations

import io
from array import array
from collections.abc import Iterable
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import CorpusError
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.text.word_ids import WordIds

Ids = NDArray[np.int32]
Starts = NDArray[np.int64]

_AT_ONCE = 1 << 20  # tokens, when all of them are gone through again


def number(texts: Iterable[str], file: BinaryIO, name: str) -> tuple[Ids, Starts, Vocabulary]:
    """Number the words of pieces of text.

    Parameters
    ----------
    texts : iterable of str
        One sentence a line, blanks between the words.
    file : binary file
        Where the ids go, 4 bytes a token; a file on disk comes back memory-mapped.
    name : str
        Of the text, for the message.

    Returns
    -------
    ids : (n,) array of int32
        Id i is the (i+1)-th most frequent word.
    starts : (sentences + 1,) array of int64
    vocabulary : Vocabulary

    Raises
    ------
    CorpusError
        If there is no word at all.
    """
    word_ids = WordIds()
    lengths = array("q", [0])
    for text in texts:
        ids_of_text, line_lengths = word_ids.encode(text)
        file.write(ids_of_text.data)
        lengths.frombytes(line_lengths[line_lengths > 0].tobytes())
    file.flush()
    starts: Starts = np.cumsum(lengths, dtype=np.int64)
    if starts[-1] == 0:
        raise CorpusError(f"{name or 'The text'} holds no word: there is nothing to train on.")
    ids: Ids
    if isinstance(file, io.BytesIO):
        ids = np.frombuffer(file.getbuffer(), dtype=np.int32)
    else:
        ids = np.memmap(file, dtype=np.int32, mode="r+")
    return ids, starts, _rank(ids, word_ids.words)


def _rank(ids: Ids, words: list[str]) -> Vocabulary:
    """Turn provisional ids into ranks by (count descending, word), in place."""
    stretches = [slice(i, i + _AT_ONCE) for i in range(0, len(ids), _AT_ONCE)]
    counts = np.zeros(len(words), dtype=np.int64)
    for stretch in stretches:
        counts += np.bincount(ids[stretch], minlength=len(words))
    by_word = np.array(sorted(range(len(words)), key=words.__getitem__))
    order = by_word[np.argsort(-counts[by_word], kind="stable")]
    rank = np.empty(len(words), dtype=np.int32)
    rank[order] = np.arange(len(words), dtype=np.int32)
    for stretch in stretches:
        ids[stretch] = rank[ids[stretch]]
    return Vocabulary([words[i] for i in order.tolist()], counts[order])
