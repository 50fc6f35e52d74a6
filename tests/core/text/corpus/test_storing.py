"""A corpus in a folder: the same one, whole or not at all, and damage is noticed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from tests.core.text.corpus.kit import PETS, SENTENCES, relaxed, text_of
from w2v_core.errors import CorpusError
from w2v_core.text import corpus_files
from w2v_core.text.corpus import Corpus


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


def test_a_corpus_of_an_older_format_is_refused_with_the_cure(tmp_path: Path) -> None:
    Corpus.build(PETS, folder=tmp_path / "c")
    path = tmp_path / "c" / "corpus.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"format": 1}), "utf-8")
    with pytest.raises(CorpusError, match=r"format 1, this version reads 2 and 3: load the text"):
        Corpus.load(tmp_path / "c")


def labeled(folder: Path | None = None, labels: tuple[str, ...] = ("x", "", "=y\x07")) -> Corpus:
    """Three documents with labels; a fourth has no word."""
    texts = ["cat sat\n\f\n", "\f\n", "dog ran\n\f\n", "cat ran\n\f\n"]
    labels = (labels[0], "lost", *labels[1:]) if labels else ()
    return Corpus.build_lines(
        texts, document_names=list("abcd"), document_labels=labels, folder=folder
    )


def test_labels_are_kept_with_the_documents_that_have_words(tmp_path: Path) -> None:
    corpus = labeled(tmp_path / "c")
    corpus.save(tmp_path / "again")
    for each in (labeled(), corpus, Corpus.load(tmp_path / "again"), corpus.restrict(2)):
        assert list(each.document_labels) == ["x", "", "=y?"]
        assert list(each.document_names) == ["a", "c", "d"]
        assert each.content_hash == corpus.content_hash
        each.verify()


def test_a_text_with_labels_is_another_and_one_without_is_what_it_was(tmp_path: Path) -> None:
    hashes = {labeled(labels=each).content_hash for each in (("a", "b", "c"), ("a", "b", "d"), ())}
    assert len(hashes) == 3
    plain = labeled(tmp_path / "plain", labels=("", "", ""))
    assert plain.content_hash == labeled(labels=()).content_hash
    assert not plain.document_labels
    assert json.loads((tmp_path / "plain" / "corpus.json").read_text("utf-8"))["format"] == 2
    assert not (tmp_path / "plain" / "labels.txt").exists()


@pytest.mark.parametrize("content", [None, b"", b"\xff\n\n\n", b"x\n"])
def test_damaged_labels_are_a_corpus_error(tmp_path: Path, content: bytes | None) -> None:
    labeled(tmp_path / "c")
    path = tmp_path / "c" / "labels.txt"
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    with pytest.raises(CorpusError, match="c "):
        Corpus.load(tmp_path / "c")


def test_a_changed_label_is_noticed(tmp_path: Path) -> None:
    labeled(tmp_path / "c")
    path = tmp_path / "c" / "labels.txt"
    path.write_bytes(path.read_bytes().replace(b"x", b"z"))
    with pytest.raises(CorpusError, match="changed on disk"):
        Corpus.load(tmp_path / "c").verify()


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
