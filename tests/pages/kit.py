"""What tests of charts share: words that would do harm in plotly if they got in as they are."""

from __future__ import annotations

HOSTILE = [
    "<a href=javascript:alert(1)>x</a>",
    "<img src=x onerror=alert(1)>",
    "<b>bold</b>",
    "%{x} %{customdata}",
    "&lt;b&gt;",
    "$math$",
    "\ud800 alone",
    "y" * 200,
]
