"""A new algorithm in the shell, each command a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.core.cli.kit import TEXT, shell
from tests.core.run_kit import ROOT
from tests.toy.walks import STROLL, WALK
from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import find_run, list_runs
from w2v_core.vectors.files.formats import load

NAMES = [WALK.name, STROLL.name]


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "pets.txt"
    path.write_text(TEXT, "utf-8")
    return path


@pytest.mark.parametrize("name", NAMES)
def test_it_trains_here_and_as_a_run_and_both_are_the_same(
    home: Home, text: Path, name: str
) -> None:
    plain, of_run, exported = (text.with_name(f"{each}.npz") for each in ("a", "b", "c"))
    result = shell("train", text, "--model", name, "--out", plain)
    assert (result.returncode, result.stderr) == (0, "")
    result = shell("train", text, "--model", name, "--run", "mine", "--out", of_run)
    assert (result.returncode, result.stderr) == (0, "")
    report = json.loads(result.stdout)
    assert report["status"] == "done"
    assert ("error" in report) == (name == WALK.name)
    assert shell("export", "mine", exported).returncode == 0
    vectors = load(plain).vectors
    assert vectors.any()
    for path in (of_run, exported):
        np.testing.assert_array_equal(load(path).vectors, vectors)
    assert name in shell("runs", "list").stdout
    assert find_run(home, report["run"]).has_vectors


def test_its_settings_are_options(home: Home, text: Path) -> None:
    out = text.with_suffix(".npz")
    assert "Steps of every vector. 1 to 10,000. (Walk)" in " ".join(
        shell("train", "--help").stdout.split()
    )
    train = ("train", text, "--out", out, "--model")
    assert shell(*train, WALK.name, "--passes", "3").returncode == 0
    result = shell(*train, STROLL.name, "--pace", "slow", "--run", "mine")
    assert json.loads(result.stdout)["status"] == "done"
    (run,) = list_runs(home)
    assert run.info.config["pace"] == "slow"
    refused = shell(*train, STROLL.name, "--passes", "3")
    assert "stroll has no setting --passes; it takes --dim" in refused.stderr


def test_one_that_has_the_name_of_another_is_left_out_and_it_is_said(tmp_path: Path) -> None:
    installed = tmp_path / "taken" / "twin-1.0.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: twin\nVersion: 1.0\n")
    (installed / "entry_points.txt").write_text(
        "[w2v_core.algorithms]\nfirst = tests.toy.walks:WALK\ntwin = tests.toy.walks:TWIN\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "w2v_core", "train", "--help"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join((str(installed.parent), str(ROOT)))},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0
    assert "There are two algorithms 'walk'; Twin is left out." in done.stderr
