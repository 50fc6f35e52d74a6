"""Sentences and documents to ids: nothing is lost or mixed, and what cannot be kept is refused."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from tests.core.text.corpus.kit import PETS, SENTENCES, relaxed, text_of
from w2v_core.errors import CorpusError
from w2v_core.text import word_ids
from w2v_core.text.corpus import Corpus
from w2v_core.text.word_ids import WordIds


@relaxed
@given(SENTENCES)
def test_what_goes_in_comes_out(sentences: list[list[str]]) -> None:
    corpus = Corpus.build(sentences)
    assert text_of(corpus) == [sentence for sentence in sentences if sentence]
    counts = Counter(itertools.chain(*sentences))
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    assert corpus.all_types.words == tuple(ranked)
    assert corpus.all_types.counts.tolist() == [counts[word] for word in ranked]
    assert corpus.ids.dtype == np.int32
    assert corpus.starts.dtype == np.int64


def test_words_of_every_length_and_script_get_one_id_each() -> None:
    lengths = range(1, 40)
    words = ["x" * n for n in lengths] + ["ß" * n for n in lengths] + ["고" * n for n in lengths]
    words += ["x" * n + "y" for n in lengths] + ["\x01", "a\tb", "\u3000", "\x00", "\x00\x00"]
    corpus = Corpus.build([words, words[::-1]])
    assert len(corpus.all_types) == len(words)
    assert text_of(corpus) == [words, words[::-1]]


def test_words_whose_slots_collide_stay_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_ids, "_SLOT_BITS", 2)
    monkeypatch.setattr(word_ids, "_STRETCH", 3)
    words = [f"{stem}{'x' * n}" for stem in ("a", "cat", "prefixes") for n in range(20)]
    words += [f"prefixes{n}" for n in range(40)]
    draws = np.random.default_rng(1).integers(0, len(words), (40, 25))
    sentences = [[words[word] for word in draw] for draw in draws]
    assert text_of(Corpus.build(sentences)) == sentences


def test_a_cached_word_is_told_from_every_longer_one() -> None:
    word_ids = WordIds()
    words = ["x" * n for n in range(1, 40)]
    assert [word_ids.encode(word)[0].tolist() for word in words] == [[n] for n in range(39)]
    assert [word_ids.encode(word)[0].tolist() for word in words] == [[n] for n in range(39)]


def test_lines_and_lists_build_the_same() -> None:
    lines = ["the cat  sat\n\n on", "\n", "", "  dog ran \nfar"]
    lists = [["the", "cat", "sat"], ["on"], ["dog", "ran"], ["far"]]
    assert Corpus.build_lines(lines).content_hash == Corpus.build(lists).content_hash


def test_too_many_words_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_ids, "MAX_WORDS", 3)
    WordIds().encode("a b c a b c")
    with pytest.raises(CorpusError, match="more than 3 different words"):
        WordIds().encode("a b c d")


@pytest.mark.parametrize("bad", ["", "new york", "a\nb", " ", "\n", "a\fb"])
def test_a_word_that_would_not_come_out_again_is_refused(bad: str) -> None:
    for sentences in ([["a", bad, "b"]], [[bad]], [["a"], [bad, "b"], ["c"]], [["a", bad]]):
        with pytest.raises(CorpusError, match="is empty or holds a blank") as caught:
            Corpus.build(sentences)
        assert repr(bad) in str(caught.value)


@pytest.mark.parametrize("sentences", [[], [[]], [[], []]])
def test_no_word_at_all(sentences: list[list[str]], tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="pets holds no word"):
        Corpus.build(sentences, name="pets")
    with pytest.raises(CorpusError):
        Corpus.build(sentences, folder=tmp_path / "c")
    assert list(tmp_path.iterdir()) == []


def test_the_hash_is_of_the_content_only() -> None:
    base = Corpus.build(PETS, name="a", notes={"x": 1}).content_hash
    assert Corpus.build(PETS, name="b").content_hash == base
    changed = [
        PETS[::-1],
        [[word for sentence in PETS for word in sentence]],
        [["the", "cat", "sat", "on", "the", "map"], *PETS[1:]],
        [["the", "sat", "cat", "on", "the", "mat"], *PETS[1:]],
    ]
    hashes = {Corpus.build(each).content_hash for each in changed}
    assert len(hashes | {base}) == 5


def test_documents_end_at_form_feeds(tmp_path: Path) -> None:
    texts = ["the cat\nsat\n\f\n", "...\n".replace(".", " ") + "\f\n dog \n", "ran\n\f\n\n", "far"]
    for folder in (None, tmp_path / "c"):
        names = ["one", "empty", "two"]
        corpus = Corpus.build_lines(texts, document_names=names, name="n", folder=folder)
        assert corpus.documents.tolist() == [0, 2, 4, 5]
        assert corpus.document_names == ["one", "two", "n"]  # the last has no mark, so no name
        assert corpus.n_documents == 3
        assert text_of(corpus) == [["the", "cat"], ["sat"], ["dog"], ["ran"], ["far"]]
        assert corpus.restrict(1).document_names == corpus.document_names
    corpus.save(tmp_path / "saved")
    assert Corpus.load(tmp_path / "saved").documents.tolist() == [0, 2, 4, 5]


def test_documents_are_content_and_their_names_are_not() -> None:
    texts = ["the cat\n", "sat\n"]
    one = Corpus.build_lines(texts)
    assert (one.documents.tolist(), one.document_names) == ([0, 2], [""])
    parted = Corpus.build_lines(["\f\n".join(texts)], document_names=["a"])
    assert parted.content_hash != one.content_hash
    renamed = Corpus.build_lines(["\f\n".join(texts)], document_names=["b"])
    assert renamed.content_hash == parted.content_hash
