"""What a frame shows is what the vectors say; its map follows the one before."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.core.runs.folder.frames.kit import DIM, MAPPED, PINNED, SIZE, VOCABULARY, at, table
from w2v_core.runs.folder.frames import NEIGHBORS, FrameWriter, cosines, read_frames
from w2v_core.runs.folder.watched import Watched, write_watched
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.word_vectors import WordVectors


def test_neighbors_are_those_of_brute_force(folder: Path, writer: FrameWriter) -> None:
    vectors = table()
    vectors[50] = 0
    writer.see(at(1), lambda: vectors)
    (frame,) = read_frames(folder, size=SIZE)
    assert frame["pinned"].tolist() == [7, 4999, 300, -1, -1]
    exact = vectors.astype(np.float64)
    norms = np.linalg.norm(exact, axis=1)
    for place, word in enumerate((7, 4999, 300)):
        cosine = exact @ exact[word] / np.maximum(norms * norms[word], 1e-9)
        expected = sorted(set(range(SIZE)) - {word, 50}, key=lambda i: -cosine[i])[:NEIGHBORS]
        assert frame["neighbors"][place].tolist() == expected
        np.testing.assert_allclose(frame["similarities"][place], cosine[expected], atol=2e-6)
    assert (frame["neighbors"][3:] == -1).all()
    assert (frame["similarities"][3:] == 0).all()


def test_neighbors_are_those_that_the_finished_vectors_give(
    folder: Path, writer: FrameWriter
) -> None:
    vectors = WordVectors(VOCABULARY, table())
    writer.see(at(6_000), lambda: None)
    writer.last(vectors.vectors)
    (frame,) = read_frames(folder)
    for word, near in zip(PINNED, frame["neighbors"][: len(PINNED)], strict=True):
        expected = [each.word for each in vectors.neighbors(word, k=NEIGHBORS)]
        assert [VOCABULARY.words[i] for i in near] == expected


def test_equal_neighbors_stand_by_frequency(folder: Path, writer: FrameWriter) -> None:
    writer.see(at(1), lambda: np.ones((SIZE, DIM), np.float32))
    (frame,) = read_frames(folder)
    assert frame["neighbors"][0].tolist() == [0, 1, 2, 3, 4, 5, 6, 8]
    assert frame["neighbors"][1].tolist() == list(range(8))


@pytest.mark.parametrize("order", ["C", "F"])
def test_cosines_of_zero_rows_are_zero_and_all_others_are_found(order: str) -> None:
    vectors = np.asarray(table(), order=order)
    vectors[[0, 4096]] = 0
    scores = cosines(vectors, [0, 1, 4999])
    assert not scores[0].any()
    assert not scores[:, [0, 4096]].any()
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    np.testing.assert_allclose(scores, unit[[0, 1, 4999]] @ unit.T, atol=1e-6)
    assert cosines(vectors, []).shape == (0, SIZE)


def test_the_map_is_the_plane_that_keeps_most(folder: Path, writer: FrameWriter) -> None:
    vectors = table()
    writer.see(at(1), lambda: vectors)
    (frame,) = read_frames(folder)
    assert [VOCABULARY.words[i] for i in frame["mapped"]] == list(MAPPED)
    rows = vectors[frame["mapped"]].astype(np.float64)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    values = np.linalg.svd(rows - rows.mean(axis=0), compute_uv=False)
    points = frame["points"].astype(np.float64)
    np.testing.assert_allclose(np.linalg.svd(points, compute_uv=False), values[:2], rtol=1e-5)
    np.testing.assert_allclose(points.mean(axis=0), 0, atol=1e-6)


def test_a_map_follows_the_one_before_and_does_not_flip(folder: Path, writer: FrameWriter) -> None:
    vectors = table()
    writer.see(at(1), lambda: vectors)
    # The same cosines in other coordinates: PCA alone turns or mirrors the picture.
    turn = np.linalg.qr(np.random.default_rng(1).normal(size=(DIM, DIM)))[0].astype(np.float32)
    writer.see(at(500), lambda: vectors @ turn)
    writer.see(at(1_500), lambda: -vectors @ turn.T)
    first, *rest = read_frames(folder)["points"]
    for points in rest:
        np.testing.assert_allclose(points, first, atol=1e-4)


def test_aligning_turns_and_mirrors_but_does_not_bend(folder: Path, writer: FrameWriter) -> None:
    writer.see(at(1), lambda: table(0))
    writer.see(at(500), lambda: table(1))
    other = folder / "other"
    other.mkdir()
    write_watched(other, Watched(PINNED, MAPPED))
    fresh = FrameWriter(other, VOCABULARY)
    fresh.see(at(500), lambda: table(1))
    _, aligned = read_frames(folder)["points"]
    (free,) = read_frames(other)["points"]
    np.testing.assert_allclose(distances(aligned), distances(free), atol=1e-5)


def distances(points: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.linalg.norm(points[:, None] - points[None], axis=-1)


def test_a_new_worker_aligns_to_the_last_frame_of_the_old_one(folder: Path) -> None:
    vectors = table()
    for done, sign in ((1, 1), (500, -1)):
        writer = FrameWriter(folder, VOCABULARY)
        writer.see(at(done), lambda sign=sign: sign * vectors[:, ::sign])
    first, second = read_frames(folder)["points"]
    np.testing.assert_allclose(second, first, atol=1e-4)


def test_few_words_leave_places_empty(tmp_path: Path) -> None:
    write_watched(tmp_path, Watched(("a", "unheard"), ("b",)))
    writer = FrameWriter(tmp_path, Vocabulary(["a", "b"], [2, 1]))
    writer.see(at(1), lambda: np.eye(2, dtype=np.float32))
    (frame,) = read_frames(tmp_path, size=2)
    assert frame["pinned"].tolist() == [0, -1, -1, -1, -1]
    assert frame["neighbors"][0].tolist() == [1] + [-1] * 7
    assert frame["mapped"].tolist() == [1] + [-1] * 49
    assert np.isfinite(frame["points"][0]).all()
    assert np.isnan(frame["points"][1:]).all()
