"""All that a person does is done on a system that has nothing of POSIX, as far as one is played."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.host.elsewhere import deeds
from tests.core.run_kit import ROOT
from w2v_core.host import files
from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import list_runs

ELSEWHERE = Path(deeds.__file__).parent


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc to play another system")
@pytest.mark.parametrize("deed", [each.__name__ for each in deeds.DEEDS])
def test_it_is_done_elsewhere_too(deed: str, tmp_path: Path) -> None:
    settings = {"W2V_SLOTS": "1", "W2V_LINGER_SECONDS": "0", "PYTHONPATH": str(ELSEWHERE)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.core.host.elsewhere.deeds", deed, tmp_path / "home"],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
    )
    for run in list_runs(Home(tmp_path / "home")):  # of a deed that has failed half way
        run.request("cancel")
    assert done.returncode == 0, done.stderr


def test_a_file_that_somebody_reads_is_replaced_a_moment_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state.json"
    path.write_text("old")
    refusals = [PermissionError(13, "Permission denied")] * 3
    replace = os.replace

    def reluctantly(*given: str) -> None:
        if refusals:
            raise refusals.pop()
        replace(*given)

    monkeypatch.setattr(os, "replace", reluctantly)
    files.write_atomically(b"new", path)
    assert path.read_text() == "new"
    refusals += [PermissionError(13, "Permission denied")] * 1_000
    with pytest.raises(PermissionError):
        files.write_atomically(b"newer", path)
    assert [each.name for each in tmp_path.iterdir()] == ["state.json"]
