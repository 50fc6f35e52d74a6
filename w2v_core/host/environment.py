"""Environment: what whoever runs the server, or a shell, has said in variables.

All of them are read and checked here, together, so that one that cannot be used is said at the
first look; a variable that is set to nothing is as if it were not set. Nothing is kept: what a
variable says may change between two looks.
Leaves out: what follows from them (`queue`, `training`, `workspaces`, and the frame of the pages).
"""

from __future__ import annotations

import dataclasses
import os
import re
from pathlib import Path

from w2v_core.errors import SettingError
from w2v_core.host import place
from w2v_core.host.machine import cores

_MODES = ("local", "classroom")
_ORIGIN = re.compile(r"https?://([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")


@dataclasses.dataclass(frozen=True, slots=True)
class Quota:
    """How much one visitor of a classroom may have; each is set by W2V_QUOTA_ and its name.

    Attributes
    ----------
    disk_mb : int
        Corpora and runs together.
    runs : int
        Runs that are kept.
    tokens : int
        Of one corpus.
    queued : int
        Runs that wait at once, beside the one that is trained.
    """

    disk_mb: int = 1000
    runs: int = 40
    tokens: int = 10_000_000
    queued: int = 2


@dataclasses.dataclass(frozen=True, slots=True)
class Server:
    """What was said, each by W2V_ and its name; W2V_MODE says whether this is a classroom.

    Attributes
    ----------
    home : Path
        Where corpora and runs are kept.
    classroom : bool
        Whether each visitor has a workspace, or all belongs to one person.
    hosts : tuple of str
        Names by which browsers reach the app, besides this machine's own; "*" is any.
    frame_ancestors : tuple of str
        Origins whose pages may show the app in a frame, besides its own.
    slots : int
        Runs that are trained at once.
    threads : int
        Of one run.
    corpora : Path or None
        A folder of texts and vectors to choose from.
    quota : Quota
        Of one visitor of a classroom.
    checkpoint_seconds, linger_seconds : float
        Between two checkpoints, and for which a paused worker waits.
    """

    home: Path
    classroom: bool
    hosts: tuple[str, ...]
    frame_ancestors: tuple[str, ...]
    slots: int
    threads: int
    corpora: Path | None
    quota: Quota
    checkpoint_seconds: float
    linger_seconds: float

    @classmethod
    def from_environment(cls) -> Server:
        """What the environment says now; SettingError names a variable that cannot be used."""
        corpora = _said("CORPORA")
        return cls(
            home=Path(_said("HOME") or place.default_home()),
            classroom=_mode() == "classroom",
            hosts=_list("HOSTS"),
            frame_ancestors=tuple(map(_origin, _list("FRAME_ANCESTORS"))),
            slots=_whole("SLOTS", max(1, cores() - 1), least=1),
            threads=_whole("THREADS", 1, least=1),
            corpora=Path(corpora) if corpora else None,
            quota=_quota(),
            checkpoint_seconds=_seconds("CHECKPOINT_SECONDS", 30.0),
            linger_seconds=_seconds("LINGER_SECONDS", 30.0),
        )


def _said(name: str) -> str:
    return os.environ.get(f"W2V_{name}", "")


def _quota() -> Quota:
    usual = dataclasses.asdict(Quota())
    return Quota(**{name: _whole(f"QUOTA_{name.upper()}", usual[name]) for name in usual})


def _list(name: str) -> tuple[str, ...]:
    """Words with commas or blanks between, in small letters."""
    return tuple(filter(None, re.split(r"[,\s]+", _said(name).lower())))


def _mode() -> str:
    mode = _said("MODE") or _MODES[0]
    if mode not in _MODES:
        raise SettingError(f"W2V_MODE must be {' or '.join(_MODES)}; got {mode!r}.")
    return mode


def _origin(text: str) -> str:
    """An origin as it may stand in a header, where anything else could say more than a name."""
    if not _ORIGIN.fullmatch(text):
        raise SettingError(
            "W2V_FRAME_ANCESTORS must name origins, such as https://moodle.example, without a "
            f"path; got {text!r}."
        )
    return text


def _whole(name: str, default: int, *, least: int = 0) -> int:
    given = _said(name) or str(default)
    if not given.isdecimal() or int(given) < least:
        bound = f" of at least {least}" if least else ""
        raise SettingError(f"W2V_{name} must be a whole number{bound}; got {given!r}.")
    return int(given)


def _seconds(name: str, default: float) -> float:
    given = _said(name) or str(default)
    try:
        seconds = float(given)
    except ValueError:
        seconds = -1.0
    if not seconds >= 0:  # no number is neither
        raise SettingError(f"W2V_{name} must be a number of seconds; got {given!r}.")
    return seconds
