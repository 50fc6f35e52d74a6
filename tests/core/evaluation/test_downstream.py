"""Telling documents apart: where it is known how well that can be done."""

from __future__ import annotations

import numpy as np
import pytest

from w2v_core.errors import SettingError
from w2v_core.evaluation.downstream import accuracy, tell_apart
from w2v_core.steps import drain
from w2v_core.text.corpus import Corpus
from w2v_core.text.grouping import Groups, group_documents
from w2v_core.vectors.word_vectors import WordVectors

WORDS = 2_000


def text(documents: int, *, told: bool = True, seed: int = 0, length: int = 6) -> Corpus:
    """Documents of two folders; each of its own half of the words, or both of all."""
    rng = np.random.default_rng(seed)
    texts, names = [], []
    for i in range(documents):
        low = (i % 2) * (WORDS // 2) if told else 0
        high = low + (WORDS // 2 if told else WORDS)
        texts.append(" ".join(f"w{k}" for k in rng.integers(low, high, length)) + "\n\f\n")
        names.append(f"{'ab'[i % 2]}/{i}.txt")
    return Corpus.build_lines(texts, document_names=names)


def meaning(corpus: Corpus, seed: int = 0) -> WordVectors:
    """Words of one half lie on one side; every word has chance of its own."""
    rng = np.random.default_rng(seed)
    rows = rng.normal(0, 1, (len(corpus.all_types), 8)).astype(np.float32)
    rows[:, 0] = [3.0 if int(word[1:]) < WORDS // 2 else -3.0 for word in corpus.all_types.words]
    return WordVectors(corpus.all_types, rows)


def test_vectors_tell_apart_documents_that_share_few_words() -> None:
    """Of 60 documents of 6 of 1,000 words each most words are new to all others."""
    corpus = text(60)
    found = drain(tell_apart(corpus, meaning(corpus), group_documents(corpus, "folder")))
    assert found.groups == ("a", "b")
    assert found.documents == found.of == 60
    share, low, high = accuracy(found.by_vectors)
    assert share == 1.0
    assert low < 1.0 == high
    assert accuracy(found.by_words)[0] < 0.95
    assert 0 < found.gain[0] <= share - accuracy(found.by_words)[0] <= found.gain[1]
    assert found.guess == 0.5


def test_where_there_is_nothing_to_tell_nothing_is_told() -> None:
    """200 documents by a coin: right 100 ± 7, so under 121 but once in five hundred."""
    corpus = text(200, told=False)
    found = drain(tell_apart(corpus, meaning(corpus), group_documents(corpus, "folder")))
    for confusion in (found.by_vectors, found.by_words):
        share, low, high = accuracy(confusion)
        assert low < 0.5 < high or abs(share - 0.5) < 0.105
        assert confusion.sum() == 200
    assert found.gain[0] < 0.1
    assert found.gain[1] > -0.1


def test_the_same_seed_gives_the_same_and_every_document_is_asked_once() -> None:
    corpus = text(80)
    groups = group_documents(corpus, "folder")
    one, two = (drain(tell_apart(corpus, meaning(corpus), groups, seed=3)) for _ in range(2))
    assert np.array_equal(one.by_words, two.by_words)
    assert one.gain == two.gain
    assert one.by_words.sum(axis=1).tolist() == [40, 40]


def test_small_groups_and_documents_of_unknown_words_are_left_out() -> None:
    corpus = text(60)
    groups = group_documents(corpus, "folder")
    of_document = groups.of_document.copy()
    of_document[:9:2] = 2
    renamed = Groups(
        "label", ("a", "b", "few"), of_document, np.bincount(of_document), groups.tokens
    )
    vectors = meaning(corpus)
    unknown = set(corpus.sentence(59))
    known = [i for i, word in enumerate(vectors.words) if word not in unknown]
    part = WordVectors(
        type(vectors.vocabulary)(
            [vectors.words[i] for i in known], vectors.vocabulary.counts[known]
        ),
        vectors.vectors[known],
    )
    found = drain(tell_apart(corpus, part, renamed))
    assert found.left_out == ("few",)
    assert found.groups == ("b", "a")
    assert found.documents < 55


def test_one_group_cannot_be_told_apart() -> None:
    corpus = text(18)
    with pytest.raises(SettingError, match="At least 2 groups of 10 documents"):
        drain(tell_apart(corpus, meaning(corpus), group_documents(corpus, "folder")))
