"""Vector files: round trips, gensim in both directions, and files that lie."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from gensim.models import KeyedVectors
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from w2v_core.errors import FormatError
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.formats import load, save
from w2v_core.vectors.word_vectors import WordVectors

WORDS = ["the", "naïve", "猫", "🐈\u200d⬛", "<num>", "don't", "non\u00a0breaking", "=1+1"]
WORD2VEC = [".txt", ".vec", ".bin"]


def example(words: list[str] | None = None, d: int = 5, *, context: bool = False) -> WordVectors:
    words = words or WORDS
    rng = np.random.default_rng(0)
    table = rng.normal(size=(len(words), d)) * 10.0 ** rng.integers(-30, 30, (len(words), d))
    return WordVectors(
        Vocabulary(words, np.arange(len(words), 0, -1) * 7),
        table.astype(np.float32),
        rng.normal(size=(len(words), d)) if context else None,
        min_count=3,
    )


def replaced(path: Path, member: str, data: bytes | None, **options: int) -> None:
    """Write the NPZ again with one member changed, or gone."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members.pop(member)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        if data is not None:
            archive.writestr(member, data, **options)


def npy(array: object, **options: bool) -> bytes:
    file = io.BytesIO()
    np.save(file, np.asarray(array), **options)
    return file.getvalue()


def npy_header(shape: str, descr: str = "<f4") -> bytes:
    header = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    header += b" " * (118 - len(header) - 1) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header


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

    @pytest.mark.parametrize("suffix", [*WORD2VEC, ".BIN"])
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


class TestGensim:
    @pytest.mark.parametrize("suffix", WORD2VEC)
    def test_reads_ours(self, tmp_path: Path, suffix: str) -> None:
        vectors = example()
        path = tmp_path / f"v{suffix}"
        save(vectors, path)
        theirs = KeyedVectors.load_word2vec_format(str(path), binary=suffix == ".bin")
        assert theirs.index_to_key == WORDS
        np.testing.assert_array_equal(theirs.vectors, vectors.vectors)

    @pytest.mark.parametrize("suffix", WORD2VEC)
    def test_is_read(self, tmp_path: Path, suffix: str) -> None:
        vectors = example()
        theirs = KeyedVectors(vectors.dim)
        theirs.add_vectors(list(vectors.words), vectors.vectors)
        path = tmp_path / f"v{suffix}"
        theirs.save_word2vec_format(str(path), binary=suffix == ".bin")
        again = load(path)
        assert again.words == vectors.words
        np.testing.assert_array_equal(again.vectors, vectors.vectors)


class TestSaving:
    @pytest.mark.parametrize("suffix", WORD2VEC)
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
        with pytest.raises(FormatError, match=r"use one of \.npz, \.txt, \.vec, \.bin"):
            save(example(), tmp_path / name)
        with pytest.raises(FormatError, match=r"use one of \.npz"):
            load(tmp_path / name)

    def test_missing_folder_and_file_are_said(self, tmp_path: Path) -> None:
        with pytest.raises(FormatError, match="cannot be written: No such file"):
            save(example(), tmp_path / "nowhere" / "v.npz")
        with pytest.raises(FormatError, match="cannot be read: No such file"):
            load(tmp_path / "v.npz")


TEXT_CASES = [
    (b"", "line 1 must hold"),
    (b"cat 1 2\n", "line 1 must hold.*'cat 1 2"),
    (b"-1 2\na 1 2\n", "line 1 must hold"),
    (b"2\na 1 2\n", "line 1 must hold"),
    (b"0 2\n", "nothing to read"),
    (b"2 0\na\nb\n", "nothing to read"),
    (b"1000000000000000000 100\na 1 2\n", "line 1 announces 1,000,000,000,000,000,000 words"),
    (b"2 1000000000000000000\na 1 2\n", "cut off"),
    (b"9" * 5000 + b" 2\n", "line 1 must hold"),
    (b"100000 100\na 1 2\n", "at least 20,199,999 bytes; the file holds 6 after it"),
    (b"2 2\na 1.5555 2\n", "ends before line 3; line 1 announces 2"),
    (b"2 2\na 1 2\nb 1 \n", "line 3 holds 1 numbers"),
    (b"2 2\na 1 2 3\nb 1 2\n", "line 2 holds 3 numbers.*line 1 announces 2.*'a 1 2 3"),
    (b"2 2\na 1 x\nb 1 2\n", "line 2: could not convert"),
    (b"2 2\na 1 2\nb 1 nan\n", "line 3: the vector of 'b' holds a number that is not finite"),
    (b"2 2\na 1 2\nb 1 1e39\n", "line 3: .*not finite"),
    (b"2 2\na 1 2\nb -inf 1\n", "line 3: .*not finite"),
    (b"2 2\n 1 2\nb 1 2\n", "line 2: a word of 0 bytes"),
    (b"2 2\n" + b"x" * 1001 + b" 1 2\nb 1 2\n", "line 2: a word of 1,001 bytes"),
    (b"2 2\n" + b"x" * 9000, "line 2 holds 0 numbers"),
]
ROW = np.float32([1, 2]).tobytes()
BINARY_CASES = [
    (b"", "line 1 must hold"),
    (b"-2 2\na " + ROW, "line 1 must hold"),
    (b"1000000000000000000 100\na " + ROW, "cut off"),
    (b"2 1000000000000000000\na " + ROW, "cut off"),
    (b"100000 100\na " + ROW, "at least 40,199,999 bytes; the file holds 10 after it"),
    (b"2 2\na " + ROW + b"long " + ROW[:5], "byte 14: the file ends inside the vector"),
    (b"2 2\na " + ROW + b"\n" + b"x" * 12, "byte 14: the file ends inside a word"),
    (b"1 2\n" + b"x" * 5000, "byte 4: no space within 1,000 bytes"),
    (b"1 2\n " + ROW + b"x", "byte 4: a word of 0 bytes"),
    (b"1 2\na " + np.float32([1, np.nan]).tobytes(), "byte 4: .*'a' .*not finite"),
]  # fmt: skip


class TestHostileWord2vec:
    @pytest.mark.parametrize(("data", "message"), TEXT_CASES)
    def test_text(self, tmp_path: Path, data: bytes, message: str) -> None:
        (tmp_path / "v.txt").write_bytes(data)
        with pytest.raises(FormatError, match=message) as caught:
            load(tmp_path / "v.txt")
        assert str(caught.value).startswith("v.txt: ")
        assert len(str(caught.value)) < 250

    @pytest.mark.parametrize(("data", "message"), BINARY_CASES)
    def test_binary(self, tmp_path: Path, data: bytes, message: str) -> None:
        (tmp_path / "v.bin").write_bytes(data)
        with pytest.raises(FormatError, match=message):
            load(tmp_path / "v.bin")

    def test_what_other_programs_write_is_read(self, tmp_path: Path) -> None:
        # word2vec.c ends rows with a space, Windows with \r\n, a word was cut inside a character.
        (tmp_path / "v.txt").write_bytes(b"3 2\r\nthe 1 2 \r\nna\xc3 3 4\r\nthe 5 6\r\n")
        vectors = load(tmp_path / "v.txt")
        assert vectors.words == ("the", "na\ufffd")
        np.testing.assert_array_equal(vectors.vectors, [[1, 2], [3, 4]])
        (tmp_path / "v.bin").write_bytes(b"3 2\nthe " + ROW + b"\nthe " + ROW + b"a " + 2 * ROW)
        assert load(tmp_path / "v.bin").words == ("the", "a")


class TestHostileNPZ:
    @pytest.mark.parametrize(
        ("member", "data", "message"),
        [
            ("vectors.npy", None, "no item named 'vectors.npy'"),
            ("vectors.npy", b"", "no NPZ"),
            ("vectors.npy", b"junk" * 9, "no NPZ"),
            ("vectors.npy", npy_header("(1000000000000000000, 5)"), "announces the shape"),
            ("vectors.npy", npy_header("(-8, -5)") + b"x" * 160, "not read"),
            ("vectors.npy", npy_header("(8, 5)", "|O") + b"x" * 320, "type object"),
            ("vectors.npy", npy_header("(8, 5)") + b"x" * 100, "100 bytes follow"),
            ("vectors.npy", npy(np.array([{}] * 8), allow_pickle=True), "type object"),
            ("vectors.npy", npy(np.zeros((8, 5))), "type float64"),
            ("vectors.npy", npy(np.zeros((5, 8), "f4")), "5 vectors, but not as many"),
            ("vectors.npy", npy(np.zeros(40, "f4")), r"shape \(40,\)"),
            ("vectors.npy", npy(np.zeros((8, 0), "f4")), r"shape \(8, 0\)"),
            ("vectors.npy", npy(np.full((8, 5), np.nan, "f4")), "row 0 of vectors .* not finite"),
            ("format.npy", npy(np.int64(2)), "not format 1"),
            ("format.npy", npy(np.ones(1, np.int64)), "not format 1"),
            ("counts.npy", npy(np.arange(8)), "counts do not descend"),
            ("counts.npy", npy(-np.arange(8)), "counts do not descend"),
            ("counts.npy", npy(np.arange(9, 2, -1)), "not as many"),
            ("word_offsets.npy", npy(np.arange(9) * 2**61), "offsets"),
            ("word_offsets.npy", npy(np.arange(9)), "offsets"),
            ("word_bytes.npy", npy(np.full(57, 255, "u1")), "not UTF-8|offsets"),
        ],
    )  # fmt: skip
    def test_member(self, tmp_path: Path, member: str, data: bytes, message: str) -> None:
        path = tmp_path / "v.npz"
        save(example(), path)
        replaced(path, member, data)
        with pytest.raises(FormatError, match=message):
            load(path)

    def test_words_must_be_there_and_different(self, tmp_path: Path) -> None:
        path = tmp_path / "v.npz"
        for offsets, message in [([0, 1, 2], "twice"), ([0, 0, 2], "between 1 and")]:
            save(example(["a", "b"]), path)
            replaced(path, "word_bytes.npy", npy(np.frombuffer(b"aa", "u1")))
            replaced(path, "word_offsets.npy", npy(np.array(offsets)))
            with pytest.raises(FormatError, match=message):
                load(path)

    def test_compressed_members_are_refused_unread(self, tmp_path: Path) -> None:
        path = tmp_path / "v.npz"
        save(example(), path)
        replaced(path, "vectors.npy", bytes(10**7), compress_type=zipfile.ZIP_DEFLATED)
        with pytest.raises(FormatError, match="vectors is compressed"):
            load(path)

    def test_foreign_archives_are_refused(self, tmp_path: Path) -> None:
        np.savez(tmp_path / "v.npz", words=np.zeros(3))
        with pytest.raises(FormatError, match="no NPZ of word vectors"):
            load(tmp_path / "v.npz")


@pytest.mark.parametrize("suffix", [".npz", ".txt", ".bin"])
def test_a_file_cut_off_anywhere_is_refused(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"v{suffix}"
    save(example(["cat", "dog", "hen"], d=3), path)
    whole = path.read_bytes()
    # The last byte of the word2vec formats is a line end; nothing is lost without it.
    for length in range(len(whole) - 1 - (suffix != ".npz")):
        path.write_bytes(whole[:length])
        try:
            shorter = load(path)
        except FormatError:
            continue
        # The last number of a text may have lost digits; that cannot be seen.
        assert suffix == ".txt"
        assert length > len(whole) - 16
        assert shorter.words == ("cat", "dog", "hen")


def damage(whole: bytes) -> st.SearchStrategy[bytes]:
    def change(places: list[tuple[int, int]]) -> bytes:
        data = bytearray(whole)
        for place, byte in places:
            data[place % len(data)] = byte
        return bytes(data)

    changes = st.lists(st.tuples(st.integers(0, len(whole)), st.integers(0, 255)), max_size=4)
    return changes.map(change) | st.binary(max_size=200)


@pytest.mark.parametrize("suffix", [".npz", ".txt", ".bin"])
def test_damaged_files_load_or_are_refused(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"v{suffix}"
    save(example(["cat", "dog", "hen"], d=3, context=True), path)
    whole = path.read_bytes()

    @settings(deadline=None, max_examples=200)
    @given(damage(whole))
    def check(data: bytes) -> None:
        path.write_bytes(data)
        try:
            vectors = load(path)
        except FormatError:
            return
        assert np.isfinite(vectors.unit).all()
        assert len(set(vectors.words)) == len(vectors)

    check()
