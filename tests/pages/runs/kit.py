"""What tests of the Runs page share: opening it, its table, its buttons, and copies of runs."""

from __future__ import annotations

import dataclasses
import io
import shutil

from streamlit.testing.v1 import AppTest

from pages.parts.runs import show_table
from tests.pages.planted import ROOT
from tests.pages.routed import APP
from w2v_core.host.files import write_record
from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import RunFolder, list_runs
from w2v_core.runs.library import entries
from w2v_core.runs.transfer.run_zip import pack_run
from w2v_core.runs.workspaces import Workspace

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


def listed(app: AppTest) -> list[str]:
    return app.dataframe[0].value["name"].tolist() if app.dataframe else []


def select(app: AppTest, *rows: int, cell: int | None = None, text: str = "") -> AppTest:
    """Tick the boxes of rows, or click on a cell."""
    found = show_table.find(entries(Workspace(Home.default())), text)
    cells = [] if cell is None else [[cell, "status"]]
    app.session_state[show_table.key_of(found)] = {
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
