"""The probe from a shell: a page of Markdown, and an exit code."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.core.cli.kit import refused, told
from tests.core.run_kit import new_run, stored
from w2v_core.host.home import Home
from w2v_core.host.place import SAMPLES
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.runs import queue
from w2v_core.text.loading import load_corpus
from w2v_core.vectors.files.formats import save
from w2v_core.vectors.word_vectors import WordVectors

KINGDOM = SAMPLES / "kingdom.txt"


@pytest.fixture(scope="module")
def kingdom() -> WordVectors:
    config = ALGORITHMS["ppmi-svd"].config_type(dim=30, min_count=2)
    return ALGORITHMS["ppmi-svd"].trainer(config).fit(load_corpus(KINGDOM))


def test_sound_vectors_end_with_0(
    kingdom: WordVectors, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kingdom.npz"
    save(kingdom, path)
    code, out, err = told(capsys, "probe", path, "--corpus", KINGDOM, "--words", "king, kign")
    assert (code, err) == (0, "")
    assert out.startswith("# Probe\n\n**Nothing is wrong")
    assert "## Neighbors of “king”: open" in out
    assert "'kign' is not among the words" in out
    code, _, err = told(capsys, "probe", path)
    assert code == 0
    assert "--corpus FILE" in err


def test_wrong_vectors_end_with_1(
    kingdom: WordVectors, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "off.npz"
    moved = np.roll(kingdom.vectors, 1, axis=0)
    save(WordVectors(kingdom.vocabulary, moved, kingdom.context_vectors), path)
    code, out, _ = told(capsys, "probe", path, "--corpus", KINGDOM)
    assert code == 1
    assert "ids that are off by one" in out


def test_a_run_has_its_text_and_its_loss(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = stored(home, [["a", "b", "c", "d"]] * 30)
    run = new_run(home, corpus)
    queue.advance(home)
    run.wait()
    code, out, err = told(capsys, "probe", run.id[:20])
    assert (code, err) == (1 if "**Something is wrong" in out else 0, "")
    assert "nats a pair" in out
    assert "120 tokens" in out


def test_what_cannot_be_probed_is_said(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "is no run" in refused(capsys, "probe", "nobody")
    assert "cannot be read" in refused(capsys, "probe", tmp_path / "none.npz")
    many = ",".join(f"w{i}" for i in range(30))
    assert "20 words at most; got 30" in refused(capsys, "probe", "nobody", "--words", many)
