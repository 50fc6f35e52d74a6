"""What tests of training share: training to the end or by a slice, and comparing two runs."""

from __future__ import annotations

from tests.core.run_kit import TIMELESS, until
from w2v_core.host import lock
from w2v_core.runs import queue
from w2v_core.runs.folder.run_folder import RunFolder


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
    queue.advance(run.home)
    until(lambda: run.state().status in ("done", "failed"))
    assert run.state().status == "done", run.state().reason
    lock.wait(run.path)
    return run


def step(run: RunFolder) -> None:
    """One slice, in a process of its own."""
    run.request("step")
    mark = run.wish().mark
    queue.advance(run.home)
    until(lambda: run.state().stepped == mark and run.state().status == "paused")
    lock.wait(run.path)
