"""The benchmarks can be begun; what they print is for people to look at."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import pytest

from tests.core.run_kit import ROOT

NAMES = sorted(path.stem for path in (ROOT / "benchmarks").glob("*.py"))


@pytest.mark.parametrize("name", NAMES)
def test_all_that_a_benchmark_needs_is_there(name: str) -> None:
    if find_spec("gensim") is None:
        pytest.skip("gensim, the peer, is not installed")
    assert import_module(f"benchmarks.{name}").__doc__
