"""PCA against scikit-learn, t-SNE by its promises, neighbors kept by brute force."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.decomposition import PCA

from w2v_core.errors import SettingError
from w2v_core.vectors import faithfulness
from w2v_core.vectors.faithfulness import Faithfulness, neighbors_kept
from w2v_core.vectors.projection import align, pca, tsne

Floats = NDArray[np.float64]


def random_table(n: int, d: int = 12, seed: int = 0) -> Floats:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, d)) * rng.uniform(0.1, 5, size=(n, 1)) + 0.2


def clusters(n: int = 90, groups: int = 3) -> tuple[Floats, NDArray[np.int64]]:
    rng = np.random.default_rng(0)
    group = np.arange(n) % groups
    return np.eye(groups, 10)[group] + rng.normal(scale=0.05, size=(n, 10)), group


def unit(table: Floats) -> Floats:
    return table / np.linalg.norm(table, axis=1, keepdims=True)


class TestPCA:
    @pytest.mark.parametrize("dims", [1, 2, 3])
    def test_is_scikit_learns_but_for_signs(self, dims: int) -> None:
        table = random_table(200)
        theirs = PCA(dims, svd_solver="full")
        points = theirs.fit_transform(unit(table))
        ours = pca(table, dims)
        assert ours.points.dtype == np.float32
        np.testing.assert_allclose(np.abs(ours.points), np.abs(points), atol=1e-5)
        np.testing.assert_allclose(ours.variance_kept, theirs.explained_variance_ratio_, atol=1e-5)
        assert (ours.done, ours.total) == (1, 1)

    def test_does_not_flip(self) -> None:
        table = random_table(50)
        order = np.random.default_rng(1).permutation(50)
        np.testing.assert_allclose(pca(table).points[order], pca(table[order]).points, atol=1e-5)

    def test_does_not_see_lengths(self) -> None:
        table = random_table(30)
        np.testing.assert_allclose(pca(table).points, pca(unit(table)).points, atol=1e-6)

    def test_of_flat_vectors_keeps_everything(self) -> None:
        angle = np.linspace(0, 6, 40)
        flat = np.stack([np.cos(angle), np.sin(angle)], axis=1) @ random_table(2)
        picture = pca(np.stack([np.cos(angle), np.sin(angle), 0 * angle], axis=1))
        assert sum(picture.variance_kept) == pytest.approx(1)
        assert picture.neighbors_kept == 1
        assert sum(pca(flat).variance_kept) > 0.8

    @pytest.mark.parametrize("n", [1, 2, 3, 5])
    @pytest.mark.parametrize("dims", [2, 3])
    def test_of_few_words_is_finite(self, n: int, dims: int) -> None:
        picture = pca(random_table(n), dims)
        assert picture.points.shape == (n, dims)
        assert np.isfinite(picture.points).all()
        assert sum(picture.variance_kept) == pytest.approx(float(n > 1), abs=0.5)
        assert math.isnan(picture.neighbors_kept) == (n < 3)

    @pytest.mark.parametrize("value", [0.0, 1.0])
    def test_of_equal_vectors_is_one_point(self, value: float) -> None:
        picture = pca(np.full((20, 7), value))
        assert not picture.points.any()
        assert picture.variance_kept == (0.0, 0.0)

    def test_of_nothing_is_refused(self) -> None:
        with pytest.raises(SettingError, match="at least 1 word"):
            pca(np.zeros((0, 5)))
        with pytest.raises(SettingError, match="dims must be between 1"):
            pca(random_table(5), 0)


class TestTSNE:
    def test_separates_clusters(self) -> None:
        table, group = clusters()
        *_, last = tsne(table, perplexity=10)
        centers = np.stack([last.points[group == g].mean(axis=0) for g in range(3)])
        nearest = np.linalg.norm(last.points[:, None] - centers, axis=2).argmin(axis=1)
        np.testing.assert_array_equal(nearest, group)

    def test_shows_its_progress(self) -> None:
        pictures = list(tsne(clusters()[0], iterations=100))
        assert [p.done for p in pictures] == [33, 83, 100]
        assert {p.total for p in pictures} == {100}
        assert all(0 < p.neighbors_kept <= 1 for p in pictures)
        # Each picture is its own: the next iterations must not move what was shown.
        assert not np.array_equal(pictures[0].points, pictures[1].points)
        assert pictures[-1].variance_kept == ()

    def test_can_be_dropped(self) -> None:
        pictures = tsne(clusters()[0])
        assert next(pictures).points.shape == (90, 2)
        pictures.close()

    def test_is_repeated_by_its_seed(self) -> None:
        table = np.repeat(clusters()[0], 2, axis=0)  # equal vectors: the noise parts them
        first, again, other = (
            list(tsne(table, seed=seed, iterations=60))[-1].points for seed in (7, 7, 8)
        )
        np.testing.assert_array_equal(first, again)
        assert not np.array_equal(first, other)

    def test_keeps_more_neighbors_than_pca(self) -> None:
        table, _ = clusters(n=200, groups=10)
        *_, last = tsne(table, iterations=300)
        assert last.neighbors_kept > pca(table).neighbors_kept + 0.1

    def test_starts_as_pca(self) -> None:
        table, _ = clusters()
        flat = pca(table).points
        *_, last = tsne(table, iterations=300)
        for axis in range(2):
            assert np.corrcoef(last.points[:, axis], flat[:, axis])[0, 1] > 0.5

    @pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 6, 20])
    @pytest.mark.parametrize("dims", [2, 3])
    @pytest.mark.parametrize("kind", ["random", "equal", "zero"])
    def test_of_few_or_equal_words_is_finite(self, n: int, dims: int, kind: str) -> None:
        table = {"random": random_table(n), "equal": np.ones((n, 4)), "zero": np.zeros((n, 4))}
        *_, last = tsne(table[kind], dims=dims, iterations=30)
        assert last.points.shape == (n, dims)
        assert np.isfinite(last.points).all()
        assert last.done == last.total == 30

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"perplexity": 1}, "perplexity must be between 2 and 500; got 1"),
            ({"perplexity": math.nan}, "perplexity must be"),
            ({"dims": 4}, "dims must be between 2 and 3; got 4"),
            ({"seed": -1}, "seed must be"),
            ({"iterations": 2}, "iterations must be"),
        ],
    )
    def test_checks_its_settings_at_once(self, options: dict, message: str) -> None:
        with pytest.raises(SettingError, match=message):
            tsne(random_table(20), **options)


class TestNeighborsKept:
    def brute_force(self, table: Floats, points: Floats, k: int) -> float:
        kept = 0
        for i in range(len(table)):
            others = [j for j in range(len(table)) if j != i]
            true = sorted(others, key=lambda j: -(unit(table)[i] @ unit(table)[j]))[:k]
            seen = sorted(others, key=lambda j: np.linalg.norm(points[i] - points[j]))[:k]
            kept += len(set(true) & set(seen))
        return kept / (len(table) * k)

    @pytest.mark.parametrize(("n", "k"), [(60, 10), (21, 10), (20, 9), (5, 2), (3, 1)])
    def test_is_brute_force(self, monkeypatch: pytest.MonkeyPatch, n: int, k: int) -> None:
        monkeypatch.setattr(
            faithfulness, "_CHUNK_NUMBERS", 7 * n
        )  # several chunks, a short last one
        table = random_table(n)
        points = table[:, :2]
        assert neighbors_kept(table, points) == pytest.approx(self.brute_force(table, points, k))

    def test_is_one_for_the_same_points(self) -> None:
        table = unit(random_table(100))
        assert neighbors_kept(table, table) == 1

    def test_is_about_k_of_the_others_by_chance(self) -> None:
        rng = np.random.default_rng(2)
        kept = neighbors_kept(random_table(1000), rng.normal(size=(1000, 2)))
        assert kept == pytest.approx(10 / 999, abs=0.005)

    def test_of_many_words_is_estimated_from_some(self) -> None:
        table = random_table(3_200)
        points = table[:, :4]
        every, some = Faithfulness(table, most=4_000), Faithfulness(table)
        assert not every.estimated
        assert some.estimated
        assert len(some.asked) == faithfulness.ASKED_OF_MORE
        assert (some.asked[0], some.asked[-1]) == (0, 3_199)
        assert some.share(points) == pytest.approx(every.share(points), abs=0.02)
        assert some.share(points) == Faithfulness(table).share(points)
        assert pca(table).estimated

    def test_serves_many_pictures(self) -> None:
        table = random_table(80)
        truth = Faithfulness(table)
        for dims in (1, 2, 5):
            assert truth.share(table[:, :dims]) == neighbors_kept(table, table[:, :dims])
        with pytest.raises(SettingError, match="80 words has 79 points"):
            truth.share(table[:79])

    def test_counts_ties_as_kept(self) -> None:
        assert neighbors_kept(np.ones((30, 3)), np.zeros((30, 2))) == 1


class TestAlign:
    def turned(self, points: Floats, angle: float, *, mirror: bool = False) -> Floats:
        c, s = math.cos(angle), math.sin(angle)
        return points @ np.array([[c, s], [-s, c]]) * (np.array([-1, 1]) if mirror else 1)

    @pytest.mark.parametrize("mirror", [False, True])
    @pytest.mark.parametrize("angle", [0.0, 1.0, 3.0])
    def test_turns_a_picture_back(self, mirror: bool, angle: float) -> None:
        points = random_table(30, 2)
        other = self.turned(points, angle, mirror=mirror)
        found = align(other, other[5:20], points[5:20], turn=True)
        np.testing.assert_allclose(found, points, atol=1e-5)

    def test_only_mirrors_axes_that_are_ordered(self) -> None:
        points = random_table(30, 2)
        found = align(points * [1, -1], points[:9] * [1, -1], points[:9], turn=False)
        np.testing.assert_allclose(found, points, rtol=1e-6)
        slightly = self.turned(points, 0.3)
        found = align(slightly, slightly, points, turn=False)
        np.testing.assert_allclose(found, slightly, rtol=1e-6)

    @pytest.mark.parametrize("dims", [(2, 3), (3, 2)])
    def test_between_the_plane_and_space(self, dims: tuple[int, int]) -> None:
        now, before = (random_table(30, 3)[:, :n] * [-1, 1, 1][:n] for n in dims)
        found = align(now, now, before * [-1, 1, 1][: dims[1]], turn=False)
        assert found.shape == (30, dims[0])
        np.testing.assert_allclose(found[:, 0], -now[:, 0], rtol=1e-6)

    @pytest.mark.parametrize("turn", [True, False])
    def test_of_nothing_in_common_is_unchanged(self, turn: bool) -> None:
        points = random_table(9, 2)
        for common in (points[:0], np.zeros((4, 2))):
            found = align(points, common, common, turn=turn)
            np.testing.assert_allclose(found, points, rtol=1e-6)
