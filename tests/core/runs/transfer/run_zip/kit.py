"""What tests of such ZIPs share: unpacking, changing what stands in a ZIP, and comparing runs."""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from w2v_core.errors import FormatError, RunError
from w2v_core.runs.folder.questions import read_run_questions
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.folder.watched import read_watched
from w2v_core.runs.transfer.run_zip import unpack_run
from w2v_core.runs.workspaces import Workspace

NAME = "x.zip"


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


def packed_by(kind: int, name: str, content: bytes, packed: bytes) -> bytes:
    file = io.BytesIO(repack(packed, lambda members: members.pop(name)))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, content, kind)
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
            for name in ("vectors.npz", "progress.bin", "frames.bin", "exams.bin")
        },
        "info": dataclasses.replace(info, **unimportant),
        "versions": {k: v for k, v in info.versions.items() if k != "imported_by"},
        "labels": run.labels,
        "state": (state.status, state.reason, state.started, state.finished),
        "watched": read_watched(run.path),
        "questions": read_run_questions(run.path),
        "events": [text for _, text in run.events() if not text.startswith("Imported")],
    }


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
