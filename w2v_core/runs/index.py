"""Index: texts about runs, kept in one file so that a thousand folders need not be read.

The folders stay the truth: what is kept of a folder holds only for the very state of it that it
was read in, and the file may be deleted at any time. Whatever is wrong with it, it is empty.
Leaves out: what the texts say (`library`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from w2v_core.host.home import Home

_FILE = "library.sqlite"
_PATIENCE = 1.0  # seconds for another process to finish writing
_TABLE = """
CREATE TABLE IF NOT EXISTS runs (
    name TEXT PRIMARY KEY, inode INTEGER, changed INTEGER, text TEXT
)
"""


class Mark(NamedTuple):
    """A folder in one state: any file that is made, replaced or removed in it changes the time."""

    path: Path
    inode: int
    changed: int


def read(home: Home, marks: Iterable[Mark]) -> dict[Mark, str]:
    """What is kept of these folders as they are now; never fails."""
    wanted = {(each.path.name, each.inode, each.changed): each for each in marks}
    found = {}
    with suppress(sqlite3.Error, OSError), _opened(home) as database:
        for *key, text in database.execute("SELECT name, inode, changed, text FROM runs"):
            if mark := wanted.get(tuple(key)):
                found[mark] = text
    return found


def write(home: Home, texts: dict[Mark, str]) -> None:
    """Keep a text of each of these folders, and nothing of folders that are gone; never fails."""
    rows = [(each.path.name, each.inode, each.changed, text) for each, text in texts.items()]
    with suppress(sqlite3.Error, OSError), _opened(home) as database:
        gone = [
            row
            for row in database.execute("SELECT name FROM runs").fetchall()
            if not (home.runs / row[0]).exists()
        ]
        database.executemany("DELETE FROM runs WHERE name = ?", gone)
        database.executemany("INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?)", rows)


@contextmanager
def _opened(home: Home) -> Iterator[sqlite3.Connection]:
    """The database in a transaction; a file that is none is removed for the next time."""
    path = home.root / _FILE
    try:
        with closing(sqlite3.connect(path, timeout=_PATIENCE)) as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute(_TABLE)
            with database:
                yield database
    except sqlite3.OperationalError:  # locked, full, read-only: another time
        raise
    except sqlite3.DatabaseError:
        for each in (path, *path.parent.glob(f"{_FILE}-*")):
            each.unlink(missing_ok=True)
        raise
