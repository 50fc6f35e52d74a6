"""Documents: what parts a text into the files, members and rows that it came from.

In a stream of text the mark stands on a line of its own after each document; clean text holds no
form feed, so nothing else looks like it. The names go beside the stream, one for each mark.
Leaves out: who sets the marks (`reading`) and who turns them into numbers (`numbering`).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import overload

from w2v_core.errors import CorpusError

MARK = "\f"
END = f"\n{MARK}\n"
MAX_DOCUMENTS = 5_000_000
MAX_NAME = 120


class DocumentNames(Sequence[str]):
    """A list of names that grows, kept as UTF-8: some 30 bytes a name instead of 100.

    Examples
    --------
    >>> names = DocumentNames(["a.txt", "b.csv row 2"])
    >>> names[-1], names[:1], names == ["a.txt", "b.csv row 2"]
    ('b.csv row 2', ['a.txt'], True)
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._data = bytearray()
        self._ends = array("q")
        for name in names:
            self.append(name)

    @classmethod
    def from_bytes(cls, data: bytes) -> DocumentNames:
        """Names as `to_bytes` gives them; each ends with a line feed."""
        import numpy as np  # half of the time in which a process that looks into files begins

        names = cls()
        data.decode("utf-8")  # a damaged file is noticed now, not at some name
        names._data = bytearray(data)
        ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n")) + 1
        names._ends.frombytes(ends.astype(np.int64).tobytes())
        return names

    def to_bytes(self) -> bytes:
        """One name a line, in UTF-8."""
        return bytes(self._data)

    def append(self, name: str) -> None:
        """Add a name, made safe to show.

        Raises
        ------
        CorpusError
            If there are 5,000,000 already.
        """
        if len(self._ends) >= MAX_DOCUMENTS:
            raise CorpusError(
                f"There are more than {MAX_DOCUMENTS:,} documents (files, or rows of tables). "
                "Load fewer of them, or plain text."
            )
        self._data += printable(name).encode("utf-8") + b"\n"
        self._ends.append(len(self._data))

    def clear(self) -> None:
        """Begin anew."""
        self._data.clear()
        self._ends = array("q")

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        i = range(len(self))[index]
        start = self._ends[i - 1] if i else 0
        return self._data[start : self._ends[i] - 1].decode("utf-8")

    def __eq__(self, other: object) -> bool:
        if isinstance(other, DocumentNames):
            return self._data == other._data
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        more = ", …" if len(self) > 3 else ""
        return f"DocumentNames([{', '.join(map(repr, self[:3]))}{more}])"


def printable(name: str) -> str:
    """A name that is safe to show and to store: it may come from a stranger's archive."""
    shown = name
    if not name.isprintable():
        shown = "".join(each if each.isprintable() else "?" for each in name)
    half = MAX_NAME // 2
    return shown if len(shown) <= MAX_NAME else f"{shown[:half]}…{shown[1 - half :]}"
