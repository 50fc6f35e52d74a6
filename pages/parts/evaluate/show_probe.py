"""The probe's report: the verdict, three pictures, the findings with the doubtful first.

Leaves out: looking (`w2v_core.evaluation.probe`), the pictures (`draw_probe`), the box for words
(`ask_probe`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import streamlit as st

from pages.drawing.theme import CURVE_CONFIG, sendable
from pages.parts.evaluate import draw_probe
from pages.shared import state
from pages.shared.safe_text import escape_markdown, mono
from pages.shared.waiting import with_bar
from w2v_core.errors import W2VError
from w2v_core.evaluation.findings import NOT_BY_ANALOGIES, Finding, ProbeReport
from w2v_core.evaluation.judge_cloud import judge_words
from w2v_core.evaluation.probe import Probed, probe_steps
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.known_run import known_of
from w2v_core.vectors.word_vectors import WordVectors

# A sign and a word each: color is none.
SIGNS = {
    "wrong": (":material/error:", "wrong"),
    "doubt": (":material/help:", "doubtful"),
    "fine": (":material/check_circle:", "fine"),
    "open": (":material/visibility:", "for you to judge"),
}
DOUBTFUL = ("wrong", "doubt")


class ProbeBox:
    """Where the report on one table of vectors is kept once it is made."""

    def __init__(self) -> None:
        self.probed: Probed | None = None


def show(vectors: WordVectors, words: Sequence[str]) -> None:
    """Probe the vectors of the run in use, unless that was done before; show what was found."""
    run = state.run()
    assert run is not None
    box = _probe_box(str(run.path), state.stamp(run), state.run_corpus() is not None)
    try:
        probed = box.probed or _fill(box, run, vectors)
    except W2VError as error:
        st.error(escape_markdown(str(error)), icon=":material/error:")
        return
    report, sound = probed.report, probed.sound
    if sound is not None:
        asked = [*report.findings, *judge_words(sound, words)]
        report = ProbeReport.of(report.words, report.dim, asked, report.sampled)
    _show_verdict(report)
    for finding in report.findings:
        if finding.verdict in DOUBTFUL:
            _show_finding(finding)
    _show_pictures(probed)
    for finding in report.findings:
        if finding.verdict not in DOUBTFUL:
            _show_finding(finding)
    st.download_button(
        "Download report",
        lambda: sendable(report.markdown()).encode(),
        "probe.md",
        "text/markdown",
        icon=":material/download:",
        on_click="ignore",
        type="tertiary",
    )


def _fill(box: ProbeBox, run: RunFolder, vectors: WordVectors) -> Probed:
    """Probe, with a bar that says how far it is."""
    steps = probe_steps(vectors, known_of(run))
    box.probed = with_bar(steps, "Probing rows, neighbors and text")
    return box.probed


def _show_verdict(report: ProbeReport) -> None:
    say = {"wrong": st.error, "doubt": st.warning, "fine": st.success, "open": st.info}
    icon, _ = SIGNS[report.verdict]
    say[report.verdict](f"**{escape_markdown(report.summary)}**", icon=icon)
    sampled = f" {report.sampled}" if report.sampled else ""
    st.caption(escape_markdown(f"{NOT_BY_ANALOGIES}{sampled}"))


def _show_finding(finding: Finding) -> None:
    icon, word = SIGNS[finding.verdict]
    with st.container(border=finding.verdict in DOUBTFUL, gap="xxsmall"):
        st.markdown(f"{icon} **{_text(finding.name)}: {word}.** {_text(finding.sentence)}")
        figures = (("Found", finding.figure), ("usual", finding.usual))
        said = "; ".join(f"{name} {escape_markdown(text)}" for name, text in figures if text)
        if finding.figure:
            st.caption(f"{said}.")
        if finding.advice:
            st.markdown(f":material/build: **Try:** {escape_markdown(finding.advice)}")


def _text(sentence: str) -> str:
    """A sentence of the report as markdown, with the words of the corpus in it monospaced."""
    parts = re.split("“(.*?)”", sentence)
    return "".join(mono(part) if i % 2 else _escaped(part) for i, part in enumerate(parts))


def _escaped(part: str) -> str:
    """Part of a sentence, with the blanks at its ends."""
    head = " " if part[:1] == " " else ""
    tail = " " if part[-1:] == " " and part.strip() else ""
    return f"{head}{escape_markdown(part)}{tail}"


def _show_pictures(probed: Probed) -> None:
    """Three pictures side by side, those that there is something for."""
    sound, hubs, look = probed.sound, probed.hubs, probed.look
    if sound is None or hubs is None:
        return
    drawn = look.products if look is not None else None
    columns = iter(st.columns(3 if drawn is not None and drawn.pairs else 2, gap="small"))
    rows = np.linspace(0, len(sound) - 1, min(len(sound), draw_probe.MOST_POINTS)).round()
    chosen = np.unique(rows.astype(np.int64))
    counts, words = sound.vocabulary.counts, sound.words
    with next(columns):
        figure = draw_probe.lengths(
            counts[chosen], sound.norms[chosen], [words[i] for i in chosen.tolist()]
        )
        _draw(figure, "probe_lengths", "Length and frequency", _alt_of_lengths(probed))
    if drawn is not None and drawn.pairs:
        pairs = [(words[a], words[b]) for a, b in drawn.drawn.tolist()]
        with next(columns):
            figure = draw_probe.products(drawn.pmi, drawn.products, pairs)
            alt = f"{len(pairs):,} pairs; rank correlation {drawn.rank_correlation:.2f}."
            _draw(figure, "probe_products", "v·c against PMI", alt)
    with next(columns):
        figure = draw_probe.lists(hubs.times, words)
        alt = f"The word that stands in most of {hubs.sampled:,} lists is in {hubs.times.max():,}."
        _draw(figure, "probe_hubs", "Lists of ten nearest", alt)


def _alt_of_lengths(probed: Probed) -> str:
    value = probed.faults.frequency
    return "Lengths or counts are all equal." if np.isnan(value) else f"Correlation {value:.2f}."


def _draw(figure: object, key: str, title: str, alt: str) -> None:
    st.markdown(f"**{title}**")
    st.plotly_chart(figure, key=key, config=CURVE_CONFIG, alt=f"{title}. {alt}")
    st.caption(alt)


# The text belongs to the key: it may have been deleted, or loaded again.
@st.cache_resource(max_entries=16, show_spinner=False)
def _probe_box(folder: str, stamp: int, text: bool) -> ProbeBox:
    return ProbeBox()
