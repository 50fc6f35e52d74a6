"""Plain text and its encodings: which one it is, and what is replaced, left out or normalized."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.text.files.kit import CURLY, END, file, read, same_folder
from w2v_core.errors import ReadError
from w2v_core.text.files.reading import ReadReport, read_blocks


@pytest.mark.parametrize(
    ("codec", "shown"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-32", "UTF-32"),
    ],
)
def test_unicode_encodings_need_no_word(tmp_path: Path, codec: str, shown: str) -> None:
    text, report = read(file(tmp_path, "a.txt", (CURLY * 9000).encode(codec)))
    assert text == CURLY * 9000 + END
    assert (report.files[0].encoding, report.files[0].message) == (shown, "")


@pytest.mark.parametrize("order", ["le", "be"])
def test_byte_order_of_utf_16_and_32(tmp_path: Path, order: str) -> None:
    for bits in ("16", "32"):
        data = ("\ufeff" + CURLY).encode(f"utf-{bits}-{order}")
        assert read(file(tmp_path, "a.txt", data))[0] == CURLY + END


def test_the_fallback_is_visible(tmp_path: Path) -> None:
    data = b"x" * 310 + b"It\x92s\n" + CURLY.encode("cp1252")
    text, report = read(file(tmp_path, "a.txt", data))
    assert "It’s" in text
    assert CURLY in text
    note = report.files[0]
    assert note.message == "Cannot decode byte 0x92 at 312 as UTF-8; read as Windows-1252 instead."
    assert (note.encoding, note.replaced, note.bytes) == ("Windows-1252", 0, len(data))


@pytest.mark.parametrize(
    ("codec", "line"),
    [
        ("cp1252", "Die Grüße der Mädchen aus Köln gehören zur Straße.\n"),
        ("cp1250", "Příliš žluťoučký kůň skákal přes potok a pil čistou vodu.\n"),
        ("cp1251", "Кошка спит на диване, а собака бегает во дворе.\n"),
        ("koi8_r", "Кошка спит на диване, а собака бегает во дворе.\n"),
        ("cp1253", "Η γάτα κοιμάται στον καναπέ και ο σκύλος τρέχει στην αυλή.\n"),
        ("cp1254", "Kedi kanepede uyuyor, köpek bahçede koşuyor; güneş doğdu, ışık çıktı.\n"),
        ("cp1256", "القطة تنام على الأريكة والكلب يركض في الحديقة.\n"),
        ("cp932", "猫はソファで寝ています。犬は庭を走っています。\n"),
        ("gb18030", "猫在沙发上睡觉，狗在院子里跑来跑去。\n"),
        ("big5", "貓在沙發上睡覺，狗在院子裡跑來跑去。\n"),
        ("cp949", "고양이는 소파에서 자고 개는 마당에서 뛰어다닌다.\n"),
    ],
)
def test_legacy_encodings_are_told_apart(tmp_path: Path, codec: str, line: str) -> None:
    text, report = read(file(tmp_path, "a.txt", (line * 30).encode(codec)))
    assert text == line * 30 + END
    assert "instead" in report.files[0].message


def test_one_damaged_byte_does_not_change_the_encoding(tmp_path: Path) -> None:
    data = "고양이 ".encode() * 20 + b"\xff" + " 강아지".encode() * 20
    text, report = read(file(tmp_path, "a.txt", data))
    assert text.count("고양이") == 20
    assert text.count("\ufffd") == report.files[0].replaced == 1
    assert report.files[0].message.startswith("Cannot decode byte 0xff at 200 as UTF-8;")


@pytest.mark.parametrize("text", ["a\x00b\x07c\n", "é\u202eb\u200fc\ufeff\n", "a\fb\u2028c\n"])
def test_characters_that_are_left_out_are_counted(tmp_path: Path, text: str) -> None:
    path = tmp_path / "odd.txt"
    path.write_bytes((text + "plain words " * 400).encode())
    report = ReadReport()
    kept = "".join(read_blocks([path], report)).replace(END, "")
    assert report.files[0].dropped == len(text) - len(kept.removesuffix("plain words " * 400))
    assert report.as_dict()["dropped"] == report.files[0].dropped


@pytest.mark.parametrize("position", [(1 << 20) + 5, (1 << 20) + (1 << 18), 3_000_000])
def test_a_bad_byte_far_into_a_file_is_replaced_and_counted(tmp_path: Path, position: int) -> None:
    data = bytearray("café au lait\n".encode() * 300_000)
    position += data[position:].index(b"\n")
    data[position] = 0xE9
    data[-2] = 0xE9
    text, report = read(file(tmp_path, "a.txt", bytes(data)))
    assert report.files[0].encoding == "UTF-8"
    assert report.files[0].replaced == text.count("\ufffd") == 2
    assert f"byte 0xe9 at {position} as UTF-8" in report.files[0].message


@given(st.text(st.characters(codec="utf-8"), max_size=50), st.integers(1, 40))
@same_folder
def test_text_comes_out_normalized_and_free_of_controls(
    tmp_path: Path, text: str, times: int
) -> None:
    path = file(tmp_path, "a.txt", ("A " * 80 + text * times).encode())
    try:
        found, _ = read(path)
    except ReadError:  # most of it is control characters
        return
    assert unicodedata.is_normalized("NFC", found)
    assert not {unicodedata.category(each) for each in found if each not in "\n\t\f"} & {"Cc", "Cs"}
    assert not set(found) & set("\u202e\u2066\u200e\u00ad\ufeff\r\u2028")
