"""What SGNS and CBOW answer alike when they are asked what training takes and what looks wrong.

Leaves out: what they do (`descent`), and what they do not share (`sgns`, `cbow`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from w2v_core.models import plan, ppmi_svd
from w2v_core.models.advice import Advice
from w2v_core.models.algorithm import Algorithm, LossScale
from w2v_core.models.by_size import by_size
from w2v_core.models.cost import Cost
from w2v_core.models.descent import DescentTrainer
from w2v_core.models.descent_config import DescentConfig, unlearned_loss
from w2v_core.models.gauge import Gauge
from w2v_core.models.windows import BLOCK
from w2v_core.text.corpus import Corpus

SMALL_TEXT = 200_000  # tokens; below, counting beats prediction (Sahlgren & Lenci 2016)
LITTLE_LEFT = 0.1  # of the tokens, after subsampling

# Fitted to times of this engine: a column of a block costs as much as so many dimensions more
# (sigmoid, masks, gathers), a chunk as much as so many columns times dimensions (calls).
_COLUMN = 40
_CHUNK = 300_000


def descent_algorithm(
    *,
    name: str,
    title: str,
    summary: str,
    config_type: type[DescentConfig],
    trainer_type: type[DescentTrainer],
    noise: int,
    proposal: Callable[[Corpus], dict[str, Any]] = by_size,
    products: bool = False,
) -> Algorithm:
    """An algorithm that trains by descent, `noise` words of a block or group being noise."""
    return Algorithm(
        name=name,
        title=title,
        summary=summary,
        config_type=config_type,
        trainer_type=trainer_type,
        cost=partial(_cost, multiple=trainer_type.multiple, columns=BLOCK + noise),
        loss=LossScale(
            unlearned_loss,
            ("negative", "noise_exponent", "sample", "min_count", "window", "dynamic_window"),
        ),
        proposal=proposal,
        advice=_advice,
        products=products,
        copies=5,  # a checkpoint holds both tables, and the last good ones (`watch`)
        counter=ppmi_svd.ALGORITHM,
    )


def _cost(gauge: Gauge, config: DescentConfig, *, multiple: int, columns: int) -> Cost:
    """What training takes; `columns` of a block come beside those of the window."""
    kept = gauge.kept(config.min_count)
    keep = kept.keep_probability(config.sample)
    surviving = float(kept.counts @ keep) * gauge.trained_share(config.held_out)
    pairs = gauge.pairs_per_token(keep, config.window, dynamic=config.dynamic_window)
    chunk = multiple  # of a text that cannot be trained at all
    if len(kept) > 1:
        chunk = plan.chunk_size(gauge.corpus.restrict(config.min_count), config, multiple)
    token = (columns + 2 * config.window) * (config.dim + _COLUMN) + _CHUNK / chunk
    # Two tables, the last good ones (`watch`), a copy when they are handed out, looked at, stored
    # or restored, and perhaps their sum.
    tables = 7 if config.output == "sum" else 6
    return Cost(
        work={"training": surviving * config.epochs * token},
        memory=4 * tables * len(kept) * config.dim,
        surviving=surviving,
        pairs=surviving * pairs,
        epochs=config.epochs,
        chunk=chunk,
    )


def _advice(gauge: Gauge, config: DescentConfig, better: DescentConfig) -> Iterator[Advice]:
    """What only training by descent needs: much text, or many epochs."""
    tokens, kept = len(gauge.corpus.ids), gauge.kept(config.min_count)
    left = float(kept.counts @ kept.keep_probability(config.sample))
    if left < LITTLE_LEFT * kept.total and better.sample != config.sample:
        yield Advice(
            f"Subsampling {config.sample:g} drops {1 - left / kept.total:.0%} of the tokens; "
            f"use {better.sample:g}.",
            "sample",
            better.sample,
        )
    if config.epochs * 4 <= better.epochs:
        yield Advice(
            f"{config.epochs:,} epochs are few for {tokens:,} tokens; use {better.epochs:,}.",
            "epochs",
            better.epochs,
        )
    if tokens < SMALL_TEXT:
        yield Advice(
            f"With {tokens:,} tokens, below {SMALL_TEXT:,}, PPMI-SVD usually wins; use it.",
            "algorithm",
            "ppmi-svd",
        )
