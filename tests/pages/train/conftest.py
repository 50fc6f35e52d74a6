"""A small corpus, the page with it, and runs that wait and that are done."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.train.kit import open_train
from w2v_core.host import lock
from w2v_core.host.home import Home
from w2v_core.models.proposals import propose
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.records import RunState
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.launch import start_worker
from w2v_core.text.corpus import Corpus


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Corpus:
    """A small corpus in a home of its own."""
    monkeypatch.setenv("W2V_HOME", str(tmp_path))
    corpus = Corpus.build(
        [f"word{i % 17} word{i % 5} word{i % 3} other".split() for i in range(200)], name="small"
    )
    corpus.save(Home.default().corpora / corpus.content_hash)
    return corpus


@pytest.fixture
def app(corpus: Corpus) -> AppTest:
    """The page with the small corpus."""
    return open_train(corpus)


@pytest.fixture
def waiting(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    """A run that waits behind another one, whose worker never ends by itself."""
    monkeypatch.setenv("W2V_SLOTS", "1")
    blocker = create_run(Home.default(), "sgns", propose("sgns", corpus), corpus)
    blocker.write_state(RunState("running"))
    descriptor = lock.take(blocker.path)
    run = create_run(Home.default(), "sgns", propose("sgns", corpus), corpus)
    monkeypatch.setattr(os, "fsync", lambda _: None)
    yield run
    os.close(descriptor)


@pytest.fixture
def done(corpus: Corpus) -> RunFolder:
    run = create_run(Home.default(), "sgns", propose("sgns", corpus), corpus)
    start_worker(run)
    assert run.wait().status == "done"
    return run
