"""Requests for maps, and how far one is: plain values.

Leaves out: computing (`jobs`) and keeping (`kept`).
"""

from __future__ import annotations

import dataclasses
import hashlib
from typing import Literal, NamedTuple

from w2v_core.vectors.projection import Projection

Phase = Literal["waiting", "running", "paused", "stopped", "failed", "done"]
UNDER_WAY: tuple[Phase, ...] = ("waiting", "running", "paused")

_VERSION = 1  # of what the settings below mean; a change makes old files unknown


@dataclasses.dataclass(frozen=True, slots=True)
class MapRequest:
    """What decides how a map looks: the same request gives the same map, bit for bit.

    Attributes
    ----------
    run : str
        Id of the run, with whatever tells its vectors from earlier ones of that id.
    rows : tuple of int
        Rows of its vectors, at most 10,000.
    dims : int
        2 or 3.
    perplexity : float
    seed : int
    """

    run: str
    rows: tuple[int, ...]
    dims: int = 2
    perplexity: float = 30.0
    seed: int = 1

    @property
    def name(self) -> str:
        """64 hexadecimal digits, another one for every other request."""
        return hashlib.sha256(repr((_VERSION, dataclasses.astuple(self))).encode()).hexdigest()


class MapStatus(NamedTuple):
    """How far a map is.

    Attributes
    ----------
    phase : Phase
    projection : Projection or None
        The newest picture, if there is one.
    place, of : int
        In the queue; 0 of 0 if it does not wait.
    seconds_left : float or None
        Of a map that is computed, from what it took so far.
    mine, others : bool
        Whether the one who looks has asked for it, and whether somebody else has.
    trouble : str
        Why it has failed.
    """

    phase: Phase
    projection: Projection | None
    place: int = 0
    of: int = 0
    seconds_left: float | None = None
    mine: bool = False
    others: bool = False
    trouble: str = ""
