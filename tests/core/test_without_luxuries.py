"""The engine needs NumPy and SciPy; what else is not installed is done without, and it is said."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import w2v_core

ROOT = Path(w2v_core.__file__).parents[1]
# What a module of that name would be imported from is not looked for.
TAKE_AWAY = """
import sys
for name in ("threadpoolctl", "rapidfuzz", "charset_normalizer", "sklearn", "openTSNE", "tqdm",
             "platformdirs", "pandas", "streamlit", "plotly", "icu4py"):
    sys.modules[name] = None
"""


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", TAKE_AWAY + code], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", ["SGNS", "CBOW", "PPMISVD"])
def test_trains_asks_and_saves(name: str, tmp_path: Path) -> None:
    heard = run(
        f"""
import warnings
import w2v_core as w
corpus = w.Corpus.build([["a", "b", "c", "d", "e"], ["b", "d", "a"], ["e", "c", "a", "b"]] * 20)
trainer = w.{name}(w.{name}Config(dim=2, min_count=1))
with warnings.catch_warnings(record=True) as heard:
    warnings.simplefilter("always")
    for _ in trainer.steps(corpus):
        pass
vectors = trainer.vectors()
print(len(vectors.neighbors("a", k=3)))
try:
    vectors.neighbors("unheard")
except w.UnknownWordError as error:
    print("unheard" in str(error))
w.save(vectors, {str(tmp_path / "v.npz")!r})
print(w.load({str(tmp_path / "v.npz")!r}).words == vectors.words)
print(any("threadpoolctl is not installed" in str(each.message) for each in heard))
"""
    )
    assert heard.split() == ["3", "True", "True", "True"]


def test_a_text_that_is_not_utf_8_is_refused_and_it_is_said_why(tmp_path: Path) -> None:
    path = tmp_path / "german.txt"
    path.write_bytes("Der Hund läuft über die Straße. ".encode("cp1252") * 30)
    code = f"import w2v_core as w\ntry: w.load_corpus({str(path)!r})\n"
    said = run(code + "except w.W2VError as error: print(error)")
    assert "charset-normalizer" in said


def test_tsne_is_scikit_learns_where_there_is_no_other() -> None:
    code = """
import sys
sys.modules["openTSNE"] = None
import numpy as np
from w2v_core.vectors import projection
spread = np.random.default_rng(0).normal(size=(60, 8))
spread[:30, 0] += 20
pictures = list(projection.tsne(spread, seed=3))
points = pictures[-1].points
groups = [points[:30], points[30:]]
apart = np.linalg.norm(groups[0].mean(0) - groups[1].mean(0))
wide = max(np.linalg.norm(each - each.mean(0), axis=1).mean() for each in groups)
again = list(projection.tsne(spread, seed=3))[-1].points
print([projection.MOVING, len(pictures), bool(apart > 2 * wide), bool((points == again).all())])
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ast.literal_eval(done.stdout) == [False, 1, True, True]


@pytest.mark.parametrize(
    "module",
    [
        *("intake.encode", "intake.looking", "intake.patterns"),
        *("runs.worker", "runs.transfer.imports", "runs.transfer.run_zip"),
    ],
)
def test_no_process_begins_with_the_numerical_toolbox(module: str) -> None:
    heavy = {"scipy.linalg", "scipy.sparse", "sklearn", "rapidfuzz", "charset_normalizer", "pandas"}
    if module == "intake.looking":  # a person waits for it, and it counts nothing
        heavy.add("numpy")
    code = f"import sys, w2v_core.{module}\nprint(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
