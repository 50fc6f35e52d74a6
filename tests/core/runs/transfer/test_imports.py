"""Vectors from elsewhere as runs: every format, progress, refusals that leave nothing, parcels."""

from __future__ import annotations

import gzip
import io
import os
from pathlib import Path

import numpy as np
import pytest

from tests.core.run_kit import new_run, stored
from tests.core.vectors.files.kit import WORDS, example
from w2v_core.errors import CorpusError, FormatError, RunError, SettingError, W2VError
from w2v_core.host.home import Home
from w2v_core.models.catalog import ALGORITHMS, IMPORTED, title
from w2v_core.runs import queue, trash
from w2v_core.runs.folder.run_folder import RunFolder, list_runs
from w2v_core.runs.library import entries
from w2v_core.runs.transfer import imports
from w2v_core.runs.transfer.imports import ImportEvent, import_in_process, import_vectors
from w2v_core.runs.transfer.run_zip import pack_run, unpack_run
from w2v_core.runs.workspaces import Workspace
from w2v_core.vectors.files.formats import FORMATS, save
from w2v_core.vectors.word_vectors import WordVectors


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def glove(tmp_path: Path) -> Path:
    path = tmp_path / "pets.glove.txt"
    path.write_text("cat 1 0\ndog 1 1\n. . . 0 1\ndog 5 5\n")
    return path


def in_home(home: Home) -> list[str]:
    """Everything that lies there, but empty folders."""
    return [name for _, _, files in os.walk(home.root) for name in files]


def same(found: WordVectors, expected: WordVectors) -> None:
    assert found.words == expected.words
    np.testing.assert_array_equal(found.vectors, expected.vectors)


class TestImporting:
    @pytest.mark.parametrize("suffix", FORMATS)
    def test_keeps_words_and_numbers(self, tmp_path: Path, home: Home, suffix: str) -> None:
        vectors = example(context=True)
        save(vectors, tmp_path / f"my pets{suffix}")
        run = import_vectors(tmp_path / f"my pets{suffix}", Workspace(home))
        found = run.vectors()
        same(found, vectors)
        assert run.info.name == "my pets"
        assert run.state().status == "done"
        whole = suffix == ".npz"
        assert (found.context_vectors is not None) == whole
        expected = vectors.vocabulary.counts if whole else np.arange(len(WORDS), 0, -1)
        np.testing.assert_array_equal(found.vocabulary.counts, expected)
        near = [each.word for each in found.neighbors("猫")]
        assert near == [each.word for each in vectors.neighbors("猫")]

    def test_reads_packed_files_under_other_names(self, tmp_path: Path, home: Home) -> None:
        (tmp_path / "abc123").write_bytes(gzip.compress(b"2 2\ncat 1 2\ndog 3 4\n"))
        run = import_vectors(
            tmp_path / "abc123", Workspace(home), " our pets ", file_name="v.vec.gz"
        )
        assert run.labels.name == "our pets"
        assert run.vectors().words == ("cat", "dog")
        assert run.events()[0][1] == "2 words imported from v.vec.gz."

    def test_passes_over_words_that_came_before(self, home: Home, glove: Path) -> None:
        vectors = import_vectors(glove, Workspace(home)).vectors()
        assert vectors.words == ("cat", "dog", ". . .")
        assert vectors.vocabulary.counts.tolist() == [3, 2, 1]
        np.testing.assert_array_equal(vectors["dog"], [1, 1])
        np.testing.assert_allclose(vectors.norms, [1, np.sqrt(2), 1])

    def test_tells_how_far_it_is(
        self, tmp_path: Path, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(imports, "_EVENT_SECONDS", 0.0)
        lines = "".join(f"w{i} {i} 1\n" for i in range(300_000))
        (tmp_path / "v.txt").write_text(lines)
        told: list[ImportEvent] = []
        import_vectors(tmp_path / "v.txt", Workspace(home), watch=told.append)
        assert len(told) > 2
        assert [each.words for each in told] == sorted(each.words for each in told)
        assert told[-1] == ImportEvent(len(lines), len(lines), 300_000, 0.0)
        assert 0 < told[0].done < told[0].total
        assert told[0].seconds_left is not None

    @pytest.mark.parametrize(
        ("name", "data", "message"),
        [
            ("v.txt", b"3 2\ncat 1 2\n", "v.txt: the file ends before line 3|cut off"),
            ("v.txt", b"cat 1 2\ndog 1 nan\n", "line 2: .*not finite"),
            ("v.bin", b"1 2\ncat " + np.float32([1, np.inf]).tobytes(), "byte 4: .*not finite"),
            ("v.npz", b"PK", "no NPZ"),
            ("v.doc", b"", "use one of"),
            ("v.txt.gz", b"cat 1 2", "no gzip"),
        ],
    )
    def test_a_file_that_cannot_be_used_leaves_nothing(
        self, tmp_path: Path, home: Home, name: str, data: bytes, message: str
    ) -> None:
        (tmp_path / name).write_bytes(data)
        with pytest.raises(FormatError, match=message):
            import_vectors(tmp_path / name, Workspace(home))
        assert in_home(home) == []

    def test_a_file_that_is_not_there_is_told(self, tmp_path: Path, home: Home) -> None:
        with pytest.raises(FormatError, match="No such file"):
            import_vectors(tmp_path / "v.txt", Workspace(home))

    def test_a_workspace_has_no_more_than_its_quota(
        self, tmp_path: Path, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("W2V_QUOTA_DISK_MB", "1")
        mine = Workspace.of(home, "k" * 22)
        d = 200
        rows = b"".join(b"w%d " % i + bytes(4 * d) for i in range(2_000))
        (tmp_path / "v.bin").write_bytes(b"2000 %d\n" % d + rows)
        with pytest.raises(SettingError, match="may have 1 MB"):
            import_vectors(tmp_path / "v.bin", mine)
        assert in_home(home) == []
        monkeypatch.setenv("W2V_QUOTA_DISK_MB", "2")
        run = import_vectors(tmp_path / "v.bin", mine)
        assert mine.runs()[0].id == run.id
        assert Workspace.of(home, "j" * 22).runs() == []


class TestInProcess:
    def test_ends_with_the_run(self, home: Home, glove: Path) -> None:
        events = list(import_in_process(glove, Workspace(home), "pets"))
        assert events[-1].words == 3
        run = RunFolder(home.runs / events[-1].run)
        assert run.vectors().words == ("cat", "dog", ". . .")
        assert run.info.name == "pets"

    def test_says_what_is_wrong(self, tmp_path: Path, home: Home) -> None:
        (tmp_path / "v.txt").write_text("cat\n")
        with pytest.raises(W2VError, match=r"^v\.txt: line 1 must hold"):
            list(import_in_process(tmp_path / "v.txt", Workspace(home)))

    def test_closing_it_ends_the_process_and_leaves_nothing(
        self, tmp_path: Path, home: Home
    ) -> None:
        (tmp_path / "w.txt").write_text("cat 1 2\n" * 2_000_000)
        events = import_in_process(tmp_path / "w.txt", Workspace(home))
        assert not next(events).run
        events.close()
        assert in_home(home) == []


class TestSuchARun:
    @pytest.fixture
    def run(self, home: Home, glove: Path) -> RunFolder:
        return import_vectors(glove, Workspace(home))

    def test_has_a_title_and_is_no_way_to_train(self, run: RunFolder) -> None:
        assert title(run.info.algorithm) == "Imported"
        assert IMPORTED not in ALGORITHMS
        assert run.config.as_dict() == run.info.config == {"dim": 2}
        with pytest.raises(CorpusError, match="trained elsewhere; their text is not known"):
            run.corpus()
        with pytest.raises(RunError):
            queue.resume(run)
        with pytest.raises(W2VError):
            Workspace(run.home).repeat(run)

    def test_stands_in_the_list(self, run: RunFolder) -> None:
        [entry] = entries(Workspace(run.home))
        assert entry.info.name == "pets"
        assert np.isnan([entry.loss, entry.seconds, entry.error]).all()
        assert not entry.under_way

    def test_stands_for_no_training(self, home: Home, run: RunFolder) -> None:
        trained = new_run(home, stored(home, [["cat", "dog"]] * 9))
        assert not run.info.trains_as(trained.info)
        assert len(list_runs(home)) == 2

    def test_can_be_deleted_and_brought_back(self, run: RunFolder) -> None:
        assert trash.delete(run)
        assert trash.undo(run.home, run.id).state().status == "done"

    def test_travels_as_a_parcel(self, tmp_path: Path, run: RunFolder) -> None:
        file = io.BytesIO()
        pack_run(run, file)
        again = unpack_run(file, Workspace(Home(tmp_path / "other")), "pets.zip")
        same(again.vectors(), run.vectors())
        assert again.info.algorithm == IMPORTED
        assert again.info.config == {"dim": 2}

    def test_of_any_number_of_numbers(self, tmp_path: Path, home: Home) -> None:
        for d in (1, 5_000):
            save(example(d=d), tmp_path / "v.bin")
            run = import_vectors(tmp_path / "v.bin", Workspace(home))
            assert run.config.as_dict() == {"dim": d}
