"""HTML: the text of a page, as the standard library's parser finds it."""

from __future__ import annotations

import html.parser
import itertools
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.text.files.kit import PAGE, file, memory_below, rows
from w2v_core.text.files.markup import html_text


def test_the_text_of_a_page(tmp_path: Path) -> None:
    (text,) = rows(file(tmp_path, "p.html", PAGE))
    assert [line.strip() for line in text.split("\n") if line.strip()] == [
        "Pets",
        "The cat sat on the mat & purred.",
        "It left…",
        "3 < 4",
        "one",
        "two",
        "kept",
        "lines",
        "last <b>",
    ]


class Reference(html.parser.HTMLParser):
    """The same text by the standard library's parser, without blanks and line ends."""

    def __init__(self) -> None:
        super().__init__()
        self.skipping = False
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.skipping = self.skipping or tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.skipping = False

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.found.append(data)


PARTS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        '<a href="x>y">',
        "<a b='>'>",
        "<br/>",
        "<!-- > -->",
        "<h1 x=y>",
        "<script>a<b</script>",
        "<style>x</style>",
        "&amp;",
        "&#233;",
        "&lt;",
        "a < b",
        "&",
        "cat ",
        "dog\n",
        "ß",
        "<td>",
        "</TD >",
        "<!DOCTYPE html>",
        "1<2",
        "<>",
    ]
)


@given(st.lists(PARTS, max_size=30), st.randoms(use_true_random=False))
def test_pages_are_read_as_by_the_standard_library(parts: list[str], cut: random.Random) -> None:
    page = "".join(parts) + " "
    reference = Reference()
    reference.feed(page)
    reference.close()
    cuts = sorted(cut.randrange(len(page)) for _ in range(4))
    blocks = [page[a:b] for a, b in itertools.pairwise([0, *cuts, len(page)])]
    found = "".join(html_text(blocks))
    assert "".join(found.split()) == "".join("".join(reference.found).split())


@pytest.mark.parametrize(
    "part", ["<", "<!--", "<a ='", "<script>", "</scrip", "&", "<a ", "= ", "<p>", "<b title='x' "]
)
def test_hostile_pages_take_linear_time_and_flat_memory(part: str) -> None:
    size = 1 << 16
    with memory_below(4 << 20):
        for _ in html_text(part * (size // len(part)) for _ in range(9)):
            pass
