"""Token settings: what a person chooses about words, and what came of it.

Leaves out: the work itself (`tokenizing`), and lines and documents dropped whole (`cleaning`).
"""

from __future__ import annotations

import dataclasses
import re
from typing import Any, Literal

from w2v_core.errors import SettingError
from w2v_core.settings import check, setting

MAX_PATTERN = 500
MAX_STOP_WORDS = 10_000


@dataclasses.dataclass(frozen=True, slots=True)
class TokenizerConfig:
    r"""How text becomes words.

    Attributes
    ----------
    lowercase : bool
        Cat and cat are one word.
    numbers : "token", "keep" or "drop"
        Every number becomes the one word <num>, stays, or goes. True and False, as in the
        notes of older corpora, mean "token" and "keep".
    sentence_end : bool
        Sentences end at . ! ? and their kin, not only at the end of a line.
    split : "words" or "spaces"
        "spaces" is for text that has been tokenized already: split at white space, one sentence
        a line, nothing else changed; only `stop_words` and `min_length` matter then.
    accents : "keep" or "fold"
        "fold" makes café and cafe one word, in Latin and Greek script; elsewhere marks are
        vowels, or parts of letters.
    punctuation : bool
        Punctuation marks and symbols are words too; a row of the same one (...) is one word.
    addresses : bool
        Every URL becomes the word <url>, every e-mail address <email>.
    dictionary : bool
        Chinese, Japanese, Thai, Lao, Burmese and Khmer are cut into words by ICU's dictionaries,
        if those are installed; else as the module `tokenizing` says.
    stop_words : tuple of str
        Words to drop, spelled as in the text (case and accents as chosen above); at most 10,000.
    min_length : int
        Words of fewer characters are dropped; 1 to 20.
    pattern : str
        Words are what this regular expression finds in a line, with _ for white space inside;
        `numbers`, `punctuation`, `addresses` and `dictionary` do not matter then. Empty for
        none, at most 500 characters. It may take for ever: try it by `runs.patterns` first.

    Raises
    ------
    SettingError
        If a value is none of those above, or `pattern` is no regular expression.
    """

    lowercase: bool = setting(
        True,
        label="Lowercase",
        help="*Cat* and *cat* become one word. Off keeps names apart, and needs more text.",
    )
    numbers: Literal["token", "keep", "drop"] | bool = setting(
        "token",
        choices={"token": "One word", "keep": "Keep", "drop": "Drop"},
        label="Numbers",
        help="Whether every number becomes the one word `<num>`, stays a word of its own, of which "
        "most will be rare, or goes.",
    )
    sentence_end: bool = setting(
        True,
        label="Split at sentence ends",
        help="A sentence ends at a full stop or at the end of its line. Off: only at the end "
        "of a line. Words of different sentences are never each other's context.",
    )
    split: Literal["words", "spaces"] = setting(
        "words",
        choices={"words": "Find words", "spaces": "At blanks"},
        label="Words of a line",
        help="Of text that is tokenized already, split at blanks: one sentence a line, nothing "
        "else is changed.",
        advanced=True,
    )
    accents: Literal["keep", "fold"] = setting(
        "keep",
        choices={"keep": "Keep", "fold": "Fold"},
        label="Accents",
        help="Folded, *café* and *cafe* become one word.",
        advanced=True,
    )
    punctuation: bool = setting(
        False,
        label="Keep punctuation",
        help="Marks such as `,` and `?` are words too.",
        advanced=True,
    )
    addresses: bool = setting(
        False,
        label="Web and e-mail addresses as words",
        help="Every address becomes `<url>` or `<email>`. Off takes them apart.",
        advanced=True,
    )
    dictionary: bool = setting(
        True,
        label="Dictionary for Chinese, Japanese, Thai",
        help="These put no blanks between words. Without a dictionary every character is a word.",
        advanced=True,
    )
    stop_words: tuple[str, ...] = ()
    min_length: int = setting(
        1,
        low=1,
        high=20,
        label="Shortest word",
        help="Words with fewer characters are dropped.",
        advanced=True,
    )
    pattern: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.numbers, bool):
            object.__setattr__(self, "numbers", "token" if self.numbers else "keep")
        object.__setattr__(self, "stop_words", tuple(self.stop_words))  # a list in JSON
        check(self)
        if len(self.stop_words) > MAX_STOP_WORDS:
            raise SettingError(
                f"{len(self.stop_words):,} stop words are more than {MAX_STOP_WORDS:,}: keep the "
                "frequent ones, and let min_count drop rare words."
            )
        _check_pattern(self.pattern)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return dataclasses.asdict(self)


@dataclasses.dataclass(slots=True)
class TokenCount:
    """What has been tokenized so far; filled while the text comes.

    Attributes
    ----------
    tokens : int
        Words, each occurrence counted.
    cut : int
        Words that were longer than 100 characters and lost the rest.
    numbers_dropped, stop_words_dropped, short_words_dropped : int
        Occurrences; a word that is short and a stop word counts as short.
    urls, emails : int
        Replaced by <url> and <email>.
    singles : int
        Chinese and Japanese characters that became words because no dictionary is installed.
    segmenter : str
        The dictionary that was used, with its version; empty for none.
    """

    tokens: int = 0
    cut: int = 0
    numbers_dropped: int = 0
    stop_words_dropped: int = 0
    short_words_dropped: int = 0
    urls: int = 0
    emails: int = 0
    singles: int = 0
    segmenter: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return dataclasses.asdict(self)

    @property
    def message(self) -> str:
        """What a person should know, or empty."""
        if not self.singles:
            return ""
        return (
            f"{self.singles:,} Chinese or Japanese characters became words of their own. Install "
            "the package icu4py, and whole words are found by a dictionary."
        )


def english_stop_words() -> tuple[str, ...]:
    """scikit-learn's English list, 318 words in alphabetical order."""
    # Imported when asked for: it takes half a second.
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return tuple(sorted(ENGLISH_STOP_WORDS))


def _check_pattern(pattern: str) -> None:
    if len(pattern) > MAX_PATTERN:
        raise SettingError(
            f"The token pattern has {len(pattern):,} characters; at most {MAX_PATTERN} are allowed."
        )
    try:
        re.compile(pattern)
    except re.error as error:
        raise SettingError(
            f'The token pattern "{pattern}" is no regular expression: {error}. '
            r"A pattern that works is \w+."
        ) from None
    except (RecursionError, OverflowError):
        raise SettingError(
            "The token pattern is nested too deeply or repeats too often; simplify it."
        ) from None
