"""Catalog: the algorithms by name, so that page, worker and command line share one list.

Vectors that were trained elsewhere have a name here too, and no algorithm.
"""

from __future__ import annotations

import dataclasses
from concurrent.futures import Executor
from typing import Any

from w2v_core.errors import SettingError
from w2v_core.models.cbow import CBOW, CBOWConfig
from w2v_core.models.ppmi_svd import PPMISVD, PPMISVDConfig
from w2v_core.models.progress import Trainer
from w2v_core.models.settings import Config, setting
from w2v_core.models.sgns import SGNS, SGNSConfig
from w2v_core.vectors.files.word2vec import MAX_DIM


@dataclasses.dataclass(frozen=True, slots=True)
class Algorithm:
    """One way to learn vectors.

    Attributes
    ----------
    name, title, summary : str
        Key in settings files; short name; one sentence for a person.
    config_type, trainer_type : type
        `trainer_type(config_type(...))` is a trainer.
    """

    name: str
    title: str
    summary: str
    config_type: type[Config]
    trainer_type: type[Any]

    def trainer(
        self, config: Config, *, executor: Executor | None = None, threads: int = 1
    ) -> Trainer:
        """A new trainer with these settings; the vectors do not depend on the threads."""
        trainer: Trainer = self.trainer_type(config, executor=executor, threads=threads)
        return trainer


ALGORITHMS: dict[str, Algorithm] = {
    each.name: each
    for each in (
        Algorithm(
            "sgns",
            "SGNS",
            "Skip-gram with negative sampling: each word learns to predict the words around it.",
            SGNSConfig,
            SGNS,
        ),
        Algorithm(
            "cbow",
            "CBOW",
            "Continuous bag of words: the words around a place learn to predict the one in it.",
            CBOWConfig,
            CBOW,
        ),
        Algorithm(
            "ppmi-svd",
            "PPMI-SVD",
            "Counts which words occur together more than by chance, and compresses the table.",
            PPMISVDConfig,
            PPMISVD,
        ),
    )
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class ImportedConfig(Config):
    """What is known of vectors that were trained elsewhere: how many numbers a word has."""

    dim: int = setting(
        100, low=1, high=MAX_DIM, label="Dimensions", help="Numbers per word, as they came."
    )

    def as_dict(self) -> dict[str, Any]:
        """The one setting that is known; the others are defaults of training."""
        return {"dim": self.dim}


IMPORTED = "imported"
TITLES = {name: each.title for name, each in ALGORITHMS.items()} | {IMPORTED: "Imported"}


def config_type(name: str) -> type[Config]:
    """The settings of an algorithm or, by `IMPORTED`, of imported vectors; KeyError if neither."""
    return ImportedConfig if name == IMPORTED else ALGORITHMS[name].config_type


def algorithm(name: str) -> Algorithm:
    """The algorithm of that name; SettingError lists the names there are."""
    try:
        return ALGORITHMS[name]
    except KeyError:
        known = ", ".join(ALGORITHMS)
        raise SettingError(f"There is no model {name!r}; choose one of {known}.") from None
