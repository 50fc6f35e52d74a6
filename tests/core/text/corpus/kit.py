"""What tests of a corpus share: sentences of any words, and reading them back."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from w2v_core.text.corpus import Corpus

PETS = [
    ["the", "cat", "sat", "on", "the", "mat"],
    [],
    ["the", "dog", "sat"],
    ["고양이", "straße", "η", "cat"],
]
WORDS = st.text(st.characters(codec="utf-8", exclude_characters=" \n\f"), min_size=1, max_size=40)
SENTENCES = st.lists(
    st.lists(st.sampled_from("abcdefgh") | WORDS, max_size=12), min_size=1, max_size=15
).filter(any)
relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def text_of(corpus: Corpus) -> list[list[str]]:
    return [corpus.sentence(i) for i in range(corpus.n_sentences)]
