"""Scripts other than Latin: with blanks between the words, and without."""

import os
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from w2v_core.text.words import segmenting, tokenizing
from w2v_core.text.words.tokenizing import TokenCount, TokenizerConfig, sentences, tokens

# Lines of one's own: what is between blanks, punctuation aside, is one word.
GERMAN = "Die Bäckerin grüßt den Großvater; er trägt süße Brötchen über die Straße."
GREEK = "Η γάτα κοιμάται στη ζεστή αυλή, και ο σκύλος φυλάει την πόρτα."
ARABIC = "تَنَامُ القِطَّةُ فِي الحَدِيقَةِ، وَيَحْرُسُ الكَلْبُ البَابَ."
HINDI = "बिल्ली आँगन में सोती है, और कुत्ता दरवाज़े पर बैठता है।"
HEBREW = "הֶחָתוּל יָשֵׁן בֶּחָצֵר, וְהַכֶּלֶב שׁוֹמֵר."
TAMIL = "பூனை முற்றத்தில் தூங்குகிறது, நாய் கதவைக் காக்கிறது."
KOREAN = "고양이가 마당에서 잔다. 개는 문을 지킨다! 1990년에는 사람들이 많았다."
KOREAN_TEXT = Path(os.environ.get("W2V_TEST_TEXTS", "")) / "kowiki-1mb.txt"

has_icu = pytest.mark.skipif(segmenting.segmenter() is None, reason="icu4py is not installed")


@pytest.mark.parametrize("line", [GERMAN, GREEK, ARABIC, HINDI, HEBREW, TAMIL])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_marks_stay_with_their_letters(line: str, form: str) -> None:
    text = unicodedata.normalize(form, line)
    expected = [word.strip(",;.،।") for word in text.lower().split()]
    assert tokens(text) == [expected]


@pytest.mark.parametrize("line", [ARABIC, HINDI, HEBREW, TAMIL])
def test_folding_leaves_vowels_alone(line: str) -> None:
    assert tokens(line, TokenizerConfig(accents="fold")) == tokens(line)


def test_korean_words_stand_between_blanks() -> None:
    assert tokens(KOREAN) == [
        ["고양이가", "마당에서", "잔다"],
        ["개는", "문을", "지킨다"],
        ["1990년에는", "사람들이", "많았다"],
    ]
    assert tokens(unicodedata.normalize("NFD", KOREAN))[0][0] == unicodedata.normalize(
        "NFD", "고양이가"
    )


@pytest.mark.skipif(not KOREAN_TEXT.is_file(), reason="W2V_TEST_TEXTS names no folder with it")
def test_a_korean_text() -> None:
    text = KOREAN_TEXT.read_text("utf-8")
    count = TokenCount()
    found = Counter(word for each in sentences([text], count=count) for word in each)
    korean = sum(times for word, times in found.items() if "가" <= word[0] <= "힣")
    assert korean > count.tokens / 2
    assert found["있다"] > 100
    # A Korean word is never cut: it stands in the text with no letter but Chinese ones beside it.
    spaced = set("".join(c if c.isalnum() and not "㐀" <= c <= "鿿" else " " for c in text).split())
    whole = [word for word in found if all("가" <= c <= "힣" for c in word)]
    assert len(whole) > 10_000
    assert {word for word in whole if word not in spaced} == set()


def test_without_a_dictionary_characters_are_words_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tokenizing, "segmenter", lambda: None)
    count = TokenCount()
    assert list(sentences(["猫が寝る。 แมวกินปลา"], count=count)) == [
        ["猫", "が", "寝", "る"],
        ["แมวกินปลา"],
    ]
    assert count.message.startswith("4 Chinese or Japanese characters became words")
    asked_for = TokenCount()
    list(sentences(["猫が"], TokenizerConfig(dictionary=False), asked_for))
    assert asked_for.message == ""


@has_icu
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "今天天气很好，我们去北京大学。",
            [["今天", "天气", "很好", "我们", "去", "北京", "大学"]],
        ),
        ("日本語の文章を読む。", [["日本語", "の", "文章", "を", "読む"]]),
        ("แมวกินปลาในน้ำ 3 ตัว", [["แมว", "กิน", "ปลา", "ใน", "น้ำ", "<num>", "ตัว"]]),
        ("GPU上で学習", [["gpu", "上", "で", "学習"]]),
    ],
)
def test_icu_finds_words(text: str, expected: list[list[str]]) -> None:
    count = TokenCount()
    assert list(sentences([text], count=count)) == expected
    assert count.segmenter.startswith("ICU ")
    assert count.message == ""


@has_icu
def test_icu_loses_no_character() -> None:
    text = "我爱你" * 3000 + "カタカナ" * 500
    words = [word for sentence in tokens(text) for word in sentence]
    assert "".join(words) == text
    assert max(map(len, words)) < 20
