"""Text and binary files that lie, and what other programs write."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from w2v_core.errors import FormatError
from w2v_core.text.files.unpacking import Limits
from w2v_core.vectors.files import gzipped
from w2v_core.vectors.files.formats import load

TEXT_CASES = [
    (b"", "line 1 must hold"),
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


BARE_CASES = [
    (b"cat\n", "line 1 must hold .* or a word and its numbers, at least 2; .*'cat"),
    (b"cat 1\ndog 2\n", "at least 2; .*'cat 1"),
    (b"once upon a time\nthere was a\n", "line 1: could not convert"),
    (b"cat 1 2\nhen 1 2\ndog 1\n", "line 3 holds 1 numbers after its word, the first lines have 2"),
    (b"cat 1 2\ncow 1 2\ndog 1 2 3\n", "line 3 holds 3 numbers after its word"),
    (b"cat 1 2\n\ndog 1 nan\n", "line 3: the vector of 'dog' holds a number that is not finite"),
    (b"cat 1 2\n 1 2\n", "line 2: a word of 0 bytes"),
    (b"x" * 10_000_000, "line 1 must hold"),
    (b"x" + b" 1" * 70_000, "announces 70,000 numbers per word; at most 65,536"),
]  # fmt: skip


class TestWithoutHeader:
    @pytest.mark.parametrize(("data", "message"), BARE_CASES)
    def test_lies_are_told(self, tmp_path: Path, data: bytes, message: str) -> None:
        (tmp_path / "v.txt").write_bytes(data)
        with pytest.raises(FormatError, match=message) as caught:
            load(tmp_path / "v.txt")
        assert len(str(caught.value)) < 300

    def test_words_may_hold_spaces_where_that_is_clear(self, tmp_path: Path) -> None:
        (tmp_path / "v.txt").write_bytes(b"the 1 2\n. . . 3 4\nat name@domain.com 5 6\n\n")
        vectors = load(tmp_path / "v.txt")
        assert vectors.words == ("the", ". . .", "at name@domain.com")
        np.testing.assert_array_equal(vectors.vectors, [[1, 2], [3, 4], [5, 6]])

    def test_the_first_word_may_hold_spaces(self, tmp_path: Path) -> None:
        (tmp_path / "v.txt").write_bytes(b". . 1 2\nthe 3 4\ncat 5 6\n")
        assert load(tmp_path / "v.txt").words == (". .", "the", "cat")

    def test_one_line_is_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "v.vec").write_bytes(b"cat 1 2")
        assert load(tmp_path / "v.vec").words == ("cat",)


class TestPacked:
    @pytest.mark.parametrize("suffix", [".txt", ".vec", ".bin"])
    def test_is_read_as_it_is_unpacked(self, tmp_path: Path, suffix: str) -> None:
        data = b"2 2\na " + ROW + b"\nb " + ROW if suffix == ".bin" else b"2 2\na 1 2\nb 1 2\n"
        (tmp_path / f"v{suffix}.gz").write_bytes(gzip.compress(data))
        vectors = load(tmp_path / f"v{suffix}.gz")
        assert vectors.words == ("a", "b")
        np.testing.assert_array_equal(vectors.vectors, [[1, 2], [1, 2]])

    @pytest.mark.parametrize(
        "data", [b"", b"2 2\na 1 2\n", gzip.compress(b"2 2\na 1 2\nb 1", mtime=0)[:-9]]
    )
    def test_damage_is_told(self, tmp_path: Path, data: bytes) -> None:
        (tmp_path / "v.txt.gz").write_bytes(data)
        with pytest.raises(FormatError, match=r"no gzip, damaged or cut off|line 1 must hold"):
            load(tmp_path / "v.txt.gz")

    def test_a_header_cannot_announce_more_than_could_be_packed(self, tmp_path: Path) -> None:
        (tmp_path / "v.bin.gz").write_bytes(gzip.compress(b"1000000000000 300\na " + ROW))
        with pytest.raises(FormatError, match="line 1 announces 1,000,000,000,000 words"):
            load(tmp_path / "v.bin.gz")

    def test_a_bomb_is_refused_on_the_way(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(gzipped, "_LIMITS", Limits(ratio_from=1_000_000))
        (tmp_path / "v.txt.gz").write_bytes(gzip.compress(b"a" + b" 0" * 2 + b"\n" * 5_000_000))
        with pytest.raises(FormatError, match="more than 100 times as many"):
            load(tmp_path / "v.txt.gz")
        (tmp_path / "v.txt.gz").write_bytes(gzip.compress(b"cat 0 0\n" * 5_000_000))
        with pytest.raises(FormatError, match="more than 100 times as many"):
            load(tmp_path / "v.txt.gz")
