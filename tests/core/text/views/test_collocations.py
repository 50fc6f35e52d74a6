"""Collocations, against pairs counted one by one."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from tests.core.text.views.kit import SENTENCES, build, pairs
from w2v_core.errors import SettingError, UnknownWordError
from w2v_core.text.views import collocations as module
from w2v_core.text.views.collocations import Collocations, log_likelihood


@given(SENTENCES, st.integers(1, 5))
def test_counts_and_measures_agree_with_plain_counting(
    sentences: list[list[str]], window: int
) -> None:
    counted = pairs(sentences, window)
    total = counted.total()
    rows = Counter()
    for (one, _), times in counted.items():
        rows[one] += times
    node = sentences[0][0]
    found = Collocations(build([sentences]), window).of(node)
    assert {each.word: each.together for each in found} == {
        other: times for (one, other), times in counted.items() if one == node
    }
    for each in found:
        expected = rows[node] * rows[each.word] / total
        assert each.expected == pytest.approx(expected)
        assert each.ppmi == pytest.approx(max(0, math.log(each.together / expected)), abs=1e-12)
        table = np.array([each.together, rows[node] - each.together])
        table = np.array([table, [rows[each.word], total - rows[each.word]] - table])
        g = plain_g(table)
        signed = g if each.together >= expected - 1e-9 else -g
        assert each.log_likelihood == pytest.approx(signed, abs=1e-6)
    strengths = [each.log_likelihood for each in found]
    assert strengths == sorted(strengths, reverse=True)


def plain_g(table: np.ndarray) -> float:
    """2 Σ O ln(O / E), cell by cell."""
    rows, columns, total = table.sum(axis=1), table.sum(axis=0), table.sum()
    return 2 * sum(
        table[i, j] * math.log(table[i, j] * total / (rows[i] * columns[j]))
        for i in range(2)
        for j in range(2)
        if table[i, j]
    )


@given(st.tuples(*[st.integers(1, 10_000)] * 4))
def test_log_likelihood_is_that_of_scipy(cells: tuple[int, int, int, int]) -> None:
    table = np.array(cells).reshape(2, 2)
    g = chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
    ours = log_likelihood(
        table[:1, 0], int(table[0].sum()), table[:, :1].sum(axis=0), int(table.sum())
    )
    assert abs(ours[0]) == pytest.approx(g, rel=1e-6, abs=1e-6)


def test_rows_can_be_sorted_by_ppmi_and_rare_ones_passed_over() -> None:
    corpus = build([[["a", "b"]] * 5 + [["a", "c"]] + [["b", "d"]] * 5])
    found = Collocations(corpus, 1)
    assert [each.word for each in found.of("a", by="ppmi")] == ["c", "b"]
    assert [each.word for each in found.of("a", by="ppmi", min_together=2)] == ["b"]
    assert len(found.of("a", limit=1)) == 1


def test_stretches_of_any_size_count_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = build([[["a", "b", "c", "a", "b"], ["b", "a"]]])
    whole = Collocations(corpus, 3).of("a")
    monkeypatch.setattr(module, "_AT_ONCE", 2)
    assert Collocations(corpus, 3).of("a") == whole


def test_bad_questions_are_answered() -> None:
    corpus = build([[["a", "b"]]])
    with pytest.raises(SettingError, match="between 1 and 20; got 0"):
        Collocations(corpus, 0)
    with pytest.raises(UnknownWordError, match="'x' does not occur"):
        Collocations(corpus).of("x")
    assert Collocations(build([[["a"]]])).of("a") == []
