"""Settings for all tests, and their order."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# As the program's own processes have it: where products are small, more threads only spin. BLAS
# reads it when it is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# How long an example takes says more about the machine than about the code.
settings.register_profile("w2v", deadline=None)
settings.load_profile("w2v")

# Files that take longest, longest first. Where each core takes a file at a time, a long one that
# begins last keeps one core waiting for the other.
LONGEST = (
    *("models/test_accidents.py", "browser/test_first_click.py", "browser/test_survival.py"),
    *("browser/test_first_light.py", "browser/test_deep_links.py", "browser/test_exploring.py"),
    *("evaluation/test_probe.py", "browser/test_corpus.py", "browser/test_export.py"),
    *("pages/test_corpus_sources.py", "pages/test_corpus_page.py", "browser/test_server.py"),
    *("runs/test_survival.py", "cli/test_training.py", "browser/test_projection.py"),
    *("browser/test_neighbors.py", "handovers/test_crashes.py", "browser/test_runs_page.py"),
    *("training/test_pausing.py", "pages/test_forecast_panel.py", "intake/test_samples.py"),
    *("runs/test_queue.py", "toy/test_runs.py", "browser/test_base_path.py"),
    *("models/test_stability.py", "cli/test_steering_runs.py", "browser/test_compare.py"),
    *("browser/test_trust.py", "files/test_methods.py", "pages/test_evaluate_page.py"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    rank = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get("/".join(item.path.parts[-2:]), len(rank)))
