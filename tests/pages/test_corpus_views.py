"""Corpus page, what is in a text: words in context, coverage, repetition, phrases, addresses."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.routed import APP
from w2v_core.host.home import Home
from w2v_core.intake.encode import encode_files
from w2v_core.text.corpus import Corpus
from w2v_core.text.phrases import PhraseConfig
from w2v_core.text.views.concordance import Concordance

TEXT = """\
The old king saw the new york train. The king slept.
A queen saw the king in new york, and the king saw a cat.
The king slept.
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("W2V_HOME", str(tmp_path / "home"))
    return Home.default()


@pytest.fixture
def corpus(home: Home, tmp_path: Path) -> Corpus:
    files = []
    for name, text in (("one.txt", TEXT), ("two.txt", TEXT * 3)):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        files.append((name, path))
    return encode_files(files, home, name="kings", phrases=None)


def visit(corpus: Corpus, **address: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["corpus"] = corpus.content_hash
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def rows(app: AppTest) -> list[dict[str, Any]]:
    return [dict(row) for _, row in app.dataframe[0].value.iterrows()]


@pytest.mark.parametrize("order", ["text", "left", "right"])
def test_an_address_leads_to_a_concordance(corpus: Corpus, order: str) -> None:
    app = visit(corpus, view="Concordance", q="the king", order=order)
    expected = Concordance(corpus).find("the king", order=order, context=12).page(0, 20)  # type: ignore[arg-type]
    assert [(row["left"], row["hit"], row["right"]) for row in rows(app)] == [
        (line.left, line.hit, line.right) for line in expected
    ]
    assert [row["document"] for row in rows(app)] == [line.document_name for line in expected]
    assert {line.document_name for line in expected} <= {"one.txt", "two.txt"}
    assert any("**16** places" in each.value for each in app.markdown)


def test_pages_of_a_concordance_follow_one_another(corpus: Corpus) -> None:
    words = [
        row
        for page in ("1", "2")
        for row in rows(visit(corpus, view="Concordance", q="the", page=page))
    ]
    found = Concordance(corpus).find("the", context=12)
    assert len(found) > 20
    assert [row["left"] for row in words] == [line.left for line in found.page(0, 40)]
    beyond = visit(corpus, view="Concordance", q="the", page="999")
    assert rows(beyond)[0]["left"] == words[0]["left"]


@pytest.mark.parametrize("view", ["Concordance", "Collocations"])
@pytest.mark.parametrize("q", ["zebra", "<img src=x> [a](http://evil.example)", "$x$ \x07"])
def test_a_word_that_is_not_there_is_said(corpus: Corpus, view: str, q: str) -> None:
    app = visit(corpus, view=view, q=q)
    outside_code = re.sub("`[^`]*`", "", app.warning[0].value)
    assert re.fullmatch("[, ]*(does|do) not occur in this corpus\\.", outside_code)


def test_a_phrase_that_never_stands_in_a_row_is_said(corpus: Corpus) -> None:
    app = visit(corpus, view="Concordance", q="slept the")
    assert "stands nowhere in a row" in app.info[0].value


def test_nonsense_in_an_address_changes_nothing(corpus: Corpus) -> None:
    app = visit(corpus, view="../etc", order="<b>", page="-3", window="1e9", by="x", together="no")
    assert app.dataframe[0].value["word"][0] == "the"
    app = visit(corpus, view="Collocations", q="king", window="1e9", by="x", together="no")
    assert not app.error
    assert len(app.dataframe[0].value) > 0


def test_collocations_are_sorted_as_asked(corpus: Corpus) -> None:
    for by, column in (("log-likelihood", "log-likelihood"), ("PPMI", "ppmi")):
        app = visit(corpus, view="Collocations", q="king", window="2", by=by, together="1")
        found = app.dataframe[0].value
        assert list(found[column]) == sorted(found[column], reverse=True)
        assert set(found["word"]) >= {"the", "slept", "old"}


def test_the_word_in_focus_is_looked_up_where_none_is_typed(corpus: Corpus) -> None:
    app = visit(corpus, view="Concordance", word="queen")
    assert {row["hit"] for row in rows(app)} == {"queen"}


def test_nothing_asked_offers_words(corpus: Corpus) -> None:
    app = visit(corpus, view="Concordance")
    app.button(key="offer_0").click().run()
    assert app.text_input(key="q").value == "king"
    assert {row["hit"] for row in rows(app)} == {"king"}


def test_coverage_reaches_all_tokens_at_a_count_of_one(corpus: Corpus) -> None:
    table = visit(corpus, view="Coverage").dataframe[0].value
    first = table.iloc[0]
    assert (first["minimum count"], first["share of tokens"]) == (1, 1.0)
    assert first["words"] == len(corpus.all_types)
    assert list(table["share of tokens"]) == sorted(table["share of tokens"], reverse=True)


def test_repeated_sentences_and_documents_are_counted(corpus: Corpus) -> None:
    app = visit(corpus, view="Text")
    said = [each.value for each in app.markdown if "Repeated" in each.value]
    assert f"of {corpus.n_sentences} sentences" in said[0]
    assert "none of 2 documents" in said[1]
    longest = app.dataframe[0].value
    assert longest["tokens"][0] == max(len(corpus.sentence(i)) for i in range(corpus.n_sentences))


def test_phrases_can_be_taken_out(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text("in new york\nto new york\nin red tape\nto red tape\nin to\n" * 20)
    corpus = encode_files(
        [("t.txt", path)], home, name="x", phrases=PhraseConfig(threshold=0.3, passes=1)
    )
    app = visit(corpus, view="Phrases")
    found = list(app.dataframe[0].value["phrase"])
    assert {"new_york", "red_tape"} <= set(found)
    app.segmented_control(key="source").set_value("Paste").run()
    app.text_area(key="pasted").set_value(path.read_text()).run()
    app.toggle(key="phrases").set_value(True).run()
    app.number_input(key="phrase_threshold").set_value(0.3).run()
    app.session_state["phrases_excluded"] = ["new_york"]
    next(each for each in app.button if each.label == "Load corpus").click().run()
    assert not app.exception
    assert not app.error
    left = list(app.dataframe[0].value["phrase"])
    assert "red_tape" in left
    assert "new_york" not in left


def test_settings_are_shown_for_loading_the_same_again(corpus: Corpus) -> None:
    app = visit(corpus, view="Files")
    assert list(app.dataframe[0].value["name"]) == ["one.txt", "two.txt"]
    assert '"lowercase"' in app.json[0].value


@pytest.mark.parametrize("number", ["1e999", "-inf", "nan", "1e300", "2.5", "0", "abc", ""])
def test_whatever_number_the_address_has_the_page_stands(corpus: Corpus, number: str) -> None:
    app = visit(corpus, view="Collocations", q="king", together=number, window=number)
    assert 1 <= app.number_input(key="together").value <= 1e9
