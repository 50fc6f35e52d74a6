"""What a run's folder knows of its vectors, for the probe.

Leaves out: the probe (`evaluation.probe`).
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import numpy as np

from w2v_core.errors import CorpusError, RunError
from w2v_core.evaluation.known import NO_LOSS, Known
from w2v_core.models import catalog
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.text.corpus import Corpus
from w2v_core.text.views.near_counts import Reading


def known_of(run: RunFolder) -> Known:
    """Text, settings and loss of a run, as far as they are there; raises RunError for a bad run."""
    corpus: Corpus | None = None
    with suppress(CorpusError):
        corpus = run.corpus()
    info = run.info
    if info.imported:
        return Known(corpus)
    algorithm, config = catalog.algorithm(info.algorithm), run.config
    losses, unlearned = NO_LOSS, None
    if algorithm.loss is not None:
        unlearned = algorithm.loss.unlearned(config)
        with suppress(RunError):
            records, _ = run.read_progress()
            losses = records["loss"][np.isfinite(records["loss"])].astype(np.float64)
    given: dict[str, Any] = config.as_dict()
    reading = Reading(config.window, config.dynamic_window, given.get("sample", 0.0))
    return Known(
        corpus,
        reading,
        given.get("negative"),
        given.get("noise_exponent"),
        algorithm.products,
        losses,
        unlearned,
    )
