"""Panels: found for the runs that they can judge, and for no others."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from tests.core.run_kit import SENTENCES, config_for, stored
from w2v_core.host.home import Home
from w2v_core.models.settings import Config
from w2v_core.models.steady import seed_of
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.panels import DRAWS, SEEDS, find_panel, is_panel, make_of, panel_config


@pytest.fixture
def home(tmp_path: Any) -> Home:
    return Home(tmp_path)


def made(home: Home, config: Config) -> RunFolder:
    return create_run(home, "sgns", config, stored(home, SENTENCES))


def test_a_panel_has_the_settings_of_its_run_and_none_of_its_seeds() -> None:
    config = dataclasses.replace(config_for("sgns", window=3), counted=True, seeds=3)
    panel = panel_config(config)
    assert (panel.seeds, panel.resamples, panel.members) == (SEEDS, DRAWS, SEEDS + DRAWS)
    assert dataclasses.replace(panel.single(config.seed), seeds=3, counted=True) == config
    own = {seed_of(config, i) for i in range(20)}
    assert not own & {seed_of(panel, i) for i in range(20)}


def test_it_is_found_by_its_settings(home: Home) -> None:
    run = made(home, config_for("sgns"))
    panel = made(home, panel_config(run.config))
    others = [
        made(home, panel_config(config_for("sgns", window=2))),
        made(home, config_for("sgns", seed=5)),
    ]
    assert find_panel(run, [*others, run]) is None
    found = find_panel(run, [*others, panel, run])
    assert found is not None
    assert found.id == panel.id
    assert make_of(panel) == (run.config.dim, SEEDS, DRAWS)


def test_steady_vectors_are_their_own(home: Home) -> None:
    steady = made(home, dataclasses.replace(config_for("sgns"), seeds=2))
    assert is_panel(steady)
    found = find_panel(steady, [])
    assert found is not None
    assert found.id == steady.id
    counted = made(home, dataclasses.replace(config_for("sgns"), counted=True))
    assert not is_panel(counted)
    assert find_panel(counted, [counted]) is None
