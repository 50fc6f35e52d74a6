"""What tests of training share: training to the end or by a slice, and comparing two runs.

A worker does its work here in the process of the tests; `test_survival` has it in one of its own.
"""

from __future__ import annotations

from tests.core.run_kit import TIMELESS
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.worker import work


def curve(run: RunFolder) -> bytes:
    records, _ = run.read_progress()
    return b"".join(records[name].tobytes() for name in TIMELESS)


def assert_same(run: RunFolder, reference: RunFolder, status: str = "done") -> None:
    assert run.state().status == reference.state().status == status
    mine, theirs = run.vectors(), reference.vectors()
    assert mine.vectors.tobytes() == theirs.vectors.tobytes()
    assert mine.context_vectors is not None
    assert theirs.context_vectors is not None
    assert mine.context_vectors.tobytes() == theirs.context_vectors.tobytes()
    assert curve(run) == curve(reference)


def trained(run: RunFolder) -> RunFolder:
    """Let a run be trained to its end without a pause."""
    assert work(run), run.state().reason
    assert run.state().status == "done"
    return run


def step(run: RunFolder) -> None:
    """One slice."""
    run.request("step")
    assert work(run), run.state().reason
    assert run.state().stepped == run.wish().mark
    assert run.state().status == "paused"
