"""Catalog: the algorithms by name, so that page, worker and command line share one list.

Those of this package stand here. An installed package brings its own by an entry point, which
every process of the program then finds, the workers too:

    [project.entry-points."w2v_core.algorithms"]
    walk = "my_package.walk:ALGORITHM"

It imports what it needs from the modules of `w2v_core.models`, not from `w2v_core` itself, which is
not whole before all algorithms are there.

Vectors that were trained elsewhere have a name here as well, and no algorithm.
Leaves out: what an algorithm says of itself (`algorithm`).
"""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Iterable
from importlib.metadata import entry_points
from typing import Any

from w2v_core.errors import SettingError
from w2v_core.models import cbow, ppmi_svd, sgns
from w2v_core.models.algorithm import Algorithm
from w2v_core.models.settings import Config
from w2v_core.settings import setting
from w2v_core.vectors.files.word2vec import MAX_DIM

_OWN = (sgns.ALGORITHM, cbow.ALGORITHM, ppmi_svd.ALGORITHM)


def _by_name(algorithms: Iterable[Algorithm]) -> dict[str, Algorithm]:
    """The first of each name: its runs would be taken for those of the other."""
    found: dict[str, Algorithm] = {}
    for each in algorithms:
        if found.setdefault(each.name, each) is not each:
            said = f"There are two algorithms {each.name!r}; {each.title} is left out."
            warnings.warn(said, stacklevel=2)
    return found


ALGORITHMS = _by_name(
    (*_OWN, *(found.load() for found in entry_points(group="w2v_core.algorithms")))
)

IMPORTED = "imported"


@dataclasses.dataclass(frozen=True, kw_only=True)
class ImportedConfig(Config):
    """What is known of vectors that were trained elsewhere: how many numbers a word has."""

    dim: int = setting(
        100, low=1, high=MAX_DIM, label="Dimensions", help="Numbers per word, as they came."
    )

    def as_dict(self) -> dict[str, Any]:
        """The one setting that is known; the others are defaults of training."""
        return {"dim": self.dim}


def algorithm(name: str) -> Algorithm:
    """The algorithm of that name; SettingError lists the names there are."""
    try:
        return ALGORITHMS[name]
    except KeyError:
        known = ", ".join(ALGORITHMS)
        raise SettingError(f"There is no model {name!r}; choose one of {known}.") from None


def is_known(name: str) -> bool:
    """Whether a run may be of that name: an algorithm's, or that of imported vectors."""
    return name == IMPORTED or name in ALGORITHMS


def title(name: str) -> str:
    """Short name of an algorithm or of imported vectors; KeyError if neither."""
    return "Imported" if name == IMPORTED else ALGORITHMS[name].title


def config_type(name: str) -> type[Config]:
    """The settings of an algorithm or, by `IMPORTED`, of imported vectors; KeyError if neither."""
    return ImportedConfig if name == IMPORTED else ALGORITHMS[name].config_type
