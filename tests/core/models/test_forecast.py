"""Forecasts before training, against what training then does."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.models.kit import zipf_corpus
from w2v_core.errors import SettingError
from w2v_core.models.advice import Advice
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.cooccurrence import count_pairs
from w2v_core.models.forecast import Forecaster, check_memory
from w2v_core.models.held_out import HeldOut
from w2v_core.models.ppmi_svd import PPMISVDConfig
from w2v_core.models.sgns import SGNSConfig
from w2v_core.models.windows import prepare
from w2v_core.text.corpus import Corpus


def passes(corpus: Corpus, config: SGNSConfig, least_pairs: int) -> tuple[float, float]:
    """Tokens that survive and pairs in one epoch, by plain loops, over as many epochs as it takes.

    Few pairs would differ from their mean by chance alone.
    """
    rng = random.Random(0)
    vocabulary = corpus.all_types.prefix(config.min_count)
    keep = vocabulary.keep_probability(config.sample).tolist()
    held_out = HeldOut(corpus, config.held_out).segment().sentences
    trained = np.setdiff1d(np.arange(corpus.n_sentences), held_out).tolist()
    tokens = pairs = epochs = 0
    while pairs < least_pairs:
        epochs += 1
        for number in trained:
            ids = corpus.ids[corpus.starts[number] : corpus.starts[number + 1]].tolist()
            left = [i for i in ids if i < len(keep) and rng.random() < keep[i]]
            tokens += len(left)
            for at in range(len(left)):
                reach = rng.randint(1, config.window) if config.dynamic_window else config.window
                pairs += min(at, reach) + min(len(left) - 1 - at, reach)
    return tokens / epochs, pairs / epochs


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"min_count": 1, "sample": 0.0, "window": 2},
        {"min_count": 20, "sample": 3e-4, "window": 10},
        {"dynamic_window": False, "window": 7},
        {"held_out": 0.0},
        {"held_out": 0.5},
    ],
)
@pytest.mark.parametrize("lengths", [(3, 8, 40), (2, 5)])
def test_pairs_are_those_of_plain_loops(chosen: dict[str, Any], lengths: tuple[int, ...]) -> None:
    corpus = zipf_corpus(20_000, lengths)
    config = SGNSConfig(**chosen)
    found = Forecaster(corpus).forecast("sgns", config)
    tokens, pairs = passes(corpus, config, least_pairs=80_000)
    assert found.cost.surviving == pytest.approx(tokens, rel=0.015)
    assert found.cost.pairs == pytest.approx(pairs, rel=0.02)


@pytest.mark.parametrize("lengths", [(5, 30), (3,) * 40_000 + (400_000,), (1_000_000,)])
def test_a_sample_stands_for_a_large_text(lengths: tuple[int, ...]) -> None:
    corpus = zipf_corpus(700_000, lengths, types=20_000)
    config = SGNSConfig(window=8, sample=1e-3, min_count=5)
    keep = corpus.restrict(5).vocabulary.keep_probability(1e-3).astype(np.float32)
    pairs, held_out = 0, HeldOut(corpus, config.held_out)
    for segment in corpus.restrict(5).segments():
        rng = np.random.default_rng(segment.index)
        drawn = prepare(
            held_out.without(segment), keep, window=8, dynamic=True, chunk=64, together=128, rng=rng
        )
        pairs += int(drawn.left.sum(dtype=np.int64) + drawn.right.sum(dtype=np.int64))
    found = Forecaster(corpus).forecast("sgns", config)
    assert found.cost.pairs == pytest.approx(pairs, rel=0.01)


def test_a_sentence_that_never_ends_loses_nothing_where_it_was_cut() -> None:
    corpus = zipf_corpus(700_000, (700_000,))
    config = SGNSConfig(window=20, dynamic_window=False)
    found = Forecaster(corpus).forecast("sgns", config)
    assert found.cost.pairs == pytest.approx(40 * found.cost.surviving, rel=1e-3)


@pytest.mark.parametrize("chosen", [{}, {"window": 2, "min_count": 1}, {"window": 12}])
def test_pairs_and_cells_of_ppmi_are_those_it_counts(chosen: dict[str, int]) -> None:
    corpus = zipf_corpus(30_000, (3, 8, 40))
    config = PPMISVDConfig(**chosen)
    counts = count_pairs(corpus.restrict(config.min_count), config.window, dynamic_window=False)
    found = Forecaster(corpus).forecast("ppmi-svd", config)
    assert found.cost.pairs == pytest.approx(counts.sum(), rel=1e-9)
    assert found.cost.cells == pytest.approx(counts.nnz, rel=0.1)


def test_words_that_keep_to_their_topic_make_fewer_cells() -> None:
    rng = random.Random(1)
    topics = [[f"{topic}-{i}" for i in range(40)] for topic in range(25)]
    corpus = Corpus.build([rng.choices(rng.choice(topics), k=20) for _ in range(3_000)])
    counts = count_pairs(corpus, 5, dynamic_window=False)
    found = Forecaster(corpus).forecast("ppmi-svd", PPMISVDConfig(min_count=1))
    assert counts.nnz < 0.1 * 1_000**2
    assert found.cost.cells == pytest.approx(counts.nnz, rel=0.1)


@given(
    st.lists(st.lists(st.sampled_from("abcde"), min_size=1, max_size=5), min_size=1, max_size=6),
    st.sampled_from(sorted(ALGORITHMS)),
    st.integers(1, 12),
)
@settings(max_examples=30, deadline=None)
def test_nothing_is_refused(sentences: list[list[str]], name: str, min_count: int) -> None:
    corpus = Corpus.build(sentences)
    config = ALGORITHMS[name].config_type(min_count=min_count)
    found = Forecaster(corpus).forecast(name, config)
    kept = [count for count in corpus.all_types.counts if count >= min_count]
    assert found.words == len(kept)
    assert found.types == len(corpus.all_types)
    assert found.covered == pytest.approx(sum(kept) / len(corpus.ids))
    assert found.memory > 0
    if not kept:
        assert (found.cost.pairs, found.cost.surviving, found.cost.cells) == (0, 0, 0)


def test_the_same_settings_make_the_same_forecast() -> None:
    corpus = zipf_corpus(5_000, (9,))
    one, other = (Forecaster(corpus).forecast("sgns", SGNSConfig()) for _ in range(2))
    assert one == other


def test_more_of_everything_needs_more() -> None:
    forecaster = Forecaster(zipf_corpus(50_000, (20,)))
    small = forecaster.forecast("sgns", SGNSConfig(dim=50))
    large = forecaster.forecast("sgns", SGNSConfig(dim=100, epochs=7))
    assert large.memory - small.memory == 24 * small.words * 50
    assert large.disk - small.disk == 8 * small.words * 50
    assert large.cost.epochs == 7


@pytest.mark.parametrize("name", ["sgns", "cbow"])
@pytest.mark.parametrize("sample", [0.0, 1e-4])
def test_chunks_are_those_of_training(name: str, sample: float) -> None:
    corpus = zipf_corpus(30_000, (12,))
    config = ALGORITHMS[name].config_type(sample=sample)
    trainer = ALGORITHMS[name].trainer_type(config)
    kernel = trainer._kernels(corpus.restrict(config.min_count))[0]
    assert Forecaster(corpus).forecast(name, config).cost.chunk == kernel.chunk


def advice(corpus: Corpus, name: str, **chosen: Any) -> dict[str, Advice]:
    config = ALGORITHMS[name].config_type(**chosen)
    return {each.field: each for each in Forecaster(corpus).forecast(name, config).advice}


def test_each_warning_has_a_cure_that_ends_it() -> None:
    corpus = zipf_corpus(3_000, (12,), types=150)
    chosen = {"min_count": 200, "dim": 500, "sample": 1e-6, "epochs": 2}
    seen = set()
    for _ in range(10):
        found = advice(corpus, "sgns", **chosen)
        found.pop("algorithm")  # of small texts, whatever the settings
        if not found:
            break
        field, cure = next(iter(found.items()))
        seen.add(field)
        chosen[field] = cure.value
        assert field not in advice(corpus, "sgns", **chosen)
    assert seen == {"min_count", "dim", "sample", "epochs"}


def test_too_few_words_are_told_with_numbers() -> None:
    corpus = Corpus.build([["a", "b", "c"]] * 20 + [[f"w{i}", f"w{i}"] for i in range(140)])
    found = advice(corpus, "ppmi-svd", min_count=20, dim=2)
    assert found["min_count"].text == "min_count 20 keeps 3 of 143 words; use 1."
    assert found["min_count"].value == 1


def test_small_texts_are_sent_to_counting_and_large_ones_are_not() -> None:
    small, large = zipf_corpus(5_000, (12,)), zipf_corpus(250_000, (12,))
    assert advice(small, "sgns")["algorithm"].value == "ppmi-svd"
    assert "algorithm" not in advice(large, "sgns")
    assert "algorithm" not in advice(small, "ppmi-svd")


def test_a_single_word_has_no_cure() -> None:
    found = advice(Corpus.build([["a", "a"]]), "sgns")
    assert "add text" in found[""].text
    assert found[""].value is None


@pytest.mark.parametrize("name", sorted(ALGORITHMS))
def test_what_does_not_fit_is_refused_with_the_numbers(name: str) -> None:
    corpus = zipf_corpus(20_000, (12,))
    config = ALGORITHMS[name].config_type(min_count=1)
    expected = Forecaster(corpus).forecast(name, config)
    check_memory(expected, config, expected.memory)
    with pytest.raises(
        SettingError, match=r"needs about \d+ MB of memory, 50 MB can be had: use a"
    ):
        check_memory(expected, config, 50_000_000)
    with pytest.raises(SettingError):
        check_memory(expected, config, expected.memory - 1)
