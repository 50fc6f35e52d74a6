"""How sure the neighbors of a run are: what another seed and other documents leave of them.

Leaves out: training the panel (`ask_stability`), and the votes on single neighbors, which stand on
the Neighbors page.
"""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from pages.drawing.theme import CURVE_CONFIG
from pages.parts.evaluate import draw_stability
from pages.shared import state, trust
from pages.shared.downloads import download_table
from pages.shared.links import link
from pages.shared.numbers import UNKNOWN
from pages.shared.safe_text import mono
from pages.shared.trust import SIGNS, TrustBox
from w2v_core.evaluation.panel import Interval, K
from w2v_core.evaluation.stability import FEWEST_LISTS, LIKELY, SURE, Certainty
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.panels import is_panel
from w2v_core.vectors.word_vectors import WordVectors

EMPTY = """
Trained once more, with nothing changed but the seed of chance, a text of this size gives many words
other neighbors. **Measure it** to see how many, and which neighbors stay: they are then marked on
*Neighbors*.
"""
_FEW_WORDS = (
    f"With fewer than {FEWEST_LISTS * K} words any two lists of {K} neighbors have much in common "
    "by chance, so nothing can be said here. Use more text, or a lower minimum count."
)
_MEANING = (
    f"{SIGNS['sure']} **sure**: neighbors with as many votes came back at least {SURE:.0%} of the "
    f"time in a training that had no vote. {SIGNS['likely']} **likely**: at least {LIKELY:.0%}. "
    f"{SIGNS['chance']} **chance**: less often. This was counted on this text, "
)


def show(vectors: WordVectors, panel: RunFolder | None) -> None:
    """What the panel has shown, or what it would."""
    run = state.run()
    assert run is not None
    box = trust.trust_box(run, vectors)
    if trust.too_few(vectors):
        st.markdown(_FEW_WORDS)
        return
    if box is None:
        st.markdown(EMPTY if panel is None or not panel.has_vectors else _too_few(panel))
        return
    found = box.fill()
    _show_totals(found)
    _say_whose(run, box)
    _show_focus(vectors, box, found)
    st.subheader("By frequency", anchor=False)
    _show_bands(found)
    st.subheader("What the votes are worth", anchor=False)
    _show_votes(found)


def _too_few(panel: RunFolder) -> str:
    return "The panel ended before two of its trainings were done, so nothing can be compared. " + (
        "Resume it on *Runs*." if state.standing(panel).status != "done" else ""
    )


def _show_totals(found: Certainty) -> None:
    columns = st.columns(2)
    for column, name, kept in (
        (columns[0], "Another seed keeps", found.seeds),
        (columns[1], "Other documents keep", found.draws),
    ):
        with column:
            st.metric(name, _of(kept.mean, found.k))
            st.caption(_between(kept, found.k))


def _of(share: float, k: int) -> str:
    return UNKNOWN if math.isnan(share) else f"{k * share:.1f} of {k}"


def _between(kept: Interval, k: int) -> str:
    if math.isnan(kept.mean):
        return "no such training voted"
    if math.isnan(kept.low):
        return "of a single training; no interval"
    return f"95 % interval {k * kept.low:.1f} to {k * kept.high:.1f}"


def _say_whose(run: RunFolder, box: TrustBox) -> None:
    """Who voted on what."""
    panel, draws = box.panel, len(box.panel.members) - box.panel.seeds
    voters = f"{panel.seeds} seeds and {draws} draws of the text"
    if is_panel(run):
        st.caption(
            f"These are steady vectors of {voters}. Each seed judged those of all the others; what "
            "they say together is steadier than any of them."
        )
        return
    st.caption(f"Mean over words, against {voters}.")


def _show_focus(vectors: WordVectors, box: TrustBox, found: Certainty) -> None:
    """The neighbors of the word in focus, by level."""
    word = state.focus()
    if word not in vectors:
        return
    near = vectors.neighbors(word, found.k)
    rows = [vectors.id(each.word) for each in near]
    votes = box.panel.votes(vectors.id(word), rows, found.k)
    st.subheader("The word in focus", anchor=False)
    for level, sign in SIGNS.items():
        named = [
            mono(each.word)
            for each, count in zip(near, votes, strict=True)
            if found.level(int(count)) == level
        ]
        if named:
            st.markdown(f"{sign} {level}: {', '.join(named)}")
    seeds, draws = box.panel.overlap(vectors.id(word), rows)
    st.caption(
        f"Of the {len(rows)} nearest of {mono(word)} another seed keeps "
        f"{_of(seeds.mean, len(rows))} ({_between(seeds, len(rows))}), other documents "
        f"{_of(draws.mean, len(rows))} ({_between(draws, len(rows))})."
    )
    link("pages/neighbors.py", "See each vote on Neighbors", ":material/hub:")


def _show_bands(found: Certainty) -> None:
    names = [f"{band.least:,} to {band.most:,}" for band in found.bands]
    seeds = np.array([band.seeds for band in found.bands])
    draws = np.array([band.draws for band in found.bands])
    st.plotly_chart(
        draw_stability.by_frequency(names, seeds, draws, found.k),
        key="stability_bands",
        config=CURVE_CONFIG,
        alt="; ".join(
            f"words that occur {name} times: another seed keeps {_of(a, found.k)}, other documents "
            f"{_of(b, found.k)}"
            for name, a, b in zip(names, seeds, draws, strict=True)
        ),
    )
    st.caption(f"{found.words:,} words, up to 300 of each band.")
    download_table(
        "Download bands",
        ("least_count", "most_count", "words", "kept_by_seeds", "kept_by_draws"),
        lambda: [(b.least, b.most, b.words, _plain(b.seeds), _plain(b.draws)) for b in found.bands],
        "stability.csv",
    )


def _show_votes(found: Certainty) -> None:
    left_out = "each seed left out in turn."
    if found.by_draws:
        left_out = (
            "each draw of the text left out in turn, since another seed changes nothing here."
        )
    st.markdown(_MEANING + left_out)
    st.plotly_chart(
        draw_stability.by_votes(found.recurs, [(SURE, "sure"), (LIKELY, "likely")]),
        key="stability_votes",
        config=CURVE_CONFIG,
        alt="; ".join(f"{i} votes: {share:.0%} came back" for i, share in enumerate(found.recurs)),
    )
    download_table(
        "Download votes",
        ("votes", "came_back", "neighbors"),
        lambda: [
            (i, _plain(share), int(tried))
            for i, (share, tried) in enumerate(zip(found.recurs, found.trials, strict=True))
        ],
        "votes.csv",
    )


def _plain(share: float) -> str:
    return "" if math.isnan(share) else f"{share:.4f}"
