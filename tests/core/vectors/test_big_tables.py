"""Tables without a second table: cosines in blocks, in a mapped file, and of odd rows."""

from __future__ import annotations

import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest

from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors import cosines
from w2v_core.vectors.cosines import Table, blocks, norms_of
from w2v_core.vectors.files.formats import load, save
from w2v_core.vectors.word_vectors import WordVectors


def some(n: int = 1_000, d: int = 20, seed: int = 0) -> WordVectors:
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(n, d)).astype(np.float32)
    return WordVectors(Vocabulary([f"w{i}" for i in range(n)], np.arange(n, 0, -1)), table)


def exact(table: np.ndarray, target: np.ndarray) -> np.ndarray:
    wide = table.astype(np.float64)
    lengths = np.sqrt((wide**2).sum(axis=1))
    return (wide / np.where(lengths > 0, lengths, 1)[:, None]) @ target


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of 37 rows of 20 numbers, of which every one is let go."""
    monkeypatch.setattr(cosines, "_LET_GO_FROM", 1)
    monkeypatch.setattr(cosines.blocks, "__defaults__", (37 * 20,))


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("n", [None, 0, 1, 36, 37, 38, 999, 1_000, 5_000])
def test_cosines_of_a_mapped_table_in_blocks(tmp_path: Path, n: int | None) -> None:
    vectors = some()
    save(vectors, tmp_path / "v.npz")
    mapped = load(tmp_path / "v.npz")
    assert len(list(blocks(mapped.vectors))) == 28
    target = vectors.unit_rows([5, 7]).T
    expected = np.stack([exact(vectors.vectors[:n], each) for each in target.T], axis=1)
    np.testing.assert_allclose(mapped.cosines(target, n), expected, atol=1e-6)
    np.testing.assert_allclose(mapped.cosines(target[:, 0], n), expected[:, 0], atol=1e-6)
    assert mapped.neighbors("w5") == vectors.neighbors("w5")


def test_tables_in_a_file_are_where_a_processor_wants_them(tmp_path: Path) -> None:
    for words in range(1, 20):
        save(some(words), tmp_path / "v.npz")
        vectors = load(tmp_path / "v.npz").vectors
        assert vectors.ctypes.data % 64 == 0
        assert not vectors.flags.owndata
        assert cosines._mapping(vectors) is not None


def test_files_of_other_programs_need_not_be(tmp_path: Path) -> None:
    vectors = some(10)
    save(vectors, tmp_path / "v.npz")
    found = []
    for filler in range(1, 9):
        with (
            zipfile.ZipFile(tmp_path / "v.npz") as source,
            zipfile.ZipFile(tmp_path / "w.npz", "w") as target,
        ):
            target.writestr("x" * filler, b"")
            for name in source.namelist():
                target.writestr(name, source.read(name))
        again = load(tmp_path / "w.npz").vectors
        np.testing.assert_array_equal(again, vectors.vectors)
        found.append(cosines._mapping(again) is None)
    assert any(found)


def test_opening_and_asking_makes_no_second_table(tmp_path: Path) -> None:
    vectors = some(n=20_000, d=100)  # 8 MB
    save(vectors, tmp_path / "v.npz")
    tracemalloc.start()
    try:
        load(tmp_path / "v.npz", checked=True).neighbors("w77")
        opened = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert opened < vectors.vectors.nbytes


def test_odd_rows_are_as_exact_as_others() -> None:
    rng = np.random.default_rng(0)
    table = rng.normal(size=(300, 20)).astype(np.float32)
    table[::7] *= np.float32(1e-30)
    table[1::7] *= np.float32(1e37)
    table[2::7] *= np.float32(1e-40)
    table[3::7] = 0
    target = exact(table[4:5], np.eye(20)).astype(np.float32)[0]
    found = Table(table).cosines(target)
    np.testing.assert_allclose(found, exact(table, target), atol=1e-6)
    assert np.all(found[3::7] == 0)
    np.testing.assert_allclose(Table(table).cosines(target, 150), found[:150])


def test_norms_are_not_finite_where_a_number_is_not() -> None:
    table = np.ones((5, 3), dtype=np.float32)
    table[1, 2], table[3, 0] = np.nan, -np.inf
    assert np.isfinite(norms_of(table)).tolist() == [True, False, True, False, True]


def test_the_most_frequent_words() -> None:
    vectors = some(10)
    first = vectors.most_frequent(3)
    assert first.words == ("w0", "w1", "w2")
    np.testing.assert_array_equal(first.vectors, vectors.vectors[:3])
    assert vectors.most_frequent(10) is vectors
