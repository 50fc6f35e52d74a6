"""The forecast on the Train page: numbers, time, cures, and what is refused."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import NumberInput

from pages.shared import outlook as shared_outlook
from pages.shared.numbers import UNKNOWN
from pages.shared.outlook import look_ahead
from tests.pages.routed import APP, TRAIN
from w2v_core.errors import RunError
from w2v_core.host.home import Home
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.forecast import Forecaster
from w2v_core.models.proposals import propose
from w2v_core.runs import calibrate
from w2v_core.runs.calibrate import Speed
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.run_folder import list_runs
from w2v_core.text.corpus import Corpus


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("W2V_HOME", str(tmp_path))


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """A corpus of 3 frequent words and 140 rare ones, stored."""
    sentences = [["a", "b", "c", f"w{i % 140}"] for i in range(560)]
    corpus = Corpus.build(sentences, name="small")
    corpus.save(Home(tmp_path).corpora / corpus.content_hash)
    return corpus


@pytest.fixture
def app(corpus: Corpus) -> AppTest:
    """The page with this corpus."""
    return open_train(corpus)


def open_train(corpus: Corpus, run_id: str = "") -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.session_state["corpus"] = corpus.content_hash
    app.session_state["run"] = run_id
    return app.switch_page(TRAIN).run()


def panel(app: AppTest) -> dict[str, str]:
    """The rows of the forecast."""
    assert not app.exception
    table = app.table[0].value.replace("\u00a0", " ", regex=True)
    rows: dict[str, str] = table.iloc[0].to_dict()
    return rows


def set_box(app: AppTest, corpus: Corpus, name: str, value: float) -> AppTest:
    return number_box(app, corpus, name).set_value(value).run()


def box(app: AppTest, corpus: Corpus, name: str) -> float:
    value: float = number_box(app, corpus, name).value
    return value


def number_box(app: AppTest, corpus: Corpus, name: str) -> NumberInput:
    """The box of a setting; a button that changes it puts another one there."""
    key = f"sgns_{corpus.content_hash[:8]}_{name}"
    return next(each for each in app.number_input if (each.key or "").startswith(key))


def start_button(app: AppTest) -> object:
    return next(each for each in app.button if each.label == "Start training")


def warnings(app: AppTest) -> str:
    return "\n".join(each.value for each in app.markdown).replace("\\", "")


def wait_until_measured(corpus: Corpus, algorithm: str = "sgns") -> None:
    """Wait for what the page has asked for, with the settings that it proposes."""
    outlook = look_ahead(corpus, algorithm, propose(algorithm, corpus))
    outlook.speed().result(timeout=60)


def test_the_numbers_are_those_of_the_forecast_and_follow_the_boxes(
    app: AppTest, corpus: Corpus
) -> None:
    rows = panel(app)
    found = Forecaster(corpus).forecast("sgns", propose("sgns", corpus))
    assert (rows["Words"], rows["Covered"]) == ("143 of 143", "100.0%")
    assert rows["Pairs an epoch"] == f"{round(found.cost.pairs):,}"
    assert rows["Memory"] == f"{found.memory / 1e6:,.0f} MB"
    assert rows["Disk"].endswith("B")
    rows = panel(set_box(app, corpus, "min_count", 5))
    assert (rows["Words"], rows["Covered"]) == ("3 of 143", "75.0%")
    assert "Pairs" in panel(set_box(app, corpus, "epochs", 1))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_time_is_measured_meanwhile_and_kept_with_the_run(
    app: AppTest, corpus: Corpus, algorithm: str
) -> None:
    app.segmented_control(key="algorithm").set_value(algorithm).run()
    wait_until_measured(corpus, algorithm)
    assert panel(app.run())["Time"].startswith("about ")
    start_button(app).click().run()
    run = list_runs(Home.default())[0]
    assert run.info.expected_seconds is not None
    assert run.info.expected_seconds > 0
    assert run.wait().status == "done"
    text = open_train(corpus, run.id).progress[0].text
    assert text.startswith("Done · expected ")
    assert ", took " in text
    assert text.endswith(" off)")


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No measurement comes to an end before the test does."""
    ended = threading.Event()

    def measure(*_: object) -> Speed:
        ended.wait(timeout=30)  # longer than anybody who waits for it is waited for
        raise RunError("There was no time to measure.")

    monkeypatch.setattr(calibrate, "calibrate_in_process", measure)
    yield
    ended.set()


def test_start_does_not_wait_for_the_time(held: None, corpus: Corpus) -> None:
    app = open_train(corpus)
    assert panel(app)["Time"] == "measuring"
    start_button(app).click().run(timeout=20)
    assert not app.exception
    (run,) = list_runs(Home.default())
    assert run.info.expected_seconds is None
    assert run.wait().status == "done"
    outlook = look_ahead(corpus, "sgns", propose("sgns", corpus))
    assert not outlook.speed().done()  # all the while
    text = open_train(corpus, run.id).progress[0].text
    assert text.startswith("Done · ")
    assert "expected" not in text


def test_a_run_that_goes_on_has_its_own_time(corpus: Corpus) -> None:
    run = create_run(Home.default(), "sgns", propose("sgns", corpus), corpus)
    app = open_train(corpus, run.id)
    assert not app.exception
    assert not app.table


def test_time_that_cannot_be_measured_is_no_time() -> None:
    gone = Corpus.build([["never", "stored"]] * 20, name="gone")
    outlook = look_ahead(gone, "sgns", propose("sgns", gone))
    assert isinstance(outlook.speed().exception(timeout=60), RunError)
    assert outlook.seconds() is None


def test_too_few_words_are_cured_by_a_button(app: AppTest, corpus: Corpus) -> None:
    set_box(app, corpus, "min_count", 20)
    better = propose("sgns", corpus).min_count
    assert f"min_count 20 keeps 3 of 143 words; use {better}." in warnings(app)
    assert not start_button(app).disabled
    app.button(key="cure_min_count").click().run()
    assert box(app, corpus, "min_count") == better
    assert "keeps 3" not in warnings(app)
    assert panel(app)["Words"] == "143 of 143"


def test_what_is_refused_can_be_cured_too(app: AppTest, corpus: Corpus) -> None:
    set_box(app, corpus, "min_count", 1_000)
    assert len(app.error) == 1
    assert start_button(app).disabled
    assert panel(app)["Words"] == "0 of 143"
    assert panel(app)["Time"] == UNKNOWN
    app.button(key="cure_min_count").click().run()
    assert not app.error
    assert not start_button(app).disabled


def test_a_small_text_is_sent_to_counting_by_a_button(app: AppTest) -> None:
    assert "PPMI-SVD usually wins" in warnings(app)
    app.button(key="cure_algorithm").click().run()
    assert app.segmented_control[0].value == "ppmi-svd"
    assert "usually wins" not in warnings(app)


def test_a_setting_out_of_range_has_no_forecast(app: AppTest, corpus: Corpus) -> None:
    set_box(app, corpus, "window", 0)
    assert len(app.error) == 1
    assert not app.table


def test_start_is_refused_where_memory_is_short(
    monkeypatch: pytest.MonkeyPatch, corpus: Corpus
) -> None:
    monkeypatch.setattr(shared_outlook, "total_memory", lambda: 50_000_000)
    app = open_train(corpus)
    assert start_button(app).disabled
    message = app.error[0].value.replace("\\", "")
    assert "MB of memory, 50 MB can be had" in message
    assert panel(app)["Time"] == UNKNOWN
    monkeypatch.setattr(shared_outlook, "total_memory", lambda: 10**12)
    assert not start_button(app.run()).disabled
