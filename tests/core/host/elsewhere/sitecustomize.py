"""Plays a system that has nothing of POSIX, in every Python that has this folder on its path.

What Linux alone has is taken away, what `w2v_core.host` asks Windows for is put there, and what is
open keeps its name, as it does there. Other packages keep what they import.
Leaves out: all else in which systems differ; this is no trial on one.
"""

import builtins
import ctypes
import fcntl
import importlib
import mmap
import os
import signal
import subprocess
import sys
import types
from pathlib import Path

GONE = {"fcntl", "resource"}
TAKEN = {
    os: (
        *("nice", "sysconf", "sched_getaffinity", "pidfd_open", "getuid", "getpriority"),
        *("killpg", "getsid", "setsid", "O_DIRECTORY"),
    ),
    signal: (
        *("SIGALRM", "SIGPROF", "SIGXCPU", "SIGXFSZ", "alarm", "setitimer", "getitimer"),
        *("ITIMER_REAL", "ITIMER_PROF"),
    ),
    mmap: ("MADV_DONTNEED",),
}
MEMORY = 8 << 30, 4 << 30  # all, and free

_flock, _read_text = fcntl.flock, Path.read_text


def unless_ours(call):
    """No module of ours finds what is gone, in whichever way it asks."""

    def find(name, *given, **more):
        if name in GONE and sys._getframe(1).f_globals["__name__"].startswith("w2v_core"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return call(name, *given, **more)

    return find


def locking(descriptor, mode, size):
    """Windows' way to lock bytes, alone and at once."""
    assert (mode, size) == (2, 1)
    try:
        _flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise PermissionError(13, "Permission denied") from error


def tell_memory(reference):
    """Fill a MEMORYSTATUSEX."""
    memory = reference._obj
    assert memory.length == ctypes.sizeof(memory) == 64
    numbers = (ctypes.c_uint64 * 8).from_buffer(memory)
    numbers[1], numbers[2] = MEMORY
    return 1


def read_text(self, *given, **more):
    """There is no /proc."""
    if self.parts[1:2] in (("proc",), ("sys",)):
        raise FileNotFoundError(2, "No such file or directory", str(self))
    return _read_text(self, *given, **more)


def unless_open(call, which):
    """Refuse to rename or remove what this process has open, or a folder around it."""

    def call_it(*given, **more):
        path = os.path.abspath(given[which])
        if any(each == path or each.startswith(f"{path}/") for each in opened()):
            raise PermissionError(13, "Permission denied", path)
        return call(*given, **more)

    return call_it


def opened():
    """Paths of what this process has open, or mapped."""
    for each in os.listdir("/proc/self/fd"):
        try:
            yield os.readlink(f"/proc/self/fd/{each}")
        except OSError:
            continue
    with open("/proc/self/maps") as maps:
        yield from (line.rstrip().partition("/")[2].join(("/", "")) for line in maps if "/" in line)


class Mapped(mmap.mmap):
    """A mapped file that takes no advice."""

    madvise = None


class Popen(subprocess.Popen):
    """A child gets no descriptors."""

    def __init__(self, *given, pass_fds=(), **more):
        assert not pass_fds, "pass_fds not supported on Windows."
        super().__init__(*given, **more)


def play():
    """Be that system from now on."""
    for module, names in TAKEN.items():
        for each in names:
            delattr(module, each)
    builtins.__import__ = unless_ours(builtins.__import__)
    importlib.import_module = unless_ours(importlib.import_module)
    Path.read_text = read_text
    os.unlink = os.remove = unless_open(os.unlink, 0)
    os.rename, os.replace = unless_open(os.rename, 0), unless_open(unless_open(os.replace, 0), 1)
    mmap.mmap, subprocess.Popen = Mapped, Popen
    sys.modules["msvcrt"] = types.SimpleNamespace(locking=locking, LK_NBLCK=2)
    ctypes.windll = types.SimpleNamespace(
        kernel32=types.SimpleNamespace(GlobalMemoryStatusEx=tell_memory)
    )


if __name__ == "sitecustomize":  # not where tests are collected
    play()
