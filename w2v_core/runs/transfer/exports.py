"""A run's vectors as a file, written by a process of its own, so that a server stays free.

Leaves out: the formats (`vectors.files`) and the command (`cli.files`).
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from w2v_core.errors import RunError
from w2v_core.host.process import command, environment
from w2v_core.runs.folder.run_folder import RunFolder

_PREFIX = ".coming-"  # of what is swept away if this process is killed


def exported(run: RunFolder, file_name: str, words: int, part: str = "") -> bytes:
    """What `export` writes into a file of that name.

    Parameters
    ----------
    run : RunFolder
    file_name : str
        Its end says the format.
    words : int
        The most frequent ones, so many.
    part : str
        Which file to give, where a format is of several; else the one of that name.

    Raises
    ------
    RunError
        With what the command said.
    """
    home = run.home
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=home.uploads) as folder:
        path = Path(folder) / file_name
        done = subprocess.run(
            command("w2v_core", ["export", run.id, str(path), "--words", str(words)]),
            env=environment() | {"W2V_HOME": os.fspath(home.root)},
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise RunError(done.stderr.decode("utf-8", "replace").removeprefix("error: ").strip())
        return (path.with_name(part) if part else path).read_bytes()
