"""Machine: how much memory there is, how much of it is free, and whether it ran out.

Leaves out: how much a run needs (`models.forecast`).
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

_MEMINFO = Path("/proc/meminfo")
_CGROUP = Path("/sys/fs/cgroup")
_VMSTAT = Path("/proc/vmstat")


def available_memory(meminfo: Path = _MEMINFO, cgroup: Path = _CGROUP) -> int:
    """Bytes that new work may take: what the system has, or what its container has left.

    Parameters
    ----------
    meminfo, cgroup : Path
        Where Linux says it; elsewhere a part of the physical memory is taken to be free.
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
    physical = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
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
    physical = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    with suppress(OSError, ValueError):  # macOS has no count of free pages
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return physical // 2
