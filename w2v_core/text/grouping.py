"""Grouping: the documents of a text put into groups, by what is known of them.

    group_documents(corpus, "folder")

Leaves out: what differs between groups (`w2v_core.evaluation`).
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import SettingError
from w2v_core.text.corpus import Corpus

By = Literal["label", "folder", "file", "half"]
WAYS: tuple[By, ...] = get_args(By)
HALVES: tuple[str, ...] = ("first half", "second half")
NO_FOLDER = "(no folder)"
NO_LABEL = "(no label)"

_ROW = re.compile(r" row \d+$")  # what `reading` puts behind the name of a table


@dataclasses.dataclass(frozen=True)
class Groups:
    """Documents by group.

    Attributes
    ----------
    by : {"label", "folder", "file", "half"}
    names : tuple of str
        In the order in which they first occur; any text.
    of_document : (documents,) array of int32
        The group of each document.
    documents, tokens : (groups,) arrays of int64
        How many a group has; tokens with rare words.
    """

    by: By
    names: tuple[str, ...]
    of_document: NDArray[np.int32]
    documents: NDArray[np.int64]
    tokens: NDArray[np.int64]


def group_documents(corpus: Corpus, by: By) -> Groups:
    """Put the documents of a corpus into groups.

    Parameters
    ----------
    corpus : Corpus
    by : {"label", "folder", "file", "half"}
        By what the column of labels says of them; by the first folder in which their names differ
        (of "pack.zip/men/1850/a.txt" and "pack.zip/women/b.txt" these are "men" and "women"); by
        file, of which the rows of a table are one; or by the half of the text in which they begin,
        in tokens. A text of one document has one group.

    Raises
    ------
    SettingError
        If there is no such way.

    Notes
    -----
    Names over 120 characters were cut in the middle when the text was read, and may have lost
    their folder.
    """
    if by not in WAYS:
        raise SettingError(f"by must be one of {', '.join(WAYS)}; got {by!r}.")
    edges = np.asarray(corpus.starts)[corpus.documents]
    sizes = np.diff(edges)
    if by == "half":
        late = (edges[:-1] * 2 >= edges[-1]).astype(np.int32)
        names, of_document = HALVES if late.any() else HALVES[:1], late
    else:
        names, of_document = _number(_labels(corpus, by), corpus.n_documents)
    n = len(names)
    tokens = np.bincount(of_document, weights=sizes, minlength=n).astype(np.int64)
    return Groups(by, names, of_document, np.bincount(of_document, minlength=n), tokens)


def _labels(corpus: Corpus, by: By) -> Iterable[str]:
    """The name of the group of each document."""
    if by == "label":
        labels = corpus.document_labels or itertools.repeat("", corpus.n_documents)
        return (label or NO_LABEL for label in labels)
    return _files(corpus.document_names) if by == "file" else _folders(corpus.document_names)


def _number(labels: Iterable[str], n: int) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    index: dict[str, int] = {}
    found = np.fromiter((index.setdefault(each, len(index)) for each in labels), np.int32, count=n)
    return tuple(index), found


def _files(names: Iterable[str]) -> Iterator[str]:
    return (_ROW.sub("", name) for name in names)


def _folders(names: Iterable[str]) -> Iterator[str]:
    """The first folder of each name behind those that all names have in common."""
    shared = _shared_folders(names)
    for name in names:
        parts = name.split("/")[:-1]
        yield (parts[shared] if len(parts) > shared else "") or NO_FOLDER


def _shared_folders(names: Iterable[str]) -> int:
    """How many folders all names begin with."""
    common: list[str] | None = None
    for name in names:
        parts = name.split("/")[:-1]
        if common is None:
            common = parts
        pairs = zip(common, parts, strict=False)
        same = next((i for i, (one, other) in enumerate(pairs) if one != other), None)
        common = common[: min(len(common), len(parts)) if same is None else same]
    return len(common or [])
