"""Runs page: what is listed, found and selected, and what is done with it."""

from __future__ import annotations

import dataclasses
import io
import os
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import run_table
from tests.pages.planted import ROOT, texts
from tests.pages.routed import APP
from w2v_core.models.ppmi_svd import PPMISVDConfig
from w2v_core.runs import launch, making
from w2v_core.runs.files import write_record
from w2v_core.runs.home import Home
from w2v_core.runs.library import entries
from w2v_core.runs.parcel import pack_run
from w2v_core.runs.records import RunState
from w2v_core.runs.store import RunFolder, list_runs
from w2v_core.runs.workspaces import Workspace, new_key

PAGE = str(ROOT / "pages" / "runs.py")
NAMES = ("=cmd|calc", "![x](http://evil.example/p.png)", ":red[x] $y$ <b>z</b>", "n" * 200)


def open_runs(key: str = "") -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    if key:
        app.session_state["key"] = key
    return app.switch_page(PAGE).run()


def copy(run: RunFolder, name: str, tags: tuple[str, ...] = (), **fields: object) -> RunFolder:
    """Another run with the same vectors, made a second later."""
    created = max(each.info.created for each in list_runs(run.home)) + 1
    info = dataclasses.replace(
        run.info, id=f"copy-{len(list_runs(run.home))}", created=created, **fields
    )
    other = RunFolder(run.home.runs / info.id)
    shutil.copytree(run.path, other.path)
    write_record(info, other.path / "run.json")
    other.label(name, tags)
    return other


@pytest.fixture
def runs(run: RunFolder) -> list[RunFolder]:
    """Five runs, newest first as they are listed."""
    run.label("plain", ("first",))
    return [run, *(copy(run, name, ("tag",)) for name in NAMES)][::-1]


def listed(app: AppTest) -> list[str]:
    return app.dataframe[0].value["name"].tolist() if app.dataframe else []


def select(app: AppTest, *rows: int, cell: int | None = None, text: str = "") -> AppTest:
    """Tick the boxes of rows, or click on a cell."""
    found = run_table.find(entries(Workspace(Home.default())), text)
    cells = [] if cell is None else [[cell, "status"]]
    app.session_state[run_table.key_of(found)] = {
        "selection": {"rows": list(rows), "columns": [], "cells": cells}
    }
    return app.run()


def zipped(run: RunFolder) -> bytes:
    file = io.BytesIO()
    pack_run(run, file)
    return file.getvalue()


def upload(app: AppTest, data: bytes, name: str = "x.zip") -> AppTest:
    return app.file_uploader[0].upload(name, data, "application/zip").run()


def button(app: AppTest, key: str) -> object:
    return app.button(key=key)


def message(app: AppTest) -> str:
    return app.error[0].value.replace("\\", "")


def test_all_runs_of_all_corpora_are_listed_newest_first(runs: list[RunFolder]) -> None:
    copy(runs[0], "elsewhere", corpus_hash="0" * 64, corpus_name="another")
    app = open_runs()
    assert not app.exception
    table = app.dataframe[0].value
    assert listed(app) == ["elsewhere", *(each.labels.name for each in runs)]
    assert table["corpus"].tolist() == ["another", *["planted <b>corpus</b>"] * 5]
    assert table["status"].unique().tolist() == ["✓ Done"]
    assert (table["MB"] > 0).all()


def test_each_measure_has_its_own_column(run: RunFolder) -> None:
    assert "error" not in open_runs().dataframe[0].value
    settings = PPMISVDConfig(dim=5, min_count=2)
    other = making.create_run(run.home, "ppmi-svd", settings, run.corpus())
    launch.start_worker(other)
    assert other.wait().status == "done"
    table = open_runs().dataframe[0].value.set_index("algorithm")
    assert 0 < table.loc["PPMI-SVD", "error"] < 1
    assert table.loc["SGNS"].isna()["error"]
    assert "loss" not in table  # the planted run was never trained
    assert table.loc["PPMI-SVD", "seconds"].total_seconds() >= 0


def test_without_runs_there_is_one_next_step_and_a_way_to_bring_one(run: RunFolder) -> None:
    data = zipped(run)
    shutil.rmtree(run.path)
    app = open_runs()
    assert not app.exception
    assert [each.label for each in app.page_link] == ["Go to Train"]
    assert not app.dataframe
    upload(app, data)
    assert len(listed(app)) == 1


@pytest.mark.parametrize(
    ("text", "count"), [("tag", 4), ("FIRST", 1), ("planted", 5), ("tag evil", 1), ("", 5)]
)
def test_a_run_is_found_by_name_tag_and_corpus(
    runs: list[RunFolder], text: str, count: int
) -> None:
    app = open_runs()
    app.text_input(key="runs_find").set_value(text).run()
    assert len(listed(app)) == count


def test_nothing_found_says_so_as_text(runs: list[RunFolder]) -> None:
    app = open_runs()
    app.text_input(key="runs_find").set_value("[x](http://y) <b>").run()
    assert not app.dataframe
    assert "](http" not in app.info[0].value
    assert all(button(app, key).disabled for key in ("open", "rename", "delete"))


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
    going = making.create_run(run.home, "sgns", settings, run.corpus())
    launch.start_worker(going)
    app = open_runs()
    assert not app.exception
    assert app.dataframe[0].value["status"].tolist()[0] in ("▸ Training", "… Waiting")
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


def test_the_table_can_be_downloaded_without_formulas(runs: list[RunFolder]) -> None:
    row = run_table.row(entries(Workspace(runs[0].home))[3])
    assert row[0] == "=cmd|calc"
    labels = [each.label for each in open_runs().get("download_button")]
    assert labels == ["Download ZIP", "Download table"]


def test_only_one_s_own_runs_in_a_classroom(
    runs: list[RunFolder], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("W2V_MODE", "classroom")
    mine = new_key()
    owner = Workspace.of(runs[0].home, mine).id
    write_record(dataclasses.replace(runs[2].info, owner=owner), runs[2].path / "run.json")
    assert listed(open_runs(mine)) == [runs[2].labels.name]
    assert listed(open_runs(new_key())) == []


def test_names_that_no_browser_can_be_sent(run: RunFolder) -> None:
    run.label("a\ud800b", ("\ud801",))
    app = open_runs()
    assert not app.exception
    assert listed(app) == ["a?b"]


def test_a_thousand_runs(run: RunFolder) -> None:
    for i in range(1_000):
        info = dataclasses.replace(run.info, id=f"copy-{i}", created=run.info.created + i)
        folder = run.home.runs / info.id
        folder.mkdir()
        for name in ("state.json", "progress.bin", "frames.bin", "vectors.npz"):
            os.link(run.path / name, folder / name)
        write_record(dataclasses.replace(info, name=f"run {i}"), folder / "run.json")
    app = open_runs()
    assert not app.exception
    assert len(listed(app)) == 1_001
    app.text_input(key="runs_find").set_value("run 999").run()
    assert listed(app) == ["run 999"]
