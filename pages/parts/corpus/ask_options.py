"""How a text is cut into words: each option a switch with one line of help.

Leaves out: what the options do (`w2v_core.text`), and showing their effect (`show_preview`).
"""

from __future__ import annotations

import dataclasses
from typing import Any

import streamlit as st

from pages.shared.choices import one_of
from pages.shared.screen import folded_on_phone, on_phone
from pages.shared.word_boxes import split_words
from w2v_core.text.phrases import PhraseConfig
from w2v_core.text.words.cleaning import CleaningConfig
from w2v_core.text.words.token_settings import MAX_PATTERN, english_stop_words
from w2v_core.text.words.tokenizing import TokenizerConfig

EXCLUDED = "phrases_excluded"
LONGEST_LIST = 100_000

_KEPT: dict[str, Any] = {"persist_state": "session"}
_NUMBERS = {"token": "One word", "keep": "Keep", "drop": "Drop"}
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
        words = _ask_words()
        phrases = _ask_phrases()
        # An expander within an expander would be too narrow on a phone.
        with st.container() if on_phone() else st.expander("More options"):
            words |= _ask_more_words()
            cleaning = _ask_repetition()
    return Options(TokenizerConfig(**words), cleaning, phrases)


def _ask_words() -> dict[str, Any]:
    """What most people want to decide."""
    return {
        "lowercase": _toggle(
            "Lowercase",
            "lowercase",
            "*Cat* and *cat* become one word. Off keeps names apart, and needs more text.",
            value=True,
        ),
        "sentence_end": _toggle(
            "Split at sentence ends",
            "sentence_end",
            "A sentence ends at a full stop or at the end of its line. Off: only at the end "
            "of a line. Words of different sentences are never each other's context.",
            value=True,
        ),
        "numbers": _choose(
            "Numbers",
            "numbers",
            _NUMBERS,
            "*One word*: every number becomes `<num>`. *Keep*: each is a word of its own, and most "
            "will be rare.",
        ),
        "stop_words": _ask_stop_words(),
    }


def _ask_stop_words() -> tuple[str, ...]:
    which = _choose(
        "Drop stop words",
        "stop_words",
        _STOP_WORDS,
        "Small words such as *the* and *of*. *English*: scikit-learn's list of 318. Without them "
        "windows reach further, but grammar is lost; thinning out frequent words in training is "
        "the gentler way.",
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
    if not _toggle(
        "Join phrases",
        "phrases",
        "Words that stand side by side far more often than chance become one: *new_york*.",
    ):
        return None
    threshold = st.slider(
        "Least association (NPMI)",
        0.05,
        0.95,
        0.5,
        0.05,
        key="phrase_threshold",
        help="0 is chance, 1 means that the words occur only together. Lower joins more.",
        **_KEPT,
    )
    min_count = st.number_input(
        "Least count",
        min_value=2,
        value=5,
        key="phrase_count",
        help="Phrases that occur less often stay apart.",
        **_KEPT,
    )
    excluded = st.multiselect(
        "Stay apart",
        st.session_state.get(EXCLUDED, []),
        key=EXCLUDED,
        accept_new_options=True,
        placeholder="None taken out",
        help="Taken out in the table of phrases, or typed here: new_york.",
        **_KEPT,
    )
    return PhraseConfig(threshold, int(min_count), excluded=tuple(excluded))


def _ask_more_words() -> dict[str, Any]:
    return {
        "accents": "fold"
        if _toggle("Fold accents", "accents", "*café* and *cafe* become one word.")
        else "keep",
        "punctuation": _toggle(
            "Keep punctuation", "punctuation", "Marks such as `,` and `?` are words too."
        ),
        "addresses": _toggle(
            "Web and e-mail addresses as words",
            "addresses",
            "Every address becomes `<url>` or `<email>`. Off takes them apart.",
        ),
        "dictionary": _toggle(
            "Dictionary for Chinese, Japanese, Thai",
            "dictionary",
            "These put no blanks between words. Without a dictionary every character is a word.",
            value=True,
        ),
        "split": "spaces"
        if _toggle(
            "Text is tokenized already",
            "spaces",
            "Split at blanks only, one sentence a line; nothing else is changed.",
        )
        else "words",
        "min_length": _ask_shortest(),
        "pattern": _ask_pattern(),
    }


def _ask_shortest() -> int:
    return int(
        st.number_input(
            "Shortest word",
            min_value=1,
            max_value=20,
            value=1,
            key="min_length",
            help="Words with fewer characters are dropped.",
            **_KEPT,
        )
    )


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


def _ask_repetition() -> CleaningConfig:
    return CleaningConfig(
        duplicate_lines=_toggle(
            "Drop repeated lines", "duplicate_lines", "A line that stood earlier is passed over."
        ),
        duplicate_documents=_toggle(
            "Drop repeated documents",
            "duplicate_documents",
            "A file or row that is line by line the same as an earlier one is passed over.",
        ),
        boilerplate=_toggle(
            "Drop boilerplate",
            "boilerplate",
            "Lines that stand in more than half of all documents, such as a footer.",
        ),
    )


def _toggle(label: str, key: str, help: str, *, value: bool = False) -> bool:
    return st.toggle(label, value=value, key=key, help=help, **_KEPT)


def _choose(label: str, key: str, options: dict[str, str], help: str) -> str:
    chosen: str = one_of(
        label,
        list(options),
        default=next(iter(options)),
        format_func=options.__getitem__,
        key=key,
        help=help,
        width="stretch",
        **_KEPT,
    )
    return chosen
