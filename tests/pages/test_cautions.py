"""What speaks against a result is said wherever the result is seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.routed import APP, PAGES
from w2v_core.runs.folder.records import RunState
from w2v_core.runs.folder.run_folder import RunFolder

DOUBT = "Nothing was learned: the loss ended at 4.2 [x](http://evil.example)."


def open_page(run: RunFolder, page: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.session_state["run"] = run.id
    return app.switch_page(str(PAGES / page)).run()


@pytest.mark.parametrize("page", sorted(each.name for each in PAGES.glob("[a-z]*.py")))
def test_every_page_says_what_speaks_against_the_vectors(run: RunFolder, page: str) -> None:
    run.write_state(RunState("done", DOUBT))
    said = [each.value for each in open_page(run, page).sidebar.caption]
    assert any("Nothing was learned" in each for each in said)
    assert not any("](http" in each for each in said)
    run.write_state(RunState("failed", "Training ran away at epoch 3."))
    said = [each.value for each in open_page(run, page).sidebar.caption]
    assert any("its last good vectors are shown" in each and "ran away" in each for each in said)
    run.write_state(RunState("done"))
    assert not open_page(run, page).sidebar.caption


def test_the_train_page_and_the_list_do_not_call_it_done_without_a_word(run: RunFolder) -> None:
    run.write_state(RunState("done", DOUBT))
    train = open_page(run, "train.py")
    assert any("Nothing was learned" in each.value for each in train.warning)
    assert open_page(run, "runs.py").dataframe[0].value["status"].tolist() == ["! Done"]


def test_a_run_that_left_no_vectors_has_nothing_to_be_warned_of(run: RunFolder) -> None:
    run.write_state(RunState("failed", "The disk is full."))
    Path(run.path / "vectors.npz").unlink()
    assert not open_page(run, "neighbors.py").sidebar.caption
