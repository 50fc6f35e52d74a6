"""Segmenting: words of scripts that put no blanks between them.

Chinese, Japanese, Thai, Lao, Burmese and Khmer words are found in ICU's dictionaries (Unicode
Standard Annex 29) where the optional package icu4py is installed. Leaves out: finding the stretches
of text that need it, and what is done without it (`tokenizing`).
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import cache


@cache
def segmenter() -> Callable[[str], str] | None:
    """The function that puts blanks between the words of such a stretch; None without ICU."""
    try:
        breaker = importlib.import_module("icu4py.breakers").WordBreaker
    except ImportError:
        return None
    # ICU chooses its dictionary by script: the locale makes no difference to these.
    return lambda stretch: " ".join(breaker(stretch, "und"))


@cache
def segmenter_name() -> str:
    """ICU with its version, on which the words hang; empty without it."""
    if segmenter() is None:
        return ""
    return f"ICU {importlib.import_module('icu4py').icu_version}"
