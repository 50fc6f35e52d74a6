"""Gather and scatter-add of table rows: the memory half of every training step.

`np.add.at` and sorting take longer than all the arithmetic. scipy's compiled CSC product adds
each scaled row straight into the table: a sparse (V, n) matrix with one entry in each column,
times the (n, d) rows. scipy keeps that routine in a private module, so it stands behind this one
function, with a plain fallback that a test holds to the same result.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ids = NDArray[np.int32]


def gather(table: Floats, ids: Ids, out: Floats) -> Floats:
    """Copy the rows `ids` of `table` (V, d) into `out` (n, d) and return it.

    mode="clip" skips NumPy's buffered bounds check; ids come from the corpus and are in range.
    """
    return np.take(table, ids, axis=0, out=out, mode="clip")


def scatter_add(table: Floats, ids: Ids, rows: Floats, scale: Floats) -> None:
    """table[ids[j]] += scale[j] · rows[j] for every j, repeated ids adding up, in the order of j.

    Parameters
    ----------
    table : (V, d) array of float32, C-contiguous
        Changed in place.
    ids : (n,) array of int32
        Below V.
    rows : (n, d) array of float32, C-contiguous
    scale : (n,) array of float32
    """
    routine = _routine()
    if routine is None:
        _scatter_add_plainly(table, ids, rows, scale)
        return
    n = len(ids)
    one_entry_each = np.arange(n + 1, dtype=np.int32)
    routine(len(table), n, table.shape[1], one_entry_each, ids, scale, rows.ravel(), table.ravel())


@cache
def _routine() -> Callable[..., Any] | None:
    """SciPy's, found when it is first needed: not everybody who knows of algorithms trains."""
    try:
        from scipy.sparse._sparsetools import csc_matvecs
    except ImportError:  # the routine moved: slower, the same sums
        return None
    found: Callable[..., Any] = csc_matvecs
    return found


def _scatter_add_plainly(table: Floats, ids: Ids, rows: Floats, scale: Floats) -> None:
    np.add.at(table, ids, scale[:, None] * rows)
