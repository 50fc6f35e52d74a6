"""The probe names what was planted, and calls nothing wrong that was trained well."""

from __future__ import annotations

import dataclasses
import math
from functools import cache

import numpy as np
import pytest

from w2v_core.errors import TrainingWarning
from w2v_core.evaluation import judge_cloud, judge_text
from w2v_core.evaluation.findings import Finding, ProbeReport
from w2v_core.evaluation.known import Known
from w2v_core.evaluation.probe import probe
from w2v_core.evaluation.text_look import ACROSS
from w2v_core.host.place import SAMPLES
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.text.corpus import Corpus
from w2v_core.text.loading import load_corpus
from w2v_core.text.views.near_counts import Reading
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.word_vectors import WordVectors

SEEDS = range(5)
NAN, EQUAL = "numbers that are not finite", "vectors that are all equal"


@cache
def kingdom() -> Corpus:
    return load_corpus(SAMPLES / "kingdom.txt")


@cache
def trained(name: str = "sgns", **settings: float) -> tuple[WordVectors, Known]:
    """Vectors of the kingdom, and what is known of them."""
    algorithm = ALGORITHMS[name]
    wanted = {"dim": 40, "min_count": 2, "epochs": 15, "negative": 10} | settings
    if not algorithm.has_epochs:
        wanted = {"dim": 40, "min_count": 2}
    config = algorithm.config_type(**wanted)
    losses: list[float] = []
    vectors = algorithm.trainer(config).fit(kingdom(), lambda each: losses.append(each.loss))
    known = Known(
        kingdom(),
        Reading(config.window, config.dynamic_window, config.sample),
        wanted.get("negative"),
        wanted.get("noise_exponent", 0.75) if algorithm.loss else None,
        algorithm.products,
        np.array(losses) if algorithm.loss else np.zeros(0),
        algorithm.loss.unlearned(config) if algorithm.loss else None,
    )
    return vectors, known


def with_rows(
    vectors: WordVectors, rows: np.ndarray, context_rows: np.ndarray | None = None
) -> WordVectors:
    """The same words with other rows."""
    assert vectors.context_vectors is not None
    context = vectors.context_vectors
    return WordVectors(
        vectors.vocabulary,
        vectors.vectors[rows],
        context if context_rows is None else context[context_rows],
    )


def of(report: ProbeReport, name: str) -> Finding:
    return next(each for each in report.findings if each.name == name)


@pytest.mark.parametrize("name", ["sgns", "cbow", "ppmi-svd"])
def test_sound_vectors_are_called_fine(name: str) -> None:
    vectors, known = trained(name)
    for given in (known, Known(kingdom()), Known(), None):
        report = probe(vectors, given)
        assert report.verdict == "fine", report.markdown()
        assert report.causes == ()
    alone = probe(WordVectors(vectors.vocabulary, vectors.vectors))
    assert alone.verdict == "fine"


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", ["sgns", "cbow", "ppmi-svd"])
def test_scrambled_rows_are_named(name: str, seed: int) -> None:
    vectors, known = trained(name)
    mixed = np.random.default_rng(seed).permutation(len(vectors))
    report = probe(with_rows(vectors, mixed), known)
    assert report.verdict == "wrong"
    assert report.causes == (judge_text.SCRAMBLED,)
    without_text = probe(with_rows(vectors, mixed))
    assert without_text.verdict == "wrong"
    assert judge_text.SCRAMBLED in without_text.causes[0]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", ["sgns", "cbow", "ppmi-svd"])
def test_shuffled_labels_are_named(name: str, seed: int) -> None:
    vectors, known = trained(name)
    mixed = np.random.default_rng(seed).permutation(len(vectors))
    report = probe(with_rows(vectors, mixed, mixed), known)
    assert (report.verdict, report.causes) == ("wrong", (judge_text.SHUFFLED,))


@pytest.mark.parametrize("shift", [1, -1])
@pytest.mark.parametrize("both", [True, False])
@pytest.mark.parametrize("name", ["sgns", "cbow", "ppmi-svd"])
def test_ids_off_by_one_are_named(name: str, both: bool, shift: int) -> None:
    vectors, known = trained(name)
    moved = np.roll(np.arange(len(vectors)), shift)
    report = probe(with_rows(vectors, moved, moved if both else None), known)
    assert (report.verdict, report.causes) == ("wrong", (judge_text.OFF_BY_ONE,))


def test_context_ids_off_by_one_are_named() -> None:
    vectors, known = trained()
    every = np.arange(len(vectors))
    report = probe(with_rows(vectors, every, np.roll(every, 1)), known)
    assert report.causes == (judge_text.OFF_BY_ONE,)
    assert "The context row 1 further" in of(report, "Rows and words").sentence


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("exponent", [0.0, 1.0])
def test_noise_without_its_exponent_is_named(exponent: float, seed: int) -> None:
    vectors, known = trained(noise_exponent=exponent, seed=seed)
    meant = dataclasses.replace(known, noise_exponent=0.75)
    report = probe(vectors, meant)
    assert (report.verdict, report.causes) == ("wrong", (judge_text.NOISE,))
    assert probe(vectors, known).verdict == "fine"  # where the settings say so


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_windows_that_cross_sentences_or_are_too_narrow_are_named(seed: int) -> None:
    vectors, known = trained(seed=seed)
    assert of(probe(vectors, known), "Windows").verdict == "fine"
    narrow, _ = trained(seed=seed, window=2)
    assert probe(narrow, known).causes == ("windows that are too narrow",)
    text = kingdom()
    one_sentence = Corpus(text.ids, np.array([0, len(text.ids)]), text.all_types)
    config = ALGORITHMS["sgns"].config_type(dim=40, min_count=2, epochs=15, negative=10, seed=seed)
    crossing = ALGORITHMS["sgns"].trainer(config).fit(one_sentence)
    report = probe(crossing, known)
    assert (report.verdict, report.causes) == ("wrong", (ACROSS,))


@pytest.mark.parametrize(("epochs", "rate"), [(2, 0.025), (3, 0.025), (4, 0.01), (1, 0.1)])
def test_training_that_was_cut_short_is_not_blamed_on_noise_or_windows(
    epochs: int, rate: float
) -> None:
    vectors, known = trained(epochs=epochs, learning_rate=rate)
    report = probe(vectors, known)
    for name in ("Noise", "Windows"):
        assert of(report, name).verdict in ("fine", "open"), of(report, name)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_none_are_named_and_left_out(value: float) -> None:
    vectors, known = trained()
    for seed in SEEDS:
        rows, column = np.random.default_rng(seed).integers(1, 40, size=(2, 3))
        table = vectors.vectors.copy()
        table[rows, column] = value
        report = probe(WordVectors(vectors.vocabulary, table, vectors.context_vectors), known)
        assert (report.verdict, report.causes) == ("wrong", (NAN,))
        assert of(report, "Rows and words").verdict == "fine"  # all others are as they were


def test_nothing_but_nan_is_a_report() -> None:
    vectors, known = trained()
    nothing = np.full_like(vectors.vectors, np.nan)
    assert probe(WordVectors(vectors.vocabulary, nothing), known).causes[0] == NAN


@pytest.mark.parametrize("seed", SEEDS)
def test_vectors_that_are_all_equal_are_named(seed: int) -> None:
    vectors, known = trained()
    rng = np.random.default_rng(seed)
    same = np.tile(rng.normal(size=vectors.dim), (len(vectors), 1)).astype(np.float32)
    report = probe(WordVectors(vectors.vocabulary, same, vectors.context_vectors), known)
    assert (report.verdict, report.causes) == ("wrong", (EQUAL, judge_cloud.ALIKE))
    nearly = same + rng.normal(scale=0.01, size=same.shape)
    report = probe(WordVectors(vectors.vocabulary, nearly, vectors.context_vectors), known)
    assert (report.verdict, report.causes) == ("wrong", (judge_cloud.ALIKE,))


def test_vectors_that_explode_or_never_moved_are_named() -> None:
    vectors, _ = trained()
    for factor, cause in ((1e4, "explode"), (1e-5, "never moved")):
        report = probe(WordVectors(vectors.vocabulary, vectors.vectors * factor))
        assert report.verdict == "wrong"
        assert cause in report.causes[0]


def test_a_loss_that_does_not_fall_is_named() -> None:
    with pytest.warns(TrainingWarning):
        vectors, known = trained(epochs=1, learning_rate=0.0001)
    report = probe(vectors, known)
    assert report.verdict == "wrong"
    assert "a loss that does not fall" in report.causes
    assert judge_text.NOISE not in report.causes
    rising = dataclasses.replace(trained()[1], losses=np.array([3.0, np.inf, np.nan]))
    assert of(probe(trained()[0], rising), "Loss").verdict in ("fine", "doubt")
    none = dataclasses.replace(trained()[1], losses=np.array([np.nan] * 3))
    assert of(probe(trained()[0], none), "Loss").verdict == "wrong"


def test_little_text_is_a_doubt_and_another_text_too() -> None:
    vectors, known = trained()
    little = Corpus.build([kingdom().sentence(i) for i in range(1_000)])
    report = probe(vectors, dataclasses.replace(known, corpus=little))
    assert report.causes == (judge_text.TOO_LITTLE,)
    assert report.verdict == "doubt"
    other = Corpus.build([["quite", "another", "text"]] * 9)
    report = probe(vectors, dataclasses.replace(known, corpus=other))
    assert (report.verdict, of(report, "Text").verdict) == ("doubt", "doubt")


def test_analogies_never_decide() -> None:
    vectors, known = trained()
    report = probe(vectors, known)
    assert not of(report, "Three analogies").decides
    assert "Analogies have no part" in report.markdown()
    wrong = Finding(name="x", verdict="wrong", sentence="", decides=False)
    fine = Finding(name="y", verdict="fine", sentence="")
    assert ProbeReport.of(1, 1, [fine, wrong]).verdict == "fine"


def test_words_that_are_given_stand_with_their_neighbors() -> None:
    vectors, known = trained()
    report = probe(vectors, known, ["king", "kign", "king"])
    nearest = [each.word for each in vectors.neighbors("king", 5)]
    assert all(f"“{word}”" in of(report, "Neighbors of “king”").sentence for word in nearest)
    assert "not in the" in of(report, "Neighbors of “kign”").sentence
    assert report.verdict == "fine"


def test_the_same_vectors_give_the_same_report() -> None:
    vectors, known = trained()
    assert probe(vectors, known).markdown() == probe(vectors, known).markdown()


def test_words_cannot_break_the_markdown_or_steer_a_terminal() -> None:
    hostile = ["# h", "[a](b)", "<b>", "a\nb", "\x1b[2J", "x" * 500, "`c`", "*", "|", "$m$"]
    table = np.random.default_rng(1).normal(size=(10, 4))
    table[:, 0] += 3
    table[0] = np.nan
    vectors = WordVectors(Vocabulary(hostile, range(10, 0, -1)), table)
    text = probe(vectors, words=hostile).markdown()
    assert "\x1b" not in text
    assert "x" * 100 not in text
    for raw in ("[a](b)", "<b>", "`c`", "$m$"):
        assert raw not in text
    assert all(line.startswith(("#", "##", "- ", "**", "")) for line in text.splitlines())


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_tiny_tables_are_reports(n: int) -> None:
    vocabulary = Vocabulary([f"w{i}" for i in range(n)], [1] * n)
    for table in (np.eye(n, 3), np.zeros((n, 3)), np.ones((n, 1))):
        report = probe(WordVectors(vocabulary, table, table), Known(kingdom()), ["w0"])
        assert not math.isnan(len(report.markdown()))
        assert report.findings
