"""Keyword in context, against a search through lists of words."""

from __future__ import annotations

import random
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.text.views.kit import DOCUMENTS, build
from w2v_core.errors import SettingError
from w2v_core.text.corpus import Corpus
from w2v_core.text.views import concordance as module
from w2v_core.text.views.concordance import Concordance, Line

Row = tuple[list[str], list[str], list[str], int, int, int]
PHRASES = st.lists(st.sampled_from(["a", "b", "c", "Dora"]), min_size=1, max_size=3)


def search(
    documents: list[list[list[str]]], phrase: list[str], context: int, across: bool
) -> list[Row]:
    """Left context, hit, right context, document, sentence and position of every hit."""
    found, number = [], 0
    for which, document in enumerate(documents):
        before = 0
        words = [word for sentence in document for word in sentence]
        for sentence in document:
            for i in range(len(sentence) - len(phrase) + 1):
                if sentence[i : i + len(phrase)] == phrase:
                    text, at = (words, before + i) if across else (sentence, i)
                    end = at + len(phrase)
                    left, right = text[max(at - context, 0) : at], text[end : end + context]
                    found.append((left, phrase, right, which, number, before + i))
            before += len(sentence)
            number += 1
    return found


def shown(line: Line) -> Row:
    left, hit, right = line.left.split(), line.hit.split(), line.right.split()
    return left, hit, right, line.document, line.sentence, line.position


@given(DOCUMENTS, PHRASES, st.integers(0, 7), st.booleans())
def test_all_hits_are_found(
    documents: list[list[list[str]]], phrase: list[str], context: int, across: bool
) -> None:
    finder = Concordance(build(documents))
    hits = finder.find(phrase, context=context, across_sentences=across)
    expected = search(documents, phrase, context, across)
    assert len(hits) == len(expected)
    assert [shown(line) for line in hits.page(0, 1000)] == expected
    assert all(line.document_name == f"file {line.document}" for line in hits.page(0, 1000))


@given(DOCUMENTS, PHRASES, st.booleans(), st.sampled_from(["left", "right"]))
def test_order_is_that_of_the_nearest_words(
    documents: list[list[list[str]]], phrase: list[str], across: bool, order: str
) -> None:
    def key(row: Row) -> list[str]:
        near = row[0][::-1] if order == "left" else row[2]
        return [word.casefold() for word in near[:3]]

    finder = Concordance(build(documents))
    hits = finder.find(phrase, order=order, across_sentences=across)  # type: ignore[arg-type]
    expected = sorted(search(documents, phrase, 10, across), key=key)
    assert [shown(line) for line in hits.page(0, 1000)] == expected


def test_many_types_need_more_than_one_key() -> None:
    rng = random.Random(1)
    words = [f"{i:06}" for i in range(2**16)]  # three ranks of 17 bits fit, of 22 would not
    text = [["x", *rng.sample(words, 3)] for _ in range(300)] + [words]
    corpus = Corpus.build(text)
    finder = Concordance(corpus)
    one = [line.right for line in finder.find("x", order="right").page(0, 300)]
    assert one == sorted(one)
    # The same ranks, spread so widely that no two fit into one integer.
    finder.__dict__["_alphabet"] = _Wide(finder._alphabet)
    assert [line.right for line in finder.find("x", order="right").page(0, 300)] == one


class _Wide:
    """Ranks of a vocabulary that claims to have 2**40 words."""

    def __init__(self, ranks: object) -> None:
        self.ranks = ranks

    def __len__(self) -> int:
        return 2**40

    def __getitem__(self, ids: object) -> object:
        return self.ranks[ids]  # type: ignore[index]


def test_scans_of_any_size_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = build([[["a", "b", "a", "b", "a"], ["b", "a"]]])
    whole = Concordance(corpus).find("b a").page()
    monkeypatch.setattr(module, "_AT_ONCE", 2)
    assert Concordance(corpus).find("b a").page() == whole
    assert len(whole) == 3


def test_pages_are_stretches_of_all_lines() -> None:
    hits = Concordance(build([[["a", "b"]] * 25])).find("a")
    assert [len(hits.page(start, 10)) for start in (0, 10, 20, 30)] == [10, 10, 5, 0]
    assert hits.page(10, 10)[0].sentence == 10


def test_a_word_in_the_wrong_case_is_found_and_an_unknown_one_named() -> None:
    finder = Concordance(build([[["a", "Dora", "c"]]]))
    assert [line.hit for line in finder.find("A dora").page()] == []
    assert finder.find("A dora").missing == ("dora",)
    assert [line.hit for line in finder.find("A Dora").page()] == ["a Dora"]


@pytest.mark.parametrize(
    ("query", "options", "complaint"),
    [
        ("  ", {}, "The query is empty"),
        ("a", {"context": -1}, "between 0 and 100; got -1"),
        ("a", {"order": "middle"}, "one of text, left, right; got 'middle'"),
    ],
)
def test_bad_questions_are_answered(query: str, options: dict, complaint: str) -> None:
    with pytest.raises(SettingError, match=complaint):
        Concordance(build([[["a"]]])).find(query, **options)


def test_a_text_without_the_phrase_has_no_line_in_any_order() -> None:
    finder = Concordance(build([[["a", "b"]]]))
    for order, context in product(("text", "left", "right"), (0, 5)):
        hits = finder.find("b a", order=order, context=context)  # type: ignore[arg-type]
        assert (len(hits), hits.page()) == (0, [])
