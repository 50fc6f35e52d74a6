"""The one door through which words reach Streamlit's markdown.

Words and names of files come from strangers. They are shown through `mono`, `plain` or
`escape_markdown`, never as they are, wherever Streamlit reads markdown (labels, messages,
captions); `st.text`, `st.dataframe` and the options of a select box take them as they are.
Leaves out: the door to plotly (`pages.drawing.theme`) and to files (`downloads`).
"""

from __future__ import annotations

import re

from pages.drawing.theme import sendable, shorten

WORD_JOINER = "\u2060"  # no width, no break: takes apart what would be read as an address


def escape_markdown(text: str) -> str:
    """`text` so that Streamlit's markdown shows it letter by letter, on one line.

    A backslash before every ASCII punctuation mark stops markup, formulas, colors and icons.
    Bare addresses are linked after escapes are gone, so they are taken apart instead.
    """
    line = " ".join(sendable(text).split())
    line = re.sub(r"(?i)(://|@|www\b|mailto|xmpp)", rf"\1{WORD_JOINER}", line)
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", line)


def plain(word: str) -> str:
    """A corpus word for the label of a button, where monospaced letters would be too small."""
    return escape_markdown(shorten(word))


def mono(word: str) -> str:
    """A corpus word as monospaced markdown, cut in the middle when long.

    Inside a code span nothing is markup; the fence is longer than any run of backticks in it.
    """
    line = " ".join(sendable(shorten(word)).split()) or " "
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    return f"{fence} {line} {fence}" if "`" in line else f"{fence}{line}{fence}"
