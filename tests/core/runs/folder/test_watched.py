"""Watched words: a person's own, proposals that say what a text is about, and nonsense in files."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2v_core.errors import RunError
from w2v_core.runs.folder.watched import WATCH, Watched, choose_watched, read_watched, write_watched
from w2v_core.text.corpus import Corpus


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """One function word, 80 words that are spread evenly, and 12 rarer ones in bursts.

    A burst is an article of 2,000 words with its word at each fortieth place.
    """
    rng = np.random.default_rng(3)
    even = [f"even{i:02}" for i in range(80)]
    rare = [f"rare{i}" for i in range(2000)]
    articles = []
    for number in range(240):
        words = rng.choice(rare, size=2000).astype(object)
        words[rng.random(2000) < 0.3] = "the"
        words[rng.random(2000) < 0.08] = "%"
        spread = rng.random(2000) < 0.16
        words[spread] = rng.choice(even, size=spread.sum())
        words[::40] = f"burst{number % 12:02}" if number < 120 else "the"
        articles.append(words.tolist())
    return Corpus.build(articles[i] for i in rng.permutation(len(articles))).restrict(5)


def test_proposals_are_words_that_come_in_bursts(corpus: Corpus) -> None:
    watched = choose_watched(corpus)
    assert len(watched.pinned) == 5
    assert len(watched.mapped) == 50
    assert {word[:-2] for word in watched.mapped[:12]} == {"burst"}
    assert watched.pinned == watched.mapped[:5]
    assert not {"the", "%"} & set(watched.mapped)


def test_after_them_come_the_most_frequent_words_that_are_no_function_words(corpus: Corpus) -> None:
    words = corpus.vocabulary.words
    rest = choose_watched(corpus).mapped[12:]
    assert list(rest) == [word for word in words if word[0] == "e"][: len(rest)]


def test_what_a_person_pins_is_kept_and_on_the_map(corpus: Corpus) -> None:
    wanted = ["rare7", "the", "unheard", "rare7", "%"]
    watched = choose_watched(corpus, wanted)
    assert watched.pinned == ("rare7", "the", "%")
    assert watched.mapped[:3] == ("rare7", "the", "%")
    assert len(watched.mapped) == 50


def test_five_are_pinned_at_most_and_none_but_unknown_ones_means_proposals(corpus: Corpus) -> None:
    assert len(choose_watched(corpus, [f"rare{i}" for i in range(9)]).pinned) == 5
    assert choose_watched(corpus, ["unheard"]) == choose_watched(corpus)


def test_a_text_that_is_too_short_to_judge_gives_its_words_by_rank() -> None:
    corpus = Corpus.build([["b", "b", "b", "a", "a", "1", "1", "1", "1"]])
    assert choose_watched(corpus) == Watched(("b", "a", "1"), ("b", "a", "1"))


def test_only_words_that_are_trained_are_watched() -> None:
    corpus = Corpus.build([["b", "b", "a", "a", "c"]]).restrict(2)
    assert choose_watched(corpus, ["c"]) == Watched(("a", "b"), ("a", "b"))


@given(
    st.lists(st.text(max_size=9), unique=True, max_size=5),
    st.lists(st.text(max_size=9), unique=True, max_size=50),
)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, pinned: list[str], mapped: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("run")
    watched = Watched(tuple(pinned), tuple(mapped))
    write_watched(folder, watched)
    assert read_watched(folder) == watched


def test_where_nothing_is_said_nothing_is_watched(tmp_path: Path) -> None:
    assert read_watched(tmp_path) == Watched((), ())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"pinned": [], "mapped": "the"}',
        '{"pinned": [1], "mapped": []}',
        '{"pinned": ["a", "b", "c", "d", "e", "f"], "mapped": []}',
        '{"pinned": [], "mapped": ["a", "a"]}',
        json.dumps({"pinned": [], "mapped": [str(i) for i in range(51)]}),
        "[" * 100_000,
    ],
)
def test_nonsense_in_the_file_is_an_error_that_names_it(tmp_path: Path, text: str) -> None:
    (tmp_path / WATCH).write_text(text)
    with pytest.raises(RunError, match=r"watch\.json"):
        read_watched(tmp_path)
