"""A new algorithm on the Train page."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared.outlook import look_ahead
from tests.core.run_kit import SENTENCES, stored
from tests.pages.train.kit import (
    choose,
    key,
    labels,
    lists_shown,
    open_train,
    replayed,
    start_button,
)
from tests.toy.walks import STROLL, UNLEARNED, WALK
from w2v_core.host.home import Home
from w2v_core.models.algorithm import Algorithm
from w2v_core.models.proposals import propose
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.run_folder import RunFolder, list_runs
from w2v_core.runs.launch import start_worker
from w2v_core.settings import settings_of
from w2v_core.text.corpus import Corpus


@pytest.fixture
def corpus(home: Home) -> Corpus:
    return stored(home, SENTENCES)


def chart(app: AppTest) -> dict[str, object]:
    """The curve, as plotly gets it."""
    spec: dict[str, object] = json.loads(app.get("plotly_chart")[0].proto.spec)
    return spec


def trained(home: Home, corpus: Corpus, name: str) -> RunFolder:
    run = create_run(home, name, propose(name, corpus), corpus)
    start_worker(run)
    assert run.wait().status == "done"
    return run


@pytest.mark.parametrize("toy", [WALK, STROLL], ids=lambda each: each.name)
def test_it_is_chosen_forecast_and_trained(home: Home, corpus: Corpus, toy: Algorithm) -> None:
    app = choose(open_train(corpus), toy.name)
    assert not app.exception
    assert toy.summary in [each.value for each in app.caption]
    boxes = {each.key: each for each in [*app.number_input, *app.toggle, *app.segmented_control]}
    for each in settings_of(toy.config_type):
        if each.name != "seed":
            assert boxes[key(toy.name, corpus, each.name)].proto.help == each.help
    outlook = look_ahead(corpus, toy.name, toy.propose(corpus))
    outlook.speed().result(timeout=60)  # measured in a process of its own
    assert app.run().table[0].value.iloc[0]["Time"].startswith("about")
    start_button(app).click().run()
    assert not app.exception
    (run,) = list_runs(home)
    assert run.wait().status == "done"
    assert run.info.expected_seconds is not None
    app = open_train(corpus, run.id)
    assert not app.exception
    assert "Done · expected" in app.progress[0].text
    has_loss = toy.loss is not None
    assert ("Loss" in {each.label for each in app.metric}) == has_loss
    assert ("Reset" in labels(app), "train_on" in [each.key for each in app.button]) == (
        True,
        has_loss,
    )


def test_its_curve_is_what_it_says(home: Home, corpus: Corpus) -> None:
    titles = {}
    for toy in (WALK, STROLL):
        app = open_train(corpus, trained(home, corpus, toy.name).id)
        assert not app.exception
        titles[toy.name] = json.dumps(chart(app))
    assert "relative error" in titles[WALK.name]
    assert "nats per pair" in titles[STROLL.name]
    assert f"{UNLEARNED:.3f}" in titles[STROLL.name]


def test_the_replay_shows_earlier_words(home: Home, corpus: Corpus) -> None:
    for toy, label in ((WALK, "Error to look at"), (STROLL, "Epoch to look at")):
        run = trained(home, corpus, toy.name)
        app = open_train(corpus, run.id)
        (slider,) = app.select_slider
        assert slider.label == label
        late = lists_shown(app)
        assert late == replayed(run, -1) != []
        slider.set_value(0).run()
        assert not app.exception
        assert lists_shown(app) == replayed(run, 0) != late


def test_only_epochs_can_be_added(home: Home, corpus: Corpus) -> None:
    run = trained(home, corpus, STROLL.name)
    app = open_train(corpus, run.id)
    app.number_input(key=f"more_epochs_{run.id}").set_value(5).run()
    app.button(key="train_on").click().run()
    assert not app.exception
    longer = list_runs(home)[0]
    assert longer.info.parent == run.id
    assert longer.info.config["epochs"] == 7 + 5
    assert longer.wait().status == "done"


def test_its_own_advice_has_a_button(corpus: Corpus) -> None:
    app = choose(open_train(corpus), STROLL.name)
    app.segmented_control(key=key(STROLL.name, corpus, "pace")).set_value("slow").run()
    app.button(key="cure_pace").click().run()
    assert not app.exception
    assert "comes nowhere" not in " ".join(each.value for each in app.markdown)


def test_curves_are_laid_over_each_other_where_it_says_that_they_can(
    home: Home, corpus: Corpus
) -> None:
    run = trained(home, corpus, STROLL.name)
    for seed, pace in ((2, "even"), (3, "slow")):
        config = STROLL.config_type(**(run.info.config | {"seed": seed, "pace": pace}))
        create_run(home, STROLL.name, config, corpus)
    (box,) = open_train(corpus, run.id).multiselect
    assert len(box.options) == 1
    assert not open_train(corpus, trained(home, corpus, WALK.name).id).multiselect
