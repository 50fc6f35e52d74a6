"""What the command that trains says of a result that is none, and what it leaves behind."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.core.cli.kit import told
from tests.core.models.accidents import ACCIDENTS
from w2v_core.models import plan
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.vectors.files.formats import load


def test_what_runs_away_leaves_the_last_good_vectors_in_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text, out = tmp_path / "burst.txt", tmp_path / "v.npz"
    text.write_text("\n".join(map(" ".join, ACCIDENTS["burst of 500"](1))), "utf-8")
    monkeypatch.setattr(plan, "_STEP_BOUND", 30.0)  # too large a step, as it was once
    monkeypatch.setattr(plan, "_FARTHEST", np.float32(1e6))
    settings = ("--model", "sgns", "--lr", "0.05", "--epochs", "8")
    code, printed, err = told(capsys, "train", text, "--out", out, *settings)
    assert (code, printed) == (2, "")
    assert f"{out} has the last good vectors." in err
    assert "error: Training ran away at epoch" in err
    norms = np.linalg.norm(load(out).vectors, axis=1)
    assert norms.max() <= max(100.0, 20 * np.median(norms))


def test_vectors_that_know_nothing_are_reported_as_such(
    pets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = ("--model", "sgns", "--lr", "0.0001", "--epochs", "1")
    code, printed, err = told(capsys, "train", pets, "--out", pets.with_suffix(".npz"), *settings)
    assert code == 0
    assert json.loads(printed)["doubt"].startswith("Next to nothing was learned")
    assert "Next to nothing was learned" in err


def test_one_word_a_line_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "words.txt"
    text.write_text("one\ntwo\nthree\n" * 500, "utf-8")
    for model in ALGORITHMS:
        out = tmp_path / f"{model}.npz"
        code, _, err = told(capsys, "train", text, "--out", out, "--model", model)
        assert code == 2
        assert "No two words in use stand together" in err
        assert not out.exists()
