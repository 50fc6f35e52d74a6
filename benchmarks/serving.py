"""The app as a process: start it, weigh it, count what it uses.

Linux only: what a process holds is read from /proc. Leaves out: what is asked of the app.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from w2v_core.host.home import Home

REPOSITORY = Path(__file__).resolve().parents[1]
_PATIENCE = 60.0  # seconds until the server must answer
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclasses.dataclass(frozen=True, slots=True)
class Server:
    """A running app.

    Attributes
    ----------
    address : str
    pid : int
    log : Path
        What it has printed.
    """

    address: str
    pid: int
    log: Path

    def memory(self) -> float:
        """Resident megabytes of the server's own process."""
        return resident(self.pid)

    def children_memory(self) -> float:
        """Resident megabytes of all processes that it has started, and theirs."""
        return sum(resident(pid) for pid in descendants(self.pid))

    def processor_seconds(self) -> float:
        """What its own process has computed so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS  # utime and stime

    def tracebacks(self) -> int:
        """How many errors stand in its log."""
        return self.log.read_text("utf-8", "replace").count("Traceback (most recent call last)")


@contextlib.contextmanager
def serve(home: Home, log: Path) -> Iterator[Server]:
    """Run the app on a free port with this home; yields when it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"),
                *(f"--server.port={port}", "--server.address=127.0.0.1"),
            ],
            cwd=REPOSITORY,
            env={**os.environ, "W2V_HOME": str(home.root)},
            stdout=output,
            stderr=output,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(process, f"{address}/_stcore/health")
        yield Server(address, process.pid, log)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        time.sleep(0.05)  # nothing else tells when its port is open
    raise RuntimeError(f"the server does not answer; exit code {process.poll()}")


def resident(pid: int) -> float:
    """Megabytes that a process has in memory; 0 once it is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def descendants(pid: int) -> list[int]:
    """Processes that a process has started, and those that they have started."""
    found = []
    with contextlib.suppress(OSError):
        for path in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in map(int, path.read_text().split()):
                found += [child, *descendants(child)]
    return found


def slope(minutes: ArrayLike, values: ArrayLike) -> tuple[float, float]:
    """Least squares slope a minute, and half of its 95% interval.

    Memory now is mostly memory two seconds ago, so the readings say less than as many independent
    ones would: their number is cut by (1 - r) / (1 + r), r the correlation of neighboring
    residuals, before the interval is taken.
    """
    x, y = np.asarray(minutes, dtype=float), np.asarray(values, dtype=float)
    line = stats.linregress(x, y)
    rest = y - line.intercept - line.slope * x
    if len(x) < 4 or not np.any(rest):
        return float(line.slope), 0.0 if len(x) >= 4 else float("inf")
    r = max(0.0, float(rest[1:] @ rest[:-1] / (rest @ rest)))
    n = max(3.0, len(x) * (1 - r) / (1 + r))
    error = np.sqrt(rest @ rest / (n - 2) / (x.var() * n))
    return float(line.slope), float(stats.t.ppf(0.975, n - 2) * error)
