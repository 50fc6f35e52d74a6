"""Every switch of the tokenizer, against plain loops over words or characters."""

import dataclasses
import itertools
import json
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from w2v_core.errors import SettingError
from w2v_core.text.words import tokenizing
from w2v_core.text.words.tokenizing import (
    TokenCount,
    TokenizerConfig,
    english_stop_words,
    lines,
    sentences,
    tokens,
)

TRICKY = "abE Éñ'’.,!?-_@:/1٣ \n\f(\"”中カक्แ€😀й\u0301\u200d"
TEXTS = st.text(st.sampled_from(TRICKY), max_size=60)
PARTS = [
    "the",
    "cat",
    "www.x.org",
    "http://a.b/c?d=1&e",
    "me.too@mail.example.org",
    "3.5",
    "é",
    "Dog",
    ".",
    ",",
    "...",
    "\n",
    "\n\f\n",
    "中文",
    "don't",
]
WORDY = st.lists(st.sampled_from(PARTS), max_size=20).map(" ".join)
CONFIGS = st.builds(
    TokenizerConfig,
    lowercase=st.booleans(),
    numbers=st.sampled_from(["token", "keep", "drop"]),
    sentence_end=st.booleans(),
    split=st.sampled_from(["words", "words", "spaces"]),
    accents=st.sampled_from(["keep", "fold"]),
    punctuation=st.booleans(),
    addresses=st.booleans(),
    stop_words=st.sampled_from([(), ("the", "É")]),
    min_length=st.sampled_from([1, 2]),
    pattern=st.sampled_from(["", "", r"[\w-]+", r"\S+ \S+"]),
)


def kept(found: list[list[str]]) -> list[list[str]]:
    return [sentence for sentence in found if sentence]


@settings(deadline=None)
@given(TEXTS | WORDY, CONFIGS, st.lists(st.integers(0, 80), max_size=6), st.integers(20, 60))
def test_how_text_is_cut_into_blocks_makes_no_difference(
    text: str, config: TokenizerConfig, cuts: list[int], piece: int
) -> None:
    bounds = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    blocks = [text[low:high] for low, high in itertools.pairwise(bounds)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokenizing, "PIECE", piece)
        one, many = TokenCount(), TokenCount()
        assert list(lines(blocks, config, many)) == list(lines([text], config, one))
        assert one == many


@settings(deadline=None)
@given(TEXTS | WORDY, CONFIGS)
def test_documents_stay_apart(text: str, config: TokenizerConfig) -> None:
    """Every form feed is a line of its own, and what stands between two is as if it were alone."""
    whole = "".join(lines([text], config)).split("\n")
    assert [line for line in whole if "\f" in line] == ["\f"] * text.count("\f")
    alone = [each for part in text.split("\f") for each in tokens(part, config)]
    assert tokens(text, config) == alone


@settings(deadline=None)
@given(TEXTS | WORDY, CONFIGS)
def test_all_words_are_counted(text: str, config: TokenizerConfig) -> None:
    count = TokenCount()
    assert sum(map(len, sentences([text], config, count))) == count.tokens


@settings(deadline=None)
@given(TEXTS)
def test_folding_equals_a_loop_over_characters(text: str) -> None:
    folded = ""
    for c in unicodedata.normalize("NFC", text):
        base = unicodedata.normalize("NFD", c)[0]
        western = "LATIN" in unicodedata.name(base, "") or "GREEK" in unicodedata.name(base, "")
        after = folded[-1:]  # of several marks after a letter each finds the letter again
        if c == "\u0301" and after and unicodedata.name(after, "").startswith("LATIN"):
            continue
        folded += base if western else c
    config = TokenizerConfig(accents="fold")
    assert tokens(unicodedata.normalize("NFC", text), config) == tokens(folded)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Café naïve Ängste", "cafe naive angste"),
        ("Việt x\u030cy", "viet xy"),
        ("Ἀθῆναι Ελλάδα", "αθηναι ελλαδα"),
        ("йод ёлка за\u0301мок", "йод ёлка за\u0301мок"),
        ("हिन्दी की", "हिन्दी की"),
        ("ٱلْقِطَّةُ שָׁלוֹם", "ٱلْقِطَّةُ שָׁלוֹם"),
        ("ガギ", "ガ ギ"),
        ("한국어", "한국어"),
        ("Straße øl łódź", "straße øl łodz"),
    ],
)
def test_accents_are_folded_only_where_marks_are_accents(text: str, expected: str) -> None:
    config = TokenizerConfig(accents="fold", dictionary=False)
    assert " ".join(itertools.chain.from_iterable(tokens(text, config))) == expected


@settings(deadline=None)
@given(WORDY, st.integers(1, 5))
def test_dropping_words_equals_a_loop_over_words(text: str, shortest: int) -> None:
    plain = TokenizerConfig(dictionary=False)
    dropping = {"stop_words": ("THE", "don't", "é", "f"), "min_length": shortest}
    config = dataclasses.replace(plain, **dropping)
    count, expected_count = TokenCount(), TokenCount()
    expected: list[list[str]] = []
    for sentence in tokens(text, plain):
        expected.append([])
        for word in sentence:
            if len(word) < shortest:
                expected_count.short_words_dropped += 1
            elif word in ("the", "don't", "é", "f"):
                expected_count.stop_words_dropped += 1
            else:
                expected_count.tokens += 1
                expected[-1].append(word)
    assert list(sentences([text], config, count)) == kept(expected)
    assert count == expected_count


@settings(deadline=None)
@given(TEXTS)
def test_dropped_numbers_are_those_that_become_num(text: str) -> None:
    count = TokenCount()
    found = list(sentences([text], TokenizerConfig(numbers="drop"), count))
    with_numbers = tokens(text)
    assert found == kept([[word for word in each if word != "<num>"] for each in with_numbers])
    assert count.numbers_dropped == sum(each.count("<num>") for each in with_numbers)


def is_sign(word: str) -> bool:
    return all(unicodedata.category(c)[0] in "PS" for c in word)


@settings(deadline=None)
@given(TEXTS)
def test_punctuation_is_added_and_changes_nothing_else(text: str) -> None:
    config = TokenizerConfig(punctuation=True, numbers="keep")
    found = tokens(text, config)
    without = [[word for word in sentence if not is_sign(word)] for sentence in found]
    assert kept(without) == tokens(text, TokenizerConfig(numbers="keep"))


@settings(deadline=None)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60))
def test_with_punctuation_no_visible_ascii_character_is_lost(text: str) -> None:
    config = TokenizerConfig(punctuation=True, numbers="keep", lowercase=False)
    found = itertools.chain.from_iterable(tokens(text, config))
    assert "".join(found) == "".join(text.split())


def test_a_row_of_one_sign_is_one_word() -> None:
    found = tokens("Well... (no) -- 'yes' €5!? 😀😀👍", TokenizerConfig(punctuation=True))
    assert found == [
        ["well", "..."],
        ["(", "no", ")", "--", "'", "yes", "'", "€", "<num>", "!", "?"],
        ["😀😀", "👍"],
    ]


@settings(deadline=None)
@given(WORDY)
def test_addresses_equal_a_loop_over_words(text: str) -> None:
    count = TokenCount()
    found = list(sentences([text], TokenizerConfig(addresses=True), count))
    stand_in = {PARTS[2]: "uuu", PARTS[3]: "uuu", PARTS[4]: "mmm"}
    spelled = " ".join(stand_in.get(part, part) for part in text.split(" "))
    shown = {"uuu": "<url>", "mmm": "<email>"}
    assert found == [[shown.get(word, word) for word in each] for each in tokens(spelled)]
    assert count.urls == spelled.count("uuu")
    assert count.emails == spelled.count("mmm")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See (https://x.org/a_(b).html). Then", [["see", "<url>"], ["then"]]),
        ("WWW.Foo.com, HTTP://X.Y!", [["<url>", "<url>"]]),
        (
            "<a href='http://x.y'>mail: a.b+c@d-e.fr.</a>",
            [["a", "href", "<url>", "mail", "<email>", "a"]],
        ),
        ("a @ b, @handle, x@y, http:// www.", [["a", "b", "handle", "x", "y", "http", "www"]]),
        ("grüße@mädchen.de", [["<email>"]]),
    ],
)
def test_addresses(text: str, expected: list[list[str]]) -> None:
    assert tokens(text, TokenizerConfig(addresses=True)) == expected


@pytest.mark.parametrize("nasty", ["a", "a.", "www.", "http://", "@", "a@", "-", "www.,", "a@b."])
def test_addresses_take_one_pass(nasty: str) -> None:
    config = TokenizerConfig(addresses=True, punctuation=True)
    count = TokenCount()
    for _ in lines([nasty * (1 << 17) + "x"], config, count):
        pass
    assert count.tokens <= 1 << 19  # a pattern that is not linear would not come to an end here


@settings(deadline=None)
@given(TEXTS.map(lambda text: text.replace("\f", "\n")), st.sampled_from([r"[\w'-]+", r"\S+ \S+"]))
def test_an_own_pattern_equals_findall(text: str, pattern: str) -> None:
    config = TokenizerConfig(pattern=pattern, sentence_end=False)
    found = [re.findall(pattern, line) for line in text.lower().split("\n")]
    assert tokens(text, config) == kept([["_".join(w.split()) for w in line] for line in found])


def test_an_own_pattern_sees_the_end_of_its_sentence() -> None:
    config = TokenizerConfig(pattern=r"(\w)[\w-]*|\.", stop_words=("a",))
    assert tokens("A well-known cat. Dogs", config) == [["well-known", "cat", "."], ["dogs"]]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"split": "letters"}, "split must be one of words, spaces; got 'letters'"),
        ({"numbers": "all"}, "numbers must be one of token, keep, drop; got 'all'"),
        ({"accents": "no"}, "accents must be"),
        ({"min_length": 0}, "min_length must be between 1 and 20; got 0"),
        ({"stop_words": ["x"] * 10_001}, "10,001 stop words are more than 10,000"),
        ({"pattern": "("}, 'The token pattern "(" is no regular expression: missing )'),
        ({"pattern": "x" * 501}, "has 501 characters; at most 500"),
        ({"pattern": "a{99999999999}"}, "simplify"),
    ],
)
def test_wrong_settings_are_refused(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(SettingError, match=re.escape(message)):
        TokenizerConfig(**wrong)  # type: ignore[arg-type]


@given(CONFIGS)
def test_settings_survive_json(config: TokenizerConfig) -> None:
    assert TokenizerConfig(**json.loads(json.dumps(config.as_dict()))) == config


def test_older_notes_say_numbers_by_true_and_false() -> None:
    assert TokenizerConfig(numbers=True) == TokenizerConfig()
    assert TokenizerConfig(numbers=False) == TokenizerConfig(numbers="keep")


def test_english_stop_words_are_plain_words() -> None:
    words = english_stop_words()
    assert {"the", "of", "and"} < set(words)
    assert len(words) == len(set(words)) > 300
    assert tokens("The cat of the house", TokenizerConfig(stop_words=words)) == [["cat", "house"]]
