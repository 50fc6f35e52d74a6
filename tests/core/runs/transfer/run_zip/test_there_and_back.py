"""A run as a ZIP and back is the same run, and nobody's."""

from __future__ import annotations

import io
import shutil
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tests.core.runs.transfer.run_zip.kit import NAME, contents, unpack, with_fields
from w2v_core.errors import RunError
from w2v_core.host.home import Home
from w2v_core.runs import create
from w2v_core.runs.folder.exams import EXAM
from w2v_core.runs.folder.frames import FRAME, read_frames
from w2v_core.runs.folder.records import PROGRESS, RunState
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.transfer.run_zip import pack_run, unpack_run
from w2v_core.runs.workspaces import Workspace, new_key
from w2v_core.vectors.files.formats import save


def test_a_run_comes_back_as_it_was(
    trained: RunFolder, packed: bytes, workspace: Workspace
) -> None:
    run = unpack(packed, workspace)
    assert contents(run) == contents(trained)
    assert run.id != trained.id
    assert run.events()[-1][1] == "Imported from x.zip."
    assert len(run.read_progress()[0]) > 10
    assert len(read_frames(run.path)) > 10
    there, here = trained.vectors(), run.vectors()
    assert here.words == there.words
    assert np.array_equal(here.vectors, there.vectors)
    assert here.all_types is None  # the corpus stayed behind
    assert there.all_types is not None
    assert unpack(packed, workspace).id != run.id


def test_an_imported_run_can_be_packed_again(
    trained: RunFolder, packed: bytes, workspace: Workspace
) -> None:
    file = io.BytesIO()
    pack_run(unpack(packed, workspace), file)
    again = unpack(file.getvalue(), workspace)
    assert contents(again) == contents(trained)


def test_the_same_run_gives_the_same_bytes(trained: RunFolder, packed: bytes) -> None:
    file = io.BytesIO()
    pack_run(trained, file)
    assert file.getvalue() == packed


def test_nothing_leads_back_to_the_owner(trained: RunFolder, packed: bytes) -> None:
    assert trained.info.owner == "somebody"
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        everything = b"".join(map(archive.read, archive.namelist()))
        names = archive.namelist()
    assert b"somebody" not in everything
    assert trained.id.encode() not in everything
    assert not [name for name in names if "checkpoint" in name or "log" in name]


def test_the_readme_says_how_to_read_what_is_binary(packed: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        readme = archive.read("README.txt").decode()
        assert archive.getinfo("vectors.npz").compress_type == zipfile.ZIP_STORED
        for name in archive.namelist():
            assert name in readme or name == "README.txt"
    for name in (*(PROGRESS.names or ()), *(FRAME.names or ()), *(EXAM.names or ())):
        assert f" {name} " in readme


def test_the_run_is_the_workspace_s_own(packed: bytes, tmp_path: Path) -> None:
    hers, other = (Workspace.of(Home(tmp_path), new_key()) for _ in range(2))
    run = unpack(packed, hers)
    assert hers.may_steer(run)
    assert not other.may_steer(run)


def test_an_imported_run_never_stands_in_for_a_training(
    trained: RunFolder, packed: bytes, workspace: Workspace
) -> None:
    """Its vectors may be anybody's: no classmate is to get them for her own settings."""
    shutil.copytree(trained.home.corpora, workspace.home.corpora, dirs_exist_ok=True)
    run, info = unpack(packed, workspace), trained.info
    wanted = create.describe(info.algorithm, trained.config, run.corpus(), "")
    assert trained.info.trains_as(wanted)
    assert not run.info.trains_as(wanted)
    with pytest.raises(RunError, match="the run was imported"):
        create.train_on(run, 1)
    assert run.vectors().all_types is not None


def test_a_run_without_vectors_or_end_is_not_packed(trained: RunFolder, tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "runs" / "copy")
    shutil.copytree(trained.path, run.path)
    run.write_state(RunState("queued"))
    with pytest.raises(RunError, match="is queued"):
        pack_run(run, io.BytesIO())
    run.write_state(RunState("failed", "Out of luck."))
    pack_run(run, io.BytesIO())
    (run.path / "vectors.npz").unlink()
    with pytest.raises(RunError, match=r"no vectors to pack\. Out of luck"):
        pack_run(run, io.BytesIO())


@pytest.mark.parametrize("status", ["stopped", "failed"])
def test_runs_that_ended_otherwise_keep_their_reason(
    packed: bytes, workspace: Workspace, status: str
) -> None:
    came = with_fields(packed, "state.json", status=status, reason="Because <b>.")
    state = unpack(came, workspace).state()
    assert (state.status, state.reason) == (status, "Because <b>.")


def test_packing_and_unpacking_take_little_memory(
    trained: RunFolder, tmp_path: Path, workspace: Workspace
) -> None:
    run = RunFolder(tmp_path / "runs" / "large")
    shutil.copytree(trained.path, run.path)
    vectors = trained.vectors()
    many = np.random.default_rng(1).normal(size=(40_000, 250)).astype(np.float32)  # 40 MB
    words = type(vectors.vocabulary)([f"w{i}" for i in range(len(many))], np.full(len(many), 5))
    save(type(vectors)(words, many), run.path / "vectors.npz")
    del vectors
    with (tmp_path / "large.zip").open("w+b") as file:
        tracemalloc.start()
        pack_run(run, file)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 8_000_000
        there = unpack_run(file, workspace, NAME)
    assert (there.path / "vectors.npz").read_bytes() == (run.path / "vectors.npz").read_bytes()
