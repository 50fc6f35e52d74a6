"""Layout: how the files of a run's folder are called, each name here and nowhere else.

Leaves out: what is in them, and who writes them when (`run_folder`).
"""

from __future__ import annotations

import re

INFO = "run.json"
LABELS = "labels.json"
STATE = "state.json"
WISH = "control"
WATCH = "watch.json"
QUESTIONS = "questions.json"
EVENTS = "events.jsonl"
LOG = "log.txt"
PROGRESS_FILE = "progress.bin"
FRAMES = "frames.bin"
EXAMS = "exams.bin"
VECTORS = "vectors.npz"
RESERVE = ".reserve"  # room for a worker's last word on a full disk

# The worker appends to these; all others are written whole or are of one run alone.
GROWING = (PROGRESS_FILE, FRAMES, EXAMS)

# Runs of an older program are without them.
NEW = (QUESTIONS, EXAMS)

CHECKPOINT = re.compile(r"checkpoint-(\d{1,15})\.npz")


def checkpoint_name(records: int) -> str:
    """The checkpoint that was taken after so many records of progress; see `CHECKPOINT`."""
    return f"checkpoint-{records}.npz"
