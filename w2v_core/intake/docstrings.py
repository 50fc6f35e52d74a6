"""Docstrings: a corpus of real technical English, made from what is installed.

The source files of the scientific packages are parsed, never run or imported; each module becomes
a document with its docstrings as paragraphs. Sessions (`>>> `), tables and rulers are dropped,
and so is every paragraph that stood before: inherited methods repeat theirs by the hundred.
Leaves out: where the text is kept (`intake.samples`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

PACKAGES = ("numpy", "scipy", "sklearn", "pandas", "plotly")

_LARGEST_FILE = 4_000_000  # bytes; beyond it is generated data, not somebody's words
_SHORTEST = 4  # words of a paragraph that is kept
_MARKUP = re.compile(r":[a-zA-Z:]+:`~?([^`]*)`|`+([^`]*)`+|\*\*([^*]*)\*\*")
_HEADING = re.compile(r"^.*\n[ \t]*[-=~]{3,}[ \t]*$", re.MULTILINE)
_PARAGRAPH = re.compile(r"\n[ \t]*\n")


class Module(NamedTuple):
    """The docstrings of one module.

    Attributes
    ----------
    name : str
        As it would be imported.
    text : str
        Paragraphs, one a line; empty if it has none that is new.
    done, total : int
        Modules read so far, this one included, and in all.
    """

    name: str
    text: str
    done: int
    total: int


def modules(packages: tuple[str, ...] = PACKAGES) -> Iterator[Module]:
    """The docstrings of each module of the packages that are installed, in order of their names.

    A package that is not there is passed over, as is a file that is no Python.
    """
    files = [(root.parent, path) for root in _roots(packages) for path in _sources(root)]
    seen: set[int] = set()
    for done, (parent, path) in enumerate(files, 1):
        name = ".".join(path.relative_to(parent).with_suffix("").parts)
        new = []
        for paragraph in _paragraphs(path):
            if hash(paragraph) not in seen:
                seen.add(hash(paragraph))
                new.append(paragraph)
        yield Module(name.removesuffix(".__init__"), "\n".join(new), done, len(files))


def prose(docstring: str) -> Iterator[str]:
    r"""The paragraphs of a docstring that are English, each as one line.

    >>> list(prose("Return the sum of it.\n\n>>> f(1)\n2\n\nReturns\n-------\nfloat"))
    ['Return the sum of it.']
    """
    for paragraph in _PARAGRAPH.split(_HEADING.sub("", docstring)):
        lines = [line.strip() for line in paragraph.split("\n")]
        session = next((i for i, line in enumerate(lines) if line.startswith(">>>")), len(lines))
        kept = [line for line in lines[:session] if _is_prose(line)]
        text = _MARKUP.sub(lambda found: " ".join(filter(None, found.groups())), " ".join(kept))
        if len(text.split()) >= _SHORTEST:
            yield " ".join(text.split())


def _is_prose(line: str) -> bool:
    """Not a directive, a table, a ruler, or a line with hardly a letter in it."""
    letters = sum(character.isalpha() for character in line)
    return not line.startswith(("..", "|", "+-", "%", "$", "...")) and 2 * letters > len(line)


def _roots(packages: tuple[str, ...]) -> Iterator[Path]:
    for package in packages:
        spec = find_spec(package)  # of a top-level package: finds it without running it
        if spec is not None and spec.origin:
            yield Path(spec.origin).parent


def _sources(root: Path) -> list[Path]:
    """Source files in order, tests left out: what they say is about numbers."""
    return sorted(
        path
        for path in root.rglob("*.py")
        if not {"tests", "conftest.py"} & set(path.relative_to(root).parts)
        and path.stat().st_size <= _LARGEST_FILE
    )


def _paragraphs(path: Path) -> Iterator[str]:
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError, RecursionError, OSError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from prose(ast.get_docstring(node) or "")
