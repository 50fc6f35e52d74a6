"""What stands in the files of a run folder, and how they are read and written.

Readers meet files that are half-written, from another version, or nonsense: all of that is a
RunError that names the file. Leaves out: which file is written when (`store`, `worker`).
"""

from __future__ import annotations

import dataclasses
import json
import os
import platform
import secrets
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Never, TypeVar, get_args, get_origin, get_type_hints

import numpy as np
import scipy

from w2v_core.errors import RunError
from w2v_core.models import catalog
from w2v_core.models.settings import Config
from w2v_core.runs.meter import Measurement
from w2v_core.text.corpus import Corpus
from w2v_core.version import __version__

STATUSES = ("queued", "running", "paused", "done", "stopped", "failed")
WISHES = ("run", "stop")
STAGES = ("training", "counting", "weighting", "factorizing")

# One record of progress.bin: the fields of `Measurement`, the stage as its index in STAGES.
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
        Key of `ALGORITHMS`.
    config : dict
        The fields of the algorithm's config.
    corpus_hash, corpus_name : str
        The corpus it is trained on.
    seed : int
        The config's seed.
    created : float
        Seconds since 1970.
    versions : dict
        Of Python, NumPy, SciPy and w2v_core.
    timings : dict
        Once trained: loading_seconds, training_seconds, saving_seconds, words_per_second.
    expected_seconds : float or None
        How long training was expected to take when the run was made, if that was known.
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


@dataclasses.dataclass(frozen=True, slots=True)
class RunState:
    """How far a run is (state.json).

    Attributes
    ----------
    status : str
        One of STATUSES.
    reason : str
        Why it failed, or stopped without vectors; else empty.
    pid : int or None
        The worker's process, once there is one.
    started, finished : float or None
        When the worker took it up and laid it down, in seconds since 1970.
    """

    status: str
    reason: str = ""
    pid: int | None = None
    started: float | None = None
    finished: float | None = None

    def __post_init__(self) -> None:
        if self.status not in STATUSES:
            raise ValueError(f"status must be one of {', '.join(STATUSES)}; got {self.status!r}")


def describe(
    algorithm: str, config: Config, corpus: Corpus, name: str, expected_seconds: float | None
) -> RunInfo:
    """A new run that is made now, under an id that nobody can guess."""
    now = time.time()
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(now))
    settings = config.as_dict()
    return RunInfo(
        id=f"{stamp}-{secrets.token_hex(8)}",
        name=name or f"{corpus.name}, {catalog.ALGORITHMS[algorithm].title}",
        algorithm=algorithm,
        config=settings,
        corpus_hash=corpus.content_hash,
        corpus_name=corpus.name,
        seed=settings["seed"],
        created=now,
        versions={
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "w2v_core": __version__,
        },
        timings={},
        expected_seconds=None if expected_seconds is None else float(expected_seconds),
    )


Record = TypeVar("Record", RunInfo, RunState)


def read_record(kind: type[Record], path: Path) -> Record:
    """The record that a JSON file holds; what it holds beyond that is passed over.

    Raises
    ------
    RunError
        If the file is missing, no JSON, or not such a record.
    """
    try:
        data = json.loads(path.read_bytes(), parse_constant=_refuse)
        hints = get_type_hints(kind)
        known = {name: data[name] for name in hints if name in data}
        for name, value in known.items():
            if not _fits(value, hints[name]):
                raise ValueError(f"{name} is not of its type")
        return kind(**known)
    # A missing field is a TypeError of the constructor, deep nesting a RecursionError.
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise RunError(f"{path} cannot be read: {error}.") from error


def write_record(record: RunInfo | RunState, path: Path) -> None:
    """Write a record as JSON: readers see the old file or the new one, never a part."""
    text = json.dumps(dataclasses.asdict(record), indent=1)
    write_atomically(text.encode(), path)


def write_atomically(data: bytes, path: Path) -> None:
    """Replace a file; after a power cut it is still the old one or the new one."""
    descriptor, scratch = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(scratch, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(scratch)
        raise


def pack(measurement: Measurement) -> bytes:
    """One record of progress.bin."""
    fields = [getattr(measurement, name) for name in PROGRESS.names or () if name != "stage"]
    stage = STAGES.index(measurement.stage)
    return np.array((*fields, stage), dtype=PROGRESS).tobytes()


def _fits(value: Any, kind: Any) -> bool:
    if get_origin(kind) is not dict:
        return isinstance(value, kind)
    inner = get_args(kind)[1]
    return isinstance(value, dict) and (
        inner is Any or all(isinstance(each, inner) for each in value.values())
    )


def _refuse(constant: str) -> Never:
    raise ValueError(f"{constant} is no number")
