"""Sentences as ids: nothing is lost, mixed, or half-stored."""

import itertools
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from w2v_core.errors import CorpusError, VocabularyError
from w2v_core.text import corpus_files, word_ids
from w2v_core.text.corpus import Corpus
from w2v_core.text.word_ids import WordIds

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


@relaxed
@given(SENTENCES)
def test_a_stored_corpus_is_the_same_one(tmp_path: Path, sentences: list[list[str]]) -> None:
    for each in tmp_path.iterdir():
        shutil.rmtree(each)
    in_memory = Corpus.build(sentences, name="n")
    on_disk = Corpus.build(sentences, name="n", folder=tmp_path / "built")
    in_memory.save(tmp_path / "saved")
    for corpus in (on_disk, Corpus.load(tmp_path / "saved"), Corpus.load(tmp_path / "built")):
        assert isinstance(corpus.ids, np.memmap)
        assert corpus.content_hash == in_memory.content_hash
        assert text_of(corpus) == text_of(in_memory)
        corpus.verify()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["built", "saved"]


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


def test_a_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    def failing() -> Iterator[list[str]]:
        for _ in range(100_000):
            assert not (tmp_path / "corpus").exists()
            yield ["the", "cat"]
        raise RuntimeError("the reader failed")

    with pytest.raises(RuntimeError, match="the reader failed"):
        Corpus.build(failing(), folder=tmp_path / "corpus")
    assert list(tmp_path.iterdir()) == []


def test_notes_are_read_when_the_text_is_over(tmp_path: Path) -> None:
    notes: dict[str, int] = {}

    def sentences() -> Iterator[list[str]]:
        yield ["the", "cat"]
        notes["sentences"] = 1

    Corpus.build(sentences(), folder=tmp_path / "c", name="한", notes=notes)
    stored = Corpus.load(tmp_path / "c")
    assert stored.notes == {"sentences": 1}
    assert stored.name == "한"


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


@pytest.mark.parametrize("file", ["ids.bin", "starts.bin", "documents.bin", "words.txt"])
def test_one_changed_byte_is_noticed(tmp_path: Path, file: str) -> None:
    Corpus.build(PETS, folder=tmp_path / "c")
    data = bytearray((tmp_path / "c" / file).read_bytes())
    data[8 if file != "words.txt" else 0] ^= 1
    (tmp_path / "c" / file).write_bytes(bytes(data))
    with pytest.raises(CorpusError, match=r"changed on disk|no readable corpus|damaged"):
        Corpus.load(tmp_path / "c").verify()


@pytest.mark.parametrize(
    "file",
    [
        "ids.bin",
        "starts.bin",
        "counts.bin",
        "documents.bin",
        "words.txt",
        "documents.txt",
        "corpus.json",
    ],
)
@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe\x00", b"[]", b'{"format": 9}', b"null"])
def test_a_damaged_folder_is_a_corpus_error(
    tmp_path: Path, file: str, content: bytes | None
) -> None:
    Corpus.build(PETS, folder=tmp_path / "c")
    path = tmp_path / "c" / file
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    with pytest.raises(CorpusError, match="c "):
        Corpus.load(tmp_path / "c")


def test_counts_that_are_out_of_order_are_a_corpus_error(tmp_path: Path) -> None:
    Corpus.build(PETS, folder=tmp_path / "c")
    counts = np.fromfile(tmp_path / "c" / "counts.bin", dtype="<i8")
    counts[::-1].tofile(tmp_path / "c" / "counts.bin")
    with pytest.raises(CorpusError, match="must descend"):
        Corpus.load(tmp_path / "c")


def test_a_word_with_a_carriage_return_survives_storing(tmp_path: Path) -> None:
    Corpus.build([["a\r", "b", "\x85"]], folder=tmp_path / "c")
    assert text_of(Corpus.load(tmp_path / "c")) == [["a\r", "b", "\x85"]]


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


def test_a_corpus_of_an_older_format_is_refused_with_the_cure(tmp_path: Path) -> None:
    Corpus.build(PETS, folder=tmp_path / "c")
    path = tmp_path / "c" / "corpus.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"format": 1}), "utf-8")
    with pytest.raises(CorpusError, match=r"format 1, this version reads 2: load the text again"):
        Corpus.load(tmp_path / "c")


def test_other_names_are_added_once_and_in_order(tmp_path: Path) -> None:
    Corpus.build(PETS, folder=tmp_path / "c", name="first")
    for name in ("second", "first", "third", "second"):
        corpus_files.add_name(tmp_path / "c", name)
    corpus = Corpus.load(tmp_path / "c")
    assert (corpus.name, corpus.other_names) == ("first", ("third", "second"))
    corpus.verify()


def test_meta_is_readable_json(tmp_path: Path) -> None:
    Corpus.build(PETS, folder=tmp_path / "c", name="pets")
    meta = json.loads((tmp_path / "c" / "corpus.json").read_text("utf-8"))
    assert (meta["tokens"], meta["types"], meta["sentences"]) == (13, 9, 3)


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
