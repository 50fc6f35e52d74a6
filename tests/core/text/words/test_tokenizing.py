"""Words and sentences by default, against a loop over characters and by example."""

import itertools
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from w2v_core.text.words import tokenizing
from w2v_core.text.words.tokenizing import TokenCount, TokenizerConfig, lines, sentences, tokens

TRICKY = "aZé´ß'’.,!?…\"”) \n\r\t07٣٫مИΣσ한中々カ。।\u0301\u094d\u200c\u200d\ufe0f❤-_\x00\x1f²Ⅷ𝒳😀"
PLAIN = TokenizerConfig(dictionary=False)  # what ICU finds, if it is there, is tested elsewhere
TEXTS = st.text(st.sampled_from(TRICKY), max_size=60)


def is_mark(c: str) -> bool:
    return unicodedata.category(c).startswith("M") or c in "\u200c\u200d"


def is_single(c: str) -> bool:
    return any(each in unicodedata.name(c, "") for each in ("CJK ", "KATAKANA", "IDEOGRAPHIC"))


def is_word(c: str) -> bool:
    return (c.isalnum() and not (is_single(c) and c.isalnum())) or is_mark(c)


def number_end(text: str, i: int) -> int:
    """Where the number that begins at i ends; i if there is none."""
    before, before_that = text[i - 1 : i], text[i - 2 : i - 1] if i > 1 else ""
    if not text[i].isdecimal() or (before and is_word(before)):
        return i
    if before and before in "'’" and before_that and is_word(before_that):
        return i
    ends, j = [], i
    while True:
        while j < len(text) and text[j].isdecimal():
            j += 1
        ends.append(j)
        if not (text[j : j + 1] and text[j] in ".,٫٬" and text[j + 1 : j + 2].isdecimal()):
            break
        j += 1
    for end in reversed(ends):
        after = text[end : end + 1]
        inside = after and after in "'’" and text[end + 1 : end + 2] and is_word(text[end + 1])
        if not inside and not (after and is_word(after)):
            return end
    return i


def ends_sentence(text: str, i: int) -> bool:
    c = text[i]
    if c in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029。！？｡।॥؟۔։።":
        return True
    if c not in ".!?…":
        return False
    first = last = i
    while first and text[first - 1] in ".!?…":
        first -= 1
    while text[last + 1 : last + 2] and text[last + 1] in ".!?…":
        last += 1
    letter = text[first - 1 : first] if first else ""
    before = text[first - 2 : first - 1] if first > 1 else ""
    initial = re.fullmatch("[A-Za-zÀ-ɏͰ-ԯ]", letter) and not (
        before and (is_word(before) or before in "'’")
    )
    if text[first : last + 1] == "." and initial:
        return False
    last += 1
    while text[last : last + 1] and text[last] in "\"'”’»›)]}*_":
        last += 1
    return last == len(text) or text[last].isspace()


def is_loose(text: str, i: int) -> bool:
    """Whether the mark at i belongs to no letter."""
    j, after = i, text[i + 1 : i + 2]
    while j and is_mark(text[j - 1]):
        j -= 1
    if not (j and is_word(text[j - 1])):
        return True
    joins = after and is_word(after) and after not in "\u200c\u200d"
    return text[i] in "\u200c\u200d" and not joins


def reference(text: str) -> list[list[str]]:
    """Character after character, with no table, no pattern and no blanking."""
    text = re.sub("[\0-\x04]", " ", text).lower()
    loose = [is_mark(c) and is_loose(text, i) for i, c in enumerate(text)]
    text = "".join(c for c, dropped in zip(text, loose, strict=True) if not dropped)
    found: list[list[str]] = [[]]
    word, i = "", 0

    def flush() -> None:
        nonlocal word
        found[-1] += [word[:100]] if word else []
        word = ""

    while i < len(text):
        c, before, after = text[i], text[i - 1 : i] if i else "", text[i + 1 : i + 2]
        end = number_end(text, i)
        if end > i:
            flush()
            found[-1].append("<num>")
            i = end
            continue
        if c.isalnum() and is_single(c):
            flush()
            found[-1].append(c)
        elif c.isalnum() or is_mark(c):
            word += c
        elif c in "'’" and before and is_word(before) and after and is_word(after):
            word += "'"
        else:
            flush()
            if ends_sentence(text, i):
                found.append([])
        i += 1
    flush()
    return [sentence for sentence in found if sentence]


@settings(deadline=None)
@given(TEXTS)
def test_equals_a_loop_over_characters(text: str) -> None:
    assert tokens(text, PLAIN) == reference(text)


@settings(deadline=None)
@given(st.text(st.sampled_from("abZ'.,!? \n019)\"-"), max_size=60))
def test_ascii_text_equals_a_loop_over_characters(text: str) -> None:
    assert tokens(text, PLAIN) == reference(text)


@settings(deadline=None)
@given(st.text(st.characters(), max_size=40))
def test_any_characters_give_whole_lowercase_words(text: str) -> None:
    for sentence in tokens(text):
        for word in sentence:
            assert word
            assert not re.search(r"\s", word)
            assert word == word.lower()
            word.encode("utf-8")


@settings(deadline=None)
@given(TEXTS, st.lists(st.integers(0, 60), max_size=6))
def test_how_text_is_cut_into_blocks_makes_no_difference(text: str, cuts: list[int]) -> None:
    bounds = [0, *sorted(cuts), len(text)]
    blocks = [text[low:high] for low, high in itertools.pairwise(bounds)]
    assert list(sentences(blocks)) == tokens(text)


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
def test_pieces_are_cut_where_lines_end(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    text = "Mr. A. B. Cat's 3.14 mice ran. Dogs\u0301 bark!\n" * 50
    expected = tokens(text)
    monkeypatch.setattr(tokenizing, "PIECE", 64)
    blocks = [text[i : i + size] for i in range(0, len(text), size)]
    assert list(sentences(blocks)) == expected


def test_a_long_line_is_cut_at_blanks_and_loses_nothing() -> None:
    text = "kitten " * 100_000
    found = list(sentences(text[i : i + 999] for i in range(0, len(text), 999)))
    assert len(found) == 3
    assert {word for sentence in found for word in sentence} == {"kitten"}
    assert sum(map(len, found)) == 100_000


def test_pieces_stay_small_whatever_comes() -> None:
    for block in ("x" * 1000, "中" * 1000, "a b " * 1000, "1," * 1000, "'\u200d" * 1000):
        assert max(map(len, lines(block for _ in range(1000)))) <= 3 * tokenizing.PIECE


@pytest.mark.parametrize(
    "nasty", ["." * 8, "1,", "'", "\u200d", "\u0301", '."', "a.", "中", "a\u200d", "!)", "a'1"]
)
def test_a_megabyte_of_the_same_takes_one_pass(nasty: str) -> None:
    count = TokenCount()
    for _ in lines([nasty * (1 << 17) + "x"], count=count):
        pass
    assert count.tokens <= 1 << 20  # a pattern that is not linear would not come to an end here


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don't stop, rock ’n’ roll’s fine", [["don't", "stop", "rock", "n", "roll's", "fine"]]),
        ("It cost 1,234.5 or 3.14.", [["it", "cost", "<num>", "or", "<num>"]]),
        ("In 1990. Then", [["in", "<num>"], ["then"]]),
        ("the 2nd mp3, 5kg and 90's", [["the", "2nd", "mp3", "5kg", "and", "90's"]]),
        ("192.168.0.1 at 7:30", [["<num>", "at", "<num>", "<num>"]]),
        ("The U.S. cat. J. R. R. Tolkien", [["the", "u", "s", "cat"], ["j", "r", "r", "tolkien"]]),
        ("I don't. He does", [["i", "don't"], ["he", "does"]]),
        ('"Stop!" he said. (Why?) So.', [["stop"], ["he", "said"], ["why"], ["so"]]),
        ("see example.com/a.php?x=y now", [["see", "example", "com", "a", "php", "x", "y", "now"]]),
        ("well-known snake_case", [["well", "known", "snake", "case"]]),
        ("one\r\ntwo\x85three\u2028four", [["one"], ["two"], ["three"], ["four"]]),
        (
            "Das Mädchen läuft über die Straße.",
            [["das", "mädchen", "läuft", "über", "die", "straße"]],
        ),
        (
            "Ο ΣΚΥΛΟΣ κοιμάται. Η γάτα τρέχει",
            [["ο", "σκυλος", "κοιμάται"], ["η", "γάτα", "τρέχει"]],
        ),
        ("고양이가 잔다. 개는 달린다!", [["고양이가", "잔다"], ["개는", "달린다"]]),
        ("ٱلْقِطَّةُ نَائِمَة؟ نعم، ٣٫٥ كلب", [["ٱلْقِطَّةُ", "نَائِمَة"], ["نعم", "<num>", "كلب"]]),
        ("बिल्ली सो रही है। कुत्ता भागा", [["बिल्ली", "सो", "रही", "है"], ["कुत्ता", "भागा"]]),
        ("חָתוּל וכלב", [["חָתוּל", "וכלב"]]),
        ("แมวกินปลา น้ำ", [["แมวกินปลา", "น้ำ"]]),
        ("گربه می‌خوابد\u200c.", [["گربه", "می\u200cخوابد"]]),
        ("猫が寝る。犬3匹", [["猫", "が", "寝", "る"], ["犬", "<num>", "匹"]]),
        ("❤️ 👩\u200d👩 ok", [["ok"]]),
        ("", []),
        (" \n\n ... ", []),
    ],
)
def test_examples(text: str, expected: list[list[str]]) -> None:
    assert tokens(text, PLAIN) == expected


def test_settings() -> None:
    text = "Cats. Dogs 3.14 and 1,000\nEnd"
    assert tokens(text, TokenizerConfig(lowercase=False))[0] == ["Cats"]
    assert tokens(text, TokenizerConfig(numbers="keep"))[1] == ["dogs", "3.14", "and", "1,000"]
    assert tokens(text, TokenizerConfig(sentence_end=False))[0][:2] == ["cats", "dogs"]
    assert tokens(text, TokenizerConfig(split="spaces")) == [
        ["Cats.", "Dogs", "3.14", "and", "1,000"],
        ["End"],
    ]


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=60))
def test_splitting_at_spaces_changes_nothing_else(text: str) -> None:
    expected = [words for line in text.split("\n") if (words := line.split())]
    config = TokenizerConfig(split="spaces")
    assert tokens(text, config) == expected


def test_long_words_are_cut_and_everything_is_counted() -> None:
    count = TokenCount()
    found = list(sentences(["a " + "b" * 100 + " " + "c" * 101 + "\n" + "é" * 5000], count=count))
    assert found == [["a", "b" * 100, "c" * 100], ["é" * 100]]
    assert count == TokenCount(tokens=4, cut=2)
