"""The table of words that groups use differently: its order, and what chance may not put there."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats

from tests.core.evaluation.texts import (
    CHANGED,
    SAME,
    model_of,
    planted,
    same_numbers,
)
from w2v_core.evaluation.difference import difference
from w2v_core.evaluation.differing import benjamini_hochberg, differing
from w2v_core.evaluation.usage import usage
from w2v_core.steps import drain
from w2v_core.text.grouping import group_documents

SEEDS = range(20)


def test_the_words_that_differ_lead_the_table() -> None:
    corpus = planted(10)
    model, groups = model_of(corpus), group_documents(corpus, "folder")
    steps = differing(model, groups, 0, 1, words=60, splits=199)
    told: list[float] = []
    while True:
        try:
            told.append(next(steps))
        except StopIteration as end:
            found = end.value
            break
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)
    tests = {each.word: each for each in found.tests}
    assert CHANGED in [each.word for each in found.tests[:3]]
    assert found.tests[0].p <= found.tests[-1].p
    assert found.frequent >= len(found.tests)
    alone = difference(usage(model, groups, (0, 1), SAME), splits=199)
    assert same_numbers(alone, tests[SAME])
    judged = [each.p for each in found.tests if each.unit == "documents"]
    assert judged == sorted(judged)
    assert (found.q[: len(judged)] >= np.array(judged) - 1e-9).all()
    assert np.isnan(found.q[len(judged) :]).all()


def test_words_of_few_documents_are_no_discoveries() -> None:
    """Even of those that do differ: what was dealt out were occurrences of these very documents."""
    corpus = planted(4, sizes=(9, 9))
    model, groups = model_of(corpus), group_documents(corpus, "folder")
    found = drain(differing(model, groups, 0, 1, words=40, splits=199))
    assert CHANGED in [each.word for each in found.tests]
    assert {each.unit for each in found.tests} == {"occurrences"}
    assert np.isnan(found.q).all()


def test_nothing_is_discovered_where_nothing_differs() -> None:
    """With q below .05 a text without a difference names any word once in 20."""
    named = 0
    for seed in range(6):
        corpus = planted(seed, changed=False)
        model, groups = model_of(corpus), group_documents(corpus, "folder")
        found = drain(differing(model, groups, 0, 1, words=40, splits=999))
        named += bool((found.q < 0.05).any())
    assert named <= 2  # more, once in 450


def test_q_is_scipys() -> None:
    rng = np.random.default_rng(2)
    for n in (1, 2, 50):
        p = np.round(rng.random(n), 2)
        np.testing.assert_allclose(
            benjamini_hochberg(p), scipy.stats.false_discovery_control(p, method="bh")
        )
    assert len(benjamini_hochberg(np.empty(0))) == 0
