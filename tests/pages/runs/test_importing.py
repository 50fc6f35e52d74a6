"""Runs that come to the Runs page as a ZIP."""

from __future__ import annotations

import shutil

import pytest

from tests.pages.planted import ROOT, texts
from tests.pages.runs.kit import NAMES, button, listed, message, open_runs, upload, zipped
from w2v_core.runs.folder.run_folder import RunFolder


def test_without_runs_there_is_one_next_step_and_a_way_to_bring_one(run: RunFolder) -> None:
    data = zipped(run)
    shutil.rmtree(run.path)
    app = open_runs()
    assert not app.exception
    assert [each.label for each in app.page_link] == ["Go to Train"]
    assert not app.dataframe
    upload(app, data)
    assert len(listed(app)) == 1


def test_import_makes_a_new_run(runs: list[RunFolder]) -> None:
    app = upload(open_runs(), zipped(runs[1]), "../[x](http://evil).zip")
    assert not app.exception
    assert not app.error
    assert listed(app).count(NAMES[2]) == 2
    assert "Imported" in texts(app)
    button(app, "open_imported").click().run()
    opened = RunFolder(runs[0].home.runs / app.session_state["run"])
    assert opened.labels.name == NAMES[2]
    assert opened.id not in {each.id for each in runs}
    assert opened.vectors().words == runs[1].vectors().words


def test_an_imported_run_is_explored_without_its_corpus(runs: list[RunFolder]) -> None:
    data = zipped(runs[0])
    shutil.rmtree(runs[0].home.corpora)
    for each in runs:
        shutil.rmtree(each.path)
    app = upload(open_runs(), data)
    button(app, "open_imported").click().run()
    assert not app.exception
    app.session_state["word"] = "king"
    app.switch_page(str(ROOT / "pages" / "neighbors.py")).run()
    assert not app.exception
    assert "queen" in app.dataframe[0].value["word"].tolist()


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_a_zip_that_is_no_run_is_refused_in_one_sentence(
    runs: list[RunFolder], data: bytes
) -> None:
    app = upload(open_runs(), data, "[x](http://evil).zip")
    assert not app.exception
    assert "[x](http:" in message(app).replace("\u2060", "")
    assert "](http" not in app.error[0].value
    assert len(listed(app)) == 5
