"""What tests of the Compare page share: more runs beside the planted one, and opening it."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from numpy.typing import NDArray
from streamlit.testing.v1 import AppTest

from tests.pages.planted import ROOT, words_and_vectors
from tests.pages.routed import APP
from w2v_core.host.files import write_record
from w2v_core.models.catalog import algorithm
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.records import RunState
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.files.formats import save
from w2v_core.vectors.word_vectors import WordVectors

PAGE = "pages/compare.py"
VIEWS = ("Overview", "Words", "Maps")  # of two runs


def beside(
    run: RunFolder,
    vectors: NDArray[np.float32] | None = None,
    *,
    name: str = "sgns",
    words: list[str] | None = None,
    **settings: Any,
) -> RunFolder:
    """Another run on the same corpus that is done, with these vectors and settings."""
    planted = words_and_vectors()[1]
    numbers = planted if vectors is None else vectors
    known = run.config.as_dict() | {"dim": max(2, numbers.shape[1])} | settings
    fields = {each.name for each in dataclasses.fields(algorithm(name).config_type)}
    config = algorithm(name).config_type(
        **{key: value for key, value in known.items() if key in fields}
    )
    other = create_run(run.home, name, config, run.corpus())
    vocabulary = run.vectors().vocabulary
    named = Vocabulary(words or vocabulary.words, vocabulary.counts[: len(numbers)])
    save(WordVectors(named, numbers, min_count=5), other.path / "vectors.npz")
    write_record(RunState("done"), other.path / "state.json")
    return other


def turned(seed: int = 3) -> NDArray[np.float32]:
    """The planted vectors, rotated: nothing has changed."""
    vectors = words_and_vectors()[1]
    axes = np.linalg.qr(np.random.default_rng(seed).normal(size=(vectors.shape[1],) * 2))[0]
    return (vectors @ axes).astype(np.float32)


def swapped(one: str = "cat", other: str = "queen") -> NDArray[np.float32]:
    """The planted vectors, rotated, with two words in each other's place."""
    words, vectors = words_and_vectors()[0], turned()
    i, j = words.index(one), words.index(other)
    vectors[[i, j]] = vectors[[j, i]]
    return vectors


def at(run: RunFolder, word: str = "", **address: str | list[str]) -> AppTest:
    """The page at an address."""
    app = AppTest.from_file(str(ROOT / PAGE), default_timeout=60)
    app.session_state["run"] = run.id
    app.session_state["corpus"] = run.info.corpus_hash
    if word:
        app.session_state["word"] = word
    for key, value in address.items():
        app.query_params[key] = value
    return app.run()


def in_app(run: RunFolder, **address: str) -> AppTest:
    """The page as part of the app, since it links to others."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.session_state["run"] = run.id
    for key, value in address.items():
        app.query_params[key] = value
    return app.switch_page(str(ROOT / PAGE)).run()
