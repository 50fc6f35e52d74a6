"""What is done with the runs that are selected: open, rename, delete, undo."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tests.core.run_kit import until
from tests.pages.planted import ROOT, texts
from tests.pages.runs.kit import NAMES, PAGE, button, listed, message, open_runs, select
from w2v_core.runs import create, launch
from w2v_core.runs.folder.records import RunState
from w2v_core.runs.folder.run_folder import RunFolder


def test_what_can_be_done_depends_on_the_selection(runs: list[RunFolder]) -> None:
    runs[1].write_state(RunState("failed", "x"))
    (runs[1].path / "vectors.npz").unlink()
    app = open_runs()

    def enabled() -> set[str]:
        boxes = [*app.button, *app.get("download_button")]
        found = {each.label for each in boxes if not each.proto.disabled}
        return found - {"Download table"}

    assert enabled() == set()
    select(app, 0)
    assert enabled() == {"Open", "Rename and tag", "Delete", "Download ZIP"}
    select(app, 1)
    assert enabled() == {"Open", "Rename and tag", "Delete"}
    select(app, 0, 2)
    assert enabled() == {"Delete 2 runs"}
    select(app, 3, cell=2)  # a click from before the box was ticked
    assert enabled() == {"Open", "Rename and tag", "Delete", "Download ZIP"}
    assert "Selected: \\=cmd" in texts(app)


def test_open_shows_the_run_on_train(runs: list[RunFolder]) -> None:
    app = select(open_runs(), cell=2)
    button(app, "open").click().run()
    assert not app.exception
    assert app.session_state["run"] == runs[2].id


def test_rename_and_tag(runs: list[RunFolder]) -> None:
    app = select(open_runs(), 3)
    button(app, "rename").click().run()
    run = runs[3]
    assert app.text_input(key=f"name_{run.id}").value == NAMES[0]
    app.text_input(key=f"name_{run.id}").set_value("new <i>name</i>")
    app.text_input(key=f"tags_{run.id}").set_value("a, b ,, a")
    next(each for each in app.button if each.label == "Save").click().run()
    assert not app.exception
    assert (run.labels.name, run.labels.tags) == ("new <i>name</i>", ("a", "b"))
    assert "new <i>name</i>" in listed(open_runs())


def test_a_name_that_is_too_long_is_refused(runs: list[RunFolder]) -> None:
    app = select(open_runs(), 3)
    button(app, "rename").click().run()
    app.text_input(key=f"name_{runs[3].id}").set_value("n" * 201)
    next(each for each in app.button if each.label == "Save").click().run()
    assert "200 characters" in message(app)
    assert runs[3].labels.name == NAMES[0]


def test_delete_and_undo(runs: list[RunFolder]) -> None:
    app = select(open_runs(), 0, 1)
    before = listed(app)
    button(app, "delete").click().run()
    assert not app.exception
    assert listed(app) == before[2:]
    assert "Deleted 2 runs" in texts(app)
    button(app, "undo_delete").click().run()
    assert listed(app) == before
    assert "Deleted" not in texts(app)


def test_undo_takes_back_the_last_deletion_even_of_all_runs(runs: list[RunFolder]) -> None:
    app = select(open_runs(), 0)
    button(app, "delete").click().run()
    select(app, 0, 1, 2, 3)
    button(app, "delete").click().run()
    assert not listed(app)
    button(app, "undo_delete").click().run()
    assert listed(app) == [each.labels.name for each in runs[1:]]


def test_another_page_ends_the_time_for_undo(runs: list[RunFolder]) -> None:
    app = select(open_runs(), 0)
    button(app, "delete").click().run()
    assert "Deleted 1 run" in texts(app)
    app.text_input(key="runs_find").set_value("tag").run()
    assert "Deleted 1 run" in texts(app)
    app.switch_page(str(ROOT / "pages" / "neighbors.py")).run()
    app.switch_page(PAGE).run()
    assert "Deleted" not in texts(app)
    assert not app.exception


def test_deleting_the_active_run_puts_it_aside(runs: list[RunFolder]) -> None:
    app = open_runs()
    app.session_state["run"] = runs[1].id
    select(app, 1)
    button(app, "delete").click().run()
    assert app.session_state["run"] == ""


def test_a_run_that_is_trained_is_cancelled_and_comes_back_paused(run: RunFolder) -> None:
    settings = dataclasses.replace(run.config, epochs=1_000, dim=1_000, window=20, negative=20)
    going = create.create_run(run.home, "sgns", settings, run.corpus())
    launch.start_worker(going)
    until(lambda: going.state().status == "running")
    app = open_runs()
    assert not app.exception
    assert app.dataframe[0].value["status"].tolist()[0] == "▸ Training"
    assert app.get("progress")
    select(app, 0)
    button(app, "delete").click().run()
    assert listed(app) == [run.labels.name]
    button(app, "undo_delete").click().run()
    assert [each.value for each in app.error] == []
    assert app.dataframe[0].value["status"].tolist() == ["‖ Paused", "✓ Done"]


def test_a_folder_that_cannot_be_moved_is_told(
    runs: list[RunFolder], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    app = select(open_runs(), 0)
    monkeypatch.setattr(Path, "rename", refuse)
    button(app, "delete").click().run()
    assert "Permission denied" in message(app)
    assert len(listed(app)) == 5
