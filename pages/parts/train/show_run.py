"""A run as it goes: how far it is, its curve, its words as they form, and what happened to it.

While it goes on all of this is drawn once a second; afterwards a slider shows every moment again.
Leaves out: the buttons (`steer`), the words (`show_frames`), what it can answer (`show_exams`),
other runs' curves (`ask_earlier`).
"""

from __future__ import annotations

import math
import time

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pages.drawing import curves
from pages.drawing.theme import CURVE_CONFIG
from pages.parts.train import ask_earlier, show_exams, show_frames, steer
from pages.shared import run_progress, state
from pages.shared.links import link
from pages.shared.numbers import number
from pages.shared.safe_text import escape_markdown
from w2v_core.errors import W2VError
from w2v_core.models.catalog import algorithm
from w2v_core.models.progress import recent
from w2v_core.runs.folder.frames import read_frames
from w2v_core.runs.folder.records import UNDER_WAY, RunState
from w2v_core.runs.folder.run_folder import RunFolder


def show(run: RunFolder) -> bool:
    """Draw a run as it stands; says whether it is still under way."""
    if state.run_id() != run.id:  # a button has chosen another one
        st.rerun()
    now = state.standing(run)
    going = now.status in UNDER_WAY
    try:
        records, _ = run.read_progress()
        st.progress(*run_progress.bar(run, now, records))
        steer.show_controls(run, now)
        _say_why(now)
        if len(records):
            _show_training(run, records, going)
    except W2VError as error:
        st.error(escape_markdown(str(error)), icon=":material/error:")
    _show_events(run)
    if not going:
        _links(now)
    return going


def _say_why(now: RunState) -> None:
    if now.status == "failed":
        st.error(escape_markdown(now.reason), icon=":material/error:")
    elif now.reason and now.status == "done":
        st.warning(escape_markdown(now.reason), icon=":material/warning:")
    elif now.reason and now.status in UNDER_WAY:
        st.info(escape_markdown(now.reason), icon=":material/info:")


def _show_training(run: RunFolder, records: NDArray[np.void], going: bool) -> None:
    frames = read_frames(run.source, newest=1 if going else None)
    at = len(frames) - 1 if going else show_frames.choose_moment(run, frames)
    moment = frames[at] if at < len(frames) - 1 else None
    exams = show_exams.read(run, int(records["total"][-1]))
    curve = show_exams.choose(run, exams, going)
    scale = algorithm(run.info.algorithm).loss
    if curve == show_exams.SCORE:
        show_exams.show_score(exams, moment)
    elif curve == show_exams.SETTLING:
        show_exams.show_settling(exams, moment, going)
    elif scale is None:
        _show_error(records)
    else:
        epoch = None if moment is None else float(moment["epoch"])
        _show_loss(run, records, epoch, scale.unlearned(run.config))
    if len(frames):
        show_frames.show(run, frames[at], going)


def _show_loss(
    run: RunFolder, records: NDArray[np.void], moment: float | None, unlearned: float
) -> None:
    """Loss, learning rate and speed; `unlearned` is the loss of vectors that know nothing."""
    info = run.info
    epochs = info.config["epochs"] * run.config.members
    last = _latest(records)
    with st.container(horizontal=True, gap="medium"):
        help = "Nats per pair, over the latest fortieth of the training; lower is better."
        _metric("Loss", number(last["loss"]), help)
        if math.isfinite(last["held_out"]):
            help = "Nats per pair, of sentences that are never trained on: where it rises while "
            help += "the loss falls, the text is learned by heart."
            _metric("Held out", number(last["held_out"]), help)
        epoch = last["epoch"]
        done = number(int(epoch) if epoch.is_integer() else epoch)
        _metric("Epoch", f"{done} of {epochs:,}")
        if math.isfinite(last["learning_rate"]):
            _metric("Learning rate", number(last["learning_rate"]))
        # While it runs the speed of the last second, afterwards that of the whole run.
        speed = info.timings.get("words_per_second", last["words_per_second"])
        _metric("Words per second", number(speed))
    st.plotly_chart(
        curves.loss_curve(
            records["epoch"],
            records["loss"],
            held_out=records["held_out"],
            earlier=ask_earlier.chosen(run),
            x_end=epochs,
            baseline=unlearned,
            at=moment,
        ),
        key="curve",
        config=CURVE_CONFIG,
        alt=f"Loss over epochs; now {number(last['loss'])} nats per pair. "
        f"All-zero vectors would give {number(unlearned)}.",
    )


def _show_error(records: NDArray[np.void]) -> None:
    """Reconstruction error of what has no loss."""
    errors = curves.passes(records["error"])
    now = number(_latest(records)["error"])
    help = "Share of the matrix that the vectors miss: 0 keeps all of it, 1 nothing."
    _metric("Reconstruction error", now, help)
    st.plotly_chart(
        curves.error_curve(np.arange(len(errors)), errors),
        key="curve",
        config=CURVE_CONFIG,
        alt=f"Reconstruction error over passes of the factorization; now {now}.",
    )


def _latest(records: NDArray[np.void]) -> dict[str, float]:
    """The last finite value of each column, NaN where there is none."""
    values = {}
    for name in ("epoch", "loss", "held_out", "error", "learning_rate", "words_per_second"):
        finite = records[name][np.isfinite(records[name])]
        values[name] = float(finite[-1]) if len(finite) else math.nan
    values["loss"] = recent(records["loss"], len(records))
    return values


def _metric(label: str, value: str, help: str | None = None) -> None:
    """One number; they stand in a row and wrap."""
    st.metric(label, value, help=help, width="content")


def _show_events(run: RunFolder) -> None:
    """What has happened to the run, if it is not only that it was trained."""
    events = run.events()
    if not events:
        return
    with st.expander("What happened", icon=":material/history:"):
        for when, text in events:
            st.text(f"{time.strftime('%d %b %H:%M:%S', time.localtime(when))}  {text}")


def _links(now: RunState) -> None:
    """Where to go with finished vectors."""
    if state.vectors() is None:
        if now.status != "failed":
            st.info(escape_markdown(now.reason or "This run has left no vectors."))
        return
    with st.container(horizontal=True):
        link("pages/neighbors.py", "Neighbors", ":material/hub:")
        link("pages/analogies.py", "Analogies", ":material/compare_arrows:")
        link("pages/projection.py", "Projection", ":material/scatter_plot:")
        link("pages/compare.py", "Compare, what if", ":material/balance:")
