"""Train: choose an algorithm and its settings, see what they take, start a run, watch it learn."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pages.shared import charts, forecast, live, setting_boxes, state, widgets
from pages.shared.forecast import Outlook
from pages.shared.template import CURVE_CONFIG
from w2v_core.errors import W2VError
from w2v_core.runs.records import STAGES, RunInfo, RunState
from w2v_core.runs.store import RunFolder, create_run, start_worker


def introduce() -> None:
    """What Start will do, where there is no run to show."""
    with st.container(border=True):
        st.markdown(
            "There is no run to show yet. **Start training** takes the settings as they stand; "
            "they were proposed for a corpus of this size."
        )


def start(outlook: Outlook) -> None:
    """Start a worker on a new run and show that run from now on."""
    try:
        run = create_run(
            state.home(),
            outlook.algorithm,
            outlook.config,
            outlook.corpus,
            expected_seconds=outlook.seconds(),
        )
        start_worker(run)
    except W2VError as error:
        st.error(widgets.escape_markdown(str(error)))
        return
    state.choose_run(run.id)
    st.rerun()


def show(run: RunFolder) -> bool:
    """Draw a run as it stands; says whether it is still under way."""
    now = run.state()
    records, _ = run.read_progress()
    going = now.status in state.UNDER_WAY
    head(run, now, records)
    if now.status == "failed":
        st.error(widgets.escape_markdown(now.reason), icon=":material/error:")
        if not len(records):
            return False
    if run.info.algorithm == "ppmi-svd":
        show_factorization(records)
    else:
        show_descent(run.info, records)
    if not going and now.status != "failed":
        links(now)
    return going


def head(run: RunFolder, now: RunState, records: NDArray[np.void]) -> None:
    """Status, how far, how long still, and the way to stop."""
    going = now.status in state.UNDER_WAY
    last = records[-1] if len(records) else None
    share = float(last["done"] / max(last["total"], 1)) if last is not None else 0.0
    bar, button = st.columns([5, 1], vertical_alignment="center")
    bar.progress(min(share, 1.0), text=progress_text(run.info, now, last, share))
    button.button(
        "Stop",
        icon=":material/stop:",
        on_click=run.request,
        args=("stop",),
        disabled=not going,
        key="stop",
        width="stretch",
        help="Ends the run and keeps the vectors as they stand.",
    )


def progress_text(info: RunInfo, now: RunState, last: np.void | None, share: float) -> str:
    """`Training · 62 % · 12 s left`, `Done · expected 12 s, took 11 s (9% off)`."""
    if now.status not in state.UNDER_WAY:
        status = now.status.capitalize()
        if last is None:
            return status
        seconds = float(last["seconds"])
        if now.status == "done" and info.expected_seconds is not None:
            return f"{status} · {forecast.accuracy(info.expected_seconds, seconds)}"
        return f"{status} · {widgets.duration(seconds)}"
    if last is None:
        return "Starting the worker"
    text = f"{STAGES[last['stage']].capitalize()} · {share:.0%}"
    if share > 0:
        text += f" · {widgets.duration(float(last['seconds']) * (1 - share) / share)} left"
    return text


def show_descent(info: RunInfo, records: NDArray[np.void]) -> None:
    """Loss, learning rate and speed of SGNS and CBOW."""
    config = info.config
    baseline = (config["negative"] + 1) * math.log(2)
    last = latest(records)
    with st.container(horizontal=True, gap="medium"):
        help = "Nats per pair, of the latest words alone; lower is better."
        metric("Loss", widgets.number(last["loss"]), help)
        if math.isfinite(last["held_out"]):
            help = "Nats per pair, of sentences that are never trained on: where it rises while "
            help += "the loss falls, the text is learned by heart."
            metric("Held out", widgets.number(last["held_out"]), help)
        epoch = last["epoch"]
        done = widgets.number(int(epoch) if epoch.is_integer() else epoch)
        metric("Epoch", f"{done} of {config['epochs']:,}")
        metric("Learning rate", widgets.number(last["learning_rate"]))
        # While it runs the speed of the last second, afterwards that of the whole run.
        speed = info.timings.get("words_per_second", last["words_per_second"])
        metric("Words per second", widgets.number(speed))
    st.plotly_chart(
        charts.loss_curve(
            records["epoch"],
            records["loss"],
            held_out=records["held_out"],
            x_end=config["epochs"],
            baseline=baseline,
        ),
        key="curve",
        config=CURVE_CONFIG,
        alt=f"Loss over epochs; now {widgets.number(last['loss'])} nats per pair. "
        f"All-zero vectors would give {widgets.number(baseline)}.",
    )


def show_factorization(records: NDArray[np.void]) -> None:
    """Reconstruction error of PPMI-SVD, which has no loss."""
    errors = records["error"][np.isfinite(records["error"])]
    # The error is 1 before the first pass, and only a pass that is finished changes it.
    errors = errors[np.diff(errors, prepend=np.nan) != 0]
    now = widgets.number(latest(records)["error"])
    metric(
        "Reconstruction error",
        now,
        "Share of the PPMI matrix that the vectors miss: 0 keeps all of it, 1 nothing.",
    )
    st.plotly_chart(
        charts.error_curve(np.arange(len(errors)), errors),
        key="curve",
        config=CURVE_CONFIG,
        alt=f"Reconstruction error over passes of the factorization; now {now}.",
    )


def latest(records: NDArray[np.void]) -> dict[str, float]:
    """The last finite value of each column, NaN where there is none."""
    values = {}
    for name in ("epoch", "loss", "held_out", "error", "learning_rate", "words_per_second"):
        finite = records[name][np.isfinite(records[name])]
        values[name] = float(finite[-1]) if len(finite) else math.nan
    return values


def metric(label: str, value: str, help: str | None = None) -> None:
    """One number; they stand in a row and wrap."""
    st.metric(label, value, help=help, width="content")


def links(now: RunState) -> None:
    """Where to go with finished vectors."""
    if state.vectors() is None:
        st.info(widgets.escape_markdown(now.reason or "This run has left no vectors."))
        return
    with st.container(horizontal=True):
        widgets.link("pages/neighbors.py", "Neighbors", ":material/hub:")
        widgets.link("pages/analogies.py", "Analogies", ":material/compare_arrows:")
        widgets.link("pages/projection.py", "Projection", ":material/scatter_plot:")


corpus = state.corpus()
if corpus is None:
    widgets.empty_state("There is no corpus to train on.", "pages/corpus.py", "Choose a corpus")
    st.stop()

run = state.run()
going = run is not None and run.state().status in state.UNDER_WAY
controls, result = st.columns([1, 2.2], gap="medium")
with controls:
    algorithm = setting_boxes.choose_algorithm(run)
    action = st.container()
    outlook, refusal = None, ""
    try:
        config = setting_boxes.choose_settings(algorithm, corpus, run)
        outlook = forecast.look_ahead(corpus, algorithm, config)
        outlook.refuse()
    except W2VError as error:
        refusal = widgets.escape_markdown(str(error))
        action.error(refusal, icon=":material/error:")
    pressed = action.button(
        "Start training",
        type="primary",
        icon=":material/play_arrow:",
        disabled=bool(refusal) or going,
        help=refusal or None,
        width="stretch",
    )
    if pressed and outlook is not None:
        with action:
            start(outlook)
with result:
    if run is None:
        introduce()
    else:
        live.follow(lambda: show(run), running=going)
    if outlook is not None and not going:  # a run that goes on would slow down what is measured
        forecast.show(
            outlook,
            lambda field, value: setting_boxes.change(field, value, algorithm, corpus, run),
            timed=not refusal,
        )
