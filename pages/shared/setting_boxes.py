"""The box of a setting, drawn from its description in the core.

What a box holds lives in the session (`boxes`): a button can change it, and it stays when its page
is left. Leaves out: which settings are asked for, and what is proposed.
"""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from pages.shared import boxes
from w2v_core.settings import Setting


def ask(each: Setting, proposed: Any, key: str) -> Any:
    """Draw the box of a setting; what it holds, at first what is proposed.

    Numbers have no limits here: the core's own message says the value and the limit.
    """
    value = boxes.held(key, proposed)
    common: dict[str, Any] = {"help": each.help, **boxes.asked(key)}
    if each.kind == "choice":
        st.segmented_control(
            each.label,
            list(each.choices),
            default=value,
            required=True,
            format_func=lambda choice: each.choices[choice],
            width="stretch",
            **common,
        )
    elif each.kind == "switch":
        st.toggle(each.label, value, **common)
    elif each.kind == "whole number":
        st.number_input(each.label, value=value, step=1, **common)
    else:
        step = 10.0 ** (math.floor(math.log10(proposed)) if proposed > 0 else -2)
        st.number_input(each.label, value=float(value), step=step, format="%g", **common)
    return value
