"""How numbers are written, so that a person takes them in at a glance.

Leaves out: numbers in tables, whose columns have formats of their own.
"""

from __future__ import annotations

import math

UNKNOWN = "\N{EN DASH}"  # stands for a number that there is not (yet)


def number(value: float) -> str:
    """Whole numbers with thousands, others with three significant digits: 1,234, 0.0123."""
    if isinstance(value, int) or not math.isfinite(value):
        return f"{value:,}" if isinstance(value, int) else UNKNOWN
    if value == 0:
        return "0"
    places = 2 - math.floor(math.log10(abs(value)))
    return f"{round(value, places):,.{max(places, 0)}f}"


def duration(seconds: float) -> str:
    """`0.04 s`, `4.2 s`, `42 s`, `1 min 20 s`, `2 h 5 min`."""
    if not math.isfinite(seconds):
        return UNKNOWN
    if seconds < 0.995:
        return f"{seconds:.2f} s"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def megabytes(size: int) -> str:
    """Bytes as MB, three significant digits; small ones as kB."""
    return f"{number(size / 1e6)} MB" if size >= 1e5 else f"{number(size / 1e3)} kB"


def how_far(share: float, done: int, total: int, what: str, left: float | None) -> str:
    """`62% · 1.2 of 4.5 MB · 3,000 words · 12 s left`, of bytes that are read."""
    parts = [f"{share:.0%}", f"{number(done / 1e6)} of {megabytes(total)}", what]
    if left is not None:
        parts.append(f"{duration(left)} left")
    return " · ".join(parts)


def percent(share: float) -> str:
    """A share in percent, with one place, and never 100 % for less than all."""
    return f"{min(100 * share, 99.9) if share < 1 else 100:.1f} %"
