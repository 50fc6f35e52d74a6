"""The router as it is on a server on which it has run before.

AppTest forgets before each run that app.py calls st.navigation, so Streamlit would run the file
in pages/ by itself, without app.py: something that only the first visitor of a server meets.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from streamlit.runtime.pages_manager import PagesManager

APP = Path(__file__).resolve().parents[2] / "app.py"


class RoutedPages(PagesManager):
    """To stand in for `streamlit.testing.v1.app_test.PagesManager`."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        PagesManager.uses_pages_directory = False
