"""The settings that SGNS and CBOW have in common.

Leaves out: what is done with them (`plan`, `descent`).
"""

from __future__ import annotations

import dataclasses
import math
from typing import Self

from w2v_core.models.settings import Config
from w2v_core.settings import setting


@dataclasses.dataclass(frozen=True, kw_only=True)
class DescentConfig(Config):
    """Hyperparameters that SGNS and CBOW have in common.

    Five noise words, the learning rate 0.025 falling evenly to 0.0001, five epochs and the noise
    exponent 0.75 are word2vec.c's (Mikolov et al. 2013, arXiv 1310.4546); Levy, Goldberg & Dagan
    2015 confirm 0.75, and more noise words where the text is small.
    """

    negative: int = setting(
        5,
        low=1,
        high=20,
        label="Noise words",
        help="Random words that each true pair is told apart from (K). "
        "Small corpora want 5 to 20, large ones 2 to 5; more costs time.",
    )
    epochs: int = setting(
        5,
        low=1,
        high=1000,
        label="Epochs",
        help="How often the whole text is read. Small corpora need many, large ones few.",
    )
    learning_rate: float = setting(
        0.025,
        low=0.0001,
        high=0.2,
        label="Learning rate",
        help="Size of the first steps; it falls evenly to the floor. "
        "Too small learns nothing, too large overshoots.",
    )
    min_learning_rate: float = setting(
        0.0001,
        low=0.0,
        high=0.2,
        label="Learning rate floor",
        help="Where the learning rate ends.",
        advanced=True,
    )
    held_out: float = setting(
        0.05,
        low=0.0,
        high=0.5,
        label="Held-out share",
        help="Up to this share of the sentences is never trained on; their loss shows when more "
        "training only learns the text by heart. At least 100 sentences, no more than it takes; "
        "none of a corpus of fewer than 1,000.",
        advanced=True,
    )
    noise_exponent: float = setting(
        0.75,
        low=-1.0,
        high=1.0,
        label="Noise exponent",
        help="Noise is drawn by count to this power: 1 by frequency, 0 evenly; "
        "0.75 is the choice of the word2vec paper.",
        advanced=True,
    )
    counted: bool = setting(
        False,
        label="Counts beside",
        help="Puts vectors of the same text that are counted (PPMI-SVD) beside those that are "
        "trained: much steadier neighbors for little time.",
        advanced=True,
    )

    @property
    def members(self) -> int:
        """How many trainings are put side by side, the counted one too."""
        return super().members + self.counted

    def single(self, seed: int | None = None) -> Self:
        """The settings of one training, with another seed if one is given."""
        return dataclasses.replace(super().single(seed), counted=False)


def unlearned_loss(config: DescentConfig) -> float:
    """(K + 1)·ln 2 nats per pair: the loss of all-zero vectors, which know nothing."""
    return (config.negative + 1) * math.log(2)
