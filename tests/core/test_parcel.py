"""A run as a ZIP and back; and everything else that may come as a ZIP."""

from __future__ import annotations

import dataclasses
import io
import json
import shutil
import stat
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2v_core.errors import FormatError, RunError, SettingError
from w2v_core.models.sgns import SGNSConfig
from w2v_core.runs import launch, making, parcel
from w2v_core.runs.frames import FRAME, read_frames
from w2v_core.runs.home import Home
from w2v_core.runs.parcel import pack_run, unpack_run
from w2v_core.runs.records import PROGRESS, RunState
from w2v_core.runs.store import RunFolder, list_runs
from w2v_core.runs.watched import read_watched
from w2v_core.runs.workspaces import Workspace, new_key
from w2v_core.text.corpus import Corpus
from w2v_core.vectors.formats import save

NAME = "x.zip"
LABEL, TAGS = 'a "name" <b>\u200d[x](y)</b> =1', ("one", "zwei, drei")


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """A run that a worker has trained to its end."""
    home = Home(tmp_path_factory.mktemp("first"))
    corpus = Corpus.build(
        [f"word{i % 17} word{i % 5} word{i % 3} other".split() for i in range(200)], name="small"
    )
    corpus.save(home.corpora / corpus.content_hash)
    run = making.create_run(home, "sgns", SGNSConfig(dim=5, min_count=2), corpus, owner="somebody")
    run.label(LABEL, TAGS)
    run.note("Something happened.")
    launch.start_worker(run)
    assert run.wait().status == "done", run.state()
    return run


@pytest.fixture(scope="module")
def packed(trained: RunFolder) -> bytes:
    file = io.BytesIO()
    pack_run(trained, file)
    return file.getvalue()


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Another home; after each test nothing half-made is left in it."""
    yield (there := Workspace(Home(tmp_path / "second")))
    assert not list(there.home.uploads.iterdir())
    assert {run.id for run in list_runs(there.home)} == {p.name for p in there.home.runs.iterdir()}


def unpack(data: bytes, workspace: Workspace) -> RunFolder:
    return unpack_run(io.BytesIO(data), workspace, NAME)


def repack(data: bytes, change: Callable[[dict[str, bytes]], Any]) -> bytes:
    """The ZIP with other members."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    change(members)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def with_fields(data: bytes, member: str, **fields: Any) -> bytes:
    """The ZIP with other fields in one of its records."""

    def change(members: dict[str, bytes]) -> None:
        members[member] = json.dumps(json.loads(members[member]) | fields).encode()

    return repack(data, change)


def contents(run: RunFolder) -> dict[str, Any]:
    """What must be the same after a journey."""
    info, state = run.info, run.state()
    unimportant = {"id": "", "owner": "", "versions": {}, "parent": ""}
    return {
        **{
            name: (run.path / name).read_bytes()
            for name in ("vectors.npz", "progress.bin", "frames.bin")
        },
        "info": dataclasses.replace(info, **unimportant),
        "versions": {k: v for k, v in info.versions.items() if k != "imported_by"},
        "labels": run.labels,
        "state": (state.status, state.reason, state.started, state.finished),
        "watched": read_watched(run.path),
        "events": [text for _, text in run.events() if not text.startswith("Imported")],
    }


# There and back


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
    for name in (*(PROGRESS.names or ()), *(FRAME.names or ())):
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
    wanted = making.describe(info.algorithm, trained.config, run.corpus(), "")
    assert trained.info.trains_as(wanted)
    assert not run.info.trains_as(wanted)
    with pytest.raises(RunError, match="an imported run has none"):
        making.train_on(run, 1)
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


# What else may come


def refused(data: bytes, workspace: Workspace) -> str:
    """The message; nothing is left behind."""
    with pytest.raises((RunError, FormatError)) as error:
        unpack(data, workspace)
    assert not list(workspace.home.runs.iterdir())
    message = str(error.value)
    assert message.startswith((NAME, "Run x.zip", "The settings of run x.zip", "The progress"))
    assert ".coming" not in message
    assert len(message) < 600
    return message


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip at all" * 100])
def test_no_zip(data: bytes, workspace: Workspace) -> None:
    assert "cannot be read" in refused(data, workspace)


@pytest.mark.parametrize("name", parcel.LIMITS)
def test_each_member_must_be_there(packed: bytes, workspace: Workspace, name: str) -> None:
    came = repack(packed, lambda members: members.pop(name))
    assert refused(came, workspace) == f"x.zip is no run: {name} is missing."


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
        *parcel.LIMITS,
        "control",
    }
    found = {path.name for path in workspace.home.root.parent.rglob("*")}
    assert not found & {"passwd", "b", "lock", "checkpoint-9.npz"}


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


def packed_by(kind: int, name: str, content: bytes, packed: bytes) -> bytes:
    file = io.BytesIO(repack(packed, lambda members: members.pop(name)))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, content, kind)
    return file.getvalue()


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
    assert "more than 1,000 files" in refused(file.getvalue(), workspace)


@pytest.mark.parametrize("name", ["run.json", "labels.json", "state.json", "watch.json"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 60_000,
        b'{"name": NaN}',
        b'{"status": "gone"}',
    ],
)
def test_nonsense_for_a_record(
    packed: bytes, workspace: Workspace, name: str, content: bytes
) -> None:
    came = repack(packed, lambda members: members.update({name: content}))
    message = refused(came, workspace)
    assert f"x.zip/{name} cannot be read" in message


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"algorithm": "glove"}, "unknown algorithm: 'glove'"),
        ({"algorithm": "g" * 50_000}, "unknown algorithm"),
        ({"corpus_hash": "../../../etc"}, "corpus_hash is no hash"),
        ({"created": 1e300}, "created cannot be"),
        ({"created": -1.0}, "created cannot be"),
        ({"created": float("nan")}, "NaN is no number"),
        ({"created": "yesterday"}, "created is not of its type"),
        ({"expected_seconds": 1e300}, "expected_seconds cannot be"),
        ({"expected_bytes": -1}, "expected_bytes cannot be"),
        ({"timings": {"training_seconds": 1e300}}, "training_seconds cannot be"),
        ({"config": {"dim": 0}}, "dim must be between"),
        ({"config": {"dim": 10**400}}, "cannot be used"),
        ({"config": {"dim": [1]}}, "dim must be a whole number"),
        ({"config": {"epochs": 1, "planet": 1}}, "planet"),
        ({"name": 7}, "name is not of its type"),
    ],
)
def test_settings_that_make_no_sense(
    packed: bytes, workspace: Workspace, fields: dict[str, Any], said: str
) -> None:
    assert said in refused(with_fields(packed, "run.json", **fields), workspace)


def test_a_number_that_only_json_can_write(packed: bytes, workspace: Workspace) -> None:
    def change(members: dict[str, bytes]) -> None:
        fields = json.loads(members["run.json"]) | {"created": 0.5}
        members["run.json"] = json.dumps(fields).replace("0.5", "1e999").encode()

    assert "created cannot be inf" in refused(repack(packed, change), workspace)


@pytest.mark.parametrize("status", ["queued", "running", "paused", "cancelled"])
def test_a_run_that_has_not_ended(packed: bytes, workspace: Workspace, status: str) -> None:
    assert status in refused(with_fields(packed, "state.json", status=status), workspace)


def test_names_that_no_browser_can_be_sent(packed: bytes, workspace: Workspace) -> None:
    came = with_fields(packed, "labels.json", name="a\ud800b", tags=["\udfff"])
    came = with_fields(came, "run.json", corpus_name="\ud800" * 300)
    run = unpack(came, workspace)
    assert run.labels == dataclasses.replace(run.labels, name="a?b", tags=("?",))
    assert run.info.corpus_name == "?" * 200


def test_names_that_are_too_long(packed: bytes, workspace: Workspace) -> None:
    came = with_fields(packed, "labels.json", name="n" * 201)
    with pytest.raises(RunError, match="200 characters"):
        unpack(came, workspace)
    assert not list(workspace.home.runs.iterdir())


def test_watched_words_that_are_no_words(packed: bytes, workspace: Workspace) -> None:
    came = with_fields(packed, "watch.json", pinned=["other", "\ud800", "<b>"], mapped=[])
    assert read_watched(unpack(came, workspace).path).pinned == ("other",)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("stage", 9),
        ("done", -1),
        ("done", 1 << 60),
        ("seconds", np.nan),
        ("seconds", 1e300),
        ("epoch", np.inf),
        ("loss", np.inf),
        ("loss", -1e300),
    ],
)
def test_progress_that_makes_no_sense(
    packed: bytes, workspace: Workspace, field: str, value: float
) -> None:
    def change(members: dict[str, bytes]) -> None:
        records = np.frombuffer(members["progress.bin"], PROGRESS).copy()
        records[field][3] = value
        members["progress.bin"] = records.tobytes()

    assert "damaged" in refused(repack(packed, change), workspace)


@pytest.mark.parametrize("field", ["neighbors", "mapped"])
def test_frames_of_words_that_are_not_there(
    packed: bytes, workspace: Workspace, field: str
) -> None:
    def change(members: dict[str, bytes]) -> None:
        frames = np.frombuffer(members["frames.bin"], FRAME).copy()
        frames[field][-1] = 1_000
        members["frames.bin"] = frames.tobytes()

    assert "frames.bin is damaged" in refused(repack(packed, change), workspace)


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + bytes(18), b"\x93NUMPY", b"x" * 5_000])
def test_vectors_that_are_none(packed: bytes, workspace: Workspace, content: bytes) -> None:
    came = repack(packed, lambda members: members.update({"vectors.npz": content}))
    assert "vectors.npz" in refused(came, workspace)


@pytest.mark.parametrize("time", [1e300, -1.0, float("nan")])
def test_events_that_no_calendar_has(packed: bytes, workspace: Workspace, time: float) -> None:
    line = json.dumps({"time": time, "text": "x"}).encode()
    came = repack(packed, lambda members: members.update({"events.jsonl": line}))
    assert "events.jsonl is damaged" in refused(came, workspace)


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


# Chance


@given(st.data())
def test_a_damaged_zip_is_refused_or_all_there(
    trained: RunFolder,
    packed: bytes,
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
) -> None:
    came = bytearray(packed)
    # Where the directory stands every byte matters; in the vectors any is like another.
    places = st.integers(0, len(came) - 1) | st.integers(
        packed.rindex(b"vectors.npz") - 900, len(came) - 1
    )
    for place in data.draw(st.lists(places, max_size=4)):
        came[place] = data.draw(st.integers(0, 255))
    del came[data.draw(st.just(len(came)) | st.integers(0, len(came))) :]
    home = Home(tmp_path_factory.getbasetemp() / "damaged")
    try:
        run = unpack(bytes(came), Workspace(home))
    except (RunError, FormatError):
        pass
    else:
        assert contents(run) == contents(trained)
        shutil.rmtree(run.path)
    assert not list(home.runs.iterdir())
    assert not list(home.uploads.iterdir())
