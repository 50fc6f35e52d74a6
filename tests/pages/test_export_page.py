"""The page that hands vectors out and takes them in, driven as a person would."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.export import show_export
from tests.pages.planted import HOSTILE, ROOT, assert_no_markup, plant, texts
from tests.pages.routed import APP
from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import RunFolder, list_runs
from w2v_core.runs.transfer.exports import exported
from w2v_core.runs.transfer.imports import import_vectors
from w2v_core.runs.workspaces import Workspace
from w2v_core.vectors.files.formats import load

PAGE = str(ROOT / "pages" / "export.py")


def opened(run: RunFolder | None = None, **query: str) -> AppTest:
    """The page as part of the app, since it links to others."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    if run is not None:
        app.session_state["run"] = run.id
    app.switch_page(PAGE).run()
    assert not app.exception
    return app


def buttons(app: AppTest) -> list[str]:
    return [each.label for each in app.get("download_button")]


def imports(app: AppTest, name: str, data: bytes, called: str = "") -> AppTest:
    app.segmented_control(key="way").set_value("import").run()
    [uploader] = app.get("file_uploader")
    uploader.set_value((name, data, "application/octet-stream")).run()
    app.text_input(key="import_name").set_value(called).run()
    [button] = [each for each in app.button if each.label == "Import"]
    assert not button.disabled
    button.click().run()
    assert not app.exception
    return app


class TestExport:
    def test_every_format_has_a_size_and_its_limits(self, run: RunFolder) -> None:
        app = opened(run)
        [table] = [each.value for each in app.dataframe]
        assert len(table) == 6
        assert table["loses"][0] == "nothing"
        assert "words with spaces" in table["loses"][1]
        assert buttons(app)[0].startswith("Download, about ")
        assert "Settings as JSON" in buttons(app)
        assert_no_markup(app)

    @pytest.mark.parametrize("suffix", show_export.TITLES)
    def test_every_format_can_be_chosen(self, run: RunFolder, suffix: str) -> None:
        app = opened(run)
        app.selectbox(key="format").set_value(suffix).run()
        assert not app.exception
        shown = "\n".join(each.value for each in app.code)
        assert f"w2v_core export {run.id}" in shown
        assert ("KeyedVectors" in shown) == (suffix != show_export.PROJECTOR)
        parts = [each for each in buttons(app) if "about" in each or each == "Words"]
        assert len(parts) == (2 if suffix == show_export.PROJECTOR else 1)

    def test_the_format_stands_in_the_address(self, run: RunFolder) -> None:
        app = opened(run, format="GloVe, text")
        assert app.selectbox(key="format").value == ".glove.txt"
        app = opened(run, format="<b>nonsense</b>", way="nonsense")
        assert app.selectbox(key="format").value == ".npz"

    def test_what_is_handed_out_is_what_was_learned(self, run: RunFolder, tmp_path: Path) -> None:
        for suffix in (".npz", ".bin"):
            (tmp_path / f"v{suffix}").write_bytes(exported(run, f"v{suffix}", 8))
            found = load(tmp_path / f"v{suffix}")
            np.testing.assert_array_equal(found.vectors, run.vectors().vectors[:8])
        rows = exported(run, "v.tsv", 3, "v_metadata.tsv").decode().splitlines()
        assert [row.split("\t")[0] for row in rows] == ["word", "man", "woman", "king"]
        assert not list(run.home.uploads.iterdir())

    def test_a_word_with_a_space_is_named_where_it_does_not_fit(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("W2V_HOME", str(tmp_path / "spaces"))
        run = plant(tmp_path / "spaces", ["cat", "new york", "dog"], np.eye(3, dtype=np.float32))
        app = opened(run)
        assert not app.warning
        app.selectbox(key="format").set_value(".bin").run()
        assert "`new york`" in app.warning[0].value
        assert "NPZ carries it" in app.warning[0].value
        assert not any("about" in each for each in buttons(app))
        app.number_input(key=f"first_{run.id}").set_value(1).run()
        assert not app.warning

    def test_large_files_are_left_to_the_shell(
        self, run: RunFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(show_export, "MOST_BYTES", 10)
        app = opened(run)
        assert "the browser is given at most" in app.info[0].value
        assert not any("about" in each for each in buttons(app))
        assert "w2v_core export" in app.code[0].value

    def test_settings_and_losses_can_be_taken_along(self, run: RunFolder) -> None:
        told = json.loads(show_export.settings_json(run))
        assert told["config"]["min_count"] == 5
        assert "id" not in told
        assert "owner" not in told
        assert show_export.loss_csv(run).decode("utf-8-sig").startswith("stage,seconds,done,total")

    def test_sizes_are_about_right(self, run: RunFolder) -> None:
        found = show_export.sizes(run, run.vectors(), 14)
        for suffix in (".txt", ".bin", ".npz"):
            size = len(exported(run, f"v{suffix}", 14))
            assert 0.7 * size < found[suffix] < 1.5 * size


class TestImport:
    def test_is_what_is_shown_where_there_are_no_vectors(self, run: RunFolder) -> None:
        app = opened()
        assert app.segmented_control(key="way").value == "import"
        assert "python -m w2v_core import" in app.code[0].value
        app.segmented_control(key="way").set_value("export").run()
        assert "no vectors to export" in app.info[0].value

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("pets.txt", b"3 2\ncat 1 0\ndog 1 1\ncar 0 1\n"),
            ("pets.vec.gz", gzip.compress(b"cat 1 0\ndog 1 1\ncar 0 1\n", mtime=0)),
        ],
    )
    def test_ends_with_the_run_in_use(self, run: RunFolder, name: str, data: bytes) -> None:
        app = imports(opened(), name, data)
        newest = list_runs(run.home)[0]
        assert app.session_state["run"] == newest.id
        assert newest.info.name == "pets"
        assert newest.vectors().words == ("cat", "dog", "car")
        assert f"Imported 3 words from `{name}`" in texts(app)
        app.segmented_control(key="way").set_value("export").run()
        assert not app.exception
        assert "Loss as CSV" not in buttons(app)

    def test_takes_a_name(self, run: RunFolder) -> None:
        imports(opened(), "v.txt", b"cat 1 0\ndog 1 1\n", "our <b>pets</b>")
        assert list_runs(run.home)[0].info.name == "our <b>pets</b>"

    @pytest.mark.parametrize(
        ("name", "data", "says"),
        [
            ("v.txt", b"cat 1 2\ndog 1 nan\n", "line 2"),
            ("v.bin", b"1000000000000 300\n", "cut off"),
            ("v.npz", b"PK\x05\x06" + bytes(18), "no NPZ"),
            ("v.txt.gz", b"no gzip", "no gzip"),
            ("[x](http://evil).txt", b"cat\n", "line 1 must hold"),
        ],
    )
    def test_says_what_is_wrong(self, run: RunFolder, name: str, data: bytes, says: str) -> None:
        app = imports(opened(), name, data)
        assert says in app.error[0].value.replace("\\", "")
        assert "](http" not in app.error[0].value
        assert len(list_runs(run.home)) == 1

    def test_comes_from_the_server_s_folder_too(
        self, run: RunFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = tmp_path / "shelf"
        folder.mkdir()
        (folder / "pets.vec").write_text("2 2\ncat 1 0\ndog 1 1\n")
        (folder / "notes.md").write_text("no vectors")
        monkeypatch.setenv("W2V_CORPORA", str(folder))
        app = opened(way="Import")
        app.segmented_control(key="import_source").set_value("Server").run()
        box = app.selectbox(key="import_server")
        assert [each.partition(",")[0] for each in box.options] == ["pets.vec"]
        box.set_value("pets.vec").run()
        [button] = [each for each in app.button if each.label == "Import"]
        button.click().run()
        assert not app.exception
        assert list_runs(run.home)[0].vectors().words == ("cat", "dog")


@pytest.fixture
def imported(run: RunFolder, tmp_path: Path) -> RunFolder:
    """Vectors with hostile words, trained elsewhere."""
    words = [*"abcdefgh", *HOSTILE]
    rows = np.random.default_rng(0).normal(size=(len(words), 4))
    lines = [f"{word} {' '.join(map(str, row))}" for word, row in zip(words, rows, strict=True)]
    (tmp_path / "strange.txt").write_text("\n".join(lines))
    return import_vectors(tmp_path / "strange.txt", Workspace(Home(run.home.root)))


@pytest.mark.parametrize("page", ["corpus", "train", "runs", "export"])
def test_pages_stand_such_a_run(imported: RunFolder, page: str) -> None:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.session_state["run"] = imported.id
    app.session_state["word"] = "a"
    app.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
    assert not app.exception
    assert app.session_state["run"] == imported.id
    assert any("strange" in each for each in app.selectbox(key="sidebar_run").options)
    assert_no_markup(app)


def test_train_says_where_such_vectors_come_from(imported: RunFolder) -> None:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.session_state["run"] = imported.id
    app.switch_page(str(ROOT / "pages" / "train.py")).run()
    assert "trained elsewhere" in texts(app)
    labels = [each.label for each in app.button]
    assert "Reset" not in labels
    assert "Start training" in labels


def test_runs_lists_it_under_its_name(imported: RunFolder) -> None:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.switch_page(str(ROOT / "pages" / "runs.py")).run()
    [table] = [each.value for each in app.dataframe]
    row = table[table["name"] == "strange"].iloc[0]
    assert (row["algorithm"], row["dim"]) == ("Imported", 4)
