"""What a person knows a run by, in boxes and lists; plain text.

Leaves out: how far it is (`run_progress`).
"""

from __future__ import annotations

import time
from contextlib import suppress

from pages.drawing.theme import shorten
from w2v_core.errors import W2VError
from w2v_core.models.catalog import config_type, title
from w2v_core.runs.folder.records import RunInfo
from w2v_core.runs.folder.run_folder import RunFolder


def run_name(run: RunFolder) -> str:
    """Her name for it or the algorithm, and when it was made."""
    info, name = run.info, run.labels.name
    start, now = time.localtime(info.created), time.localtime()
    today = start[:3] == now[:3]
    when = time.strftime("%H:%M:%S" if today else "%d %b %H:%M", start)
    unnamed = name == info.name and not info.imported
    return f"{kind(info) if unnamed else shorten(name)} · {when}"


def kind(info: RunInfo) -> str:
    """`SGNS`, or `SGNS ×10` of steady vectors."""
    name, times = title(info.algorithm), 1
    with suppress(W2VError, TypeError):  # settings that cannot be used are said elsewhere
        times = config_type(info.algorithm)(**info.config).members
    return f"{name} ×{times}" if times > 1 else name
