"""Decoding: bytes of one file to clean text, whatever their encoding.

A byte order mark decides, else UTF-8 if the first MiB is valid, else the most plausible legacy
encoding; what was chosen instead of UTF-8 is said in the file's note. Bytes that cannot be decoded
become � and are counted.
Clean text is in NFC, has plain line ends, and is free of control and direction characters; it
holds no form feed, which is the mark of a document's end (`documents`).
Leaves out: where the bytes come from (`archives`), and what of the text counts (`reading`).
"""

from __future__ import annotations

import codecs
import dataclasses
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator

from w2v_core.errors import ReadError
from w2v_core.text.files.marks import cut_stacks

BLOCK = 1 << 20
_SAMPLE_BYTES = 1 << 15
_BYTE_ORDER_MARKS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_LEGACY = {  # equally plausible ones are taken in this order
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1254": "Windows-1254",
    "cp1251": "Windows-1251",
    "cp1253": "Windows-1253",
    "cp1255": "Windows-1255",
    "cp1256": "Windows-1256",
    "koi8_r": "KOI8-R",
    "cp932": "Shift JIS",
    "euc_jp": "EUC-JP",
    "gb18030": "GB 18030",
    "big5": "Big5",
    "cp949": "EUC-KR",
    "iso8859_2": "ISO 8859-2",
}
_CONTROL_BYTES = bytes(i for i in range(32) if i not in b"\t\n\v\f\r\x1a\x1b") + b"\x7f"
_LINE_ENDS = "\r\v\f\x85\u2028\u2029"
# Controls, soft hyphen, word joiner, byte order mark, and what steers the writing direction.
# The zero-width joiners and the zero-width space stay: they part or shape words.
_DROPPED = re.compile(
    "[\0-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]+"
)
_ASCII_CLEAN = dict.fromkeys(i for i in range(128) if _DROPPED.match(chr(i)))  # None: drop it
_ASCII_CLEAN |= dict.fromkeys((ord("\r"), ord("\v"), ord("\f")), "\n")


class NotTextError(ReadError):
    """The bytes are not text in any encoding."""


@dataclasses.dataclass(slots=True)
class FileNote:
    """What was found in one file.

    Attributes
    ----------
    name : str
        As a person knows it; a file in an archive has the archive's name before it.
    encoding : str
        For people: "UTF-8", "Windows-1252"; empty if the file was passed over.
    bytes : int
        Its size, unpacked.
    characters : int
        Characters of clean text.
    documents : int
        1, or the rows of a table.
    replaced : int
        Characters that stand as � in the text.
    dropped : int
        Characters that were left out: see `clean`.
    part : str
        What of the file was taken: 'column "text" (2 of 5)'; empty for all of it.
    message : str
        What a person should know, or empty.
    """

    name: str
    encoding: str = ""
    bytes: int = 0
    characters: int = 0
    documents: int = 0
    replaced: int = 0
    dropped: int = 0
    part: str = ""
    message: str = ""

    def remark(self, sentence: str) -> None:
        """Add to the message."""
        self.message = f"{self.message} {sentence}".lstrip()


def decode(chunks: Iterable[bytes], note: FileNote) -> Iterator[str]:
    """Text of one file as it stands, cut between words; memory stays flat.

    Its lines end with a line feed, and tables can be taken apart at those: other characters that
    end lines are made so by `clean` only.

    Raises
    ------
    NotTextError
        If the bytes look like anything but text.
    """
    chunks = iter(chunks)
    head = _first_bytes(chunks)
    _refuse_binary(head, note.name)
    encoding, mark_length = _choose_encoding(head, note)
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    texts = _decode_all(decoder, itertools.chain([head[mark_length:]], chunks), note, mark_length)
    for text in _whole_words(texts):
        if "\r" in text:  # \r\n is never parted: the cut stands after \n or a blank
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        yield text


def clean(text: str) -> tuple[str, int]:
    """Text in NFC with plain line ends, and how many characters it lost.

    Lost are controls, what steers the direction of writing, and marks by the hundred on one letter.
    """
    stacked = 0
    if text.isascii():
        cleaned = text.translate(_ASCII_CLEAN)
    else:
        for line_end in _LINE_ENDS:
            text = text.replace(line_end, "\n")
        kept = cut_stacks(text)
        stacked = len(text) - len(kept)
        text = unicodedata.normalize("NFC", kept)
        cleaned = _DROPPED.sub("", text)
    return cleaned, stacked + len(text) - len(cleaned)


def _first_bytes(chunks: Iterator[bytes]) -> bytes:
    head = bytearray()
    while len(head) < BLOCK and (chunk := next(chunks, b"")):
        head += chunk
    return bytes(head)


def _refuse_binary(head: bytes, name: str) -> None:
    """More than one byte of a thousand is NUL, or of thirty a control character: no text."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)):
        return
    _refuse_nuls(head, name)
    controls = len(head) - len(head.translate(None, _CONTROL_BYTES))
    if controls * 30 > len(head):
        raise NotTextError(
            f"{name} is not text: {controls:,} of its first {len(head):,} bytes are control "
            "characters. Choose a plain text file (.txt), also as .gz or .zip."
        )


def _refuse_nuls(data: bytes, name: str) -> None:
    nuls = data.count(0)
    if nuls * 1000 > len(data):
        raise NotTextError(
            f"{name} is not text: {nuls:,} of {len(data):,} bytes are zero. Choose a plain text "
            "file; if this is UTF-16 without a byte order mark, save it as UTF-8."
        )


def _choose_encoding(head: bytes, note: FileNote) -> tuple[str, int]:
    """The codec, and the length of the byte order mark to pass over."""
    for mark, codec, shown in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            note.encoding = shown
            return codec, len(mark)
    error = _utf8_error(head)
    if error is None or _mostly_utf8(head):
        note.encoding = "UTF-8"
        return "utf-8", 0
    codec = _most_plausible(head)
    note.encoding = _LEGACY[codec]
    note.message = (
        f"Cannot decode byte 0x{head[error]:02x} at {error} as UTF-8; "
        f"read as {note.encoding} instead."
    )
    return codec, 0


def _utf8_error(data: bytes) -> int | None:
    """Position of the first byte that is not UTF-8; a character cut off at the end is none."""
    try:
        codecs.utf_8_decode(data, "strict", False)
    except UnicodeDecodeError as error:
        return error.start
    return None


def _mostly_utf8(head: bytes) -> bool:
    """Whether at least ten characters beyond ASCII are valid for each that is not.

    A damaged UTF-8 file must not be misread as a whole for the sake of one byte.
    """
    text = head.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    return len(text) - len(text.encode("ascii", "ignore")) - bad >= 10 * bad


def _most_plausible(head: bytes) -> str:
    """The legacy codec that makes the best sense of the lines that are not ASCII."""
    try:  # here, since most files are UTF-8
        import charset_normalizer
    except ModuleNotFoundError as error:
        raise ReadError(
            "Its encoding is not UTF-8, and to guess which it is needs the package "
            "charset-normalizer: install it, or store the text as UTF-8."
        ) from error
    telling = b"\n".join(line for line in head.split(b"\n") if not line.isascii())
    matches = charset_normalizer.from_bytes(telling[:_SAMPLE_BYTES], cp_isolation=list(_LEGACY))
    order = list(_LEGACY)
    ranked = [
        (match.chaos - match.coherence, order.index(codec))
        for match in matches
        for codec in match.could_be_from_charset
        if codec in _LEGACY
    ]
    return order[min(ranked)[1]] if ranked else order[0]


def _decode_all(
    decoder: codecs.IncrementalDecoder, chunks: Iterable[bytes], note: FileNote, offset: int
) -> Iterator[str]:
    """Decode chunk after chunk, counting; the first failure is said in the note."""
    for chunk in itertools.chain(chunks, [b""]):
        if not note.encoding.startswith(("UTF-16", "UTF-32")):
            _refuse_nuls(chunk, note.name)
        pending = decoder.getstate()[0]
        text = decoder.decode(chunk, not chunk)
        replaced = text.count("\ufffd")
        if replaced and not note.message:
            note.message = _failure(pending + chunk, offset - len(pending), note.encoding)
        note.replaced += replaced
        offset += len(chunk)
        note.bytes = offset
        yield text


def _failure(data: bytes, offset: int, encoding: str) -> str:
    at = _utf8_error(data) if encoding == "UTF-8" else None
    if at is None:  # another encoding, a character cut off at the end, or a genuine �
        return f"Some characters could not be decoded as {encoding}; they are replaced by �."
    return (
        f"Cannot decode byte 0x{data[at]:02x} at {offset + at} as UTF-8; "
        "it and others like it are replaced by �."
    )


def _whole_words(texts: Iterable[str]) -> Iterator[str]:
    """The same text cut after white space: what belongs to one character is never parted.

    A stretch of 2**20 characters without any is cut where it stands.
    """
    rest = ""
    for text in texts:
        rest += text
        cut = max(rest.rfind("\n"), rest.rfind(" ")) + 1 or (len(rest) if len(rest) > BLOCK else 0)
        yield rest[:cut]
        rest = rest[cut:]
    yield rest
