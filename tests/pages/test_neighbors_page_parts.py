"""The other views of the Neighbors page: why, side by side, two words, a list, a vector."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.neighbors.hubs import hub_box
from tests.pages.planted import (
    MEANINGS,
    ROOT,
    nearest,
    open_page,
    plant,
    texts,
    type_words,
    words_and_vectors,
)
from w2v_core.host.files import write_record
from w2v_core.host.home import Home
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.runs.create import create_run
from w2v_core.runs.differences import other_seeds
from w2v_core.runs.folder.records import RunState
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.text.corpus import Corpus
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.files.formats import save
from w2v_core.vectors.word_vectors import WordVectors

PAGE = "pages/neighbors.py"


def open_part(run: RunFolder, part: str, word: str = "king", **address: str) -> AppTest:
    """The page at an address."""
    app = AppTest.from_file(str(ROOT / PAGE), default_timeout=60)
    app.session_state["run"] = run.id
    app.session_state["corpus"] = run.info.corpus_hash
    app.session_state["word"] = word
    app.query_params["show"] = part
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    """A run of a text that says something of its words."""
    monkeypatch.setenv("W2V_HOME", str(tmp_path))
    lines = ["the cat drinks milk", "the kitten drinks milk", "a dog gnaws bones", "a king rules"]
    corpus = Corpus.build([line.split() for line in lines * 6], name="told")
    home = Home(tmp_path)
    corpus.save(home.corpora / corpus.content_hash)
    config = ALGORITHMS["sgns"].config_type(dim=4, min_count=2, window=3)
    run = create_run(home, "sgns", config, corpus)
    words = corpus.restrict(2).vocabulary
    vectors = np.random.default_rng(0).standard_normal((len(words), 4)).astype(np.float32)
    save(WordVectors(words, vectors, min_count=2), run.path / "vectors.npz")
    write_record(RunState("done"), run.path / "state.json")
    return run


def test_why_tells_the_shared_contexts_and_lines_of_both(told: RunFolder):
    app = open_part(told, "Why", "cat", why="kitten")
    assert not app.exception
    contexts, first, second = (each.value for each in app.dataframe)
    assert set(contexts["context"]) == {"the", "drinks", "milk"}
    assert contexts["share"].sum() == pytest.approx(100)
    assert set(contexts["with_a"]) == set(contexts["with_b"]) == {6}
    assert "share **3** contexts" in texts(app)
    # Streamlit hands the table on as it was styled.
    assert "`cat`: **6** places" in texts(app)
    assert first["hit"].unique().tolist() == ["cat"]
    assert second["hit"].unique().tolist() == ["kitten"]


def test_nothing_shared_is_said(told: RunFolder):
    app = open_part(told, "Why", "cat", why="king")
    assert "more often than by chance" in texts(app)
    assert not app.exception


def test_why_begins_with_the_nearest_and_takes_any_word(run: RunFolder):
    app = open_part(run, "Why")
    assert app.session_state["why"] == nearest("king")[0][0]
    type_words(app, why="quean").run()
    assert "is not in the corpus" in texts(app)
    type_words(app).button("why_unknown_0").click().run()
    assert app.session_state["why"] == "queen"
    assert app.session_state["word"] == "king"


def test_why_needs_the_text(told: RunFolder):
    info = dataclasses.replace(told.info, corpus_hash="0" * 64)
    write_record(info, told.path / "run.json")
    app = AppTest.from_file(str(ROOT / PAGE), default_timeout=60)
    app.session_state["run"] = told.id
    app.session_state["word"] = "cat"
    app.query_params["show"] = "Why"
    app.run()
    assert not app.exception
    assert "it is not here" in texts(app)
    app.segmented_control("show").set_value("Neighbors").run()
    assert len(app.dataframe) == 1


def other_run(run: RunFolder, seed: int, turned: bool = False) -> RunFolder:
    """The same run with another seed; its vectors may be turned about, so that all is odd."""
    corpus = run.corpus()
    config = dataclasses.replace(run.config, seed=seed)
    other = create_run(run.home, "sgns", config, corpus)
    words, vectors = words_and_vectors()
    vocabulary = Vocabulary(words, corpus.restrict(5).vocabulary.counts)
    shuffled = vectors[::-1].copy() if turned else vectors
    save(WordVectors(vocabulary, shuffled, min_count=5), other.path / "vectors.npz")
    write_record(RunState("done"), other.path / "state.json")
    return other


def test_other_seeds_are_asked(run: RunFolder):
    other_run(run, 2)
    other_run(run, 3, turned=True)
    other_run(run, 2)  # the same seed again says nothing new, and one's own neither
    other_run(run, run.info.seed)
    app = open_page(PAGE, run, "queen")
    app.number_input("nearest").set_value(3).run()
    table = app.dataframe[0].value.set_index("word")["seeds"]
    assert table["king"] == "1 of 2"
    assert not app.exception


def test_runs_of_other_settings_are_no_other_seeds(run: RunFolder):
    other = other_run(run, 2)
    info = dataclasses.replace(other.info, config={**other.info.config, "window": 7})
    write_record(info, other.path / "run.json")
    assert other_seeds(run, [other]) == []


def test_several_words_stand_side_by_side(run: RunFolder):
    app = open_page(PAGE, run, "king")
    app.multiselect("beside").set_value(["queen", "cat"]).run()
    assert not app.exception
    table = app.dataframe[0].value
    for i, word in enumerate(("king", "queen", "cat")):
        own = [word for word, _ in nearest(word)[:2]]
        assert [each.removeprefix("◆ ") for each in table[f"word_{i}"][:2]] == own
    both = {each for each in table["word_0"] if each.startswith("◆")}
    assert "◆ man" in both
    assert "man" not in set(table["word_0"])


def test_several_runs_stand_side_by_side(run: RunFolder):
    other_run(run, 2, turned=True)
    app = open_page(PAGE, run, "king")
    app.multiselect("runs").set_value(app.multiselect("runs").options).run()
    assert not app.exception
    table = app.dataframe[0].value
    for i, vectors in enumerate((words_and_vectors()[1], words_and_vectors()[1][::-1])):
        expected = [score for _, score in nearest("king", vectors)[:3]]
        np.testing.assert_allclose(table[f"score_{i}"][:3], expected, atol=1e-5)


def test_an_unknown_word_beside_others_is_replaced(run: RunFolder):
    app = open_part(run, "Neighbors", beside="quean")
    assert not app.exception
    assert "is not in the corpus" in texts(app)
    assert "word_0" in app.dataframe[0].value  # the rest is answered
    next(each for each in app.button if each.label == "queen").click().run()
    assert app.session_state["beside"] == ["queen"]


def test_similarity_of_two_words_and_its_place_among_random_pairs(run: RunFolder):
    app = open_part(run, "Two words")
    assert not app.metric
    type_words(app, two="queen").run()
    assert app.metric[0].value == f"{dict(nearest('king'))['queen']:.3f}"
    assert "random pairs" in texts(app)


def test_unknown_word_of_a_pair_is_replaced_in_its_own_box(run: RunFolder):
    app = open_part(run, "Two words", one="king", two="quean")
    type_words(app).button("two_unknown_0").click().run()
    assert app.session_state["two"] == "queen"
    assert app.session_state["word"] == "king"
    assert app.metric


def test_a_list_has_a_heat_map_and_an_odd_one(run: RunFolder):
    app = open_part(run, "List", among="cat, dog kitten king")
    assert not app.exception
    assert "The odd one is **`king`**" in texts(app)
    assert len(app.get("plotly_chart")) == 2


@pytest.mark.parametrize(
    ("text", "answer", "charts"),
    [
        ("cat dog", "at least 3 known words", 1),
        ("cat dog kitten quean", "is not in the corpus", 2),
        ("cat", "Two words give", 0),
        (" , ", "Two words give", 0),
    ],
)
def test_lists_with_too_little(run: RunFolder, text: str, answer: str, charts: int):
    app = open_part(run, "List", among=text)
    assert not app.exception
    assert answer in texts(app).replace("\\", "")
    assert len(app.get("plotly_chart")) == charts


def test_an_unknown_word_of_a_list_is_replaced_in_its_place(run: RunFolder):
    app = open_part(run, "List", among="cat quean dog")
    app.button("among_unknown_1_0").click().run()
    assert app.session_state["among"] == "cat, queen, dog"


def test_the_vector_its_length_and_its_dimensions(run: RunFolder):
    _, vectors = words_and_vectors()
    app = open_part(run, "Vector", "queen")
    assert not app.exception
    assert f"length **{np.sqrt(3):.2f}**" in texts(app)
    table = app.dataframe[0].value
    assert sorted(table["dimension"]) == [1, 2, 3]
    words = table.set_index("dimension")["words"]
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    names = words_and_vectors()[0]
    for dimension in (1, 2, 3):
        order = np.argsort(-units[:, dimension - 1].round(6), kind="stable")
        assert words[dimension].split(", ")[0] == names[order[0]]


def test_a_vector_of_zeros_and_equal_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("W2V_HOME", str(tmp_path))
    vectors = np.array([[0.0, 0], [1, 1], [1, 1], [0, 0]], dtype=np.float32)
    run = plant(tmp_path, ["zero", "one", "two", "null"], vectors)
    for part in ("Neighbors", "Why", "Two words", "List", "Vector"):
        for word in ("zero", "one"):
            app = open_part(run, part, word, one=word, two="two", among="zero one two null")
            assert not app.exception, (part, word)
    assert hub_box(run, "input").hubs is not None


GARBAGE = ["", "-5", "1e999", "-inf", "abc", "\x00", "<b>", "((((", "🙂" * 200, "nan", "9" * 400]


@pytest.mark.parametrize("value", GARBAGE)
@pytest.mark.parametrize("part", ["Neighbors", "Why", "Two words", "List", "Vector"])
def test_an_address_may_hold_anything(run: RunFolder, part: str, value: str):
    keys = ("nearest", "least", "pattern", "which", "beside", "runs", "why", "one", "two", "among")
    app = open_part(run, part, **dict.fromkeys(keys, value))
    assert not app.exception
    assert app.session_state["show"] == part
    type_words(app).number_input("nearest").set_value(2).run()
    assert app.session_state["nearest"] == 2


@pytest.mark.parametrize("value", GARBAGE)
def test_no_part_of_that_name_is_the_first(run: RunFolder, value: str):
    app = open_part(run, value)
    assert not app.exception
    assert len(app.dataframe) == 1


def test_a_view_is_found_again_by_its_address(run: RunFolder):
    app = open_part(run, "Neighbors", nearest="3", least="10", pattern="*n", which="Sum")
    assert not app.exception
    assert (app.session_state["nearest"], app.session_state["least"]) == (3, 10)
    assert app.session_state["which"] == "sum"
    words = list(app.dataframe[0].value["word"])
    assert len(words) == 3
    assert all(word.endswith("n") for word in words)


def test_more_neighbors_than_words(run: RunFolder):
    app = open_part(run, "Neighbors", nearest="100")
    assert len(app.dataframe[0].value) == len(words_and_vectors()[0]) - 1
    assert set(MEANINGS) - {"king"} <= set(app.dataframe[0].value["word"])
