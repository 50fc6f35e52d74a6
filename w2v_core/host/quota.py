"""Quota: how much one visitor of a classroom may have.

Leaves out: what she has, and refusing more (`workspaces`).
"""

from __future__ import annotations

import dataclasses
import os

from w2v_core.errors import SettingError


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

    @classmethod
    def from_environment(cls) -> Quota:
        """What the environment says; SettingError names what is no number."""
        chosen = {}
        for field in dataclasses.fields(cls):
            name = f"W2V_QUOTA_{field.name.upper()}"
            given = os.environ.get(name, str(field.default))
            if not given.isdecimal():
                raise SettingError(f"{name} must be a whole number; got {given!r}.")
            chosen[field.name] = int(given)
        return cls(**chosen)


def megabytes(size: int) -> str:
    """So many bytes, for a person."""
    return f"{size / 1e6:,.0f} MB"
