"""Compare page: what differs, which words changed, both maps; and what cannot be compared."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import other_runs
from tests.pages.compare.kit import PAGE, VIEWS, at, beside, swapped, turned
from tests.pages.planted import (
    HOSTILE,
    assert_no_markup,
    open_without_run,
    plant,
    texts,
    words_and_vectors,
)
from w2v_core.evaluation.change import compare
from w2v_core.host.files import write_record
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.exams import EXAM
from w2v_core.runs.folder.layout import EXAMS
from w2v_core.runs.folder.questions import RunQuestions, write_run_questions
from w2v_core.runs.folder.records import PROGRESS, RunState
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.transfer.imports import import_vectors
from w2v_core.runs.workspaces import Workspace
from w2v_core.text.corpus import Corpus
from w2v_core.vectors.files.formats import save
from w2v_core.vectors.word_vectors import WordVectors


def specs(app: AppTest) -> list[dict]:
    assert not app.exception
    return [json.loads(each.proto.spec) for each in app.get("plotly_chart")]


def traced(run: RunFolder, column: str, values: list[float]) -> None:
    """Give a run a record of its training."""
    records = np.zeros(len(values), dtype=PROGRESS)
    for name in ("loss", "held_out", "error"):
        records[name] = np.nan
    records[column] = values
    records["epoch"] = records["done"] = np.arange(1, len(values) + 1)
    records["total"] = len(values)
    (run.path / "progress.bin").write_bytes(records.tobytes())


@pytest.mark.parametrize("view", VIEWS)
def test_without_another_run_the_next_step_is_said(run: RunFolder, view: str) -> None:
    app = at(run, compare=view)
    assert not app.exception
    assert "Choose a run to compare with" in texts(app)
    assert "train some" in texts(open_without_run(PAGE, run))


def test_settings_that_differ_are_named_and_no_others(run: RunFolder) -> None:
    beside(run, window=2, seed=4)
    app = at(run)
    table = app.dataframe[0].value
    assert dict(zip(table["column_0"], table["column_2"], strict=True)) == {
        "Window": "2",
        "Seed": "4",
    }
    assert list(table["column_1"]) == [str(run.info.config["window"]), "1"]
    assert not app.warning
    beside(run, seed=5)
    assert "Only the seed differs" in texts(at(run))


def test_texts_that_are_unlike_are_named_before_all_else(run: RunFolder) -> None:
    home = run.home
    notes = {"tokenizer": {"lowercase": False}, "phrases": {"npmi": 0.5, "count": 3, "found": []}}
    text = [[word] * 9 for word in ("cat", "dog", "puppy", "king", "[a](b)")]
    corpus = Corpus.build(text, name="other **text**", notes=notes)
    corpus.save(home.corpora / corpus.content_hash)
    other = create_run(home, "sgns", dataclasses.replace(run.config, min_count=2), corpus)
    save(WordVectors(corpus.vocabulary, np.eye(5, dtype=np.float32)), other.path / "vectors.npz")
    write_record(RunState("done"), other.path / "state.json")
    for view in VIEWS:
        app = at(run, compare=view, against=other_runs.label(other))
        said = app.warning[0].value.replace("\\", "")
        assert "Not the same text: planted <b>corpus</b> and other **text**." in said
        assert "Not cut into words alike: lowercase – → no." in said
        assert "Not searched for phrases alike: npmi – → 0.5." in said
        assert "the minimum count is 5 in one, 2 in the other" in said
        assert "**text**" not in app.warning[0].value
        assert not app.exception
    shutil.rmtree(home.corpora / corpus.content_hash)
    assert "is not stored here any more" in texts(at(run, against=other_runs.label(other)))


def test_losses_that_mean_the_same_share_an_axis_and_others_do_not(run: RunFolder) -> None:
    same, unlike = beside(run, dim=7), beside(run, window=2)
    counts = beside(run, name="ppmi-svd")
    for each, last in ((run, 2.0), (same, 1.5), (unlike, 9.0)):
        traced(each, "loss", [4.0, 3.0, last])
    traced(counts, "error", [1.0, 1.0, 0.4])
    labels = [other_runs.label(each) for each in (same, unlike, counts)]
    app = at(run, against=labels)
    shared, alone, error = specs(app)
    assert len(shared["data"]) == 3  # raw and smoothed, and the other run's
    assert len(alone["data"]) == 2
    assert "These losses do not mean the same" in texts(app)
    assert error["layout"]["yaxis"]["title"]["text"] == "relative error"
    assert "the share of its own matrix" in texts(app)
    app = at(run, against=labels[:1])
    assert len(specs(app)) == 1
    assert "do not mean the same" not in texts(app)


def test_a_rotated_run_has_not_changed(run: RunFolder) -> None:
    other = beside(run, turned())
    app = at(run, compare="Words", word="king")
    assert not app.exception
    assert [each.value for each in app.metric] == ["14", "6.0 of 6"]
    table = app.dataframe[0].value
    assert set(table["kept"]) == {6}
    np.testing.assert_allclose(table["distance"], 0, atol=1e-6)
    beside_table = app.dataframe[1].value
    assert list(beside_table["word_0"]) == list(beside_table["word_1"])
    assert all(each.startswith("◆ ") for each in beside_table["word_0"])
    assert "keeps **6 of 6** neighbors" in texts(app)
    assert app.multiselect("against").value == [other_runs.label(other)]


def test_words_that_were_swapped_changed_most(run: RunFolder) -> None:
    other = beside(run, swapped("cat", "queen"), window=2)
    change = compare(run.vectors(), other.vectors())
    app = at(run, compare="Words", word="cat")
    table = app.dataframe[0].value
    assert set(table["word"][:2]) == {"cat", "queen"}
    by_word = dict(zip(change.shared.words, change.distance.tolist(), strict=True))
    for word, distance in zip(table["word"], table["distance"], strict=True):
        assert distance == pytest.approx(by_word[word], abs=1e-6)
    shown = app.dataframe[1].value
    signed = sum(each.startswith("◆ ") for each in shown["word_0"])
    assert f"keeps **{signed} of 6** neighbors" in texts(app)
    app.segmented_control("compare_list").set_value("Least changed").run()
    assert list(app.dataframe[0].value["word"]) == list(table["word"])[::-1]
    assert "train one" in texts(app)


def test_another_seed_is_the_baseline(run: RunFolder) -> None:
    beside(run, turned(), seed=2)
    other = beside(run, swapped(), window=2)
    app = at(run, compare="Words", against=other_runs.label(other))
    assert [each.label for each in app.metric][2] == "Another seed keeps"
    assert app.metric[2].value == "6.0 of 6"
    assert "Seeds: another run of the same settings." in texts(app)
    assert set(app.dataframe[0].value["seeds"]) == {6.0}
    seed = next(each for each in other_runs.others(run) if "seed 2" in each)
    app = at(run, compare="Words", against=seed)
    assert "all that changed is chance" in texts(app)
    assert len(app.metric) == 2


def test_words_of_one_run_alone_are_listed(run: RunFolder) -> None:
    words, vectors = words_and_vectors()
    beside(run, vectors[:6], words=["man", "woman", "king", "prince", "duke", "earl"])
    app = at(run, compare="Words", compare_list="Only in one")
    assert "3 words, the most frequent: `prince` 34 · `duke`" in texts(app)
    assert "11 words, the most frequent: `queen`" in texts(app)
    assert "3 words stand in both runs." in texts(app)
    app = at(run, "queen", compare="Words")
    assert "`queen` is not among the words compared: it has no vector in" in texts(app)
    assert_no_markup(at(run, compare="Words", compare_list="Only in one"))
    assert len(words) == 14


def test_one_of_several_runs_is_chosen_for_words(run: RunFolder) -> None:
    labels = [other_runs.label(beside(run, vectors)) for vectors in (turned(), swapped())]
    app = at(run, compare="Words", against=labels)
    assert app.metric[1].value == "6.0 of 6"
    app.selectbox("compare_with").set_value(labels[1]).run()
    assert app.metric[1].value != "6.0 of 6"
    app = at(run, compare="Words", against=labels, compare_with=labels[1])
    assert app.metric[1].value != "6.0 of 6"


def test_maps_of_a_rotated_run_are_the_same(run: RunFolder) -> None:
    beside(run, turned())
    app = at(run, "king", compare="Maps")
    left, right = specs(app)
    for axis in ("xaxis", "yaxis"):
        assert left["layout"][axis]["range"] == right["layout"][axis]["range"]
    assert left["layout"]["dragmode"] == "lasso"
    assert left["data"][1]["marker"]["symbol"] == "diamond-open"
    assert left["data"][-1]["marker"]["symbol"] == "circle-open"
    assert "orthogonal Procrustes" in texts(app)
    app = at(run, compare="Maps", compare_mouse="Move")
    assert specs(app)[0]["layout"]["dragmode"] == "pan"


def test_what_is_picked_is_marked_on_both_maps_and_listed(run: RunFolder) -> None:
    beside(run, swapped())
    app = at(run, compare="Maps")
    app.session_state["compare_picked"] = ("cat", "queen")
    app.run()
    for each in specs(app):
        squares = [
            one for one in each["data"] if one.get("marker", {}).get("symbol") == "square-open"
        ]
        assert len(squares) == 1
    assert "**2 words picked**" in texts(app)
    assert set(app.dataframe[0].value["word"]) == {"cat", "queen"}
    app.button("compare_clear").click().run()
    assert "words picked" not in texts(app)


@pytest.mark.parametrize("view", ["Words", "Maps"])
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["x", "y", "z"], "no word in common"),
        (["man", "y", "z"], "one word in common"),
    ],
)
def test_runs_that_share_hardly_a_word_say_so(
    run: RunFolder, view: str, words: list[str], says: str
) -> None:
    beside(run, np.eye(3, dtype=np.float32), words=words)
    app = at(run, compare=view)
    assert not app.exception
    assert says in texts(app)
    assert "Settings that differ" in texts(at(run))


@pytest.mark.parametrize("view", VIEWS)
def test_vectors_that_are_not_finite_are_left_out_or_said(run: RunFolder, view: str) -> None:
    vectors = turned()
    vectors[3] = 0
    beside(run, vectors)
    app = at(run, compare=view)
    assert not app.exception
    if view == "Words":
        assert "1 have a zero or damaged vector in one run." in texts(app)


@pytest.mark.parametrize("view", VIEWS)
def test_a_run_that_is_gone_or_damaged_leaves_the_rest(run: RunFolder, view: str) -> None:
    sound, other = beside(run, turned()), beside(run, swapped())
    labels = [other_runs.label(each) for each in (sound, other)]
    (other.path / "vectors.npz").write_bytes(b"no vectors")
    app = at(run, compare=view, against=labels, compare_with=labels[1])
    assert not app.exception
    if view != "Overview":
        assert "cannot be read" in texts(app)
    shutil.rmtree(other.path)
    app = at(run, compare=view, against=labels)
    assert not app.exception
    assert "Not here any more" in texts(app)
    assert app.multiselect("against").value == labels[:1]


@pytest.mark.parametrize("view", VIEWS)
def test_a_run_under_way_is_said_and_not_offered(run: RunFolder, view: str) -> None:
    create_run(
        run.home,
        "sgns",
        dataclasses.replace(run.config, dim=3, window=9),
        run.corpus(),
        paused=True,
    )
    app = at(run, compare=view)
    assert not app.exception
    assert "One run is still under way" in texts(app)
    assert app.multiselect("against").options == []


@pytest.mark.parametrize("view", VIEWS)
def test_imported_vectors_are_compared_like_others(
    run: RunFolder, tmp_path: Path, view: str
) -> None:
    path = tmp_path / "elsewhere.txt"
    rows = (f"{word} {i} {i % 3} 1" for i, word in enumerate(("man", "woman", "king", "queen")))
    path.write_text("\n".join(["4 3", *rows]), "utf-8")
    imported = import_vectors(path, Workspace(run.home), "")
    app = at(run, compare=view)
    assert not app.exception
    assert "trained elsewhere: on which text, cut how" in texts(app).replace("\\", "")
    if view == "Words":
        assert "are not known, ranks stand in" in texts(app)
        assert "distances say little" in texts(app)
    app = at(imported, compare=view)
    assert not app.exception
    assert "nothing can be trained on it" in texts(app)


def test_hostile_words_are_shown_as_text(run: RunFolder) -> None:
    beside(run, swapped())
    for view in VIEWS:
        app = at(run, HOSTILE[0], compare=view)
        assert_no_markup(app)
        assert not app.exception
        for each in app.get("plotly_chart"):
            assert "<img" not in each.proto.spec


def test_a_hostile_name_is_shown_as_text(run: RunFolder) -> None:
    other = beside(run, swapped())
    traced(other, "loss", [4.0, 3.0, 2.0])
    traced(run, "loss", [4.0, 3.0, 2.0])
    for name in HOSTILE[:2]:
        other.label(name, ())
        for view in VIEWS:
            app = at(run, compare=view)
            assert not app.exception
            assert name not in texts(app)
            for each in app.get("plotly_chart"):
                assert "<img" not in each.proto.spec


@pytest.mark.parametrize("view", [*VIEWS, "x"])
@pytest.mark.parametrize("value", ["", "-5", "1e999", "nan", "x" * 3_000, "\n,;/\t"])
def test_any_address_is_answered_without_an_exception(
    run: RunFolder, view: str, value: str
) -> None:
    beside(run, turned())
    keys = (
        "against",
        "compare_with",
        "compare_least",
        "compare_list",
        "compare_words",
        "compare_mouse",
        "what_if",
    )
    assert not at(run, compare=view, **dict.fromkeys(keys, value)).exception
    rest = dict.fromkeys(keys[1:], value)
    assert not at(run, compare=view, **rest).exception


def test_another_text_of_the_same_name_is_told_apart(run: RunFolder, tmp_path: Path) -> None:
    other = plant(tmp_path, ["man", "woman", "king"], np.eye(3, dtype=np.float32))
    app = at(run, against=other_runs.label(other))
    assert "and are not the same word for word" in texts(app)


def asked(run: RunFolder, correct: int, *lines: str) -> None:
    """Let a run have been asked these while it trained."""
    exam = np.zeros(1, EXAM)
    exam["done"], exam["correct"], exam["asked"], exam["neighbors"] = 9, correct, len(lines), -1
    (run.path / EXAMS).write_bytes(exam.tobytes())
    write_run_questions(run.path, RunQuestions(lines, len(lines), len(lines)))


def test_questions_right_stand_side_by_side_where_they_are_the_same(run: RunFolder) -> None:
    other = beside(run)
    lines = ("cat\tkitten\tdog\tpuppy", "man\twoman\tking\tqueen")
    asked(run, 1, *lines)
    asked(other, 2, *lines)

    def figures() -> list[list[str]]:
        app = at(run, compare="Overview", against=[other_runs.label(other)])
        assert not app.exception
        return [each.value.to_numpy().tolist() for each in app.dataframe]

    found = [row for rows in figures() for row in rows]
    assert ["Questions right", "50% of 2", "100% of 2"] in found
    asked(other, 2, *reversed(lines))
    assert not any(row[0] == "Questions right" for rows in figures() for row in rows)
