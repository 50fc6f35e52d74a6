"""Options of the shell from settings: what a config describes once is asked for here, too.

    --dim N    --output {input,context,sum}    --dynamic-window, --no-dynamic-window

An option that is not given is None, and its setting is chosen by whoever makes the config.
Leaves out: everything that is no setting (`train_order`).
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from typing import Any

from w2v_core.settings import Setting

# Where the name of a setting would be too long, or would say the opposite.
_FLAGS = {
    "learning_rate": "--lr",
    "duplicate_lines": "--drop-duplicate-lines",
    "duplicate_documents": "--drop-duplicate-documents",
    "boilerplate": "--drop-boilerplate",
}


def flag(name: str) -> str:
    """The option of a setting: `min_count` is asked for by `--min-count`."""
    return _FLAGS.get(name, f"--{name.replace('_', '-')}")


def add_option(parser: argparse._ActionsContainer, setting: Setting, remark: str = "") -> None:
    """Declare the option of a setting; the remark follows its help."""
    how: dict[str, Any]
    text = setting.help
    if setting.kind == "choice":
        how = {"choices": list(setting.choices)}
    elif setting.kind == "switch":
        how = {"action": argparse.BooleanOptionalAction}
    else:
        how = {"type": int if setting.kind == "whole number" else float, "metavar": "N"}
        text = f"{text} {setting.low:,} to {setting.high:,}."
    help = re.sub("[*`]", "", f"{text} {remark}".strip()).replace("%", "%%")  # no markdown here
    parser.add_argument(flag(setting.name), dest=setting.name, help=help, **how)


def given_settings(given: argparse.Namespace, settings: Iterable[Setting]) -> dict[str, Any]:
    """The settings that were given, by name."""
    values = {each.name: getattr(given, each.name) for each in settings}
    return {name: value for name, value in values.items() if value is not None}
