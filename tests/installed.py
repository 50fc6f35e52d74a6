"""The program as others have it: its wheel in an environment that knows nothing of this checkout.

Leaves out: fetching what it depends on, which is that of the environment that runs the tests.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]


def build_wheel(folder: Path) -> Path:
    """Build the wheel as pip would, into a folder."""
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", folder, REPOSITORY],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    (wheel,) = folder.glob("*.whl")
    return wheel


def install(wheel: Path, folder: Path) -> Path:
    """Put a wheel into an environment of its own; returns the folder of its commands."""
    venv.create(folder, with_pip=False, symlinks=True)
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "--python", commands / "python", "install", "--quiet"),
            *("--no-deps", "--no-index", wheel),
        ],
        check=True,
    )
    # A folder in a .pth is searched, but what is a .pth in there is not read: so the packages of
    # this environment are found, and the checkout, which stands in it by a .pth, is not.
    (own,) = folder.glob("lib/python*/site-packages")
    (own / "dependencies.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    return commands


def clean_environment(home: Path) -> dict[str, str]:
    """Of a person who has set nothing."""
    kept = ("PATH", "LANG", "SYSTEMROOT")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"HOME": str(home)}
