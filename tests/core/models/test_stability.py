"""Whatever settings the page allows, on whatever text: finite vectors or a clear refusal."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from w2v_core.errors import CorpusError, SettingError, VocabularyError
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.settings import settings_of
from w2v_core.text.corpus import Corpus

REFUSALS = (CorpusError, SettingError, VocabularyError)


def _numbers(each) -> st.SearchStrategy:
    """Both ends of a setting's range, and anything between; time sets the limits here."""
    ends = {"epochs": (1, 10), "dim": (2, 300), "min_count": (1, 3), "iterations": (2, 6)}
    ends |= {"seeds": (1, 2), "resamples": (0, 1)}
    low, high = ends.get(each.name, (each.low, each.high))
    if isinstance(each.default, int):
        return st.sampled_from([low, high]) | st.integers(int(low), int(high))
    return st.sampled_from([low, high]) | st.floats(low, high)


def configs(name: str) -> st.SearchStrategy:
    """Every setting of an algorithm, drawn from all that it may be."""
    config_type = ALGORITHMS[name].config_type
    drawn = {}
    for each in settings_of(config_type):
        if each.choices:
            drawn[each.name] = st.sampled_from(list(each.choices))
        elif isinstance(each.default, bool):
            drawn[each.name] = st.booleans()
        else:
            drawn[each.name] = _numbers(each)
    return st.builds(config_type, **drawn)


@st.composite
def corpora(draw: st.DrawFn) -> Corpus:
    """From three words to thirty thousand, from flat to nearly all the same, cut in any way."""
    words = draw(st.sampled_from([3, 4, 20, 300, 30_000]))
    tokens = draw(st.sampled_from([6, 200, 1500]))
    sentence = draw(st.sampled_from([1, 2, 17, 10**9]))
    sameness = draw(st.sampled_from([0.0, 0.5, 0.99, 1.0]))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    ids = np.where(rng.random(tokens) < sameness, 0, rng.integers(0, words, tokens))
    # Every word occurs, once at the end if nowhere else, or there would be no large vocabulary.
    text = np.concatenate([ids, np.arange(words)]) if words > 300 else ids
    cuts = range(0, len(text), sentence)
    return Corpus.build(text[i : i + sentence].astype(str).tolist() for i in cuts)


@pytest.mark.filterwarnings("ignore::w2v_core.errors.TrainingWarning")  # too few steps to learn
@pytest.mark.parametrize("name", list(ALGORITHMS))
@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_settings_on_any_text_end_finite_or_refused(name: str, data: st.DataObject) -> None:
    corpus = data.draw(corpora())
    config = data.draw(configs(name))
    try:
        vectors = ALGORITHMS[name].trainer(config).fit(corpus)
    except REFUSALS:
        return
    assert np.isfinite(vectors.vectors).all()
    if vectors.context_vectors is not None:
        assert np.isfinite(vectors.context_vectors).all()


@pytest.mark.filterwarnings("ignore::w2v_core.errors.TrainingWarning")  # there is nothing to learn
@pytest.mark.parametrize("name", ["sgns", "cbow"])
@pytest.mark.parametrize("words", [3, 30, 3000])
@pytest.mark.parametrize("window", [1, 20])
@pytest.mark.parametrize("negative", [1, 20])
def test_the_largest_learning_rate_never_diverges(
    name: str, words: int, window: int, negative: int
) -> None:
    """Long enough that a step which is a little too large would have grown to infinity."""
    rng = np.random.default_rng(words)
    ids = np.minimum(rng.zipf(1.2, 8_000), words)
    corpus = Corpus.build(part.astype(str).tolist() for part in np.array_split(ids, 40))
    config = ALGORITHMS[name].config_type(
        dim=50,
        window=window,
        negative=negative,
        learning_rate=0.2,
        min_learning_rate=0.2,
        min_count=1,
        sample=0.0,
        epochs=10,
    )
    vectors = ALGORITHMS[name].trainer(config).fit(corpus)
    assert np.abs(vectors.vectors).max() < 1000
