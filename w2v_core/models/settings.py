"""The settings that all algorithms have in common.

Leaves out: what a setting is and how it is checked (`w2v_core.settings`), and which settings suit
which corpus (`proposals`).
"""

from __future__ import annotations

import dataclasses
from typing import Any, Self

from w2v_core.settings import check, setting


@dataclasses.dataclass(frozen=True, kw_only=True)
class Config:
    """What every algorithm lets a person choose; checks every field when it is made.

    Sources of the defaults: 100 dimensions, window 5, minimum count 5 and the dynamic window are
    word2vec.c's (Mikolov et al. 2013, arXiv 1310.4546), subsampling at 1e-3 too; input vectors as
    everywhere since, and their sum with the context vectors after Levy, Goldberg & Dagan 2015
    (TACL 3), who find that it helps counts and does little for word2vec.

    Raises
    ------
    SettingError
        With the value and the limit: "dim must be between 2 and 1,000; got 0."
    """

    dim: int = setting(
        100,
        low=2,
        high=1000,
        label="Dimensions",
        help="Numbers per word. More can hold finer distinctions, and need more text and time.",
    )
    window: int = setting(
        5,
        low=1,
        high=20,
        label="Window",
        help="How far a context may stand from its center, in words. "
        "Small windows find words of the same kind, large ones words of the same topic.",
    )
    min_count: int = setting(
        5,
        low=1,
        high=1_000_000,
        label="Minimum count",
        help="Words that occur less often are left out: "
        "a handful of occurrences teaches little about a word.",
    )
    sample: float = setting(
        1e-3,
        low=0.0,
        high=1.0,
        label="Subsampling",
        help="Share of the text above which a word's occurrences are thinned out (t). "
        "Smaller thins more; 0 keeps everything.",
    )
    seed: int = setting(
        1,
        low=0,
        high=2**32 - 1,
        label="Seed",
        help="Start of all chance. The same seed and settings give the same vectors again.",
    )
    dynamic_window: bool = setting(
        True,
        label="Dynamic window",
        help="Near words count more: a context at distance d weighs (window + 1 - d) / window.",
        advanced=True,
    )

    output: str = setting(
        "input",
        choices={"input": "Input", "context": "Context", "sum": "Sum"},
        label="Vectors to keep",
        help="Input vectors are the usual choice and bring the context vectors along; context "
        "keeps only those, sum adds both, which helps counts most.",
        advanced=True,
    )

    seeds: int = setting(
        1,
        low=1,
        high=10,
        label="Seeds",
        help="Trains so often, each time with another seed, and puts the vectors side by side: "
        "steadier neighbors, for so many times the time and the numbers per word.",
        advanced=True,
    )
    resamples: int = setting(
        0,
        low=0,
        high=10,
        label="Resampled texts",
        help="Trains so often more, each time on documents drawn anew from the text (a bootstrap): "
        "what rests on a few of them fades.",
        advanced=True,
    )

    def __post_init__(self) -> None:
        check(self)

    @property
    def members(self) -> int:
        """How many trainings are put side by side; 1 is an ordinary run."""
        return self.seeds + self.resamples

    def single(self, seed: int | None = None) -> Self:
        """The settings of one training, with another seed if one is given."""
        return dataclasses.replace(
            self, seed=self.seed if seed is None else seed, seeds=1, resamples=0
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain numbers and strings, ready for JSON."""
        return dataclasses.asdict(self)
