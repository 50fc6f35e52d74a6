"""Our own files of word vectors: an NPZ that is opened without being read.

Everything is stored as it is, and the tables begin at multiples of 64 bytes, so that they are
mapped where they lie: opening three million words of 300 numbers takes the memory of the words.
NumPy reads the file as any other NPZ. Nothing in it is executed (no pickles), and every announced
size is held against the file's own before memory is set aside.
Leaves out: opening and naming files (`formats`).
"""

from __future__ import annotations

import io
import math
import mmap
import struct
import zipfile
import zlib
from typing import IO, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import FormatError, ReadError
from w2v_core.text.files.members import open_member, open_zip
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.cosines import Norms, blocks, norms_of
from w2v_core.vectors.files.word2vec import MAX_WORD_BYTES, utf8
from w2v_core.vectors.word_vectors import WordVectors

_FORMAT = 1
_ALIGNMENT = 64
_NPY_HEADER_CHARACTERS = 256
_LOCAL_HEADER = struct.Struct("<26xHH")  # lengths of the name and of what follows it
_ZIP64_BYTES = 20  # of the field for large sizes, which stands before the filler
_FILLER = 0xD935  # what zipalign calls its field that fills up to a multiple
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the same vectors give the same bytes
_ARRAYS: dict[str, np.dtype[Any]] = {
    "format": np.dtype("<i8"),
    "min_count": np.dtype("<i8"),
    "word_bytes": np.dtype("u1"),
    "word_offsets": np.dtype("<i8"),
    "counts": np.dtype("<i8"),
    "norms": np.dtype("<f8"),
    "vectors": np.dtype("<f4"),
    "context_vectors": np.dtype("<f4"),
}
_OPTIONAL = {"norms", "context_vectors"}
_TABLES = ("vectors", "context_vectors")
_MOST_MEMBERS = 100  # other programs may have put some more into the file
_AGAIN = "Save it again from here."


def write_npz(vectors: WordVectors, file: IO[bytes]) -> None:
    """Write vectors; the tables go out in blocks, so a mapped one stays out of memory."""
    encoded = [utf8(word) for word in vectors.words]
    arrays: dict[str, NDArray[Any] | int] = {
        "format": _FORMAT,
        "min_count": vectors.min_count,
        # Bytes and offsets, because an array of str would be as wide as its longest word.
        "word_bytes": np.frombuffer(b"".join(encoded), dtype="u1"),
        "word_offsets": np.cumsum([0, *map(len, encoded)]),
        "counts": vectors.vocabulary.counts,
        "norms": vectors.norms,
        "vectors": vectors.vectors,
    }
    if vectors.context_vectors is not None:
        arrays["context_vectors"] = vectors.context_vectors
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            _write_array(archive, file, name, np.asarray(array, dtype=_ARRAYS[name]))


def _write_array(archive: zipfile.ZipFile, file: IO[bytes], name: str, array: NDArray[Any]) -> None:
    """One member, filled up so that its numbers begin at a multiple of 64 bytes."""
    header = io.BytesIO()
    described = {"descr": array.dtype.str, "fortran_order": False, "shape": array.shape}
    np.lib.format.write_array_header_1_0(header, described)
    info = zipfile.ZipInfo(f"{name}.npy", _EARLIEST)
    info.file_size = len(header.getvalue()) + array.nbytes
    begin = file.tell() + _LOCAL_HEADER.size + len(info.filename) + _ZIP64_BYTES + 4
    info.extra = struct.pack("<HH", _FILLER, -begin % _ALIGNMENT) + bytes(-begin % _ALIGNMENT)
    with archive.open(info, "w", force_zip64=True) as member:
        member.write(header.getvalue())
        if array.ndim != 2:
            member.write(array.tobytes())
            return
        for _, rows in blocks(array):
            member.write(np.ascontiguousarray(rows).data)


def read_npz(file: BinaryIO, size: int, *, checked: bool = False) -> WordVectors:
    """Vectors from a file of `size` bytes; the tables stay in it.

    Parameters
    ----------
    checked : bool
        Whether the file has been read through before, so that its numbers need not be looked at.
    """
    try:
        with open_zip("the file", file, _MOST_MEMBERS, _AGAIN) as archive:
            names = archive.namelist()
            arrays = {
                name: _read_array(archive, file, name, size, checked)
                for name in _ARRAYS
                if name not in _OPTIONAL or f"{name}.npy" in names
            }
    except ReadError as error:
        raise FormatError(f"this is no NPZ of word vectors: {error}") from error
    # What zipfile and NumPy raise for damaged members and headers.
    except (
        *(zipfile.BadZipFile, ValueError, KeyError, EOFError),
        *(RuntimeError, SyntaxError, struct.error),
    ) as error:
        raise FormatError(f"the file is no NPZ of word vectors, or damaged: {error}.") from error
    _check_shapes(arrays)
    norms: Norms | None = arrays.get("norms") if checked else _check_numbers(arrays)
    return WordVectors(
        _split_words(arrays["word_bytes"], arrays["word_offsets"], arrays["counts"]),
        arrays["vectors"],
        arrays.get("context_vectors"),
        min_count=int(arrays["min_count"]),
        norms=norms,
    )


def _read_array(
    archive: zipfile.ZipFile, file: BinaryIO, name: str, size: int, checked: bool
) -> NDArray[Any]:
    """One array, if its header agrees with what is expected and with the bytes that are there."""
    info = archive.getinfo(f"{name}.npy")
    if info.compress_type != zipfile.ZIP_STORED or info.file_size > size:
        raise FormatError(f"{name} is compressed or larger than the file. {_AGAIN}")
    with open_member(archive, info, name, _AGAIN) as member:
        shape = _read_header(member, name)
        begin = member.tell()
        left = info.file_size - begin
        if math.prod(shape) * _ARRAYS[name].itemsize != left:
            raise FormatError(f"{name} announces the shape {shape}, but {left:,} bytes follow.")
        mapped = _map(file, info, begin, left, size) if name in _TABLES else None
        data = member.read(left) if mapped is None else mapped
    if len(data) != left:
        raise FormatError(f"the file ends inside {name}.")
    array = np.frombuffer(data, dtype=_ARRAYS[name]).reshape(shape)
    if mapped is not None and not checked:
        _check_sum(file, info, begin, array, name)
    return array


def _read_header(member: IO[bytes], name: str) -> tuple[int, ...]:
    """The shape of an array of the type that it must have."""
    if np.lib.format.read_magic(member) != (1, 0):
        raise FormatError(f"{name} is in a version of NPY that is not read.")
    shape, fortran, dtype = np.lib.format.read_array_header_1_0(
        member, max_header_size=_NPY_HEADER_CHARACTERS
    )
    if fortran or dtype != _ARRAYS[name] or min(shape, default=0) < 0:
        raise FormatError(f"{name} has the type {dtype} or an order that is not read.")
    return tuple(shape)


def _start(file: BinaryIO, info: zipfile.ZipInfo) -> int:
    """Where the bytes of a member begin in the file."""
    file.seek(info.header_offset)
    header = file.read(_LOCAL_HEADER.size)
    name, extra = _LOCAL_HEADER.unpack(header)
    return int(info.header_offset + _LOCAL_HEADER.size + name + extra)


def _map(
    file: BinaryIO, info: zipfile.ZipInfo, begin: int, left: int, size: int
) -> memoryview | None:
    """The bytes of a table where they lie; None if they lie where they cannot be used."""
    low = _start(file, info) + begin
    if not left or low % _ARRAYS["vectors"].itemsize:  # written by another program
        return None
    if low + left > size:
        raise FormatError(f"the file ends inside {info.filename}.")
    whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return memoryview(whole)[low : low + left]


def _check_sum(
    file: BinaryIO, info: zipfile.ZipInfo, begin: int, table: NDArray[Any], name: str
) -> None:
    """Raise FormatError if a mapped table is not what was written."""
    file.seek(_start(file, info))
    crc = zlib.crc32(file.read(begin))
    for _, rows in blocks(np.atleast_2d(table)):
        crc = zlib.crc32(rows.data, crc)
    if crc != info.CRC:
        raise FormatError(f"{name} is damaged: its checksum is another. Copy the file again.")


def _check_shapes(arrays: dict[str, NDArray[Any]]) -> None:
    """Raise FormatError unless shapes fit together and counts are what they must be."""
    shapes = {name: array.shape for name, array in arrays.items()}
    if shapes["format"] or shapes["min_count"] or int(arrays["format"]) != _FORMAT:
        raise FormatError(f"this is not format {_FORMAT} of NPZ files of word vectors.")
    table = shapes["vectors"]
    if len(table) != 2 or 0 in table or shapes.get("context_vectors", table) != table:
        raise FormatError(f"vectors of shape {table} cannot be used.")
    if (
        shapes["counts"] != table[:1]
        or shapes.get("norms", table[:1]) != table[:1]
        or shapes["word_offsets"] != (table[0] + 1,)
    ):
        raise FormatError(f"{table[0]:,} vectors, but not as many words and counts.")
    counts = arrays["counts"]
    if counts[-1] < 1 or np.any(counts[1:] > counts[:-1]):
        raise FormatError("the counts do not descend to at least 1.")


def _check_numbers(arrays: dict[str, NDArray[Any]]) -> Norms:
    """The lengths of the vectors; raises FormatError if a number in a table is not finite."""
    found = {name: norms_of(arrays[name]) for name in _TABLES if name in arrays}
    for name, norms in found.items():
        if not np.isfinite(norms).all():
            row = int(np.flatnonzero(~np.isfinite(norms))[0])
            raise FormatError(f"row {row:,} of {name} holds a number that is not finite.")
    norms = found["vectors"]
    if not np.allclose(arrays.get("norms", norms), norms, rtol=1e-6, atol=0):
        raise FormatError(
            "norms are not the lengths of the vectors; save the file again from here."
        )
    return norms


def _split_words(data: NDArray[Any], offsets: NDArray[Any], counts: NDArray[Any]) -> Vocabulary:
    """The words between the offsets; each must be there, short, valid and different."""
    # Bounds first: a difference of hostile int64 could wrap around.
    if (
        offsets[0] != 0
        or offsets[-1] != data.size
        or offsets.min() < 0
        or offsets.max() > data.size
    ):
        raise FormatError("the offsets of the words do not fit their bytes.")
    lengths = np.diff(offsets)
    if lengths.min() < 1 or lengths.max() > MAX_WORD_BYTES:
        raise FormatError(f"a word has not between 1 and {MAX_WORD_BYTES:,} bytes.")
    joined = data.tobytes()
    try:
        words = [
            joined[low:high].decode("utf-8")
            for low, high in zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True)
        ]
    except UnicodeDecodeError as error:
        raise FormatError(f"the words are not UTF-8: {error}.") from error
    index = dict(zip(words, range(len(words)), strict=True))
    if len(index) != len(words):
        raise FormatError("a word stands in the file twice.")
    return Vocabulary(words, counts, index=index)
