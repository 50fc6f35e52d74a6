"""ZIPs that no run can be taken from: broken, locked, too large, or without room here."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest

from tests.core.runs.transfer.run_zip.kit import contents, packed_by, refused, repack, unpack
from w2v_core.errors import RunError, SettingError, W2VError
from w2v_core.host.home import Home
from w2v_core.runs.folder.exams import read_exams
from w2v_core.runs.folder.layout import NEW
from w2v_core.runs.folder.questions import NO_QUESTIONS, read_run_questions
from w2v_core.runs.transfer import run_zip
from w2v_core.runs.workspaces import Workspace, new_key


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip at all" * 100])
def test_no_zip(data: bytes, workspace: Workspace) -> None:
    assert "cannot be read" in refused(data, workspace)


@pytest.mark.parametrize("name", sorted(run_zip.LIMITS.keys() - set(NEW)))
def test_each_member_must_be_there(packed: bytes, workspace: Workspace, name: str) -> None:
    came = repack(packed, lambda members: members.pop(name))
    assert refused(came, workspace) == f"x.zip is no run: {name} is missing."


def test_what_an_older_program_did_not_write_may_be_missing(
    packed: bytes, workspace: Workspace
) -> None:
    came = repack(packed, lambda members: [members.pop(name) for name in NEW])
    run = unpack(came, workspace)
    assert len(read_exams(run.path)) == 0
    assert read_run_questions(run.path) == NO_QUESTIONS
    assert len(read_exams(unpack(packed, workspace).path)) > 3
    file = io.BytesIO()
    for name in NEW:
        (run.path / name).unlink()
    run_zip.pack_run(run, file)
    assert unpack(file.getvalue(), workspace).has_vectors


def test_each_member_must_be_there_once(packed: bytes, workspace: Workspace) -> None:
    file = io.BytesIO(packed)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(file, "a") as archive:
        archive.writestr("run.json", "{}")
    assert "run.json stands in it twice" in refused(file.getvalue(), workspace)


def test_other_names_are_not_looked_at(packed: bytes, workspace: Workspace) -> None:
    others = ("../run.json", "/etc/passwd", "a/../../b", "checkpoint-9.npz", "lock", "control")
    came = repack(packed, lambda members: members.update(dict.fromkeys(others, b"x")))
    run = unpack(came, workspace)
    assert run.wish().what == "run"
    assert {each.name for each in run.path.iterdir()} == {
        *run_zip.LIMITS,
        "control",
        "lock",
    }
    found = {path.name for path in workspace.home.root.parent.rglob("*")}
    assert not found & {"passwd", "b", "checkpoint-9.npz"}
    assert (run.path / "lock").read_bytes() == b""  # its own


def test_links_are_refused(packed: bytes, workspace: Workspace) -> None:
    def link(members: dict[str, bytes]) -> None:
        del members["progress.bin"]

    file = io.BytesIO(repack(packed, link))
    member = zipfile.ZipInfo("progress.bin")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(member, "/etc/passwd")
    assert "is a link" in refused(file.getvalue(), workspace)


def test_a_password_is_refused(packed: bytes, workspace: Workspace) -> None:
    entry = packed.rindex(b"PK\x01\x02", 0, packed.rindex(b"run.json"))
    came = bytearray(packed)
    came[entry + 8] |= 1
    assert "locked with a password" in refused(bytes(came), workspace)


@pytest.mark.parametrize("kind", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_vectors_must_be_stored(packed: bytes, workspace: Workspace, kind: int) -> None:
    came = packed_by(kind, "vectors.npz", bytes(10_000_000), packed)
    assert "another program" in refused(came, workspace)


@pytest.mark.parametrize("name", ["progress.bin", "frames.bin", "run.json", "events.jsonl"])
def test_bombs(packed: bytes, workspace: Workspace, name: str) -> None:
    came = packed_by(zipfile.ZIP_DEFLATED, name, bytes(50_000_000), packed)
    assert "unpacks to" in refused(came, workspace)


def test_a_bomb_that_lies_about_its_size(packed: bytes, workspace: Workspace) -> None:
    came = bytearray(packed_by(zipfile.ZIP_DEFLATED, "progress.bin", bytes(50_000_000), packed))
    entry = came.rindex(b"PK\x01\x02", 0, came.rindex(b"progress.bin"))
    came[entry + 24 : entry + 28] = (730).to_bytes(4, "little")
    assert "progress.bin cannot be read" in refused(bytes(came), workspace)


def test_too_many_members(packed: bytes, workspace: Workspace) -> None:
    file = io.BytesIO(packed)
    with zipfile.ZipFile(file, "a") as archive:
        for i in range(1_001):
            archive.writestr(f"{i}", "")
    assert "holds 1,012 files, more than 1,000" in refused(file.getvalue(), workspace)


def test_no_room(packed: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hers = Workspace.of(Home(tmp_path), new_key())
    monkeypatch.setenv("W2V_QUOTA_DISK_MB", "0")
    with pytest.raises(SettingError, match="0 MB"):
        unpack(packed, hers)
    monkeypatch.setenv("W2V_QUOTA_DISK_MB", "1000")
    monkeypatch.setenv("W2V_QUOTA_RUNS", "1")
    unpack(packed, hers)
    with pytest.raises(SettingError, match="one may keep 1"):
        unpack(packed, hers)


def test_a_home_that_cannot_be_written(
    packed: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    home = Home(tmp_path)
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(RunError, match=r"x\.zip cannot be stored: No space left on device"):
        unpack(packed, Workspace(home))
    assert not list(home.runs.iterdir())
    assert not list(home.uploads.iterdir())


def test_a_process_unpacks_the_same(packed: bytes, workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "came"
    path.write_bytes(packed)
    run = run_zip.unpack_in_process(path, workspace, "x.zip")
    assert contents(run) == contents(unpack(packed, workspace))
    path.write_bytes(packed[:-1_000])
    with pytest.raises(W2VError, match=r"^x\.zip cannot be read: .* copy or pack it again\.$"):
        run_zip.unpack_in_process(path, workspace, "x.zip")
