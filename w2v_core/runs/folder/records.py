"""What stands in the files of a run folder.

Leaves out: how the files are read and written (`files`) and which of them when (`run_folder`,
`training`).
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from w2v_core.models.catalog import IMPORTED
from w2v_core.models.progress import STAGES
from w2v_core.runs.folder.meter import Measurement

STATUSES = ("queued", "running", "paused", "done", "stopped", "failed", "cancelled")
# A run that has not ended: it trains, waits for its turn, or for a person.
UNDER_WAY = ("queued", "running", "paused")
NO_CORPUS = "0" * 64  # the hash of no text

# One record of progress.bin, for one slice of training: the fields of `Measurement`, the stage as
# its index in STAGES. All but the seconds and the speed are the same whenever a run is repeated.
PROGRESS = np.dtype(
    [
        ("seconds", "<f8"),
        ("done", "<i8"),
        ("total", "<i8"),
        ("epoch", "<f8"),
        ("loss", "<f8"),
        ("held_out", "<f8"),
        ("error", "<f8"),
        ("learning_rate", "<f8"),
        ("words_per_second", "<f8"),
        ("stage", "u1"),
    ]
)


@dataclasses.dataclass(frozen=True, slots=True)
class RunInfo:
    """What a run is (run.json).

    Attributes
    ----------
    id : str
        Name of the folder: when it was made (UTC), and 64 random bits.
    name : str
        What a person calls it; any text.
    algorithm : str
        Key of `ALGORITHMS`, or `IMPORTED` for vectors that were trained elsewhere.
    config : dict
        The fields of the algorithm's config.
    corpus_hash, corpus_name : str
        The corpus it is trained on; `NO_CORPUS` for imported vectors, whose text nobody knows.
    seed : int
        The config's seed.
    created : float
        Seconds since 1970.
    versions : dict
        Of Python, NumPy, SciPy and w2v_core.
    timings : dict
        Once trained: training_seconds, saving_seconds, words_per_second.
    expected_seconds : float or None
        How long training was expected to take when the run was made, if that was known.
    expected_bytes : int
        Memory that training was expected to need; 0 if that was not known.
    owner : str
        Id of the workspace that may steer the run; empty for a person who is alone here.
    parent : str
        Id of the run whose training this one goes on with; empty for a run from the beginning.
    """

    id: str
    name: str
    algorithm: str
    config: dict[str, Any]
    corpus_hash: str
    corpus_name: str
    seed: int
    created: float
    versions: dict[str, str]
    timings: dict[str, float]
    expected_seconds: float | None = None
    expected_bytes: int = 0
    owner: str = ""
    parent: str = ""

    @property
    def imported(self) -> bool:
        """Whether the vectors were trained elsewhere, by nobody knows what."""
        return self.algorithm == IMPORTED

    def trains_as(self, other: RunInfo) -> bool:
        """Whether both end with the same vectors, bit for bit."""
        mine, others = (
            (each.corpus_hash, each.algorithm, each.config, each.parent, each.versions)
            for each in (self, other)
        )
        return mine == others


@dataclasses.dataclass(frozen=True, slots=True)
class RunState:
    """How far a run is (state.json).

    Attributes
    ----------
    status : str
        One of STATUSES.
    reason : str
        Why it failed, waits, or stopped without vectors; or what speaks against the vectors of a
        run that is done. Else empty.
    pid : int or None
        The worker's process, once there is one.
    started, finished : float or None
        When a worker took it up and laid it down, in seconds since 1970.
    stepped : str
        The wish for a single step that was fulfilled last.
    deaths : int
        How many workers have died since the last checkpoint.
    memory_kills : int
        How many processes the system had ended for want of memory when the worker began.
    follows : str
        Id of the run with the same settings whose vectors this one waits for; else empty.
    guest : bool
        Whether its worker has no slot: it saves what a stop asks for, or takes a single step.
    """

    status: str
    reason: str = ""
    pid: int | None = None
    started: float | None = None
    finished: float | None = None
    stepped: str = ""
    deaths: int = 0
    memory_kills: int = 0
    follows: str = ""
    guest: bool = False

    def __post_init__(self) -> None:
        if self.status not in STATUSES:
            raise ValueError(f"status must be one of {', '.join(STATUSES)}; got {self.status!r}")


@dataclasses.dataclass(frozen=True, slots=True)
class Labels:
    """What a person calls a run (labels.json); any text, at any time.

    Attributes
    ----------
    name : str
    tags : tuple of str
    """

    name: str
    tags: tuple[str, ...] = ()


def pack(measurement: Measurement) -> bytes:
    """One record of progress.bin."""
    fields = [getattr(measurement, name) for name in PROGRESS.names or () if name != "stage"]
    stage = STAGES.index(measurement.stage)
    return np.array((*fields, stage), dtype=PROGRESS).tobytes()
