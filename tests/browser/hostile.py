"""Words that somebody could use to get links, pictures, markup or scripts onto a page.

Our tokenizer would take most of them apart; vectors that were trained elsewhere may have them.
"""

from __future__ import annotations

import numpy as np

from tests.pages.planted import MEANINGS, plant
from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import RunFolder

LINK = "<a href='http://evil.example/link'>x</a>"
IMAGE = "<img src=x onerror=window.ran=1>"
LONG = "w" * 200
HOSTILE = (
    LINK,
    IMAGE,
    "<script>window.ran=1</script>",
    "$x$",
    ":red[x]",
    "[x](http://evil.example/markdown)",
    "![x](http://evil.example/picture.png)",
    "http://evil.example/bare",
    "=HYPERLINK(0)",
    "שלום",
    LONG,
)


def plant_hostile(home: Home) -> RunFolder:
    """A run of these words, far enough from one another to be pointed at in a map."""
    words = [*HOSTILE, *MEANINGS]
    vectors = np.random.default_rng(3).normal(size=(len(words), 3)).astype(np.float32)
    return plant(home.root, words, vectors)
