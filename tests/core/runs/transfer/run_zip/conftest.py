"""A trained run, its ZIP, and another home for it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from w2v_core.evaluation.analogies import Section
from w2v_core.host.home import Home
from w2v_core.models.sgns import SGNSConfig
from w2v_core.runs import create, launch
from w2v_core.runs.folder.run_folder import RunFolder, list_runs
from w2v_core.runs.transfer.run_zip import pack_run
from w2v_core.runs.workspaces import Workspace
from w2v_core.text.corpus import Corpus

LABEL, TAGS = 'a "name" <b>\u200d[x](y)</b> =1', ("one", "zwei, drei")


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """A run that a worker has trained to its end."""
    home = Home(tmp_path_factory.mktemp("first"))
    corpus = Corpus.build(
        [f"word{i % 17} word{i % 5} word{i % 3} other".split() for i in range(200)], name="small"
    )
    corpus.save(home.corpora / corpus.content_hash)
    questions = [Section("all", [("word1", "word2", "word3", "word4"), ("word1",) * 4])]
    config = SGNSConfig(dim=5, min_count=2)
    run = create.create_run(home, "sgns", config, corpus, owner="somebody", questions=questions)
    run.label(LABEL, TAGS)
    run.note("Something happened.")
    launch.start_worker(run)
    assert run.wait().status == "done", run.state()
    return run


@pytest.fixture(scope="session")
def packed(trained: RunFolder) -> bytes:
    file = io.BytesIO()
    pack_run(trained, file)
    return file.getvalue()


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Another home; after each test nothing half-made is left in it."""
    yield (there := Workspace(Home(tmp_path / "second")))
    assert not list(there.home.uploads.iterdir())
    assert {run.id for run in list_runs(there.home)} == {p.name for p in there.home.runs.iterdir()}
