"""How a map is made: PCA at once, t-SNE in the background, steered and watched from here.

Nothing is computed in the script but PCA, which takes half a second for 20,000 words. A picture of
t-SNE is drawn again and again by a fragment while it moves. Every picture is turned to lie like
the one before it. Leaves out: the computing (`w2v_core.maps.jobs`) and drawing (`show_map`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial

import numpy as np
import streamlit as st

from pages.parts.projection.ask_words import Rows, run_version
from pages.shared import state
from pages.shared.address import IN_ADDRESS
from pages.shared.choices import one_of
from pages.shared.numbers import duration
from pages.shared.safe_text import escape_markdown
from w2v_core.errors import W2VError
from w2v_core.maps.jobs import MOST_WORDS, TsneJobs, tsne_jobs
from w2v_core.maps.requests import UNDER_WAY, MapRequest, MapStatus
from w2v_core.runs.workspaces import classroom
from w2v_core.vectors.projection import MOVING, Projection, align, pca
from w2v_core.vectors.word_vectors import WordVectors

PCA, TSNE = "PCA", "t-SNE"
FEWEST_FOR_TSNE = 5
# Seconds between two pictures: a person sees it move, thirty do not keep a small server busy.
INTERVAL, CLASSROOM_INTERVAL = 0.5, 2.0

_BEFORE = "map_before"  # the last picture of this session
_TROUBLE = "map_trouble"


@dataclasses.dataclass(frozen=True, slots=True)
class Method:
    """How to make a map, as a person has chosen."""

    name: str
    dims: int
    perplexity: int
    seed: int


def ask_method() -> Method:
    """PCA or t-SNE, in the plane or in space, and the perplexity."""
    left, right = st.columns([1.15, 1], gap="xxsmall")
    with left:
        name = one_of(
            "Method",
            [PCA, TSNE],
            default=PCA,
            key="map_method",
            help="*PCA* is the flat shadow that keeps the most variance: at once, always the same, "
            "and distances mean something. *t-SNE* keeps neighbors together and tears the rest "
            "apart.",
            **IN_ADDRESS,
        )
    with right:
        space = one_of(
            "Space",
            ["2-D", "3-D"],
            default="2-D",
            key="map_dims",
            help="Three dimensions keep more, and have to be turned about to be seen.",
            **IN_ADDRESS,
        )
    perplexity = 30
    if name == TSNE:
        perplexity = st.slider(
            "Perplexity",
            min_value=5,
            max_value=100,
            value=30,
            key="map_perplexity",
            help="About how many neighbors each word tries to stay near. Less shows small groups, "
            "more the larger ones. It is lowered where there are too few words.",
            **IN_ADDRESS,
        )
    return Method(name, 3 if space == "3-D" else 2, perplexity, state.seed())


def request_of(method: Method, rows: Rows) -> MapRequest:
    """The map that is asked for."""
    words = tuple(rows.tolist())
    return MapRequest(run_version(), words, method.dims, float(method.perplexity), method.seed)


def flat(method: Method, vectors: WordVectors, rows: Rows) -> Projection:
    """PCA of some words of the run."""
    return _pca(run_version(), rows.tobytes(), method.dims, vectors)


@st.cache_data(max_entries=16, show_spinner="Projecting")
def _pca(run: str, rows: bytes, dims: int, _vectors: WordVectors) -> Projection:
    """Found again by run and words; rows as bytes, for no array can be a key."""
    return pca(_vectors.unit_rows(np.frombuffer(rows, np.int64)), dims)


def _steer(request: MapRequest, status: MapStatus | None, vectors: WordVectors) -> None:
    """What can be done about a t-SNE as it stands: run, pause, resume, stop."""
    if not MOVING:
        st.caption("openTSNE is not installed here: the picture comes at the end, all at once.")
    maps, asker = tsne_jobs(state.home()), state.workspace().id
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if status is None or status.phase not in (*UNDER_WAY, "done") or _is_left(status):
            count = len(request.rows)
            fits = FEWEST_FOR_TSNE <= count <= MOST_WORDS
            act = partial(maps.ask, request, partial(vectors.unit_rows, request.rows), asker)
            _button("Run t-SNE", "play_arrow", act, "run_tsne", primary=True, disabled=not fits)
            if not fits:
                st.caption(
                    f"t-SNE takes {FEWEST_FOR_TSNE} to {MOST_WORDS:,} words; these are {count:,}."
                )
        elif status.phase in UNDER_WAY:
            _under_way(maps, request, status, asker)
    if trouble := st.session_state.pop(_TROUBLE, ""):
        st.error(escape_markdown(trouble), icon=":material/error:")


def _is_left(status: MapStatus) -> bool:
    """Whether somebody else has paused it, and may never come back."""
    return status.phase == "paused" and not status.mine


def _under_way(maps: TsneJobs, request: MapRequest, status: MapStatus, asker: str) -> None:
    if not status.mine:
        st.caption("Somebody else has asked for this map; it will be yours too.")
        return
    if status.phase == "paused":
        _button("Resume", "play_arrow", partial(maps.resume, request, asker), "resume_tsne")
    else:
        help = "Somebody else waits for this map too, so it cannot be paused." * status.others
        act = partial(maps.pause, request, asker)
        _button("Pause", "pause", act, "pause_tsne", disabled=status.others, help=help)
    help = "Ends it and keeps the picture as it is."
    _button("Stop", "stop", partial(maps.leave, request, asker), "stop_tsne", help=help)


def _button(
    label: str,
    icon: str,
    act: Callable[[], None],
    key: str,
    *,
    primary: bool = False,
    disabled: bool = False,
    help: str = "",
) -> None:
    st.button(
        label,
        icon=f":material/{icon}:",
        key=key,
        type="primary" if primary else "secondary",
        disabled=disabled,
        help=help or None,
        on_click=_try,
        args=(act,),
    )


def _try(act: Callable[[], None]) -> None:
    """Do what a button says; what cannot be done is told beside it."""
    try:
        act()
    except W2VError as error:
        st.session_state[_TROUBLE] = str(error)


def _show_progress(status: MapStatus) -> None:
    """How far a t-SNE is that is under way or has failed."""
    picture = status.projection
    share = 0.0 if picture is None else picture.done / picture.total
    if status.phase == "failed":
        st.error(escape_markdown(status.trouble), icon=":material/error:")
    elif status.phase == "waiting":
        st.progress(share, f"Waiting: place {status.place} of {status.of} in the queue")
    elif status.phase == "paused" and picture is not None:
        st.progress(share, f"Paused at {picture.done} of {picture.total} iterations")
    elif status.phase == "paused":
        st.progress(share, "Paused before the first picture")
    elif status.phase == "running" and picture is None:
        st.progress(share, "Finding the neighbors of every word")
    elif status.phase == "running" and picture is not None:
        left = duration(status.seconds_left or 0.0)
        st.progress(share, f"{picture.done} of {picture.total} iterations, about {left} left")


def follow(
    request: MapRequest, vectors: WordVectors, draw: Callable[[MapStatus | None], None]
) -> None:
    """Steer and draw a t-SNE, again and again while it moves.

    The browser drives the timer. When the map has ended or was paused the whole page runs once
    more: that stops the timer.
    """
    maps, asker = tsne_jobs(state.home()), state.workspace().id

    def look() -> bool:
        status = maps.look(request, asker)
        buttons, progress = st.columns([1, 1], vertical_alignment="center")
        with buttons:
            _steer(request, status, vectors)
        with progress:
            if status is not None:
                _show_progress(status)
        draw(status)
        return _moves(status)

    if not _moves(maps.look(request, asker)):
        if look():
            st.rerun()
        return

    @st.fragment(run_every=CLASSROOM_INTERVAL if classroom() else INTERVAL)
    def look_again() -> None:
        if not look():
            st.rerun()

    look_again()


def _moves(status: MapStatus | None) -> bool:
    return status is not None and status.phase in ("waiting", "running")


def turned(projection: Projection, rows: Rows, made: object) -> Projection:
    """The picture as it lies beside the one before; `made` says how it was made.

    The same picture is not turned again: rounding would make another one of it, and the browser
    would draw it anew and forget where a person has zoomed to.
    """
    key = (made, rows.tobytes(), projection.points.shape, projection.done, projection.total)
    before = st.session_state.get(_BEFORE)
    if before is not None and before[0] == key:
        return dataclasses.replace(projection, points=before[2])
    points = projection.points
    if before is not None:
        _, now, then = np.intersect1d(rows, before[1], return_indices=True)
        turn = not projection.variance_kept
        if len(now) >= 2:
            points = align(points, points[now], before[2][then], turn=turn)
    st.session_state[_BEFORE] = (key, rows, points)
    return dataclasses.replace(projection, points=points)
