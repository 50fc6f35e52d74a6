"""A map to take along: a picture from the toolbar, a page of its own, coordinates.

A page holds all that it needs, plotly included, and asks no other machine for anything. Colors are
those of the light theme, which Streamlit otherwise puts in. Leaves out: what is drawn.
"""

from __future__ import annotations

import json
import re
from typing import Any

import plotly.graph_objects as go
import plotly.io
import streamlit as st

from pages.drawing.theme import BACKGROUND, INK

PICTURES = ("PNG", "SVG")

_STAND_IN = re.compile(r"#0000\d\d")
_LEFT_OUT = ["zoom2d", "autoScale2d", "resetCameraLastSave3d", "hoverClosest3d", "tableRotation"]


def map_config(picture: str) -> dict[str, Any]:
    """What plotly's toolbar offers, and which picture its camera takes."""
    return {
        "displaylogo": False,
        "modeBarButtonsToRemove": _LEFT_OUT,
        "toImageButtonOptions": {"filename": "word-map", "scale": 2, "format": picture.lower()},
    }


def map_page(figure: go.Figure) -> str:
    """The figure as a page of HTML that can be opened anywhere."""
    drawn = _painted(json.loads(plotly.io.to_json(figure, validate=False)), _light_colors())
    drawn["layout"] |= {"paper_bgcolor": "#ffffff", "plot_bgcolor": "#ffffff"}
    page: str = plotly.io.to_html(
        drawn, include_plotlyjs=True, config=map_config(PICTURES[0]), validate=False
    )
    return page.replace("<head>", "<head><title>Word map</title>", 1)


def _painted(part: Any, colors: dict[str, str]) -> Any:
    """The same with every stand-in replaced, but where words stand: one may look like a color."""
    if isinstance(part, dict):
        return {
            key: each if key == "text" else _painted(each, colors) for key, each in part.items()
        }
    if isinstance(part, list):
        return [_painted(each, colors) for each in part]
    if isinstance(part, str):
        return _STAND_IN.sub(lambda found: colors.get(found[0], found[0]), part)
    return part


def _light_colors() -> dict[str, str]:
    """What Streamlit puts in for the stand-ins of `theme` in the light theme."""
    categories: list[str] = st.get_option("theme.chartCategoricalColors")
    colors = {f"#{i:06d}": color for i, color in enumerate(categories, start=1)}
    ink: str = st.get_option("theme.light.textColor")
    background: str = st.get_option("theme.light.backgroundColor")
    return colors | {INK: ink, BACKGROUND: background}
