"""Installed from its wheel, the shell and the library work from any folder."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.installed import REPOSITORY, build_wheel, clean_environment, install

Run = Callable[..., str]


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    return install(build_wheel(folder / "wheel"), folder / "environment")


@pytest.fixture
def run(commands: Path, tmp_path: Path) -> Run:
    """Run one of the installed commands in an empty folder of a person who has set nothing."""

    def run(command: str, *arguments: str) -> str:
        done = subprocess.run(
            [commands / command, *arguments],
            cwd=tmp_path,
            env=clean_environment(tmp_path / "person"),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_the_shell_trains_on_a_sample_and_answers(run: Run) -> None:
    run("w2v", "train", "sample:kingdom", "--model", "ppmi-svd", "--out", "king.npz")
    assert len(run("w2v", "neighbors", "king.npz", "queen", "-k", "3").splitlines()) == 3
    assert run("w2v", "train", "--help").startswith("usage: w2v train")


def test_a_run_lies_where_the_system_keeps_data(run: Run, tmp_path: Path) -> None:
    run("w2v", "train", "sample:cats_and_dogs", "--model", "sgns", "--run", "first")
    assert "first" in run("w2v", "runs", "list")
    assert list((tmp_path / "person").rglob("w2v-explorer/runs/*/vectors.npz"))


def test_the_library_is_imported_and_typed(run: Run, commands: Path) -> None:
    code = "import w2v_core; print(w2v_core.__file__); print(w2v_core.SGNS.__name__)"
    path, name = run("python", "-c", code).split()
    assert path.startswith(str(commands.parent))
    assert name == "SGNS"
    assert Path(path).with_name("py.typed").exists()


def test_the_app_says_how_it_is_started(run: Run) -> None:
    assert "--server.port" in run("w2v-explorer", "--help")


def test_every_package_that_is_imported_is_asked_for() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    lists = [project["dependencies"], project["optional-dependencies"]["languages"]]
    names = [re.split(r"[<>=;\[]", each)[0] for some in lists for each in some]
    asked = {name.lower().replace("-", "_") for name in names}
    # Streamlit brings its server and pandas, and would not be Streamlit without them.
    asked |= {"starlette", "pandas"}
    distributions = importlib.metadata.packages_distributions()
    own = {"w2v_core", "pages", "app"}
    for path in (*REPOSITORY.glob("w2v_core/**/*.py"), *REPOSITORY.glob("pages/**/*.py")):
        for name in _imported(path) - own - sys.stdlib_module_names:
            found = {each.lower().replace("-", "_") for each in distributions.get(name, ())}
            assert found & asked, f"{path} imports {name}"


def _imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {each.name.split(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found
