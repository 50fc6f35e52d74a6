"""The script that Streamlit runs for every visitor, for tests of pages as parts of the app."""

from __future__ import annotations

from pathlib import Path

PAGES = Path(__file__).resolve().parents[2] / "pages"
APP = PAGES / "frame" / "router.py"
TRAIN = str(PAGES / "train.py")
