"""What is written is read again, or is refused with the word and the cure."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.core.vectors.files.kit import PLAIN, WORDS, example
from w2v_core.errors import FormatError
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.files.formats import load, save
from w2v_core.vectors.files.projector_tsv import save_projector
from w2v_core.vectors.word_vectors import WordVectors


class TestRoundTrip:
    @pytest.mark.parametrize("context", [False, True])
    def test_npz_keeps_everything(self, tmp_path: Path, context: bool) -> None:
        words = [*WORDS, "new york", "a\nb", "\x00", "x" * 1000]
        vectors = example(words, context=context)
        save(vectors, tmp_path / "v.npz")
        again = load(tmp_path / "v.npz")
        assert again.words == tuple(words)
        assert again.min_count == 3
        np.testing.assert_array_equal(again.vectors, vectors.vectors)
        np.testing.assert_array_equal(again.vocabulary.counts, vectors.vocabulary.counts)
        if context:
            np.testing.assert_array_equal(again.context_vectors, vectors.context_vectors)
        else:
            assert again.context_vectors is None

    @pytest.mark.parametrize("suffix", [*PLAIN, ".BIN"])
    def test_word2vec_keeps_order_and_every_bit(self, tmp_path: Path, suffix: str) -> None:
        vectors = example()
        save(vectors, tmp_path / f"v{suffix}")
        again = load(tmp_path / f"v{suffix}")
        assert again.words == tuple(WORDS)
        np.testing.assert_array_equal(again.vectors, vectors.vectors)
        assert again.vocabulary.counts.tolist() == list(range(len(WORDS), 0, -1))

    def test_npz_takes_any_layout_in_memory(self, tmp_path: Path) -> None:
        vectors = WordVectors(Vocabulary(["a", "b"], [2, 1]), np.asfortranarray(np.eye(2, 3)))
        save(vectors, tmp_path / "v.npz")
        np.testing.assert_array_equal(load(tmp_path / "v.npz").vectors, np.eye(2, 3))

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(words=st.lists(st.text(min_size=1, max_size=9), min_size=1, max_size=9, unique=True))
    def test_npz_keeps_any_word(self, tmp_path: Path, words: list[str]) -> None:
        save(example(words), tmp_path / "v.npz")
        assert load(tmp_path / "v.npz").words == tuple(words)


class TestSaving:
    @pytest.mark.parametrize("suffix", PLAIN)
    @pytest.mark.parametrize("word", ["new york", "a\nb", "a\tb", "\r"])
    def test_white_space_is_refused_and_nothing_is_left(
        self, tmp_path: Path, suffix: str, word: str
    ) -> None:
        path = tmp_path / f"v{suffix}"
        path.write_text("before")
        with pytest.raises(FormatError, match=r"white space.*save as \.npz") as caught:
            save(example(["cat", word]), path)
        assert repr(word) in str(caught.value)
        assert os.listdir(tmp_path) == [path.name]
        assert path.read_text() == "before"

    @pytest.mark.parametrize("suffix", [".npz", ".txt", ".bin"])
    @pytest.mark.parametrize(
        ("word", "message"), [("\ud800", "as UTF-8"), ("x" * 1001, "1,001 bytes; at most 1,000")]
    )
    def test_impossible_words_are_refused(
        self, tmp_path: Path, suffix: str, word: str, message: str
    ) -> None:
        with pytest.raises(FormatError, match=message):
            save(example(["cat", word]), tmp_path / f"v{suffix}")
        assert os.listdir(tmp_path) == []

    @pytest.mark.parametrize("name", ["v", "v.csv", ".npz"])
    def test_suffix_says_the_format(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(
            FormatError, match=r"use one of \.npz, \.txt, \.vec, \.bin, \.glove\.txt"
        ):
            save(example(), tmp_path / name)
        with pytest.raises(FormatError, match=r"use one of \.npz"):
            load(tmp_path / name)

    def test_missing_folder_and_file_are_said(self, tmp_path: Path) -> None:
        with pytest.raises(FormatError, match="cannot be written: No such file"):
            save(example(), tmp_path / "nowhere" / "v.npz")
        with pytest.raises(FormatError, match="cannot be read: No such file"):
            load(tmp_path / "v.npz")

    def test_a_file_without_header_needs_two_numbers(self, tmp_path: Path) -> None:
        with pytest.raises(FormatError, match=r"at least 2 numbers .* save as \.txt"):
            save(example(d=1), tmp_path / "v.glove.txt")


class TestProjector:
    def test_has_a_row_of_numbers_and_a_row_with_the_word_for_each(self, tmp_path: Path) -> None:
        vectors = example([*WORDS, "new york"])
        save_projector(vectors, tmp_path / "v.tsv")
        rows = (tmp_path / "v.tsv").read_text().splitlines()
        table = np.array([row.split("\t") for row in rows], dtype=np.float32)
        np.testing.assert_array_equal(table, vectors.vectors)
        words = (tmp_path / "v_metadata.tsv").read_text("utf-8").split("\n")
        assert words[0] == "word\tcount"
        assert words[1:-1] == [
            f"{word}\t{count}"
            for word, count in zip(vectors.words, vectors.vocabulary.counts, strict=True)
        ]

    @pytest.mark.parametrize("word", ["a\tb", "a\nb", "a\rb"])
    def test_cannot_carry_tabs_and_line_ends(self, tmp_path: Path, word: str) -> None:
        with pytest.raises(FormatError, match=r"tab or a line end.*save as \.npz"):
            save_projector(example(["cat", word]), tmp_path / "v.tsv")
        assert os.listdir(tmp_path) == []
