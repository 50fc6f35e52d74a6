"""What tests of vector files share: vectors to write, and ways to damage what was written."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.word_vectors import WordVectors

WORDS = ["the", "naïve", "猫", "🐈\u200d⬛", "<num>", "don't", "non\u00a0breaking", "=1+1"]
TEXT = [".txt", ".vec", ".glove.txt"]
PLAIN = [*TEXT, ".bin"]  # words and numbers, nothing else


def example(words: list[str] | None = None, d: int = 5, *, context: bool = False) -> WordVectors:
    words = words or WORDS
    rng = np.random.default_rng(0)
    table = rng.normal(size=(len(words), d)) * 10.0 ** rng.integers(-30, 30, (len(words), d))
    return WordVectors(
        Vocabulary(words, np.arange(len(words), 0, -1) * 7),
        table.astype(np.float32),
        rng.normal(size=(len(words), d)) if context else None,
        min_count=3,
    )


def replaced(path: Path, member: str, data: bytes | None, **options: int) -> None:
    """Write the NPZ again with one member changed, or gone."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members.pop(member)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        if data is not None:
            archive.writestr(member, data, **options)


def npy(array: object, **options: bool) -> bytes:
    file = io.BytesIO()
    np.save(file, np.asarray(array), **options)
    return file.getvalue()


def npy_header(shape: str, descr: str = "<f4") -> bytes:
    header = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    header += b" " * (118 - len(header) - 1) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header


def damage(whole: bytes) -> st.SearchStrategy[bytes]:
    def change(places: list[tuple[int, int]]) -> bytes:
        data = bytearray(whole)
        for place, byte in places:
            data[place % len(data)] = byte
        return bytes(data)

    changes = st.lists(st.tuples(st.integers(0, len(whole)), st.integers(0, 255)), max_size=4)
    return changes.map(change) | st.binary(max_size=200)
