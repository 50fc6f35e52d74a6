"""One contract for all trainers; each algorithm's own tests hold only what is its own."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest
from tqdm import tqdm

from w2v_core.errors import CorpusError, SettingError, TrainingWarning, VocabularyError
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.progress import Progress, Trainer, curve_of
from w2v_core.models.settings import Config
from w2v_core.settings import settings_of
from w2v_core.text.corpus import Corpus
from w2v_core.vectors.word_vectors import WordVectors

SMALL = {
    "dim": 8,
    "window": 3,
    "min_count": 1,
    "sample": 1e-2,
    "seed": 3,
    "epochs": 6,
    "negative": 3,
}


def config_of(name: str, **changes: object) -> Config:
    config_type = ALGORITHMS[name].config_type
    known = {each.name for each in settings_of(config_type)}
    usual = {key: value for key, value in SMALL.items() if key in known}
    return config_type(**(usual | changes))


def trainer_of(name: str, **changes: object) -> Trainer:
    return ALGORITHMS[name].trainer(config_of(name, **changes))


@pytest.fixture(params=list(ALGORITHMS))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """Two topics of ten words each that never share a sentence; frequencies differ."""
    rng = np.random.default_rng(0)
    weight = 1 / np.arange(1, 11)
    topics = [[f"{letter}{i}" for i in range(10)] for letter in "ab"]
    return Corpus.build(
        list(rng.choice(topics[i % 2], size=8, p=weight / weight.sum())) for i in range(600)
    )


def test_steps_promise_increasing_work_that_ends_at_the_total(name: str, corpus: Corpus) -> None:
    seen = list(trainer_of(name).steps(corpus))
    done = [progress.done for progress in seen]
    assert len(seen) >= 3
    assert done == sorted(done)
    assert seen[-1].done == seen[-1].total
    assert all(isinstance(progress, Progress) for progress in seen)


def test_fit_tells_whoever_watches(name: str, corpus: Corpus) -> None:
    seen: list[Progress] = []
    trainer_of(name).fit(corpus, watch=seen.append)
    assert [each.done for each in seen] == [each.done for each in trainer_of(name).steps(corpus)]
    with io.StringIO() as screen, tqdm(file=screen) as bar:
        trainer_of(name).fit(corpus, bar)
        assert bar.n == bar.total == seen[-1].total


def test_loss_or_error_falls_and_the_other_is_left_out(name: str, corpus: Corpus) -> None:
    seen = list(trainer_of(name).steps(corpus))
    losses = np.array([progress.loss for progress in seen])
    errors = np.array([progress.error for progress in seen])
    curve, absent = (losses, errors) if ALGORITHMS[name].loss else (errors, losses)
    assert np.isnan(absent).all()
    curve = curve[~np.isnan(curve)]
    third = max(1, len(curve) // 3)
    assert curve[-third:].mean() < curve[:third].mean()


def test_planted_topics_are_found(name: str, corpus: Corpus) -> None:
    changes = {"epochs": 40} if ALGORITHMS[name].has_epochs else {}
    vectors = trainer_of(name, **changes).fit(corpus)
    for word in vectors.words:
        nearest = [neighbor.word[0] for neighbor in vectors.neighbors(word, k=5)]
        assert nearest.count(word[0]) >= 4


def test_same_seed_same_bytes_and_other_seed_other_bytes(name: str, corpus: Corpus) -> None:
    first, again, other = (
        trainer_of(name, seed=seed).fit(corpus).vectors.tobytes() for seed in (5, 5, 6)
    )
    assert first == again
    assert first != other


def test_vectors_are_float32_rows_in_the_order_of_the_vocabulary(name: str, corpus: Corpus) -> None:
    vectors = trainer_of(name, min_count=100).fit(corpus)
    kept = corpus.restrict(100).vocabulary
    assert vectors.words == kept.words
    assert vectors.vectors.dtype == np.float32
    assert vectors.vectors.shape == (len(kept), 8)
    assert np.isfinite(vectors.vectors).all()


def test_output_is_the_input_vectors_the_context_vectors_or_their_sum(
    name: str, corpus: Corpus
) -> None:
    both = trainer_of(name).fit(corpus)
    topics = np.array([word[0] for word in both.words])
    same = topics[:, None] == topics
    context, added = (trainer_of(name, output=each).fit(corpus) for each in ("context", "sum"))
    assert both.context_vectors is not None
    # Neither says nothing or is the other once more: a word and a context have a score.
    assert not np.array_equal(both.vectors, both.context_vectors)
    scores = both.vectors @ both.context_vectors.T
    assert scores[same].mean() > scores[~same].mean() + 0.5
    assert np.array_equal(context.vectors, both.context_vectors)
    assert np.array_equal(added.vectors, both.vectors + both.context_vectors)
    assert context.context_vectors is added.context_vectors is None


def test_any_number_of_threads_gives_the_same_bytes(name: str, corpus: Corpus) -> None:
    expected = trainer_of(name).fit(corpus).vectors.tobytes()
    algorithm = ALGORITHMS[name]
    with ThreadPoolExecutor(4) as executor:
        for threads in (2, 4):
            trainer = algorithm.trainer(config_of(name), executor=executor, threads=threads)
            assert trainer.fit(corpus).vectors.tobytes() == expected


def drop_and_restore(name: str, corpus: Corpus, slices: int) -> bytes:
    """Train some slices, carry the state over to a new trainer, and finish there."""
    first = trainer_of(name)
    steps: Iterator[Progress] = first.steps(corpus)
    for _ in range(slices):
        next(steps)
    state = {key: np.array(value) for key, value in first.state().items()}
    second = trainer_of(name)
    second.restore({key: value if value.ndim else value.item() for key, value in state.items()})
    return second.fit(corpus).vectors.tobytes()


def test_restored_run_ends_bit_for_bit_where_an_unbroken_one_does(
    name: str, corpus: Corpus
) -> None:
    unbroken = trainer_of(name)
    slices = sum(1 for _ in unbroken.steps(corpus))
    expected = unbroken.vectors().vectors.tobytes()
    for after in {1, slices // 2, slices - 1}:
        assert drop_and_restore(name, corpus, after) == expected


def both_tables(vectors: WordVectors) -> tuple[bytes, bytes]:
    assert vectors.context_vectors is not None
    return vectors.vectors.tobytes(), vectors.context_vectors.tobytes()


def test_vectors_can_be_taken_in_the_middle_and_do_not_change_afterwards(
    name: str, corpus: Corpus
) -> None:
    trainer = trainer_of(name)
    taken: list[tuple[Progress, WordVectors, tuple[bytes, bytes]]] = []
    for progress in trainer.steps(corpus):
        if progress.stage in ("training", "factorizing"):
            vectors = trainer.vectors()
            taken.append((progress, vectors, both_tables(vectors)))
    assert len(taken) >= 3
    assert [both_tables(vectors) for _, vectors, _ in taken] == [then for *_, then in taken]
    for (before, _, old), (now, _, new) in pairwise(taken):
        # A slice of descent moves both tables. Of a factorization only those do that end a pass,
        # and they are seen by the error.
        moves = ALGORITHMS[name].loss is not None or now.error != before.error
        assert [a != b for a, b in zip(old, new, strict=True)] == [moves, moves]


def test_corpus_on_disk_trains_to_the_same_bytes(name: str, corpus: Corpus, tmp_path) -> None:
    corpus.save(tmp_path / "corpus")
    stored = Corpus.load(tmp_path / "corpus")
    assert (
        trainer_of(name).fit(stored).vectors.tobytes()
        == trainer_of(name).fit(corpus).vectors.tobytes()
    )


@pytest.mark.parametrize(
    "sentences",
    [
        [["a", "b"]],
        [["a", "b", "a", "b", "c"] * 2000],  # one gigantic sentence
        [["a"], ["b"], ["a", "c"]],  # mostly sentences of one word
        [["a", "a", "a", "a", "b"]],
    ],
    ids=["two words", "one long sentence", "sentences of one word", "nearly all the same"],
)
def test_strange_corpora_end_finite(name: str, sentences: list[list[str]]) -> None:
    trainer = trainer_of(name, dim=2, sample=0.0)
    assert list(trainer.steps(Corpus.build(sentences)))
    assert np.isfinite(trainer.vectors().vectors).all()


@pytest.mark.parametrize("name", ["sgns", "cbow"])
def test_a_text_that_subsampling_drops_still_ends_with_finite_vectors(name: str) -> None:
    trainer = trainer_of(name, sample=1e-9, epochs=1)
    seen = list(trainer.steps(Corpus.build([["a", "b", "a", "b"]])))
    assert [progress.done == progress.total for progress in seen] == [True]
    assert np.isfinite(trainer.vectors().vectors).all()


def test_a_state_of_another_corpus_is_refused(name: str, corpus: Corpus) -> None:
    trainer = trainer_of(name)
    trainer.fit(corpus)
    other = trainer_of(name)
    other.restore(trainer.state())
    with pytest.raises(CorpusError, match="train anew"):
        other.fit(Corpus.build([list("abcdefghijk"), list("kjihgfedcba")] * 30))


def test_too_few_words_are_refused_before_any_work(name: str, corpus: Corpus) -> None:
    message = r"min_count 99,999 keeps 0 of 20 words.*use min_count"
    with pytest.raises(VocabularyError, match=message):
        next(trainer_of(name, min_count=99_999).steps(corpus))


def test_every_numeric_setting_is_refused_outside_its_range(name: str) -> None:
    config_type = ALGORITHMS[name].config_type
    for each in settings_of(config_type):
        if each.choices or isinstance(each.default, bool):
            continue
        for value in (each.low - 1, each.high + 1, float("nan"), "many", None, True):
            with pytest.raises(SettingError, match=each.name):
                config_type(**{each.name: value})


def test_settings_name_value_and_limit(name: str) -> None:
    with pytest.raises(SettingError, match="window must be between 1 and 20; got 0"):
        config_of(name, window=0)


def test_configs_are_frozen_and_say_everything_about_their_fields(name: str) -> None:
    config = config_of(name)
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.dim = 3  # type: ignore[attr-defined]
    for each in settings_of(type(config)):
        assert each.label
        assert each.help.endswith(".")
    assert type(config)(**config.as_dict()) == config


def test_a_text_in_which_no_two_words_meet_is_refused_before_any_work(name: str) -> None:
    alone = Corpus.build([["one"], ["two"], ["one"], ["two"]])
    with pytest.raises(CorpusError, match=r"4 sentences have 4 such words.*on one line\.$"):
        trainer_of(name, dim=2).steps(alone)
    rare = Corpus.build([["one", f"x{i}"] for i in range(9)] + [["two"]] * 9)
    with pytest.raises(CorpusError, match=r"or use a min_count below 5\.$"):
        trainer_of(name, dim=2, min_count=5).steps(rare)


def test_a_result_that_knows_nothing_says_so(name: str, corpus: Corpus) -> None:
    trainer = trainer_of(name)
    curve = curve_of(list(trainer.steps(corpus)))
    assert trainer.doubt(curve) == ""
    start = curve[0] if ALGORITHMS[name].loss else 1.0
    for bad in ([np.nan, np.nan], [], [start, np.nan, start]):
        assert trainer.doubt(np.array(bad))


@pytest.mark.parametrize("name", ["sgns", "cbow"])
def test_fit_warns_of_vectors_that_know_nothing(name: str, corpus: Corpus) -> None:
    with pytest.warns(
        TrainingWarning, match=r"the loss began at 2\.\d+, with vectors that know nothing"
    ):
        trainer_of(name, epochs=1, learning_rate=0.0001).fit(corpus)


@pytest.mark.parametrize("name", ["sgns", "cbow"])
def test_words_alone_on_their_lines_are_no_reason_to_stop_or_doubt(name: str) -> None:
    """They are most of the tokens and of none of the pairs."""
    comments = [["the", "room", "was", "cold"], ["the", "food", "was", "good"]] * 20
    corpus = Corpus.build([["none"]] * 4_000 + comments)
    trainer = trainer_of(name, epochs=40, sample=1e-3)
    assert trainer.doubt(curve_of(list(trainer.steps(corpus)))) == ""


@pytest.mark.parametrize("name", ["sgns", "cbow"])
def test_the_only_pair_of_a_text_is_seen_in_the_loss(name: str) -> None:
    corpus = Corpus.build([["a"]] * 400 + [["b", "c"]])
    trainer = trainer_of(name, epochs=200, sample=0.0)
    curve = curve_of(list(trainer.steps(corpus)))
    assert np.isfinite(curve).any()
