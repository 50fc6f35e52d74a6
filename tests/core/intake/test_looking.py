"""Looking into files in a process: what it finds, and that a hostile file harms nobody else."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.core.run_kit import ROOT
from w2v_core.errors import W2VError
from w2v_core.host import jobs
from w2v_core.host.process import environment
from w2v_core.intake import looking
from w2v_core.intake.looking import Look, look, look_in_process
from w2v_core.text.files.options import ReadOptions
from w2v_core.text.files.reading import TextFile

WORDS = jobs.Words("Trying", "It", "try less")


@pytest.fixture
def files(tmp_path: Path) -> list[TextFile]:
    found = []
    for name, text in (
        ("a.csv", 'id,text\n1,"a red cat, sleeping"\n2,two dogs\n'),
        ("b.jsonl", '{"id": "7", "user": {"name": "Ann"}}\n'),
        ("c.txt", "\n \nthe sun " + "x" * 3_000 + "\n" + "more\n" * 400),
        ("d.csv", ""),
    ):
        (tmp_path / name).write_text(text)
        found.append(TextFile(name, tmp_path / name))
    return found


def test_a_process_sees_the_same(files: list[TextFile]) -> None:
    files[0] = files[0]._replace(options=ReadOptions(column=1))
    found = look_in_process(files)
    assert found == look(files)
    assert [each and each.format for each in found.descriptions] == ["csv", "jsonl", None, None]
    assert found.descriptions[0] is not None
    assert found.descriptions[0].columns[1].samples == ("a red cat, sleeping", "two dogs")
    assert found.lines[:4] == ("1", "\f", "2", "\f")
    assert len(found.lines) == 200
    assert max(map(len, found.lines)) == looking.LINE_LENGTH
    assert found.trouble == ""


def test_what_cannot_be_read_is_said(files: list[TextFile]) -> None:
    found = look_in_process(files[3:])
    assert found == Look((None,), (), found.trouble)
    assert found.trouble.startswith("d.csv is empty (0 bytes).")


def misbehave(how: str, bounds: jobs.Bounds) -> None:
    """Let a process do a job that is too much for it."""
    process = subprocess.Popen(
        [sys.executable, __file__, how, str(bounds.memory), str(bounds.seconds or 0)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
    )
    with closing(jobs.answers(process, {}, WORDS, bounds)) as answers:
        next(answers)


@pytest.mark.parametrize("how", ["at once", "bit by bit"])
def test_more_memory_than_it_may_have_is_a_sentence(how: str) -> None:
    with pytest.raises(W2VError, match=r"^Trying needs more memory than the 64 MB .*: try less\.$"):
        misbehave(how, jobs.Bounds(memory=64_000_000))


def test_more_time_than_it_may_have_is_a_sentence() -> None:
    said = r"^Trying takes more than 1 s of computing: try less\.$"
    with pytest.raises(W2VError, match=said):
        misbehave("for ever", jobs.Bounds(memory=64_000_000, seconds=1))


def test_what_is_looked_into_stays_within_bounds(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "hello", "n": [' + '{"": 0}, ' * 450_000 + "0]}\n")
    # In a process of its own, which has no other children.
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from w2v_core.intake.looking import look_in_process\n"
        "from w2v_core.text.files.reading import TextFile\n"
        "path = Path(sys.argv[1]); print(look_in_process([TextFile(path.name, path)]).lines[0])\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, path], cwd=ROOT, capture_output=True, text=True, check=True
    )
    first, largest = done.stdout.split()
    assert first == "hello"
    assert int(largest) * 1024 < looking.BOUNDS.memory + (128 << 20)


def do(job: jobs.Job, _tell: object) -> Look:
    """Take all memory, or all time."""
    kept: list[bytes] = []
    while True:
        if sys.argv[1] == "at once":
            kept.append(bytes(1 << 30))
        elif sys.argv[1] == "bit by bit":
            kept.append(bytes(1_000))


if __name__ == "__main__":
    signal.alarm(60)  # nobody waits longer, whatever fails
    sys.exit(jobs.serve(do, WORDS, jobs.Bounds(int(sys.argv[2]), int(sys.argv[3]) or None)))
