"""Machine: how many cores and how much memory there are, what is free, and whether it ran out.

Leaves out: how much a run needs (`models.forecast`), and what a process may take (`limits`).
"""

from __future__ import annotations

import ctypes
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

_MEMINFO = Path("/proc/meminfo")
_CGROUP = Path("/sys/fs/cgroup")
_VMSTAT = Path("/proc/vmstat")
_WINDOWS: Any = getattr(ctypes, "windll", None)  # its libraries; None elsewhere


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):  # Linux
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def available_memory(meminfo: Path = _MEMINFO, cgroup: Path = _CGROUP) -> int:
    """Bytes that new work may take: what the system has, or what its container has left.

    Parameters
    ----------
    meminfo, cgroup : Path
        Where Linux says it. macOS does not: half of its memory is taken to be free.
    """
    free = _system(meminfo)
    with suppress(OSError, ValueError):  # no container, or one without a limit ("max")
        limit = int((cgroup / "memory.max").read_text())
        used = int((cgroup / "memory.current").read_text())
        statistics = (cgroup / "memory.stat").read_text()
        # Pages of files that can be given up at any time are counted as used.
        cached = re.search(r"^inactive_file (\d+)$", statistics, re.MULTILINE)
        free = min(free, max(0, limit - used + int(cached[1] if cached else 0)))
    return free


def total_memory(cgroup: Path = _CGROUP) -> int:
    """Bytes of memory; in a container what the container may have."""
    physical = _physical()
    with suppress(OSError, ValueError):  # no such file, or "max"
        return min(physical, int((cgroup / "memory.max").read_text()))
    return physical


def memory_kills(cgroup: Path = _CGROUP, vmstat: Path = _VMSTAT) -> int:
    """How many processes the system has ended because memory ran out; 0 where it does not say."""
    for path in (cgroup / "memory.events", vmstat):
        with suppress(OSError):
            if found := re.search(r"^oom_kill (\d+)$", path.read_text(), re.MULTILINE):
                return int(found[1])
    return 0


def _system(meminfo: Path) -> int:
    with suppress(OSError):
        found = re.search(r"^MemAvailable:\s+(\d+) kB$", meminfo.read_text(), re.MULTILINE)
        if found:
            return int(found[1]) * 1024
    return int(_windows_memory().free) if _WINDOWS else _physical() // 2


def _physical() -> int:
    if _WINDOWS:
        return int(_windows_memory().all)
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


class _Memory(ctypes.Structure):
    """What Windows tells of its memory (MEMORYSTATUSEX), in bytes."""

    _fields_ = (
        ("length", ctypes.c_uint32),
        ("load", ctypes.c_uint32),
        *((name, ctypes.c_uint64) for name in ("all", "free", "f1", "f2", "v1", "v2", "v3")),
    )


def _windows_memory() -> _Memory:
    memory = _Memory(length=ctypes.sizeof(_Memory))
    _WINDOWS.kernel32.GlobalMemoryStatusEx(ctypes.byref(memory))
    return memory
