"""Markup: HTML to the text that a person would read on the page.

Tags, comments, scripts and styles are dropped; the ends of blocks (paragraphs, headings, list
items, cells) end lines, and line ends in the source are blanks, as in a browser. It is a scanner
of its own because `html.parser` keeps an unfinished tag or script in memory and goes through it
again with every piece of input: here each character is looked at once, however it is cut.
Leaves out: everything about how a page looks, so text that is hidden by a style is kept.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from functools import cache

_DROPPED = frozenset(
    ("iframe", "math", "noembed", "noframes", "noscript", "script", "style", "svg", "template")
)
_BLOCKS = re.compile(  # tags before and after which a line ends
    "address|article|aside|blockquote|body|br|caption|center|d[dlt]|details|dialog|dir|div|"
    "fieldset|figcaption|figure|footer|form|frameset|h[1-6r]|head|header|hgroup|html|legend|li|"
    "main|menu|nav|ol|optgroup|option|p|pre|section|select|summary|table|tbody|td|textarea|tfoot|"
    "th|thead|title|tr|ul"
)
_TAG = re.compile("<[A-Za-z/!?]")
_NAME = re.compile(r"</?([A-Za-z][^\s/>]*)")
_IN_TAG = re.compile(r">|=\s*([\"'])")
_QUOTES = {quote: re.compile(quote) for quote in "\"'"}
_COMMENT_END = re.compile("--!?>")
_TAG_END = re.compile(">")
_LINE_ENDS = re.compile(r"[\n\r\f]+")
# A reference to a number that no letter has, which Python may refuse to read.
_NO_LETTER = re.compile(r"&#(?:[xX][0-9A-Fa-f]{8,}|[0-9]{9,});?")
_LONGEST = 64  # characters of a tag's name, of a reference, of white space before a quote
_GATHERED = 1 << 16


def html_text(blocks: Iterable[str]) -> Iterator[str]:
    r"""The text of an HTML page, piece by piece; memory stays flat.

    Examples
    --------
    >>> "".join(html_text(["<p>Tom &am", "p; <b>Je", "rry</b><p>run<script>a<b</script>."]))
    '\nTom & Jerry\nrun.'
    """
    gathered: list[str] = []
    size = 0
    for piece in _pieces(_Source(blocks)):
        gathered.append(piece)
        size += len(piece)
        if size >= _GATHERED:
            yield "".join(gathered)
            gathered, size = [], 0
    yield "".join(gathered)


class _Source:
    """Text that comes in blocks, of which only what is still to be judged is kept."""

    def __init__(self, blocks: Iterable[str]) -> None:
        self._blocks = iter(blocks)
        self.text = ""
        self.at = 0

    def more(self) -> bool:
        """Whether there is another block; what stands before `at` is gone then."""
        block = next(self._blocks, None)
        if block is None:
            return False
        self.text = self.text[self.at :] + block
        self.at = 0
        return True

    def skip_past(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Go on after the next match, of at most _LONGEST characters, or to the end."""
        while not (found := pattern.search(self.text, self.at)):
            self.at = max(self.at, len(self.text) - _LONGEST)
            if not self.more():
                self.at = len(self.text)
                return None
        self.at = found.end()
        return found


def _pieces(source: _Source) -> Iterator[str]:
    """Text between tags, and a line end for each tag that begins or ends a block."""
    pre = False
    while True:
        for text in _text(source):
            plain = html.unescape(_NO_LETTER.sub("\ufffd", text))
            yield plain if pre else _LINE_ENDS.sub(" ", plain)
        if source.at == len(source.text):
            return
        if name := _NAME.match(source.text, source.at):
            opened = source.text[source.at + 1] != "/"
            source.at = name.end()
            kind = name[1].lower()
            _skip_tag(source)
            if _BLOCKS.fullmatch(kind):
                yield "\n"
            if kind == "pre":
                pre = opened
            elif opened and kind in _DROPPED and source.skip_past(_end_tag(kind)):
                _skip_tag(source)
        else:
            comment = source.text.startswith("<!--", source.at)
            source.at += 2
            source.skip_past(_COMMENT_END if comment else _TAG_END)


def _text(source: _Source) -> Iterator[str]:
    """Text up to the next tag or the end; of the tag, the whole name is at hand then."""
    while not (tag := _TAG.search(source.text, source.at)):
        # A reference like &amp; may be cut off, and a tag after its <.
        stop = source.text.rfind("&", max(source.at, len(source.text) - _LONGEST))
        if stop < 0:
            stop = len(source.text) - source.text.endswith("<", source.at)
        yield source.text[source.at : stop]
        source.at = stop
        if not source.more():
            yield source.text[source.at :]
            source.at = len(source.text)
            return
    yield source.text[source.at : tag.start()]
    source.at = tag.start()
    while len(source.text) - source.at < _LONGEST and source.more():
        pass


def _skip_tag(source: _Source) -> None:
    """Go on after the tag's >; one within the quotes of an attribute is none."""
    while (found := source.skip_past(_IN_TAG)) and found[1]:
        source.skip_past(_QUOTES[found[1]])


@cache
def _end_tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
