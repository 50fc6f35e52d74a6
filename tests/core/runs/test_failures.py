"""What goes wrong while a run is trained, and what is refused before."""

from __future__ import annotations

import json
import resource
import shutil
import sys

import pytest

from tests.core.run_kit import config_for, new_run, stored
from tests.core.runs.kit import by_hand
from w2v_core.errors import CorpusError, SettingError, VocabularyError
from w2v_core.host.home import Home
from w2v_core.models.sgns import SGNS
from w2v_core.runs.create import create_run
from w2v_core.runs.launch import start_worker
from w2v_core.runs.worker import work
from w2v_core.text.corpus import Corpus


def test_a_corpus_that_changed_on_disk_fails_the_run(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus)
    with (home.corpora / corpus.content_hash / "ids.bin").open("r+b") as file:
        file.write(b"\x01\x00\x00\x00")
    start_worker(run)
    state = run.wait()
    assert state.status == "failed"
    assert "changed on disk" in state.reason
    assert "Traceback" in (run.path / "log.txt").read_text()


def test_another_corpus_in_its_place_fails_the_run(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus)
    folder = home.corpora / corpus.content_hash
    shutil.rmtree(folder)
    Corpus.build([["other", "words"]]).save(folder)
    start_worker(run)
    assert "has been replaced" in run.wait().reason


def test_a_corpus_that_is_gone_fails_the_run(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus)
    shutil.rmtree(home.corpora)
    start_worker(run)
    state = run.wait()
    assert state.status == "failed"
    assert "load its text again" in state.reason


def test_vectors_outlive_their_corpus(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus, min_count=4)
    start_worker(run)
    run.wait()
    shutil.rmtree(home.corpora)
    vectors = run.vectors()
    assert vectors.all_types is None
    assert vectors.min_count == 4


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hold RLIMIT_DATA")
def test_too_little_memory_is_a_sentence(home: Home) -> None:
    words = [[f"word{i}", f"word{i + 1}"] for i in range(100_000)]
    run = new_run(home, stored(home, words), dim=1000)

    def starve() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (400 << 20, 400 << 20))

    assert by_hand(run, starve).returncode == 1
    state = run.state()
    assert state.status == "failed"
    assert "smaller dim" in state.reason


def test_settings_that_were_spoiled_on_disk_fail_the_run(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus)
    path = run.path / "run.json"
    data = json.loads(path.read_text())
    data["config"]["dim"] = 0
    path.write_text(json.dumps(data))
    assert by_hand(run).returncode == 1
    state = run.state()
    assert state.status == "failed"
    assert "dim must be between" in state.reason


def test_an_error_that_nobody_foresaw_is_one_sentence_and_a_log(
    home: Home, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = new_run(home, corpus)
    monkeypatch.setattr(SGNS, "steps", lambda self, corpus: 1 / 0)
    assert not work(run)
    state = run.state()
    assert state.status == "failed"
    assert "ZeroDivisionError" in state.reason
    assert "\n" not in state.reason
    assert "Traceback" in (run.path / "log.txt").read_text()


def test_settings_are_held_against_the_corpus_first(home: Home, corpus: Corpus) -> None:
    with pytest.raises(VocabularyError, match="min_count 99 keeps 0 of"):
        new_run(home, corpus, min_count=99)
    with pytest.raises(SettingError, match=f"dim 500 .* {len(corpus.all_types)} words"):
        new_run(home, corpus, "ppmi-svd", dim=500)
    with pytest.raises(SettingError, match="no model 'glove'"):
        create_run(home, "glove", config_for("sgns"), corpus)
    with pytest.raises(CorpusError, match="not stored here"):
        new_run(home, Corpus.build([["never", "stored"]]))
    assert list(home.runs.iterdir()) == []
