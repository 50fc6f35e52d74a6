"""Place: where this program lies: a checkout, or the packages of an environment.

    checkout                installed
    app.py, pages/          w2v_explorer/      the app
    sample_corpora/         w2v_core/sample_corpora/
    .w2v/                   the system's place for data     what is stored, if W2V_HOME names none

Leaves out: what lies in those folders (`home`, `intake.samples`).
"""

from __future__ import annotations

from pathlib import Path

_CORE = Path(__file__).resolve().parents[1]
_NAME = "w2v-explorer"

CHECKOUT = _CORE.parent if (_CORE.parent / "pyproject.toml").is_file() else None
APP = CHECKOUT or _CORE.parent / "w2v_explorer"
SAMPLES = (CHECKOUT or _CORE) / "sample_corpora"


def default_home() -> Path:
    """Where things are stored that have been told no other place."""
    if CHECKOUT:
        return CHECKOUT / ".w2v"
    from platformdirs import user_data_path  # an engine alone in a browser's Python has no home

    return user_data_path(_NAME, appauthor=False)
