"""How a text is cut into words: a box for each setting, and for the words of one's own.

Leaves out: what the options do (`w2v_core.text`), how a setting is asked for (`setting_boxes`), and
showing their effect (`show_preview`).
"""

from __future__ import annotations

import dataclasses
from typing import Any

import streamlit as st

from pages.shared.choices import one_of
from pages.shared.screen import folded_on_phone, on_phone
from pages.shared.setting_boxes import ask
from pages.shared.word_boxes import split_words
from w2v_core.settings import settings_of
from w2v_core.text.phrases import PhraseConfig
from w2v_core.text.words.cleaning import CleaningConfig
from w2v_core.text.words.token_settings import MAX_PATTERN, english_stop_words
from w2v_core.text.words.tokenizing import TokenizerConfig

EXCLUDED = "phrases_excluded"
LONGEST_LIST = 100_000

_KEPT: dict[str, Any] = {"persist_state": "session"}
_STOP_WORDS = {"keep": "None", "english": "English", "own": "Own"}


@dataclasses.dataclass(frozen=True)
class Options:
    """Everything between a file and its words."""

    tokenizer: TokenizerConfig
    cleaning: CleaningConfig
    phrases: PhraseConfig | None


def choose_options() -> Options:
    """Ask for all of them.

    Raises
    ------
    SettingError
        If what was typed cannot be used.
    """
    with folded_on_phone("Options"):
        words = _ask_all(TokenizerConfig, advanced=False)
        words["stop_words"] = _ask_stop_words()
        phrases = _ask_phrases()
        # An expander within an expander would be too narrow on a phone.
        with st.container() if on_phone() else st.expander("More options"):
            words |= _ask_all(TokenizerConfig, advanced=True)
            words["pattern"] = _ask_pattern()
            cleaning = _ask_all(CleaningConfig, advanced=True)
    return Options(TokenizerConfig(**words), CleaningConfig(**cleaning), phrases)


def _ask_all(config_type: type[Any], *, advanced: bool, prefix: str = "") -> dict[str, Any]:
    """What the boxes of the plain or of the advanced settings hold."""
    return {
        each.name: ask(each, each.default, f"{prefix}{each.name}")
        for each in settings_of(config_type)
        if each.advanced == advanced
    }


def _ask_stop_words() -> tuple[str, ...]:
    which = one_of(
        "Drop stop words",
        list(_STOP_WORDS),
        default="keep",
        format_func=_STOP_WORDS.__getitem__,
        key="stop_words",
        help="Small words such as *the* and *of*. *English*: scikit-learn's list of 318. Without "
        "them windows reach further, but grammar is lost; thinning out frequent words in training "
        "is the gentler way.",
        width="stretch",
        **_KEPT,
    )
    if which == "english":
        return english_stop_words()
    if which == "own":
        text = st.text_area(
            "Words to drop", key="own_stop_words", max_chars=LONGEST_LIST, height=100, **_KEPT
        )
        return tuple(split_words(text))
    return ()


def _ask_phrases() -> PhraseConfig | None:
    """Which phrases are joined; None for none."""
    if not st.toggle(
        "Join phrases",
        key="phrases",
        help="Words that stand side by side far more often than chance become one: *new_york*.",
        **_KEPT,
    ):
        return None
    settings = _ask_all(PhraseConfig, advanced=False, prefix="phrase_")
    excluded = st.multiselect(
        "Stay apart",
        st.session_state.get(EXCLUDED, []),
        key=EXCLUDED,
        accept_new_options=True,
        placeholder="None taken out",
        help="Taken out in the table of phrases, or typed here: new_york.",
        **_KEPT,
    )
    return PhraseConfig(excluded=tuple(excluded), **settings)


def _ask_pattern() -> str:
    pattern: str = st.text_input(
        "Own pattern for words",
        key="pattern",
        max_chars=MAX_PATTERN,
        placeholder=r"\w+",
        help="A regular expression: what it finds in a line is a word. It takes the place of "
        "the options for numbers, punctuation and addresses.",
        **_KEPT,
    )
    return pattern.strip()
