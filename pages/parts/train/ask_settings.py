"""The boxes of a training page: the algorithm and its settings.

Leaves out: how a setting is asked for (`setting_boxes`), whether the settings can be used
(`show_forecast`) and what is done with them.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.shared import boxes, state
from pages.shared.screen import folded_on_phone
from pages.shared.setting_boxes import ask
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.proposals import propose
from w2v_core.models.settings import Config
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.settings import Setting, settings_of
from w2v_core.text.corpus import Corpus


def choose_algorithm(run: RunFolder | None) -> str:
    """Key of the algorithm to train with; at first that of the run that is shown."""
    key = _algorithm_key(run)
    first = run.info.algorithm if run else ""
    algorithm = boxes.held(key, first if first in ALGORITHMS else next(iter(ALGORITHMS)))
    st.segmented_control(
        "Algorithm",
        list(ALGORITHMS),
        default=algorithm,
        required=True,
        format_func=lambda each: ALGORITHMS[each].title,
        **boxes.asked(key),
    )
    st.caption(ALGORITHMS[algorithm].summary)
    return algorithm


def choose_settings(algorithm: str, corpus: Corpus, run: RunFolder | None) -> Config:
    """A box for each setting; raises SettingError if one is outside its range."""
    proposed = propose(algorithm, corpus).as_dict()
    if run and run.info.algorithm == algorithm:
        proposed |= run.info.config
    prefix = _prefix(algorithm, corpus, run)
    config_type = ALGORITHMS[algorithm].config_type
    settings = [each for each in settings_of(config_type) if each.name != "seed"]
    plain = [each for each in settings if not each.advanced]
    advanced = [each for each in settings if each.advanced]
    with folded_on_phone("Settings"):
        values = _ask_all(plain, proposed, prefix, columns=2)
    with st.expander("Advanced"):
        values |= _ask_all(advanced, proposed, prefix, columns=1)
    return config_type(seed=state.seed(), **values)


def change(field: str, value: Any, algorithm: str, corpus: Corpus, run: RunFolder | None) -> None:
    """Put a value into the box of a setting, or choose another "algorithm"."""
    key = f"{_prefix(algorithm, corpus, run)}_{field}"
    boxes.put(_algorithm_key(run) if field == "algorithm" else key, value)


def _algorithm_key(run: RunFolder | None) -> str:
    return f"algorithm_{run.id}" if run else "algorithm"


def _prefix(algorithm: str, corpus: Corpus, run: RunFolder | None) -> str:
    """What is proposed follows run and corpus, so each of them has its own boxes."""
    return f"{algorithm}_{run.id if run else corpus.content_hash[:8]}"


def _ask_all(
    settings: list[Setting], proposed: dict[str, Any], prefix: str, *, columns: int
) -> dict[str, Any]:
    """The boxes, row by row, and what they hold."""
    sides = st.columns(columns)
    values = {}
    for i, each in enumerate(settings):
        with sides[i % columns]:
            values[each.name] = ask(each, proposed[each.name], f"{prefix}_{each.name}")
    return values
