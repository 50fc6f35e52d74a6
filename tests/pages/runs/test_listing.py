"""What the Runs page lists, whose, and how it is found."""

from __future__ import annotations

import dataclasses
import os

import pytest

from pages.parts.runs import show_table
from tests.pages.runs.kit import button, copy, listed, open_runs
from w2v_core.host.files import write_record
from w2v_core.models.ppmi_svd import PPMISVDConfig
from w2v_core.runs import create, launch
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.library import entries
from w2v_core.runs.workspaces import Workspace, new_key


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
    other = create.create_run(run.home, "ppmi-svd", settings, run.corpus())
    launch.start_worker(other)
    assert other.wait().status == "done"
    table = open_runs().dataframe[0].value.set_index("algorithm")
    assert 0 < table.loc["PPMI-SVD", "error"] < 1
    assert table.loc["SGNS"].isna()["error"]
    assert "loss" not in table  # the planted run was never trained
    assert table.loc["PPMI-SVD", "seconds"].total_seconds() >= 0


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


def test_the_table_can_be_downloaded_without_formulas(runs: list[RunFolder]) -> None:
    row = show_table.row(entries(Workspace(runs[0].home))[3])
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
