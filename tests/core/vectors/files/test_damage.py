"""Files cut off or changed anywhere load, or are refused in a sentence."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from tests.core.vectors.files.kit import damage, example
from w2v_core.errors import FormatError
from w2v_core.vectors.files.formats import load, save


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


@pytest.mark.parametrize("suffix", [".npz", ".txt", ".glove.txt", ".bin"])
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
        assert np.isfinite(vectors.vectors).all()
        assert len(set(vectors.words)) == len(vectors)

    check()


def test_damaged_packed_files_load_or_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "v.txt.gz"

    @settings(deadline=None, max_examples=100)
    @given(damage(gzip.compress(b"cat 1 2\ndog 3 4\n" * 5, mtime=0)))
    def check(data: bytes) -> None:
        path.write_bytes(data)
        try:
            assert np.isfinite(load(path).vectors).all()
        except FormatError:
            return

    check()
