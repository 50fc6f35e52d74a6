"""Corpus page: what is loaded, how it is shown, and what bad files do not do."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.routed import APP
from w2v_core.host.home import Home

HOSTILE = "../../<img src=x>[a](http://evil.example) :red[x].txt"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for all, so that the sample is read only once."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def home(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """The home that the app uses."""
    monkeypatch.setenv("W2V_HOME", str(folder))
    return Home.default()


@pytest.fixture
def app(home: Home) -> AppTest:
    """The page on a first visit."""
    return AppTest.from_file(str(APP), default_timeout=60).run()


def metric(app: AppTest, label: str) -> str:
    return next(each.value for each in app.metric if each.label == label)


def upload(app: AppTest, name: str, data: bytes) -> AppTest:
    """Upload one file and load it."""
    app.segmented_control(key="source").set_value("Upload").run()
    app.file_uploader[0].upload(name, data, "text/plain").run()
    return press(app, "Load corpus")


def view(app: AppTest, name: str) -> AppTest:
    return app.segmented_control(key="view").set_value(name).run()


def first_sentences(app: AppTest) -> str:
    return str(view(app, "Text").code[0].value)


def press(app: AppTest, label: str) -> AppTest:
    return next(each for each in app.button if each.label == label).click().run()


def paste(app: AppTest, text: str) -> AppTest:
    app.segmented_control(key="source").set_value("Paste").run()
    app.text_area(key="pasted").set_value(text).run()
    return press(app, "Load corpus")


def test_first_visit_has_a_sample(app: AppTest) -> None:
    assert not app.exception
    assert app.subheader[0].value == "kingdom"
    assert int(metric(app, "Tokens").replace(",", "")) > 50_000
    assert app.query_params["corpus"]


def test_statistics_are_those_of_the_text(app: AppTest) -> None:
    paste(app, "The cat sat. The cat ran.\nA dog")
    assert [metric(app, each) for each in ("Sentences", "Tokens", "Types", "Hapaxes")] == [
        *("3", "8", "6", "4")
    ]
    table = app.dataframe[0].value
    assert list(table["word"]) == ["cat", "the", "a", "dog", "ran", "sat"]
    assert list(table["count"]) == [2, 2, 1, 1, 1, 1]
    assert first_sentences(app) == "the cat sat\nthe cat ran\na dog"


def test_search_finds_parts_of_words(app: AppTest) -> None:
    app.text_input(key="find").set_value("KING").run()
    words = list(app.dataframe[0].value["word"])
    assert "king" in words
    assert all("king" in word for word in words)


@pytest.mark.parametrize(
    ("kind", "key", "value", "expected"),
    [
        ("toggle", "lowercase", False, "The café in <num> the end|Café yes"),
        ("toggle", "sentence_end", False, "the café in <num> the end café yes"),
        ("segmented_control", "numbers", "keep", "the café in 1984 the end|café yes"),
        ("segmented_control", "numbers", "drop", "the café in the end|café yes"),
        ("segmented_control", "stop_words", "english", "café <num> end|café yes"),
        ("segmented_control", "accents", "fold", "the cafe in <num> the end|cafe yes"),
        ("toggle", "punctuation", True, "the café in <num> , the end .|café yes"),
        ("segmented_control", "split", "spaces", "The café in 1984, the end. Café yes"),
        ("number_input", "min_length", 4, "café <num>|café"),
        ("text_input", "pattern", "[a-z]+", "the caf in the end|caf yes"),
    ],
)
def test_options_reach_the_words(
    app: AppTest, kind: str, key: str, value: object, expected: str
) -> None:
    getattr(app, kind)(key=key).set_value(value).run()
    paste(app, "The café in 1984, the end. Café yes")
    assert not app.error
    assert first_sentences(app) == expected.replace("|", "\n")


def test_own_stop_words(app: AppTest) -> None:
    app.segmented_control(key="stop_words").set_value("own").run()
    app.text_area(key="own_stop_words").set_value("sat, DOG").run()
    paste(app, "The cat sat.\nA dog")
    assert first_sentences(app) == "the cat\na"


@pytest.mark.parametrize(
    ("key", "expected"),
    [("duplicate_lines", "one two\nthree\nfour"), ("boilerplate", "one two\nthree\nfour\none two")],
)
def test_what_repeats_is_dropped(app: AppTest, key: str, expected: str) -> None:
    app.toggle(key=key).set_value(True).run()
    rows = [["one two", "footer"], ["three", "footer"], ["four", "footer"], ["one two", "footer"]]
    if key == "duplicate_lines":
        rows = [row[:1] for row in rows]
    lines = "".join(json.dumps({"text": "\n".join(row)}) + "\n" for row in rows)
    upload(app, "pages.jsonl", lines.encode())
    assert first_sentences(app) == expected


def test_upload_reads_packed_text(app: AppTest) -> None:
    upload(app, "walden.txt.gz", gzip.compress(b"I went to the woods to live"))
    assert not app.error
    assert app.subheader[0].value == "walden"
    assert metric(app, "Tokens") == "7"


def test_upload_is_copied_to_disk_under_its_hash(app: AppTest, home: Home) -> None:
    before = set(home.uploads.iterdir())
    upload(app, HOSTILE, b"one two three")
    (stored,) = set(home.uploads.iterdir()) - before
    assert len(stored.name) == 64
    assert stored.read_bytes() == b"one two three"
    assert not app.exception
    assert not app.error
    assert app.subheader[0].value.count("<") == app.subheader[0].value.count("\\<")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.txt", b""),
        ("picture.txt", bytes(range(256)) * 50),
        ("broken.zip", b"PK\x03\x04 and then nothing"),
        ("broken.txt.gz", b"\x1f\x8b and then nothing"),
        ("no words.txt", b"... --- ..."),
    ],
)
def test_bad_upload_gives_one_message_and_keeps_the_corpus(
    app: AppTest, name: str, data: bytes
) -> None:
    before = app.session_state["corpus"]
    upload(app, name, data)
    assert not app.exception
    assert len(app.error) == 1
    assert "Traceback" not in app.error[0].value
    assert app.session_state["corpus"] == before
    assert app.subheader[0].value == "kingdom"


def test_encoding_that_was_guessed_is_said(app: AppTest) -> None:
    upload(app, "old.txt", "Le café de la vallée était fermé. Où aller ?\n".encode("cp1252") * 20)
    assert not app.error
    assert any("1252" in each.value for each in app.info)


def test_the_column_that_was_taken_is_said(app: AppTest) -> None:
    upload(app, "two.csv", b"id,text\n1,some longer text here\n2,and more of it\n")
    assert any('column \\"text\\" \\(2 of 2\\)' in each.value for each in app.info)


def test_characters_that_were_replaced_are_counted(app: AppTest) -> None:
    utf16 = "\ufeffone two three".encode("utf-16-le") + b"\x00\xd8" + " four".encode("utf-16-le")
    upload(app, "wide.txt", utf16)
    assert any("Could not be read" in each.value for each in app.info)
    assert list(view(app, "Files").dataframe[0].value["replaced"]) == [1]


def test_hostile_words_are_shown_as_text(app: AppTest) -> None:
    paste(app, "[link](http://evil.example) <b>bold</b> :red[word] $x$ `code` 你好 مرحبا")
    assert not app.exception
    for each in [*app.markdown, *app.caption, *app.subheader]:
        assert "evil.example" not in each.value


def test_corpus_of_an_address_that_is_no_hash_falls_back(home: Home) -> None:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["corpus"] = "../../etc"
    app.query_params["run"] = "../../etc"
    app.query_params["word"] = "<img src=x>"
    app.run()
    assert not app.exception
    assert app.subheader[0].value == "kingdom"
    assert "run" not in app.query_params
