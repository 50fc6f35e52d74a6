"""Files of word vectors: own NPZ, word2vec text and binary, in both directions.

| suffix     | words         | counts    | context vectors | read by        |
|------------|---------------|-----------|-----------------|----------------|
| .npz       | any           | kept      | kept            | NumPy          |
| .txt, .vec | without space | lost      | lost            | word2vec tools |
| .bin       | without space | lost      | lost            | word2vec tools |

A file is checked against its own size before memory is set aside for what its header announces,
and nothing in it is executed: no pickles. Leaves out: the inside of word2vec's formats
(`word2vec_files`), where words get stand-in counts on loading.
"""

from __future__ import annotations

import math
import os
import secrets
import zipfile
from pathlib import Path
from typing import IO, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import FormatError
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.word2vec_files import (
    MAX_WORD_BYTES,
    read_binary,
    read_text,
    utf8,
    write_binary,
    write_text,
)
from w2v_core.vectors.word_vectors import WordVectors

SUFFIXES = (".npz", ".txt", ".vec", ".bin")

_FORMAT = 1
_NPY_HEADER_CHARACTERS = 256
_ARRAYS: dict[str, np.dtype[Any]] = {
    "format": np.dtype("<i8"),
    "min_count": np.dtype("<i8"),
    "word_bytes": np.dtype("u1"),
    "word_offsets": np.dtype("<i8"),
    "counts": np.dtype("<i8"),
    "vectors": np.dtype("<f4"),
    "context_vectors": np.dtype("<f4"),
}
_OPTIONAL = {"context_vectors"}


def save(vectors: WordVectors, path: Path | str) -> None:
    """Write vectors in the format of the path's suffix; the file is there whole, or not at all.

    Raises
    ------
    FormatError
        If the suffix is none of `SUFFIXES`, the format cannot carry a word, or writing fails.
    """
    path = Path(path)
    writer = {".npz": _write_npz, ".bin": write_binary}.get(_suffix(path), write_text)
    # Not `tempfile`: its files are readable by their owner only, and this one is to be shared.
    scratch = path.with_name(f".{path.name[:50]}-{secrets.token_hex(4)}")
    try:
        try:
            with scratch.open("xb") as file:
                writer(vectors, file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(scratch, path)
        finally:
            scratch.unlink(missing_ok=True)
    except OSError as error:
        raise FormatError(f"{path} cannot be written: {error.strerror or error}.") from error


def load(path: Path | str) -> WordVectors:
    """Read vectors in the format of the path's suffix.

    Raises
    ------
    FormatError
        With the line or the byte, if the file cannot be read or is not what its suffix says.
    """
    path = Path(path)
    reader = {".npz": _read_npz, ".bin": read_binary}.get(_suffix(path), read_text)
    try:
        with path.open("rb") as file:
            return reader(file, os.fstat(file.fileno()).st_size)
    except FormatError as error:
        raise FormatError(f"{path.name}: {error}") from error
    except OSError as error:
        raise FormatError(f"{path} cannot be read: {error.strerror or error}.") from error


def _suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise FormatError(
            f"{path.name} has no suffix that says its format; use one of {', '.join(SUFFIXES)}."
        )
    return suffix


def _write_npz(vectors: WordVectors, file: IO[bytes]) -> None:
    encoded = [utf8(word) for word in vectors.words]
    arrays: dict[str, NDArray[Any] | int] = {
        "format": _FORMAT,
        "min_count": vectors.min_count,
        # Bytes and offsets, because an array of str would be as wide as its longest word.
        "word_bytes": np.frombuffer(b"".join(encoded), dtype="u1"),
        "word_offsets": np.cumsum([0, *map(len, encoded)]),
        "counts": vectors.vocabulary.counts,
        "vectors": vectors.vectors,
    }
    if vectors.context_vectors is not None:
        arrays["context_vectors"] = vectors.context_vectors
    typed = {name: np.asarray(a, dtype=_ARRAYS[name], order="C") for name, a in arrays.items()}
    np.savez(file, allow_pickle=False, **typed)


def _read_npz(file: BinaryIO, size: int) -> WordVectors:
    try:
        with zipfile.ZipFile(file) as archive:
            arrays = {
                name: _read_array(archive, name, size)
                for name in _ARRAYS
                if name not in _OPTIONAL or f"{name}.npy" in archive.namelist()
            }
    # What zipfile and NumPy raise for damaged archives and headers (RuntimeError: encrypted).
    except (zipfile.BadZipFile, ValueError, KeyError, EOFError, RuntimeError, SyntaxError) as error:
        raise FormatError(f"the file is no NPZ of word vectors, or damaged: {error}.") from error
    _check_arrays(arrays)
    words = _split_words(arrays["word_bytes"], arrays["word_offsets"])
    return WordVectors(
        Vocabulary(words, arrays["counts"]),
        arrays["vectors"],
        arrays.get("context_vectors"),
        min_count=int(arrays["min_count"]),
    )


def _read_array(archive: zipfile.ZipFile, name: str, size: int) -> NDArray[Any]:
    """One array, if its header agrees with what is expected and with the bytes that are there."""
    info = archive.getinfo(f"{name}.npy")
    if info.compress_type != zipfile.ZIP_STORED or info.file_size > size:
        raise FormatError(f"{name} is compressed or larger than the file; save it again from here.")
    with archive.open(info) as member:
        if np.lib.format.read_magic(member) != (1, 0):
            raise FormatError(f"{name} is in a version of NPY that is not read.")
        shape, fortran, dtype = np.lib.format.read_array_header_1_0(
            member, max_header_size=_NPY_HEADER_CHARACTERS
        )
        left = info.file_size - member.tell()
        if fortran or dtype != _ARRAYS[name] or min(shape, default=0) < 0:
            raise FormatError(f"{name} has the type {dtype} or an order that is not read.")
        if math.prod(shape) * dtype.itemsize != left:
            raise FormatError(f"{name} announces the shape {shape}, but {left:,} bytes follow.")
        data = member.read(left)
    if len(data) != left:
        raise FormatError(f"the file ends inside {name}.")
    return np.frombuffer(data, dtype=dtype).reshape(shape)


def _check_arrays(arrays: dict[str, NDArray[Any]]) -> None:
    """Raise FormatError unless shapes fit together and numbers are what they must be."""
    shapes = {name: array.shape for name, array in arrays.items()}
    if shapes["format"] or shapes["min_count"] or int(arrays["format"]) != _FORMAT:
        raise FormatError(f"this is not format {_FORMAT} of NPZ files of word vectors.")
    table = shapes["vectors"]
    if len(table) != 2 or 0 in table or shapes.get("context_vectors", table) != table:
        raise FormatError(f"vectors of shape {table} cannot be used.")
    if shapes["counts"] != table[:1] or shapes["word_offsets"] != (table[0] + 1,):
        raise FormatError(f"{table[0]:,} vectors, but not as many words and counts.")
    counts = arrays["counts"]
    if counts[-1] < 1 or np.any(counts[1:] > counts[:-1]):
        raise FormatError("the counts do not descend to at least 1.")
    for name in ("vectors", "context_vectors"):
        if name in arrays and not np.isfinite(arrays[name]).all():
            row = int(np.flatnonzero(~np.isfinite(arrays[name]).all(axis=1))[0])
            raise FormatError(f"row {row:,} of {name} holds a number that is not finite.")


def _split_words(data: NDArray[Any], offsets: NDArray[Any]) -> list[str]:
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
    if len(set(words)) != len(words):
        raise FormatError("a word stands in the file twice.")
    return words
