"""Shared contexts, against pairs counted one by one; and lines that hold them."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.text.views.kit import SENTENCES, build, pairs
from w2v_core.errors import UnknownWordError
from w2v_core.text.views.collocations import Collocations
from w2v_core.text.views.concordance import Concordance
from w2v_core.text.views.shared_contexts import lines_with, shared_contexts


def plain_ppmi(counted: Counter[tuple[str, str]], word: str) -> dict[str, float]:
    total = counted.total()
    rows: Counter[str] = Counter()
    for (one, _), times in counted.items():
        rows[one] += times
    found = {
        other: math.log(times * total / (rows[word] * rows[other]))
        for (one, other), times in counted.items()
        if one == word
    }
    return {other: value for other, value in found.items() if value > 1e-9}


@given(SENTENCES, st.integers(1, 4), st.data())
def test_shared_contexts_are_those_of_plain_counting(
    sentences: list[list[str]], window: int, data: st.DataObject
) -> None:
    words = sorted({word for sentence in sentences for word in sentence})
    a, b = data.draw(st.sampled_from(words)), data.draw(st.sampled_from(words))
    counted = pairs(sentences, window)
    first, second = plain_ppmi(counted, a), plain_ppmi(counted, b)
    joint = {c: first[c] * second[c] for c in first.keys() & second.keys()}
    product = sum(joint.values())
    found = shared_contexts(Collocations(build([sentences]), window), a, b, limit=1000)
    assert {each.word for each in found.contexts} == set(joint)
    assert (found.number, found.number_a, found.number_b) == (len(joint), len(first), len(second))
    for each in found.contexts:
        assert each.with_a == counted[a, each.word]
        assert each.with_b == counted[b, each.word]
        assert each.ppmi_a == pytest.approx(first[each.word])
        assert each.share == pytest.approx(joint[each.word] / product)
    shares = [each.share for each in found.contexts]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1.0 if joint else 0.0)
    norms = math.hypot(*first.values()) * math.hypot(*second.values())
    assert found.cosine == pytest.approx(product / norms if norms else 0.0)


def test_rare_contexts_are_passed_over_and_the_rest_cut() -> None:
    sentences = [["cat", "purrs"], ["kitten", "purrs"], ["dog", "barks"]] * 5
    sentences += [["cat", "once"], ["kitten", "once"], ["cat", "milk"], ["kitten", "milk"]]
    counted = Collocations(build([sentences]), 2)
    assert shared_contexts(counted, "cat", "kitten").number == 3
    kept = shared_contexts(counted, "cat", "kitten", min_count=3)
    assert [each.word for each in kept.contexts] == ["purrs"]
    assert kept.contexts[0].share == 1.0
    few = shared_contexts(counted, "cat", "kitten", limit=1)
    assert (len(few.contexts), few.number) == (1, 3)


def test_nothing_shared_is_nothing() -> None:
    counted = Collocations(build([[["a", "b"], ["c", "d"]]]), 2)
    found = shared_contexts(counted, "a", "c")
    assert (found.contexts, found.number, found.cosine) == ((), 0, 0.0)
    with pytest.raises(UnknownWordError, match="'x' does not occur"):
        shared_contexts(counted, "a", "x")


def test_lines_with_contexts_come_first_one_for_each() -> None:
    texts = ["x z", "x p", "q x", "x p", "p y z x", "q q x", "q", "x"]
    hits = Concordance(build([[text.split() for text in texts]])).find("x", context=9)
    found = lines_with(hits, ["q", "p"], 2)
    lines = [f"{line.left} {line.hit} {line.right}".strip() for line in found.page()]
    assert lines == ["q x", "x p", "q q x", "x p", "x z", "p y z x", "x"]
    assert sorted(found.positions) == sorted(hits.positions)


def test_lines_without_contexts_stay_as_they_are() -> None:
    corpus = build([[["a", "b"], ["b", "a"]]])
    hits = Concordance(corpus).find("a")
    assert lines_with(hits, [], 5).positions.tolist() == hits.positions.tolist()
    # Every type is a context here: none is left to mean that there is none.
    alone = Concordance(build([[["a"], ["a", "a"]]])).find("a")
    assert lines_with(alone, ["a"], 1).positions.tolist() == [1, 2, 0]
    assert not len(lines_with(Concordance(corpus).find("zzz"), ["a"], 2))
