"""What the Train page shows of a run: its curve, its words, and what is damaged or gone."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest

from tests.pages.train.kit import decoded, lists_shown, open_train, replayed, start_button
from w2v_core.host.files import write_record
from w2v_core.host.home import Home
from w2v_core.models.proposals import propose
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.records import RunState
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.launch import start_worker
from w2v_core.text.corpus import Corpus


def test_a_factorization_is_drawn_pass_by_pass(corpus: Corpus) -> None:
    run = create_run(Home.default(), "ppmi-svd", propose("ppmi-svd", corpus), corpus)
    start_worker(run)
    assert run.wait().status == "done"
    chart = json.loads(open_train(corpus, run.id).get("plotly_chart")[0].proto.spec)
    passes, errors = (decoded(chart["data"][0][axis]) for axis in "xy")
    assert errors[0] == 1  # before the first pass
    assert np.all(np.diff(errors) < 0)
    assert passes.tolist() == list(range(len(errors)))


def test_the_slider_replays_words_and_marks_the_moment(corpus: Corpus, done: RunFolder) -> None:
    app = open_train(corpus, done.id)
    [slider] = app.select_slider
    late = lists_shown(app)
    assert 1 <= len(late) <= 5
    assert late == replayed(done, -1)
    slider.set_value(0).run()
    assert not app.exception
    assert lists_shown(app) == replayed(done, 0) != late
    chart = json.loads(app.get("plotly_chart")[0].proto.spec)
    assert any(each.get("x0") == each.get("x1") for each in chart["layout"]["shapes"])


def test_a_failed_run_says_why_as_text(corpus: Corpus) -> None:
    run = create_run(Home.default(), "sgns", propose("sgns", corpus), corpus)
    reason = "Out of luck: <b>[see](http://evil.example)</b>"
    write_record(RunState("failed", reason), run.path / "state.json")
    app = open_train(corpus, run.id)
    assert not app.exception
    assert "Out of luck" in app.error[0].value
    assert "](http" not in app.error[0].value
    assert not app.page_link
    assert not app.get("plotly_chart")  # nothing was learned, so there is no curve
    assert not start_button(app).disabled


@pytest.mark.parametrize("damage", [b"", b'{"status": "runn', b"null"])
def test_a_state_that_cannot_be_read_is_a_sentence_with_a_cure(
    corpus: Corpus, done: RunFolder, damage: bytes
) -> None:
    (done.path / "state.json").write_bytes(damage)
    app = open_train(corpus, done.id)
    assert not app.exception
    assert "cannot be read" in app.error[0].value.replace("\\", "")
    app.button(key="resume").click().run()
    assert not app.exception
    assert done.wait().status == "done"


def test_damaged_progress_is_a_sentence_and_no_end_to_the_page(
    corpus: Corpus, waiting: RunFolder
) -> None:
    (waiting.path / "progress.bin").write_bytes(b"\xff" * 200)
    app = open_train(corpus, waiting.id)
    assert not app.exception
    assert "damaged" in app.error[0].value


def test_an_address_of_a_run_that_is_gone_says_so(corpus: Corpus, done: RunFolder) -> None:
    shutil.rmtree(done.path)
    app = open_train(corpus, done.id)
    assert not app.exception
    assert "is not here" in app.warning[0].value
    assert not app.run().warning  # said once
