"""Train: choose an algorithm and its settings, see what they take, start a run, watch it learn."""

from __future__ import annotations

import streamlit as st

from pages.parts.train import (
    ask_earlier,
    ask_questions,
    ask_settings,
    show_forecast,
    show_run,
    steer,
)
from pages.shared import live, state
from pages.shared.ask_set import Brought
from pages.shared.links import empty_state
from pages.shared.outlook import Outlook, look_ahead
from pages.shared.safe_text import escape_markdown
from w2v_core.errors import W2VError
from w2v_core.intake import samples
from w2v_core.models.settings import Config
from w2v_core.runs import queue
from w2v_core.runs.differences import settings_that_differ
from w2v_core.runs.folder.records import UNDER_WAY
from w2v_core.runs.folder.run_folder import RunFolder

SAME = "started_the_same"


def introduce() -> None:
    """What Start will do, where there is no run to show."""
    with st.container(border=True):
        st.markdown(
            "There is no run to show yet. **Start training** takes the settings as they stand; "
            "they were proposed for a corpus of this size."
        )


def start(outlook: Outlook, brought: Brought | None) -> None:
    """Put a new run into the queue and show it from now on."""
    try:
        known = {each.id for each in state.workspace().runs()}
        run = state.workspace().submit(
            outlook.algorithm,
            outlook.config,
            outlook.corpus,
            outlook.forecast,
            seconds=outlook.seconds(),
            pinned=telling_words(outlook.corpus.name),
            questions=ask_questions.sections(brought),
        )
        queue.advance(state.home())
    except W2VError as error:
        st.error(escape_markdown(str(error)))
        return
    st.session_state[SAME] = run.id if run.id in known else ""
    state.choose_run(run.id)
    st.rerun()


def telling_words(name: str) -> list[str]:
    """Words to watch in a sample: those that it is known to have something to say about."""
    sample = samples.SAMPLES.get(name)
    return " ".join(sample.ask).replace(":", " ").split() if sample else []


def show_changes(run: RunFolder, algorithm: str, config: Config) -> None:
    """What another Start would change in the run that is shown."""
    before, after = run.info.config, config.as_dict()
    if algorithm != run.info.algorithm:
        return
    changed = [each.text for each in settings_that_differ(before, after, algorithm)]
    text = "Changed: " + ", ".join(changed) if changed else "Settings of the run that is shown"
    st.caption(escape_markdown(text))


corpus = state.corpus()
if corpus is None:
    empty_state("There is no corpus to train on.", "pages/corpus.py", "Choose a corpus")
    st.stop()

run = state.run()
going = run is not None and state.standing(run).status in UNDER_WAY
controls, result = st.columns([1, 2.2], gap="medium")
with controls:
    algorithm = ask_settings.choose_algorithm(run)
    action = st.container()
    outlook, refusal = None, ""
    try:
        config = ask_settings.choose_settings(algorithm, corpus, run)
        outlook = look_ahead(corpus, algorithm, config)
        outlook.refuse()
        if run is not None:
            with action:
                show_changes(run, algorithm, config)
    except W2VError as error:
        refusal = escape_markdown(str(error))
        action.error(refusal, icon=":material/error:")
    brought = ask_questions.ask(corpus)
    pressed = action.button(
        "Start training",
        type="primary",
        icon=":material/play_arrow:",
        disabled=bool(refusal),
        help=refusal or None,
        width="stretch",
    )
    if pressed and outlook is not None:
        with action:
            start(outlook, brought)
with result:
    # Always there: Streamlit knows a fragment by its place, and drops the clicks of one that moves.
    with st.container():
        steer.offer_undo()
        if run is not None and st.session_state.get(SAME) == run.id:
            st.info(
                "This run has exactly these settings, so it would end with the same vectors, bit "
                "for bit. Change one, or press Reset to see it train again. Other questions can be "
                "asked of it on Evaluate.",
                icon=":material/content_copy:",
            )
    if run is None:
        introduce()
    else:
        live.follow(lambda: show_run.show(run), running=going)
        ask_earlier.choose(run)
    if outlook is not None and not going:  # a run that goes on would slow down what is measured
        show_forecast.show(
            outlook,
            lambda field, value: ask_settings.change(field, value, algorithm, corpus, run),
            timed=not refusal,
        )
