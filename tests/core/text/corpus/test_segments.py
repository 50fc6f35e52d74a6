"""Segments partition the text, and restricting equals building anew."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.text.corpus.kit import SENTENCES, relaxed
from w2v_core.errors import VocabularyError
from w2v_core.text.corpus import Corpus


@relaxed
@given(SENTENCES, st.integers(1, 12), st.integers(1, 3))
def test_segments_partition_the_text(sentences: list[list[str]], size: int, min_count: int) -> None:
    corpus = Corpus.build([*sentences, ["a", "b"] * 3]).restrict(min_count)
    segments = list(corpus.segments(size))
    assert [segment.index for segment in segments] == list(range(len(segments)))
    assert sum(segment.raw_tokens for segment in segments) == len(corpus.ids)
    assert all(0 < segment.raw_tokens <= size for segment in segments)
    tokens = [
        (sentence, word)
        for sentence in range(corpus.n_sentences)
        for word in corpus.sentence(sentence)
        if word in corpus.vocabulary
    ]
    found = [
        (sentence, corpus.vocabulary.words[word])
        for segment in segments
        for sentence, word in zip(segment.sentences.tolist(), segment.ids.tolist(), strict=True)
    ]
    assert found == tokens  # each word in its own sentence, none lost, none twice
    assert corpus.n_tokens == len(tokens)


@relaxed
@given(SENTENCES, st.integers(1, 12))
def test_only_a_sentence_longer_than_a_segment_is_cut(
    sentences: list[list[str]], size: int
) -> None:
    corpus = Corpus.build(sentences)
    starts = corpus.starts.tolist()
    for bound in corpus.segment_bounds(size).tolist():
        if bound not in starts:
            inside = np.searchsorted(starts, bound) - 1
            assert starts[inside + 1] - starts[inside] > size


@relaxed
@given(SENTENCES, st.integers(1, 4))
def test_restricting_equals_building_from_the_words_that_are_left(
    sentences: list[list[str]], min_count: int
) -> None:
    corpus = Corpus.build(sentences)
    counts = Counter(itertools.chain(*sentences))
    if sum(count >= min_count for count in counts.values()) < 2:
        with pytest.raises(VocabularyError, match=f"min_count {min_count} keeps"):
            corpus.restrict(min_count)
        return
    view = corpus.restrict(min_count)
    rebuilt = Corpus.build(
        [word for word in sentence if counts[word] >= min_count] for sentence in sentences
    )
    assert view.vocabulary.words == rebuilt.vocabulary.words
    assert view.n_tokens == len(rebuilt.ids)
    ids = [segment.ids for segment in view.segments(5)]
    assert np.concatenate(ids).tolist() == rebuilt.ids.tolist()
    assert view.content_hash == corpus.content_hash
