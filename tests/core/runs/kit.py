"""What tests of runs share: the worker as one would start it in a shell."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from tests.core.run_kit import ROOT
from w2v_core.runs.folder.run_folder import RunFolder


def by_hand(
    run: RunFolder, begin: Callable[[], object] | None = None
) -> subprocess.CompletedProcess[str]:
    """The worker as one would start it in a shell, after something it does to itself."""
    return subprocess.run(
        [sys.executable, "-m", "w2v_core.runs.worker", str(run.path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        preexec_fn=begin,
    )
