"""Panels: trainings of the same text with the same settings, which say how sure neighbors are.

A panel is a run of steady vectors. Steady vectors of at least two seeds are their own panel; for
any other run one is trained that has none of its seeds.
Leaves out: what the members say (`w2v_core.evaluation.stability`), and training them
(`models.steady`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

from w2v_core.errors import W2VError
from w2v_core.models.settings import Config
from w2v_core.models.steady import seed_of
from w2v_core.runs.folder.run_folder import RunFolder

SEEDS, DRAWS = 5, 5
# The place in the row of seeds that follow from a run's, far from those of its own members.
_PLACE = 1_000


class Make(NamedTuple):
    """What steady vectors are made of: numbers a member, seeds, draws."""

    dim: int
    seeds: int
    draws: int


def make_of(run: RunFolder) -> Make:
    """How the vectors of a run are made; of an ordinary one, one seed and no draws."""
    config = run.config
    return Make(config.dim, config.seeds, config.resamples)


def is_panel(run: RunFolder) -> bool:
    """Whether the members of a run can say how sure its neighbors are."""
    return not run.info.imported and run.config.seeds > 1


def panel_config(config: Config) -> Config:
    """Settings of a panel for a run with these settings."""
    single = config.single(seed_of(config, _PLACE))
    return dataclasses.replace(single, seeds=SEEDS, resamples=DRAWS)


def find_panel(run: RunFolder, runs: Iterable[RunFolder]) -> RunFolder | None:
    """The run itself, or the newest of `runs` that is a panel for it, under way or done.

    Raises
    ------
    RunError
        If the run cannot be read.
    """
    if run.info.imported or is_panel(run):
        return run if is_panel(run) else None
    info, wanted = run.info, panel_config(run.config).as_dict()
    for each in runs:
        with suppress(W2VError):
            other = each.info
            same = (other.corpus_hash, other.algorithm) == (info.corpus_hash, info.algorithm)
            if same and other.config == wanted and not other.parent:
                return each
    return None
