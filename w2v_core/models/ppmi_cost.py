"""What PPMI-SVD takes: the pairs to count, the cells they fill, the columns of the factorization.

Leaves out: the work itself (`ppmi_svd`).
"""

from __future__ import annotations

import numpy as np

from w2v_core.models.cost import Cost
from w2v_core.models.gauge import Gauge
from w2v_core.models.settings import Config

# Bytes, measured with this engine: one pair of words while pairs are counted, one cell of the
# counts while both triangles are added; and per word, a column of a pass of the factorization (all
# its passes) and a dimension of the vectors that come out.
_PAIR = 40
_PAIRS_AT_ONCE = 1 << 21
_CELL = 24
_COLUMN = 50
_DIMENSION = 35
# Fitted to times of this engine: passes that a factorization takes, and what a number of the dense
# basis costs beside a cell of the sparse matrix.
_PASSES = 15
_DENSE = 0.35


def ppmi_cost(gauge: Gauge, config: Config) -> Cost:
    """See `Cost`. Subsampling and distances only weigh: every token and every pair counts."""
    kept = gauge.kept(config.min_count)
    words, tokens = len(kept), float(kept.total)
    pairs = tokens * gauge.pairs_per_token(np.ones(words), config.window, dynamic=False)
    cells = gauge.distinct_pairs(kept, pairs)
    width = _pass_width(words, config.dim)
    basis = min(_PASSES * width, words)
    counting = _CELL * cells + _PAIR * min(pairs / 2, _PAIRS_AT_ONCE)
    factorizing = 4 * cells + words * (_COLUMN * width + _DIMENSION * config.dim)
    return Cost(
        work={
            "counting": pairs,
            "weighting": cells,
            "factorizing": basis * (cells + _DENSE * words * basis),
        },
        memory=int(max(counting, factorizing)),
        lower="window",
        surviving=tokens,
        pairs=pairs,
        cells=cells,
    )


def _pass_width(words: int, dim: int) -> int:
    """Columns of one pass of the factorization, as in `krylov` with its usual iterations."""
    return min(words, max(min(dim + 8, 32), -(-dim // 4)))
