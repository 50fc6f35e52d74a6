"""Tokenizing: text to words and sentences.

Instead of looking for words, the few spots where a character's meaning hangs on its neighbors
(numbers, sentence ends, apostrophes) are marked, everything that is no word is blanked out, and
the rest is split at the blanks. That is several times as fast as matching word after word.

A word is a run of letters and digits of any script together with their combining marks, with
apostrophes inside (don't, rock'n'roll) but no hyphens. A run of digits with points or commas
inside (1,234.5 or 192.168.0.1) is a number; digits beside letters belong to the word (mp3, 2nd).
A sentence ends at a line's end, at . ! ? … before white space (with quotes and brackets that close
after them), and at 。！？ and their kin in other scripts. A point after a single Latin, Greek or
Cyrillic letter ends nothing (U.S., J. R. R. Tolkien), a point after Dr. does.

Scripts without blanks between words are cut by ICU's dictionaries if those are installed. Without
them Chinese and Japanese are split into single characters, and Thai, Lao, Khmer and Burmese at
blanks only.

Documents end at lines that hold a form feed and nothing else; such lines come out as they went in.
Leaves out: which lines are dropped whole (`cleaning`), the dictionaries (`segmenting`). Nothing is
stemmed, and no list of abbreviations is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from w2v_core.text.words.characters import (
    COMMA_MARK,
    EMAIL_MARK,
    FULL_STOPS,
    MARKS,
    NUMBER_MARK,
    POINT_MARK,
    STOPS,
    URL_MARK,
    folding_table,
    patterns,
    signs_table,
    spaces_table,
    words_table,
)
from w2v_core.text.words.segmenting import segmenter, segmenter_name
from w2v_core.text.words.token_settings import TokenCount, TokenizerConfig, english_stop_words

__all__ = [
    "TokenCount",
    "TokenizerConfig",
    "english_stop_words",
    "lines",
    "pieces",
    "sentences",
    "tokens",
]

PIECE = 1 << 18
MAX_TOKEN = 100
NUMBER, URL, EMAIL = "<num>", "<url>", "<email>"

_BEYOND_LATIN = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\U0003ffff]")
_URL = re.compile(r"""(?:https?://|www\.)[^\s<>"]*[^\s<>".,;:!?…'’”»)\]}。、，]""", re.IGNORECASE)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@(?:\w[\w-]*+\.)+\w[\w-]*+")


def lines(
    blocks: Iterable[str],
    config: TokenizerConfig = TokenizerConfig(),  # noqa: B008  (frozen)
    count: TokenCount | None = None,
) -> Iterator[str]:
    r"""Text with one sentence a line and blanks between words, in pieces of whole lines.

    Blank lines and several blanks in a row occur; a document's end stays a line of its own. How
    the text is cut into blocks makes no difference; memory stays flat because a line longer than
    2**18 characters is cut at a blank.

    Examples
    --------
    >>> list(lines(["It's 3.14. Is", " it?"]))
    ["it's <num>\n is it\n"]
    """
    count = count if count is not None else TokenCount()
    choose = _word_filter(config)
    for piece in pieces(blocks):
        text = _find_words(piece.replace("\f", "\n\f\n"), config, count)
        yield _shorten(choose(text, count) if choose else text, count)


def sentences(
    blocks: Iterable[str],
    config: TokenizerConfig = TokenizerConfig(),  # noqa: B008  (frozen)
    count: TokenCount | None = None,
) -> Iterator[list[str]]:
    """The words of one sentence after another; sentences without a word are passed over.

    Examples
    --------
    >>> list(sentences(["The cat sat. It", " purred at 7:30!"]))
    [['the', 'cat', 'sat'], ['it', 'purred', 'at', '<num>', '<num>']]
    """
    for piece in lines(blocks, config, count):
        for line in piece.split("\n"):
            if words := line.split():
                yield words


def tokens(
    text: str,
    config: TokenizerConfig = TokenizerConfig(),  # noqa: B008
) -> list[list[str]]:
    """The sentences of a small text, for a preview."""
    return list(sentences([text], config))


def pieces(blocks: Iterable[str]) -> Iterator[str]:
    """The same text cut anew, after a line's end where there is one within 2**18 characters.

    Where the cuts fall depends on the text alone, so the tokens do too.
    """
    rest = ""
    for block in blocks:
        rest += block
        start = 0
        while len(rest) - start > PIECE:
            stop = start + PIECE
            after = max(rest.rfind("\n", start, stop), -1) + 1
            after = after or rest.rfind(" ", start, stop) + 1 or stop
            yield rest[start:after]
            start = after
        rest = rest[start:]
    if rest:
        yield rest


def _find_words(text: str, config: TokenizerConfig, count: TokenCount) -> str:
    """Sentences as lines, words as they shall be, blanks for everything else."""
    if config.split == "spaces":
        return _translate(text, spaces_table)
    for mark in MARKS:
        text = text.replace(mark, " ")
    if config.addresses and not config.pattern:
        text = _mark_addresses(text, count)
    text = _spell(text, config)
    if config.pattern:
        return _find_own_words(text, config)
    found = patterns(text.isascii())
    if not text.isascii():
        text = found["loose mark"].sub("", text)
    text = found["number"].sub(_protect if config.numbers == "keep" else NUMBER_MARK, text)
    if config.sentence_end and any(stop in text for stop in STOPS + FULL_STOPS):
        text = found["stop"].sub("\\g<0>\n" if config.punctuation else "\n", text)
    if "'" in text or "’" in text:
        outer = " ' " if config.punctuation else " "
        text = found["outer apostrophe"].sub(outer, text.replace("’", "'"))
    if not text.isascii() and _BEYOND_LATIN.search(text):
        text = _part_words(text, config, count)
    if config.punctuation:
        text = found["sign"].sub(r" \g<0> ", text)
    text = _translate(text, signs_table if config.punctuation else words_table)
    return _replace_marks(text, config, count)


def _spell(text: str, config: TokenizerConfig) -> str:
    """The text with the accents and the case that are wanted."""
    if config.accents == "fold" and not text.isascii():
        text = patterns(False)["accent"].sub("", _translate(text, folding_table))
    return text.lower() if config.lowercase else text


def _mark_addresses(text: str, count: TokenCount) -> str:
    """URLs and e-mail addresses as marks."""
    if "@" in text:
        text, emails = _EMAIL.subn(f" {EMAIL_MARK} ", text)
        count.emails += emails
    text, urls = _URL.subn(f" {URL_MARK} ", text)
    count.urls += urls
    return text


def _part_words(text: str, config: TokenizerConfig, count: TokenCount) -> str:
    """Blanks between the words of scripts that have none."""
    found = patterns(False)
    part = segmenter() if config.dictionary else None
    if part is None:
        text, singles = found["single"].subn(r" \g<0> ", text)
        count.singles += singles if config.dictionary else 0
        return text
    count.segmenter = segmenter_name()
    return found["without blanks"].sub(lambda stretch: f" {part(stretch[0])} ", text)


def _replace_marks(text: str, config: TokenizerConfig, count: TokenCount) -> str:
    """Marks as the words they stand for."""
    if config.numbers == "keep":
        text = text.replace(POINT_MARK, ".").replace(COMMA_MARK, ",")
    elif config.numbers == "drop":
        count.numbers_dropped += text.count(NUMBER_MARK)
        text = text.replace(NUMBER_MARK, "")
    else:
        text = text.replace(NUMBER_MARK, NUMBER)
    if config.addresses:
        text = text.replace(URL_MARK, URL).replace(EMAIL_MARK, EMAIL)
    return text


def _find_own_words(text: str, config: TokenizerConfig) -> str:
    """What the person's own pattern finds, line by line; blanks inside a word become _."""
    if config.sentence_end:
        text = patterns(text.isascii())["stop"].sub("\\g<0>\n", text)
    pattern = re.compile(config.pattern)
    return "\n".join(
        line
        if line == "\f"
        else " ".join("_".join(match[0].split()) for match in pattern.finditer(line))
        for line in _translate(text, spaces_table).split("\n")
    )


def _word_filter(config: TokenizerConfig) -> Callable[[str, TokenCount], str] | None:
    """What drops words from text, one sentence a line; None if every word stays."""
    if not config.stop_words and config.min_length == 1:
        return None
    stop_words = set(config.stop_words)
    if config.split == "words":
        stop_words = {_spell(word, config) for word in stop_words}
    shortest = config.min_length

    def choose(text: str, count: TokenCount) -> str:
        kept_lines = []
        for line in text.split("\n"):
            words = [] if line == "\f" else line.split()
            long = [word for word in words if len(word) >= shortest]
            kept = [word for word in long if word not in stop_words]
            count.short_words_dropped += len(words) - len(long)
            count.stop_words_dropped += len(long) - len(kept)
            kept_lines.append("\f" if line == "\f" else " ".join(kept))
        return "\n".join(kept_lines)

    return choose


def _protect(number: re.Match[str]) -> str:
    """The number with stand-ins for its points and commas, which would be blanked out."""
    western = number[0].replace("٫", ".").replace("٬", ",")
    return western.replace(".", POINT_MARK).replace(",", COMMA_MARK)


def _shorten(text: str, count: TokenCount) -> str:
    """Cut words of more than MAX_TOKEN characters, and count all words."""
    padded = f" {text} "
    codes = (
        np.frombuffer(padded.encode("ascii"), "u1")
        if padded.isascii()
        else np.frombuffer(padded.encode("utf-32-le"), "<u4")
    )
    gaps = np.diff(np.flatnonzero(codes <= 32))  # 1 + the length of a word, if any
    count.tokens += int(np.count_nonzero(gaps > 1))
    if gaps.max() <= MAX_TOKEN + 1:
        return text
    text, cut = re.subn(rf"([^ \n]{{{MAX_TOKEN}}})[^ \n]++", r"\1", text)
    count.cut += cut
    return text


def _translate(text: str, table: Callable[[], NDArray[np.uint32]]) -> str:
    """Every character replaced by what the table holds for it."""
    if text.isascii():
        return text.translate(_ascii_part(table))
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return table()[codes].tobytes().decode("utf-32-le")


@cache
def _ascii_part(table: Callable[[], NDArray[np.uint32]]) -> dict[int, int]:
    return dict(enumerate(table()[:128].tolist()))
