"""Files to clean text: encodings, archives, limits, and everything that is no text."""

import gzip
import io
import os
import struct
import tarfile
import tracemalloc
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from w2v_core.errors import ReadError
from w2v_core.text.files.reading import Limits, ReadReport, read_blocks

END = "\n\f\n"  # after each document
CURLY = "It’s a “smart” café – naïve, isn’t it?\n"
same_folder = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(path: Path, limits: Limits | None = None) -> tuple[str, ReadReport]:
    report = ReadReport()
    text = "".join(read_blocks([path], report, limits or Limits()))
    return text, report


def file(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def zipped(folder: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    path = folder / "pack.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return path


def refused(path: Path, *parts: str, limits: Limits | None = None) -> None:
    """The message names the file, and says what else it must."""
    with pytest.raises(ReadError) as caught:
        read(path, limits)
    message = str(caught.value)
    assert path.name in message
    assert message.endswith(".")
    for part in parts:
        assert part in message


# Plain text and its encodings


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


def test_normalizing_does_not_depend_on_blocks(tmp_path: Path) -> None:
    text = "e\u0301 한 \u0928\u093c word " * 100_000
    found, _ = read(file(tmp_path, "a.txt", text.encode()))
    assert found == unicodedata.normalize("NFC", text) + END


def test_blocks_are_small_and_their_cuts_are_between_words(tmp_path: Path) -> None:
    path = file(tmp_path, "a.txt", b"kitten purrs\r\n" * 400_000)
    blocks = list(read_blocks([path], ReadReport()))
    assert max(map(len, blocks)) <= 1 << 20
    assert all(block[-1] in " \n" for block in blocks)
    assert "".join(blocks) == "kitten purrs\n" * 400_000 + END


def test_a_line_without_an_end_keeps_memory_flat(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    with path.open("wb") as out:
        for _ in range(64):
            out.write(b"x" * (1 << 20))
    tracemalloc.start()
    longest = max(map(len, read_blocks([path], ReadReport())))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert longest <= 1 << 20
    assert peak < 16 << 20


def test_files_follow_one_another_and_progress_is_in_bytes_on_disk(tmp_path: Path) -> None:
    one = file(tmp_path, "one.txt", b"the cat")
    two = file(tmp_path, "two.txt.gz", gzip.compress(b"sat on " * 1000))
    report = ReadReport()
    blocks = read_blocks([("first", one), two], report)
    assert report.bytes_total == one.stat().st_size + two.stat().st_size
    assert report.bytes_read == 0
    assert "".join(next(blocks) for _ in range(3)) == "the cat" + END
    assert report.bytes_read == 7
    rest = "".join(blocks)
    assert rest == "sat on " * 1000 + END
    assert report.bytes_read == report.bytes_total
    assert [note.name for note in report.files] == ["first", "two.txt.gz"]
    assert report.as_dict()["characters"] == 7 + 7000


# Archives


def test_gzip_by_content_whatever_its_name(tmp_path: Path) -> None:
    packed = gzip.compress(CURLY.encode()) + gzip.compress(b"second member\n")
    for name in ("a.gz", "a.txt", "a"):
        assert read(file(tmp_path, name, packed))[0] == CURLY + "second member\n" + END


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
def test_texts_of_a_zip_in_order_the_rest_with_a_note(tmp_path: Path, method: int) -> None:
    inner = gzip.compress(b"nested")
    members = {
        "b/": b"",
        "b/two.txt": "second café".encode("cp1252") + b" caf\xe9" * 20,
        "a.txt": b"first",
        "../../escape.txt": b"outside",
        "/absolute.txt": b"root",
        "noname": b"without suffix",
        "cat.png": b"\x89PNG\r\n\x1a\n" + bytes(100),
        "blob": bytes(1000),
        "more.gz": inner,
        "more.zip": b"PK\x03\x04" + inner,
        "empty.txt": b"",
        ".hidden": b"secret",
        "__MACOSX/a.txt": b"resource fork",
    }
    before = sorted(tmp_path.rglob("*"))
    path = zipped(tmp_path, members, method)
    text, report = read(path)
    parts = [part for part in text.split(END) if part]
    assert parts[0].startswith("second café")
    assert parts[1:] == ["first", "outside", "root", "without suffix"]
    messages = {note.name.removeprefix("pack.zip/"): note.message for note in report.files}
    assert "Windows-1252" in messages["b/two.txt"]
    passed_over = [name for name, message in messages.items() if message.startswith("Passed over")]
    assert passed_over == list(members)[6:]
    assert "PNG" in messages["cat.png"]
    assert "gzip" in messages["more.gz"]
    assert sorted(tmp_path.rglob("*")) == [*before, path]  # nothing was unpacked
    assert report.bytes_read == report.bytes_total == path.stat().st_size


def test_links_in_a_zip_are_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "pack.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    refused(path, "no text", "a link")


def test_names_in_an_archive_are_made_harmless(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"a\u202etxt.exe\x1b[2J.txt": b"text", "n" * 5000: b"more"})
    names = [note.name for note in read(path)[1].files]
    assert all(name.isprintable() and len(name) < 140 for name in names)


def test_many_small_files_keep_few_notes(tmp_path: Path) -> None:
    path = zipped(tmp_path, {f"{i}": b"word" if i % 500 else b"" for i in range(2000)})
    report = read(path)[1].as_dict()
    assert report["file_count"] == 2000
    assert len(report["files"]) == 100
    assert [note["name"] for note in report["files"][:2]] == ["pack.zip/0", "pack.zip/500"]


# What is refused


@pytest.mark.parametrize("name", ["a.txt", "a.gz", "a.zip", "a"])
def test_an_empty_file(tmp_path: Path, name: str) -> None:
    refused(file(tmp_path, name, b""), "empty (0 bytes)", ".txt")


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"\x89PNG\r\n\x1a\n", "PNG image"),
        (b"\xff\xd8\xff\xe0", "JPEG image"),
        (b"%PDF-1.7\n", "PDF document"),
        (b"\x7fELF\x02", "a program"),
        (b"{\\rtf1", "rich text"),
        (b"BZh91AY&SY", "bzip2"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"\x93NUMPY", "NumPy"),
        (b"", "bytes are zero"),
    ],
)
def test_binary_files_are_named(tmp_path: Path, start: bytes, what: str) -> None:
    data = start + bytes(1000)
    refused(file(tmp_path, "a.txt", data), what, ".txt")
    refused(file(tmp_path, "a.gz", gzip.compress(data)), what)
    refused(zipped(tmp_path, {"member": data}), what, "no text")


def test_noise_is_no_text(tmp_path: Path) -> None:
    noise = bytes(i * 7919 % 255 + 1 for i in range(5000))
    refused(file(tmp_path, "a.txt", noise), "control characters", "5,000")


def test_text_that_turns_binary(tmp_path: Path) -> None:
    data = b"kitten purrs\n" * 200_000 + bytes(500_000)
    refused(file(tmp_path, "a.txt", data), "bytes are zero")
    text, report = read(zipped(tmp_path, {"a.txt": data, "b.txt": b"puppy"}))
    assert "puppy" in text
    assert report.files[0].message.startswith("Passed over")


def test_an_office_document_is_no_archive_of_texts(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
    refused(path, "Office document", ".txt")


def test_archives_that_are_none(tmp_path: Path) -> None:
    refused(file(tmp_path, "a.gz", b"plain text"), "no .gz", "0x706c6169")
    refused(file(tmp_path, "a.ZIP", b"plain text"), "no .zip", "rename")


@pytest.mark.parametrize("kept", [12, 30, -8, -1])
def test_a_gzip_that_is_cut_off(tmp_path: Path, kept: int) -> None:
    data = gzip.compress(os.urandom(300).hex().encode())[:kept]
    refused(file(tmp_path, "a.gz", data), "damaged or cut off")


def test_a_gzip_with_a_flipped_bit(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(os.urandom(300).hex().encode()))
    data[-5] ^= 1
    refused(file(tmp_path, "a.gz", bytes(data)), "CRC", "pack it again")


def test_a_gzip_of_nothing(tmp_path: Path) -> None:
    refused(file(tmp_path, "a.gz", gzip.compress(b"")), "0 bytes")


def test_damaged_zips(tmp_path: Path) -> None:
    data = zipped(tmp_path, {"a.txt": b"kitten " * 100}).read_bytes()
    refused(file(tmp_path, "short.zip", data[:-30]), "damaged or cut off")
    flipped = bytearray(data)
    flipped[40] ^= 0xFF
    refused(file(tmp_path, "flipped.zip", bytes(flipped)), "damaged or cut off")
    refused(file(tmp_path, "none.zip", b"PK\x05\x06" + bytes(18)), "no file at all")


def test_a_zip_with_a_password(tmp_path: Path) -> None:
    data = bytearray(zipped(tmp_path, {"a.txt": b"secret"}).read_bytes())
    data[6] |= 1  # in the member's header
    data[data.index(b"PK\x01\x02") + 8] |= 1  # and in the directory
    refused(file(tmp_path, "locked.zip", bytes(data)), "password", "Unpack")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"gone\.txt cannot be read: No such file"):
        read_blocks([tmp_path / "gone.txt"], ReadReport())
    with pytest.raises(ReadError, match="No file was given"):
        read_blocks([], ReadReport())
    with pytest.raises(ReadError, match="cannot be read"):
        read(tmp_path)


# Bombs


def bomb(path: Path, size: int) -> Path:
    with gzip.open(path, "wb", compresslevel=1) as out:
        for _ in range(size >> 20):
            out.write(b"x " * (1 << 19))
    return path


def test_a_gzip_bomb_is_stopped_early_with_flat_memory(tmp_path: Path) -> None:
    path = bomb(tmp_path / "bomb.gz", 300 << 20)
    report = ReadReport()
    tracemalloc.start()
    with pytest.raises(ReadError, match=r"bomb\.gz unpacks to .* more than 100 times"):
        for _ in read_blocks([path], report):
            pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 32 << 20
    assert report.files[0].bytes < 110_000_000


def test_a_zip_bomb_in_one_member_and_in_many(tmp_path: Path) -> None:
    limits = Limits(ratio_from=1_000_000)
    line = b"x " * 500_000
    refused(zipped(tmp_path, {"a": line * 4}), "1,0", "100 times", limits=limits)
    refused(zipped(tmp_path, dict.fromkeys("abcdef", line)), "100 times", limits=limits)


@pytest.mark.parametrize("junk", [b"\x1b", "\u00ad".encode(), b"\xef\xbb\xbf"])
def test_a_bomb_of_characters_that_are_dropped(tmp_path: Path, junk: bytes) -> None:
    path = zipped(tmp_path, {"a": junk * 4_000_000})
    refused(path, "100 times", limits=Limits(ratio_from=1_000_000))


def test_the_limit_on_output(tmp_path: Path) -> None:
    data = os.urandom(600_000).hex().encode()
    for path in (file(tmp_path, "a.gz", gzip.compress(data)), zipped(tmp_path, {"a": data})):
        refused(path, "1,000,000 bytes", "Unpack", limits=Limits(output_bytes=1_000_000))
    assert read(file(tmp_path, "a.txt", data), Limits(output_bytes=1))[0].startswith(
        data[:9].decode()
    )


def test_the_limit_on_members_holds_against_a_lying_archive(tmp_path: Path) -> None:
    path = zipped(tmp_path, {str(i): b"x" for i in range(50)})
    refused(path, "50 files", "more than 49", limits=Limits(members=49))
    assert read(path, Limits(members=50))[0] == ("x" + END) * 50
    data = bytearray(path.read_bytes())
    struct.pack_into("<HH", data, len(data) - 14, 1, 1)  # it claims to have one
    refused(file(tmp_path, "liar.zip", bytes(data)), "50 files", limits=Limits(members=49))


# Tar


def tarred(
    path: Path, members: list[tuple[tarfile.TarInfo, bytes]], form: int = tarfile.PAX_FORMAT
) -> Path:
    with tarfile.open(path, "w:gz" if path.suffix in (".gz", ".tgz") else "w", format=form) as out:
        for member, data in members:
            member.size = member.size or len(data)
            out.addfile(member, io.BytesIO(data))
    return path


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    found = tarfile.TarInfo(name)
    found.type, found.linkname = kind, link
    return found


@pytest.mark.parametrize("name", ["pack.tar", "pack.tar.gz", "pack.tgz", "noname"])
@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_texts_of_a_tar_in_order_the_rest_with_a_note(tmp_path: Path, name: str, form: int) -> None:
    long = "d/" * 45 + "x" * (90 if form == tarfile.USTAR_FORMAT else 200) + ".txt"
    path = tarred(
        tmp_path / name,
        [
            (member("folder", tarfile.DIRTYPE), b""),
            (member("folder/two.txt"), CURLY.encode("cp1252") * 9),
            (member(long), b"long"),
            (member("../../escape.txt"), b"outside"),
            (member("/etc/absolute.txt"), b"root"),
            (member("한.txt"), b"y" * 600_000),
            (member("link.txt", tarfile.SYMTYPE, "/etc/passwd"), b""),
            (member("hard.txt", tarfile.LNKTYPE, "../../etc/passwd"), b""),
            (member("pipe.txt", tarfile.FIFOTYPE), b""),
            (member("more.tar"), bytes(257) + b"ustar" + bytes(250)),
            (member("more.gz"), gzip.compress(b"nested")),
            (member("empty.txt"), b""),
            (member("._two.txt"), b"resource fork"),
            (member("last.csv"), b"n,text\n1,a cat\n2,a dog\n"),
        ],
        form,
    )
    before = sorted(tmp_path.rglob("*"))
    text, report = read(path)
    found = [part for part in text.split(END) if part]
    assert found == [CURLY * 9, "long", "outside", "root", "y" * 600_000, "a cat", "a dog"]
    assert sorted(tmp_path.rglob("*")) == before
    assert report.bytes_read == report.bytes_total == path.stat().st_size
    messages = [note.message for note in report.files]
    assert "Windows-1252" in messages[0]
    assert messages[5:12] == [
        "Passed over: a link.",
        "Passed over: a link.",
        "Passed over: no ordinary file.",
        "Passed over: it is a tar archive.",
        "Passed over: it is a gzip archive.",
        "Passed over: empty.",
        "Passed over: a hidden file.",
    ]
    assert report.files[4].name == f"{name}/한.txt"
    assert report.documents[-1] == f"{name}/last.csv row 3"


def test_tars_that_are_damaged_or_empty(tmp_path: Path) -> None:
    whole = tarred(tmp_path / "a.tar", [(member("a.txt"), b"kitten " * 1000)]).read_bytes()
    refused(file(tmp_path, "short.tar", whole[:3000]), "ends within a file", "cut off")
    refused(file(tmp_path, "sum.tar", b"x" + whole[1:]), "bad header", "damaged")
    refused(tarred(tmp_path / "b.tar", [(member("a.txt", tarfile.SYMTYPE, "b"), b"")]), "a link")
    refused(tarred(tmp_path / "c.tar", [(member("a", tarfile.DIRTYPE), b"")]), "no file at all")
    sparse = tarred(tmp_path / "d.tar", [(member("a", tarfile.GNUTYPE_SPARSE), b"x")])
    refused(sparse, "sparse")
    packed = gzip.compress(gzip.compress(whole))
    refused(file(tmp_path, "e.tar.gz", packed), "holds a gzip archive")


def test_tar_bombs(tmp_path: Path) -> None:
    limits = Limits(ratio_from=1_000_000, members=20)
    line = b"x " * 500_000
    one = tarred(tmp_path / "one.tgz", [(member("a.txt"), line * 4)])
    refused(one, "100 times", limits=limits)
    skipped = tarred(tmp_path / "skipped.tgz", [(member(".hidden"), line * 4)])
    refused(skipped, "100 times", limits=limits)
    many = tarred(tmp_path / "many.tar", [(member(str(i)), b"x") for i in range(21)])
    refused(many, "21 files", "more than 20", limits=limits)
    refused(many, "unpacks to more than 9 bytes", limits=Limits(output_bytes=9))


@pytest.mark.parametrize("kind", [tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.XGLTYPE])
def test_a_name_of_megabytes_in_a_tar_keeps_memory_flat(tmp_path: Path, kind: bytes) -> None:
    path = tarred(tmp_path / "a.tar", [(member("x", kind), b"9" * 40_000_000)])
    tracemalloc.start()
    refused(path, "a name of 40,000,000 bytes")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 << 20


@pytest.mark.parametrize(
    "data",
    [
        b"20 path=new.txt\n",
        b"9999999 path=x\n",
        b"5 a=\n" * 9,
        b"0 path=x\n",
        b"x",
        b"11 size=-1\n",
    ],
)
def test_odd_extended_headers(tmp_path: Path, data: bytes) -> None:
    path = tarred(tmp_path / "a.tar", [(member("x", tarfile.XHDTYPE), data), (member("a"), b"cat")])
    assert read(path)[0] == "cat" + END


# Anything at all


def sized(name: str, data: bytes) -> tarfile.TarInfo:
    found = member(name)
    found.size = len(data)
    return found


def shaped(draw: st.DrawFn) -> bytes:
    data = draw(st.binary(max_size=300))
    buffer = io.BytesIO()
    match draw(st.sampled_from(["raw", "gzip", "zip", "tar", "mark"])):
        case "gzip":
            data = gzip.compress(data)
        case "zip":
            with zipfile.ZipFile(buffer, "w") as archive:
                archive.writestr("a", data)
            data = buffer.getvalue()
        case "tar":
            with tarfile.open(fileobj=buffer, mode=draw(st.sampled_from(["w", "w:gz"]))) as out:
                out.addfile(sized("a" * draw(st.sampled_from([1, 200])), data), io.BytesIO(data))
            data = buffer.getvalue()
        case "mark":
            marks = [
                b"\xff\xfe",
                b"\xfe\xff",
                b"\xef\xbb\xbf",
                b"\xff\xfe\0\0",
                b"\x1f\x8b",
                b"PK\x03\x04",
            ]
            data = draw(st.sampled_from(marks)) + data
    damaged = bytearray(data)
    for _ in range(draw(st.integers(0, 4))):
        if damaged:
            damaged[draw(st.integers(0, len(damaged) - 1))] = draw(st.integers(0, 255))
    return bytes(damaged[: draw(st.integers(0, len(damaged)))] if draw(st.booleans()) else damaged)


@given(st.composite(shaped)(), st.sampled_from(["a.txt", "a.gz", "a.zip", "a.tar", "a.bin"]))
@settings(same_folder, max_examples=400)
def test_any_bytes_are_text_or_a_read_error(tmp_path: Path, data: bytes, name: str) -> None:
    path = file(tmp_path, name, data)
    report = ReadReport()
    try:
        blocks: Iterator[str] = read_blocks([path], report)
        text = "".join(blocks)
    except ReadError:
        return
    text.encode("utf-8")
    assert report.bytes_read == report.bytes_total == len(data)
