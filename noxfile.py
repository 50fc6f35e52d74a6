#!/usr/bin/env -S uv run --script
# /// script
# dependencies = ["nox>=2025.2"]
# ///
"""Tasks: `nox` runs them all, `nox -s lint` one; `.ci/run` does the same on one Python.

Leaves out: what is checked, and how (`pyproject.toml`).
"""

from __future__ import annotations

import nox

nox.needs_version = ">=2025.2"
nox.options.default_venv_backend = "uv|virtualenv"


@nox.session
def lint(session: nox.Session) -> None:
    """Style, format, types, and what scientific Python packages are expected to have."""
    session.install("-e", ".[dev]")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("repo-review", ".")


@nox.session(python=["3.11", "3.12", "3.13", "3.14"])
def tests(session: nox.Session) -> None:
    """All tests, on each Python that is here."""
    session.install("-e", ".[languages,test]", "build", "hatchling")
    session.run("pytest", "-n", "2", "--dist", "loadfile", *session.posargs)


@nox.session
def build(session: nox.Session) -> None:
    """The wheel and the source archive, in `dist`."""
    session.install("build")
    session.run("python", "-m", "build")


if __name__ == "__main__":
    nox.main()
