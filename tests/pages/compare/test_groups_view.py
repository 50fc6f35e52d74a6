"""Compare page, one word in groups of documents: the figure, its picture, lists, empty states."""

from __future__ import annotations

import json
from pathlib import Path

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.compare.show_groups import in_a_sentence
from tests.core.evaluation.texts import CHANGED, SAME, TOPICS, corpus_of, planted
from tests.pages.compare.groups import renamed, run_on, two_folders
from tests.pages.compare.kit import at, in_app
from tests.pages.planted import HOSTILE, texts
from w2v_core.evaluation.alacarte import a_la_carte
from w2v_core.evaluation.difference import Difference, difference
from w2v_core.evaluation.usage import usage
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.transfer.imports import import_vectors
from w2v_core.runs.workspaces import Workspace
from w2v_core.text.grouping import group_documents


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("W2V_HOME", str(tmp_path))
    return tmp_path


def view(run: RunFolder, word: str = "", **address: str | list[str]) -> AppTest:
    app = at(run, word, compare="Groups", **address)
    assert not app.exception
    return app


def of_core(run: RunFolder, word: str) -> Difference:
    corpus = run.corpus().restrict(2)
    model = a_la_carte(corpus, run.vectors(), window=3)
    groups = group_documents(corpus, "folder")
    order = sorted((0, 1), key=lambda i: -groups.tokens[i])
    return difference(usage(model, groups, order, word))


def lists_of(app: AppTest, place: int) -> list[str]:
    table = next(each.value for each in app.dataframe if "word_0" in each.value)
    return [word.removeprefix("◆ ") for word in table[f"word_{place}"] if word]


def test_a_planted_change_is_said_drawn_and_shown_in_both_lists(home: Path) -> None:
    run = two_folders(home)
    app = view(run, CHANGED)
    test = of_core(run, CHANGED)
    assert test.groups == ("two", "one")  # the larger first
    assert in_a_sentence(test) in texts(app)
    assert "is used differently" in in_a_sentence(test)
    assert "p\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}0.001" in in_a_sentence(test)
    (spec,) = [json.loads(each.proto.spec) for each in app.get("plotly_chart")]
    go.Figure(spec)  # plotly checks every property
    bars = spec["data"][0]
    assert bars["type"] == "bar"
    assert len(bars["x"]) == len(bars["y"])
    assert spec["data"][2]["x"] == [pytest.approx(test.figure)] * 2
    for place, topic in enumerate(reversed(TOPICS)):
        assert sum(word.startswith(topic) for word in lists_of(app, place)[:5]) >= 3
    assert "40 documents" in texts(app)
    assert f"**{CHANGED}**" in texts(app)  # a line of each group


def test_what_is_used_alike_is_said_so(home: Path) -> None:
    app = view(two_folders(home), SAME)
    assert "is not seen to be used differently" in texts(app)
    assert texts(app).count("*First:*") == 2


def test_the_table_names_the_word_that_changed(home: Path) -> None:
    run = two_folders(home)
    assert not [each for each in view(run).dataframe if "q" in each.value]
    app = view(run, groups_table="true", groups_words="40")
    table = next(each.value for each in app.dataframe if "q" in each.value)
    assert CHANGED in table["word"][:3].tolist()
    assert table["differs"][table["word"] == CHANGED].item() == "●"
    assert table["p"][table["unit"] == "documents"].is_monotonic_increasing
    assert table["q"][table["unit"] == "occurrences"].isna().all()
    assert "By chance alone about" in texts(app)
    assert "Benjamini" in texts(app)
    assert [each.label for each in app.get("download_button")] == ["Download table"]


def test_the_groups_of_the_address_are_shown_and_others_can_be_chosen(home: Path) -> None:
    run = two_folders(home)
    app = view(run, CHANGED, groups_by="Half", groups_half=["second half", "first half"])
    assert "In **second half** and **first half**" in texts(app)
    app.segmented_control(key="groups_by").set_value("folder").run()
    assert "In **two** and **one**" in texts(app)
    app.multiselect(key="groups_folder").set_value(["one"]).run()
    assert "Choose two groups or more" in texts(app)
    hostile = view(run, CHANGED, groups_by="moon", groups_folder=["nowhere"])
    assert "Choose two groups or more" in texts(hostile)


def test_groups_of_another_text_are_let_go(home: Path) -> None:
    run = two_folders(home)
    app = view(run, CHANGED)
    app.multiselect(key="groups_folder").set_value(["one", "two"]).run()
    assert "In **one** and **two**" in texts(app)
    other = run_on(home, renamed(planted(3), {"one": "men", "two": "women"}))
    app.session_state["run"], app.session_state["corpus"] = other.id, other.info.corpus_hash
    app.run()
    assert not app.exception
    assert "In **women** and **men**" in texts(app)


def test_labels_lead_where_the_text_has_them(home: Path) -> None:
    corpus = planted(1)
    labels = ["old" if name.startswith("one") else "" for name in corpus.document_names]
    app = view(run_on(home, renamed(corpus, {}, labels)), CHANGED)
    assert app.segmented_control(key="groups_by").value == "label"
    assert "In **\\(no label\\)** and **old**" in texts(app)
    assert "is used differently" in texts(app)


def test_hostile_names_and_words_are_shown_as_text(home: Path) -> None:
    names = {"one": "<b>a<b> $x$ :red[x]", "two": "[link](http:evil)"}
    words = {CHANGED: HOSTILE[0], SAME: HOSTILE[4], "hearth0": HOSTILE[1], "stadium0": HOSTILE[5]}
    run = run_on(home, renamed(planted(1), names, words=words))
    for word in (HOSTILE[0], HOSTILE[4], HOSTILE[1], HOSTILE[5]):
        app = view(run, word, groups_table="true", groups_words="10")
        spans_taken_out = "".join(texts(app).split("`")[::2])
        for each in (*words.values(), "<b>a<b>", "$x$", "[link](http"):
            assert each not in spans_taken_out
    assert app.multiselect(key="groups_folder").value == [names["two"], names["one"]]


def test_rare_and_unknown_words_are_said_without_a_number(home: Path) -> None:
    documents = [(f"a/{i}", ["home x y"]) for i in range(12)] + [("b/1", ["x y", "home x"])]
    run = run_on(home, corpus_of(documents))
    app = view(run, "home")
    assert "stands once beside another word in b" in texts(app).replace("\\", "")
    assert "distance" not in texts(app).partition("- **One model")[0]
    assert not app.get("plotly_chart")
    app = view(run, "hoome")
    assert "Nearest spellings:" in texts(app)
    app = view(run)
    assert "Type a word" in texts(app)
    app = view(run, groups_table="true")
    assert "10 of" not in texts(app)


def test_few_documents_are_a_caution(home: Path) -> None:
    run = two_folders(home, sizes=(6, 30))
    app = view(run, CHANGED)
    assert "under 10 documents with this word" in texts(app)
    assert "occurrences give" in texts(app)
    assert "p is too low" in texts(view(run, groups_table="true", groups_words="20"))


def test_one_document_and_a_text_that_is_not_here_are_empty_states(home: Path) -> None:
    alone = run_on(home, corpus_of([("a.txt", ["home x y", "x y home"] * 5)]))
    assert "one document, so there are no groups" in texts(in_app(alone, compare="Groups"))
    brought = import_vectors(alone.path / "vectors.npz", Workspace(alone.home), name="v")
    app = in_app(brought, compare="Groups")
    assert "the text of this run is not here" in texts(app)
    assert "Go to Corpus" in [each.label for each in app.get("page_link")]


def test_the_view_needs_no_second_run_and_asks_for_none(home: Path) -> None:
    app = view(two_folders(home), CHANGED)
    assert "Choose a run to compare with" not in texts(app)
    assert not [each for each in app.multiselect if each.label == "Compare with"]
