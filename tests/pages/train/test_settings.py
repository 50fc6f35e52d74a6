"""Settings on the Train page: proposed, refused, and those of the run that is shown."""

from __future__ import annotations

import dataclasses

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared.run_names import run_name
from tests.pages.train.kit import choose, key, open_train, start_button, value_of
from w2v_core.host.home import Home
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.proposals import propose
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.run_folder import RunFolder, list_runs
from w2v_core.settings import settings_of
from w2v_core.text.corpus import Corpus


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_setting_has_a_widget_with_the_proposed_value_and_a_tooltip(
    app: AppTest, corpus: Corpus, algorithm: str
) -> None:
    choose(app, algorithm)
    assert not app.exception
    proposed = propose(algorithm, corpus).as_dict()
    widgets = {each.key: each for each in [*app.number_input, *app.toggle, *app.segmented_control]}
    for each in settings_of(ALGORITHMS[algorithm].config_type):
        if each.name != "seed":  # stands in the sidebar
            widget = widgets[key(algorithm, corpus, each.name)]
            assert widget.value == proposed[each.name]
            assert widget.proto.help == each.help


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("window", 0, "window must be between 1 and 20; got 0"),
        ("dim", -3, "dim must be between"),
        ("min_count", 300, "min_count 300 keeps 0 of 18 words"),
    ],
)
def test_settings_that_cannot_be_used_are_refused_with_value_and_limit(
    app: AppTest, corpus: Corpus, setting: str, value: int, said: str
) -> None:
    app.number_input(key=key("sgns", corpus, setting)).set_value(value).run()
    assert not app.exception
    assert len(app.error) == 1
    assert said in app.error[0].value.replace("\\", "")
    assert start_button(app).disabled
    app.number_input(key=key("sgns", corpus, setting)).set_value(2).run()
    assert not app.error
    assert not start_button(app).disabled


def test_more_dimensions_than_words_are_refused_for_ppmi_svd(app: AppTest, corpus: Corpus) -> None:
    choose(app, "ppmi-svd")
    app.number_input(key=key("ppmi-svd", corpus, "dim")).set_value(500).run()
    if not app.error:
        start_button(app).click().run()
    assert not app.exception
    message = app.error[0].value.replace("\\", "")
    assert "500" in message
    assert "18" in message


def test_a_run_is_shown_with_the_algorithm_and_the_settings_it_was_made_with(
    corpus: Corpus,
) -> None:
    config = dataclasses.replace(propose("ppmi-svd", corpus), dim=7)
    other = create_run(Home.default(), "sgns", propose("sgns", corpus), corpus)
    app = open_train(corpus, create_run(Home.default(), "ppmi-svd", config, corpus).id)
    assert not app.exception
    assert ALGORITHMS["ppmi-svd"].summary in app.caption[0].value
    assert value_of(app, "Dimensions") == 7
    app.sidebar.selectbox(key="sidebar_run").set_value(other.id).run()
    assert ALGORITHMS["sgns"].summary in app.caption[0].value
    assert value_of(app, "Dimensions") == propose("sgns", corpus).as_dict()["dim"]


def test_the_same_settings_again_show_the_run_there_is(corpus: Corpus, done: RunFolder) -> None:
    app = open_train(corpus, done.id)
    start_button(app).click().run()
    assert [each.id for each in list_runs(Home.default())] == [done.id]
    assert "bit for bit" in app.info[0].value


def test_a_setting_that_is_changed_is_named(corpus: Corpus, done: RunFolder) -> None:
    app = open_train(corpus, done.id)
    app.number_input(key=f"sgns_{done.id}_window").set_value(2).run()
    before = done.info.config["window"]
    assert any(f"window {before} → 2" in each.value.replace("\\", "") for each in app.caption)
    start_button(app).click().run()
    new = list_runs(Home.default())[0]
    assert new.info.config["window"] == 2
    assert new.wait().status == "done"
    app = open_train(corpus, new.id)  # another window: the losses mean different things
    assert not app.multiselect
    config = dataclasses.replace(new.config, dim=7)
    third = create_run(Home.default(), "sgns", config, corpus)
    app = open_train(corpus, new.id)
    [box] = app.multiselect
    assert box.proto.options == [run_name(third)]
