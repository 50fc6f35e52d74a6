"""Expected seconds and free memory. Real training, but no test waits for a real clock."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import pytest

from tests.core.models.kit import zipf_corpus
from w2v_core.errors import RunError
from w2v_core.host.home import Home
from w2v_core.host.machine import available_memory
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.forecast import Forecaster
from w2v_core.models.ppmi_svd import PPMISVDConfig
from w2v_core.models.proposals import propose
from w2v_core.models.sgns import SGNSConfig
from w2v_core.runs.calibrate import (
    calibrate,
    calibrate_in_background,
    calibrate_in_process,
    excerpt,
    relative_error,
    speed_class,
)
from w2v_core.text.corpus import Corpus


def ticking(step: float = 0.1) -> object:
    """A clock that moves on by `step` whenever it is read."""
    times = itertools.count()
    return lambda: next(times) * step


def test_time_is_extrapolated_from_the_slices_that_were_trained() -> None:
    corpus = zipf_corpus(100_000, (15,))
    config = SGNSConfig(dim=16)
    trainer = ALGORITHMS["sgns"].trainer(config)
    slices = sum(1 for _ in trainer.steps(corpus))
    speed = calibrate(corpus, "sgns", config, seconds=2.0, clock=ticking())  # type: ignore[arg-type]
    expected = speed.seconds(Forecaster(corpus).forecast("sgns", config))
    assert expected == pytest.approx(0.1 * slices, rel=0.05)


def test_half_the_epochs_take_half_the_time() -> None:
    corpus = zipf_corpus(20_000, (15,))
    ten, five = SGNSConfig(dim=16, epochs=10), SGNSConfig(dim=16, epochs=5)
    speed = calibrate(corpus, "sgns", ten, seconds=1.0, clock=ticking())  # type: ignore[arg-type]
    forecaster = Forecaster(corpus)
    long, short = (speed.seconds(forecaster.forecast("sgns", each)) for each in (ten, five))
    assert (long - speed.fixed) == pytest.approx(2 * (short - speed.fixed))


@pytest.mark.parametrize("name", sorted(ALGORITHMS))
@pytest.mark.parametrize("tokens", [30, 3_000])
def test_every_algorithm_and_tiny_text_has_a_finite_time(name: str, tokens: int) -> None:
    corpus = zipf_corpus(tokens, (6,), types=40)
    config = propose(name, corpus)
    speed = calibrate(corpus, name, config, seconds=0.05)
    seconds = speed.seconds(Forecaster(corpus).forecast(name, config))
    assert math.isfinite(seconds)
    assert seconds >= 0


def test_ppmi_is_timed_stage_by_stage() -> None:
    corpus = zipf_corpus(20_000, (15,))
    config = PPMISVDConfig(dim=10)
    speed = calibrate(corpus, "ppmi-svd", config, clock=ticking())  # type: ignore[arg-type]
    assert list(speed.rates) == ["counting", "weighting", "factorizing"]
    assert all(rate > 0 for rate in speed.rates.values())


def test_an_excerpt_is_spread_over_the_text() -> None:
    corpus = Corpus.build([[f"w{i // 100}", "x"] for i in range(1_000)])
    part = excerpt(corpus, 200)
    assert 150 <= len(part.ids) <= 250
    assert {f"w{i}" for i in range(10)} <= set(part.all_types.words)
    assert excerpt(corpus, 2_000) is corpus


def test_it_runs_in_a_process_of_its_own(tmp_path: Path) -> None:
    home = Home(tmp_path)
    corpus = zipf_corpus(3_000, (10,))
    corpus.save(home.corpora / corpus.content_hash)
    speed = calibrate_in_process(home, corpus.content_hash, "sgns", SGNSConfig(dim=8, epochs=1))
    assert speed.rates["training"] > 0
    with pytest.raises(RunError, match="not stored here any more"):
        calibrate_in_process(home, "0" * 64, "sgns", SGNSConfig())
    with pytest.raises(RunError, match="min_count 1,000,000 keeps 0"):
        calibrate_in_process(home, corpus.content_hash, "sgns", SGNSConfig(min_count=1_000_000))


def test_nobody_waits_for_what_is_measured_in_the_background(tmp_path: Path) -> None:
    home = Home(tmp_path)
    corpus = zipf_corpus(3_000, (10,))
    corpus.save(home.corpora / corpus.content_hash)
    config = SGNSConfig(dim=8, epochs=1)
    found = calibrate_in_background(home, corpus.content_hash, "sgns", config)
    refused = calibrate_in_background(home, "0" * 64, "sgns", config)
    assert not refused.done()  # the other one comes first
    assert found.result(timeout=60).rates["training"] > 0
    assert isinstance(refused.exception(timeout=60), RunError)


def test_settings_of_one_class_are_near_each_other() -> None:
    forecaster = Forecaster(zipf_corpus(20_000, (15,)))

    def kind(**chosen: float) -> tuple[int, ...]:
        config = SGNSConfig(**chosen)  # type: ignore[arg-type]
        return speed_class(forecaster.forecast("sgns", config), config)

    assert kind(dim=70, epochs=3) == kind(dim=100, epochs=6, negative=9)
    assert len({kind(), kind(dim=300), kind(window=10), kind(sample=0.0)}) == 4


def test_error_of_a_forecast() -> None:
    assert relative_error(12, 10) == pytest.approx(0.2)
    assert math.isnan(relative_error(12, 0))


def test_memory_is_what_linux_says_or_less_in_a_container(tmp_path: Path) -> None:
    meminfo = tmp_path / "meminfo"
    meminfo.write_text("MemTotal: 9000 kB\nMemAvailable:    5000 kB\n")
    nowhere = tmp_path / "nowhere"
    assert available_memory(meminfo, nowhere) == 5_000 * 1024
    (tmp_path / "memory.max").write_text("1000000\n")
    (tmp_path / "memory.current").write_text("700000\n")
    (tmp_path / "memory.stat").write_text("anon 1\ninactive_file 200000\n")
    assert available_memory(meminfo, tmp_path) == 500_000
    (tmp_path / "memory.max").write_text("max\n")
    assert available_memory(meminfo, tmp_path) == 5_000 * 1024


def test_memory_is_known_without_linux(tmp_path: Path) -> None:
    assert available_memory(tmp_path / "nothing", tmp_path) > 1_000_000
