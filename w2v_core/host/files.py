"""Small files that survive: records as JSON, replaced atomically, read with suspicion.

Readers meet files that are half-written, from another version, or nonsense: all of that is a
RunError that names the file. Leaves out: what the records are (`records`) and which file is
written when (`run_folder`, `training`).
"""

from __future__ import annotations

import dataclasses
import json
import os
import secrets
import shutil
import tempfile
import time
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, Never, TypeVar, cast, get_args, get_origin, get_type_hints

from w2v_core.errors import RunError

Record = TypeVar("Record")

TICK = 50_000_000  # ns; clocks of file systems tick slowly

_TRIES = 20
_PAUSE = 0.01


def read_record(kind: type[Record], path: Path) -> Record:
    """The record that a JSON file holds; what it holds beyond that is passed over.

    A file that has not been replaced since is not read again, so that a list of a thousand runs
    costs a thousand looks at the folder and no more.

    Raises
    ------
    RunError
        If the file is missing, no JSON, or not such a record.
    """
    try:
        place = os.fspath(path)  # a str is hashed once, a Path each time
        now = os.stat(place)
        stamp = now.st_ino, now.st_mtime_ns, now.st_size
        # Clocks of file systems tick slowly: a file that is so new may be replaced unnoticed.
        fresh = time.time_ns() - now.st_mtime_ns < TICK
        record: Record = _read(kind, place) if fresh else _kept(cast(Any, kind), place, *stamp)
        return record
    # A missing field is a TypeError of the constructor, deep nesting a RecursionError.
    except (OSError, ValueError, TypeError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise RunError(f"{path.parent.name}/{path.name} cannot be read: {reason}.") from error


# Only records that are frozen are kept here, so nobody can change what another one gets.
@lru_cache(maxsize=20_000)
def _kept(kind: Any, path: str, inode: int, changed: int, size: int) -> Any:
    return _read(kind, path)


def _read(kind: Any, path: str) -> Any:
    data = json.loads(Path(path).read_bytes(), parse_constant=_refuse)
    known = {name: data[name] for name in _hints(kind) if name in data}
    for name, value in known.items():
        if not _fits(value, _hints(kind)[name]):
            raise ValueError(f"{name} is not of its type")
    tuples = {name: tuple(value) for name, value in known.items() if isinstance(value, list)}
    return kind(**(known | tuples))


def write_record(record: Any, path: Path) -> None:
    """Write a dataclass as JSON: readers see the old file or the new one, never a part."""
    text = json.dumps(dataclasses.asdict(record), indent=1)
    write_atomically(text.encode(), path)


def write_atomically(data: bytes, path: Path, *, durable: bool = True) -> None:
    """Replace a file; if `durable`, a power cut leaves the old one or the new one."""
    descriptor, scratch = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        _replace(scratch, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(scratch)
        raise


def _replace(scratch: str, path: Path) -> None:
    """Give a file its name; Windows refuses as long as somebody reads what has that name."""
    for _ in range(_TRIES):
        with suppress(PermissionError):
            return os.replace(scratch, path)
        time.sleep(_PAUSE)
    return os.replace(scratch, path)


def discard(folder: Path) -> None:
    """Remove a folder: at once for whoever looks, then file by file; never fails.

    So nobody ever finds a part of it, and whoever wants to rename it too does so before or not at
    all. What a process that is killed leaves here is swept away.
    """
    gone = folder.with_name(f".going-{secrets.token_hex(8)}")
    with suppress(OSError):
        os.rename(folder, gone)
        shutil.rmtree(gone, ignore_errors=True)


def size_of(folder: Path) -> int:
    """Bytes of the files in a folder; one that goes while this is looked at has none."""
    size = 0
    for each in os.scandir(folder):
        with suppress(FileNotFoundError):
            size += each.stat().st_size if each.is_file() else 0
    return size


def sync_folder(folder: Path) -> None:
    """Make what was renamed in a folder outlive a power cut; Windows cannot be asked to."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@lru_cache(maxsize=16)
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _fits(value: Any, kind: Any) -> bool:
    origin = get_origin(kind)
    if origin is tuple:
        return isinstance(value, list) and all(
            isinstance(each, get_args(kind)[0]) for each in value
        )
    if origin is not dict:
        return isinstance(value, kind)
    inner = get_args(kind)[1]
    return isinstance(value, dict) and (
        inner is Any or all(isinstance(each, inner) for each in value.values())
    )


def _refuse(constant: str) -> Never:
    raise ValueError(f"{constant} is no number")
