"""Boxes that say nothing, or say late what no longer holds, change nothing."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.shared import boxes
from tests.pages.routed import APP, TRAIN
from tests.pages.routed import PAGES as PAGES_FOLDER
from w2v_core.runs.folder.run_folder import RunFolder


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a session holds."""
    held: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", held)
    return held


def say(session: dict[str, Any], box: dict[str, Any], value: object) -> None:
    """What Streamlit does when the browser says something else of a box than was known."""
    session[box["key"]] = value
    box["on_change"]()


def test_what_is_still_said_of_the_box_before_is_passed_over(session: dict[str, Any]) -> None:
    heard: list[str] = []
    before = boxes.show("run", "a", heard.append)
    after = boxes.show("run", "b", heard.append)
    for late in ("a", "", None):
        say(session, before, late)
    assert heard == []
    assert boxes.held("run", "") == "b"
    say(session, after, "c")
    assert heard == ["c"]


def test_a_choice_in_the_box_itself_leaves_it_where_it_is(session: dict[str, Any]) -> None:
    box = boxes.asked("dim")
    assert boxes.held("dim", 50) == 50
    say(session, box, 20)
    assert boxes.held("dim", 50) == 20
    assert boxes.asked("dim")["key"] == box["key"] == "dim"
    boxes.put("dim", 30)
    assert boxes.asked("dim")["key"] != "dim"
    assert boxes.held("dim", 50) == 30


def test_nothing_is_not_a_choice_unless_it_may_be_one(session: dict[str, Any]) -> None:
    heard: list[str] = []
    say(session, boxes.show("run", "a", heard.append), None)
    assert heard == []
    say(session, boxes.show("word", "cat", heard.append, empty=""), None)
    assert heard == [""]


PAGES = ("corpus", "neighbors", "analogies", "projection", "axes", "evaluate", "export")


@pytest.mark.parametrize("page", PAGES)
def test_a_row_of_choices_that_names_none_means_its_default(run: RunFolder, page: str) -> None:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.session_state["run"] = run.id
    app = app.switch_page(str(PAGES_FOLDER / f"{page}.py")).run()
    rows = list(app.main.segmented_control)
    assert rows
    for each in rows:
        each.set_value(None)
    assert not app.run().exception


def open_train(run: RunFolder, identifier: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.session_state["corpus"] = run.info.corpus_hash
    app.session_state["run"] = identifier
    app = app.switch_page(TRAIN).run()
    assert not app.exception
    return app


def test_an_empty_run_box_clears_nothing(run: RunFolder) -> None:
    app = open_train(run, run.id)
    app.sidebar.selectbox(key="sidebar_run").set_value(None).run()
    assert app.session_state["run"] == run.id
    assert not app.exception
    assert app.sidebar.selectbox(key="sidebar_run").value == run.id


def test_a_box_that_says_nothing_means_what_it_held(run: RunFolder) -> None:
    app = open_train(run, "")
    numbers = [each.value for each in app.number_input]
    assert all(numbers[:4])
    for each in app.number_input:
        each.set_value(None)
    app.segmented_control(key="algorithm").set_value(None)
    app.run()
    assert not app.exception
    assert app.segmented_control[0].value == "sgns"
    assert [each.value for each in app.number_input] == numbers
    assert app.session_state["seed"] == ""
