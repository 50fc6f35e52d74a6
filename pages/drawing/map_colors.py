"""Paint of a map: which color and which sign every word gets, and the scale that explains them.

By frequency, by category (clusters, own groups) or along an axis. A color never stands alone: a
category has a shape too, and so has either end of an axis.
Leaves out: which words belong together (`ask_colors`), and drawing (`word_map`).
"""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from plotly.colors import get_colorscale

from pages.drawing.figure import Properties
from pages.drawing.theme import FONT_SIZE, GRAY, INK, Floats, plot_text

# Shapes that plotly draws alike in the plane and in space, and letters that look like them.
SIGNS = ("circle", "square", "diamond", "cross", "circle-open")
GLYPHS = ("●", "■", "◆", "✚", "○")
# Okabe and Ito's colors but for the accent, which is the focus word's, and black.
COLORS = ("#000001", "#000002", "#000003", "#000004", "#000005", "#000007")
COLOR_NAMES = ("blue", "orange", "green", "pink", "sky blue", "yellow")

BAR_ROOM = 80  # above a map, for the bar of a scale; plotly takes no less

_HALF_LENGTH = 200  # pixels of a bar above a map that has another one beside it

_AMOUNTS = get_colorscale("Cividis")
_ENDS = [[0.0, COLORS[1]], [0.5, GRAY], [1.0, COLORS[0]]]
_ZERO = 0.05  # of the largest cosine: nearer to zero is neither end


class Look(NamedTuple):
    """How a category looks."""

    color: str
    sign: int  # of SIGNS
    name: str  # "◆ green"


@dataclasses.dataclass(frozen=True, slots=True)
class Paint:
    """What plotly needs to color n points.

    Attributes
    ----------
    values : (n,) array
        What the color stands for.
    marker : dict
        Plotly's properties of the marker that explain `values`, with `signs` if there are any.
    hover : str
        A line for the hover, as plotly's template; no word may stand in it.
    barred : bool
        Whether a color bar needs room above the map.
    """

    values: NDArray[Any]
    marker: Properties
    hover: str = ""
    barred: bool = True


def look_of(category: int) -> Look:
    """Color and sign of a category: 30 of them are different, and neighbors differ in both."""
    color, sign = category % len(COLORS), category % len(SIGNS)
    return Look(COLORS[color], sign, f"{GLYPHS[sign]} {COLOR_NAMES[color]}")


def by_frequency(counts: NDArray[np.int64]) -> Paint:
    """Yellow for frequent and blue for rare words; logarithmic."""
    ticks = _count_ticks(counts)
    bar = _bar("occurrences", np.log10(ticks), [f"{tick:,}" for tick in ticks])
    return Paint(np.log10(counts), {"colorscale": _AMOUNTS, "colorbar": bar})


def by_share(shares: Floats, title: str) -> Paint:
    """Yellow for all and blue for none; `title` is ours, not a word."""
    bar = _bar(title, [0.0, 0.5, 1.0], ["none", "half", "all"], _HALF_LENGTH)
    marker = {"colorscale": _AMOUNTS, "cmin": 0.0, "cmax": 1.0, "colorbar": bar}
    return Paint(shares, marker, f"<br>{title}: %{{marker.color:.0%}}")


def by_category(categories: NDArray[np.int64], kind: str) -> Paint:
    """A color and a shape for each category; gray dots for words without one (-1)."""
    looks = [look_of(i) for i in range(int(categories.max(initial=-1)) + 1)]
    colors = [GRAY, *(look.color for look in looks)]
    steps = np.linspace(0, 1, len(colors) + 1)
    scale = [
        [float(end), color] for i, color in enumerate(colors) for end in (steps[i], steps[i + 1])
    ]
    signs = np.array([0, *(look.sign for look in looks)])[categories + 1]
    marker = {
        "colorscale": scale,
        "cmin": -0.5,
        "cmax": len(looks) + 0.5,
        "symbol": [SIGNS[sign] for sign in signs.tolist()],
    }
    return Paint(categories + 1, marker, f"<br>{kind} %{{marker.color}}", barred=False)


def along_axis(cosines: Floats, axis: str) -> Paint:
    """Blue diamonds toward one end, orange squares toward the other, gray dots about zero.

    The scale reaches as far to one side as to the other, so that gray is zero.
    """
    most = max(float(np.abs(cosines).max(initial=0.0)), 1e-6)
    signs = np.where(cosines > _ZERO * most, 2, np.where(cosines < -_ZERO * most, 1, 0))
    ticks = [f"■ −{most:.2f}", "● 0", f"◆ +{most:.2f}"]
    title = f"cosine with {plot_text(axis)}"
    marker = {
        "colorscale": _ENDS,
        "cmin": -most,
        "cmax": most,
        "symbol": [SIGNS[sign] for sign in signs.tolist()],
        "colorbar": _bar(title, [-most, 0.0, most], ticks),
    }
    return Paint(cosines, marker, "<br>cosine with the axis %{marker.color:.3f}")


def _bar(title: str, ticks: Any, texts: list[str], length: int = 260) -> Properties:
    """A bar above the map, as wide as a phone can show."""
    font = {"size": FONT_SIZE, "color": INK}
    return {
        "orientation": "h",
        "lenmode": "pixels",
        "len": length,
        "thickness": 8,
        "x": 0,
        "xanchor": "left",
        "xpad": 0,
        "y": 1,
        "yanchor": "bottom",
        "ypad": 4,
        "outlinewidth": 1,
        "outlinecolor": GRAY,
        "title": {"text": title, "side": "top", "font": font},
        "tickvals": ticks,
        "ticktext": texts,
        "tickfont": font,
    }


def _count_ticks(counts: NDArray[np.int64]) -> list[int]:
    """The least and the largest count, and the powers of ten that are clear of both."""
    low, high = int(counts.min()), int(counts.max())
    powers = (10**power for power in range(1, 19))
    clear = (high / low) ** 0.2  # a fifth of the bar
    return sorted({low, *(each for each in powers if low * clear < each < high / clear), high})
