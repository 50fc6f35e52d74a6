"""NPZ files that lie."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from tests.core.vectors.files.kit import example, npy, npy_header, replaced
from w2v_core.errors import FormatError
from w2v_core.vectors.files.formats import load, save


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
            ("norms.npy", npy(np.ones(8)), "norms are not the lengths"),
            ("norms.npy", npy(np.full(8, np.nan)), "norms are not the lengths"),
            ("norms.npy", npy(np.ones(7)), "not as many"),
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

    def test_a_changed_number_is_noticed(self, tmp_path: Path) -> None:
        path = tmp_path / "v.npz"
        save(example(d=5_000), path)  # more than zipfile looks at by itself
        with zipfile.ZipFile(path) as archive:
            where = archive.read("vectors.npy")[128:]
        data = path.read_bytes()
        place = data.index(where)
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(FormatError, match="vectors is damaged: its checksum"):
            load(path)
