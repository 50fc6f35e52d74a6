"""A figure as plain lists and dicts, with the look that all charts have.

Plotly checks a figure again after every step in which it is built, which takes longer than all
else that is done for a picture of a run under way. So a chart is a sketch, and becomes a figure in
the end. Leaves out: colors, fonts and the door for words (`theme`), and the charts themselves.
"""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from pages.drawing.theme import FONT_SIZE, GRAY, INK, MONOSPACE

Properties = dict[str, Any]  # of a part of the figure, in plotly's names


class Sketch:
    """A figure under construction; change its parts freely, they belong to nobody else.

    Parameters
    ----------
    height : int
        Pixels.
    x_title, y_title : str
        Titles of the axes.
    grid : bool
        Without it there are no axes at all.

    Attributes
    ----------
    traces, notes, shapes : list of dict
        What is drawn: data, labels (plotly's annotations), lines that are no data.
    x_axis, y_axis, layout : dict
        How it is drawn.
    """

    def __init__(
        self, *, height: int, x_title: str = "", y_title: str = "", grid: bool = True
    ) -> None:
        self.traces: list[Properties] = []
        self.notes: list[Properties] = []
        self.shapes: list[Properties] = []
        self.x_axis, self.y_axis = _axis(x_title, grid), _axis(y_title, grid)
        self.layout = _layout(height)

    def add(self, *, type: str = "scatter", **trace: Any) -> None:
        """Draw data: points and lines, or what `type` says."""
        self.traces.append({"type": type, **trace})

    def note(self, x: float, y: float, text: str, **where: Any) -> None:
        """Label a point of the data directly, in place of a legend; `text` is ours, not a word."""
        place = {"x": float(x), "y": float(y), **where}
        self.notes.append({"text": text, "showarrow": False, "font": _font(), **place})

    def across(self, y: float) -> None:
        """Draw a dashed line at a height, from one side to the other."""
        ends = {"xref": "x domain", "x0": 0, "x1": 1, "y0": y, "y1": y}
        line = {"dash": "dash", "width": 1.5, "color": GRAY}
        self.shapes.append({"type": "line", **ends, "line": line})

    def figure(self) -> go.Figure:
        """The figure, unchecked: to check it would take most of the time. The tests do it.

        Plotly has no public word for that; where it does not know this one any more, it checks.
        """
        parts = {"xaxis": self.x_axis, "yaxis": self.y_axis}
        drawn = {"annotations": self.notes, "shapes": self.shapes}
        layout = self.layout | parts | {name: each for name, each in drawn.items() if each}
        drawing = {"data": self.traces, "layout": layout}
        try:
            return go.Figure(drawing, _validate=False)
        except (TypeError, ValueError):
            return go.Figure(drawing)


def _layout(height: int) -> Properties:
    return {
        # None of its own; Streamlit's theme is laid over it, so what must hold stands beside it.
        "template": {"data": {"scatter": [{"type": "scatter"}]}},
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 12, "b": 8, "pad": 0},
        "font": _font(),
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {"font": {"size": FONT_SIZE, "family": MONOSPACE}, "align": "left"},
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": GRAY, "activecolor": INK},
        "dragmode": False,
        "uirevision": "keep",
    }


def _axis(title: str, grid: bool) -> Properties:
    return {
        "visible": grid,
        "showgrid": grid,
        "gridcolor": "rgba(128,128,128,0.18)",
        "gridwidth": 1,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "automargin": True,
        "tickfont": _font(),
        "title": {"text": title, "font": _font(), "standoff": 8},
    }


def _font() -> Properties:
    return {"size": FONT_SIZE, "color": INK}
