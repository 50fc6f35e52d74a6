"""Corpus page, the way in: tables, the server's folder, own patterns, previews, random bytes."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from pages.parts.corpus.ask_source import SAMPLES
from pages.shared.choices import distinct
from tests.pages.routed import APP
from w2v_core.errors import ReadError, W2VError
from w2v_core.host.home import Home
from w2v_core.intake.looking import Look, look
from w2v_core.intake.samples import SampleEvent
from w2v_core.text.files.options import SUFFIXES
from w2v_core.text.files.reading import TextFile

CSV = b'id,author,text\n1,Ann,"a red cat, sleeping"\n2,Bob,"two dogs\nbarking loudly"\n'
JSON_FIELDS = ["id", "user.name", "body"]
JSONL = b'{"id": "7", "user": {"name": "Ann"}, "body": "a red cat is sleeping"}\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def home(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("W2V_HOME", str(folder))
    monkeypatch.delenv("W2V_CORPORA", raising=False)
    return Home.default()


@pytest.fixture
def app(home: Home) -> AppTest:
    return AppTest.from_file(str(APP), default_timeout=60).run()


def bring(app: AppTest, name: str, data: bytes) -> AppTest:
    """Upload a file, and do not load it yet."""
    app.segmented_control(key="source").set_value("Upload").run()
    app.file_uploader[0].upload(name, data, "application/octet-stream").run()
    assert not app.exception
    return app


def paste(app: AppTest, text: str) -> AppTest:
    app.segmented_control(key="source").set_value("Paste").run()
    return app.text_area(key="pasted").set_value(text).run()


def load(app: AppTest) -> AppTest:
    next(each for each in app.button if each.label == "Load corpus").click().run()
    assert not app.exception
    return app


def first_sentences(app: AppTest) -> str:
    return str(app.segmented_control(key="view").set_value("Text").run().code[0].value)


def previewed(app: AppTest) -> str:
    """What the preview shows, as far as there is one."""
    return "\n".join(each.value for each in app.markdown if each.value.startswith(":gray["))


def test_the_column_with_the_most_text_is_proposed_and_another_can_be_chosen(app: AppTest) -> None:
    bring(app, "reviews.csv", CSV)
    box = next(each for each in app.selectbox if each.label.startswith("Column of"))
    assert box.options == ["id", "author", "text"]
    assert any("a red cat, sleeping" in each.value for each in app.caption)
    assert "`red`" in previewed(app)
    box.set_value("2").run()
    assert "`ann`" in previewed(app)
    load(app)
    assert first_sentences(app) == "ann\nbob"
    assert app.subheader[0].value == "reviews"


def test_a_field_of_json_lines_is_chosen(app: AppTest) -> None:
    bring(app, "talk.jsonl", JSONL)
    box = next(each for each in app.selectbox if each.label.startswith("Field of"))
    box.set_value(str(1 + box.options.index("user.name"))).run()
    load(app)
    assert first_sentences(app) == "ann"


@pytest.mark.parametrize(("name", "data"), [("r.csv", CSV), ("r.jsonl", JSONL)])
def test_a_column_of_labels_is_kept_where_one_is_chosen(
    app: AppTest, name: str, data: bytes
) -> None:
    bring(app, name, data)
    box = next(each for each in app.selectbox if each.label.startswith("Labels of"))
    assert box.value is None
    load(app)
    plain = app.session_state["corpus"]
    box = next(each for each in app.selectbox if each.label.startswith("Labels of"))
    author = next(each for each in box.options if each in ("author", "user.name"))
    box.set_value(str(2 if author == "author" else 1 + JSON_FIELDS.index(author))).run()
    load(app)
    assert app.session_state["corpus"] != plain
    corpus = Home.default().corpus(app.session_state["corpus"])
    assert list(corpus.document_labels) == (["Ann", "Bob"] if name == "r.csv" else ["Ann"])


def test_tables_of_one_kind_are_asked_about_once(app: AppTest) -> None:
    app.segmented_control(key="source").set_value("Upload").run()
    files = [("a.csv", CSV, "text/csv"), ("b.csv", CSV, "text/csv"), ("c.jsonl", JSONL, "x/y")]
    app.file_uploader[0].set_value(files).run()
    labels = [each.label for each in app.selectbox if re.match("Column|Field", each.label)]
    assert labels == ["Column of a\\.csv", "Field of c\\.jsonl"]
    next(each for each in app.selectbox if each.label == labels[0]).set_value("2").run()
    load(app)
    assert first_sentences(app) == "ann\nbob\nann\nbob\na red cat is sleeping"


def test_labels_that_are_the_same_are_told_apart() -> None:
    assert distinct({"1": "x", "2": "y", "3": "x"}) == {"1": "x · 1", "2": "y", "3": "x · 3"}


def test_two_corpora_of_one_name_and_size_are_not_mixed_up(app: AppTest) -> None:
    load(paste(app, "one two three"))
    load(paste(app, "four five six"))
    assert first_sentences(app) == "four five six"


def test_the_preview_follows_the_options_and_goes_when_the_text_is_loaded(app: AppTest) -> None:
    assert not previewed(app)  # what is chosen is what is loaded
    paste(app, "The Cafe has 3 cats. Yes!")
    assert "`the` `cafe` `has` `<num>` `cats`" in previewed(app)
    app.toggle(key="lowercase").set_value(False).run()
    assert "`The` `Cafe` `has` `<num>` `cats`" in previewed(app)
    load(app)
    assert not previewed(app)
    app.toggle(key="lowercase").set_value(True).run()
    assert previewed(app)


def test_the_preview_shows_hostile_lines_as_text(app: AppTest) -> None:
    paste(app, "![x](http://evil.example/p.png) <img src=x> $x$ :red[y] `code`")
    shown = previewed(app)
    assert "](http" not in shown
    assert "<img" not in re.sub(r"\\.", "", shown)


def test_a_pattern_that_hangs_is_refused_before_it_is_used(app: AppTest) -> None:
    paste(app, "a" * 60 + "!")
    app.text_input(key="pattern").set_value("(a+)+$").run()
    assert "takes more than 1 s" in app.error[0].value
    assert next(each for each in app.button if each.label == "Load corpus").disabled
    app.text_input(key="pattern").set_value("(").run()
    assert "is no regular expression" in app.error[0].value
    app.text_input(key="pattern").set_value("a").run()
    assert not app.error
    assert "`a` `a`" in previewed(app)


def test_files_of_the_server_are_listed_and_loaded(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "big.txt").write_text("a very large text")
    (tmp_path / "secret.png").write_bytes(b"x")
    monkeypatch.setenv("W2V_CORPORA", str(tmp_path))
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    app.segmented_control(key="source").set_value("Server").run()
    box = app.multiselect(key="server_files")
    assert [each.partition(",")[0] for each in box.options] == ["big.txt"]
    box.select("big.txt").run()
    load(app)
    assert first_sentences(app) == "a very large text"


def test_the_server_is_no_source_without_a_folder(app: AppTest) -> None:
    assert "Server" not in app.segmented_control(key="source").options


def test_the_same_text_under_another_name_is_said(app: AppTest) -> None:
    load(bring(app, "first.txt", b"some words here"))
    load(bring(app, "second.txt", b"some words here"))
    assert any("kept once" in each.value and "first" in each.value for each in app.info)


def test_a_sample_that_cannot_be_had_is_one_sentence_and_all_else_goes_on(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Iterator[SampleEvent]:
        yield SampleEvent(0, 0)
        raise ReadError("20 Newsgroups could not be downloaded.")

    monkeypatch.setattr("pages.parts.corpus.show_loading.prepare_in_process", fail)
    app.selectbox(key="sample").set_value("newsgroups").run()
    assert SAMPLES["newsgroups"].story in app.caption[0].value
    load(app)
    assert [each.value for each in app.error] == ["20 Newsgroups could not be downloaded\\."]
    assert app.subheader[0].value == "kingdom"


def test_a_file_that_takes_too_much_is_one_sentence_and_what_was_loaded_stays(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> Look:
        raise W2VError("Looking into the file takes more than 10 s of computing.")

    monkeypatch.setattr("pages.parts.corpus.glance.look_in_process", fail)
    bring(app, "greedy.csv", b"a,b\n1,greedy\n")
    assert [each.value for each in app.warning] == [
        "Looking into the file takes more than 10 s of computing\\."
    ]
    assert app.subheader[0].value == "kingdom"


def test_a_file_is_looked_into_once(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []

    def count(files: Sequence[TextFile]) -> Look:
        looks.append(files[0].name)
        return look(files)

    monkeypatch.setattr("pages.parts.corpus.glance.look_in_process", count)
    bring(app, "once.csv", b"a,b\n1,only once\n")
    app.toggle(key="lowercase").set_value(False).run()
    assert looks == ["once.csv"]
    next(each for each in app.selectbox if each.label.startswith("Column of")).set_value("1").run()
    assert looks == ["once.csv"] * 2  # another column, other lines


def packed(suffix: str, data: bytes) -> bytes:
    """Random bytes, or random bytes in a sound archive."""
    if suffix == ".gz":
        return gzip.compress(data)
    if suffix == ".zip":
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w") as archive:
            archive.writestr("inner.csv", data)
        return whole.getvalue()
    return data


@settings(max_examples=2, suppress_health_check=list(HealthCheck))
@given(
    data=st.binary(min_size=1, max_size=2_000) | st.text(min_size=1).map(str.encode),
    wrap=st.booleans(),
)
@example(data=b'"', wrap=False)
@example(data=b"a,b\n1,2\n\x00\xff", wrap=True)
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_random_bytes_under_any_name_never_break_the_page(
    app: AppTest, suffix: str, data: bytes, wrap: bool
) -> None:
    before = app.subheader[0].value
    bring(app, f"strange thing{suffix}", packed(suffix, data) if wrap else data)
    load(app)
    for each in app.error:
        assert "strange" in each.value, each.value
        assert "Traceback" not in each.value
        assert "nobody foresaw" not in each.value
    if app.error:
        assert app.subheader[0].value == before
