"""Files of vectors packed with gzip, read as a stream: nothing is unpacked to disk.

Leaves out: what is in them (`plain_text`, `word2vec`).
"""

from __future__ import annotations

import gzip
import io
import zlib
from typing import BinaryIO

from w2v_core.errors import FormatError, ReadError
from w2v_core.text.files.unpacking import Limits

SUFFIX = ".gz"
# No stream of deflate grows by more.
MOST_RATIO = 1032
# What ordinary numbers never reach, and room for six million words of 300 numbers as text.
_LIMITS = Limits(output_bytes=32 << 30)
_BUFFER = 1 << 20


class _Bounded(io.RawIOBase):
    """The unpacked bytes; a file that grows without end is refused on the way."""

    def __init__(self, file: BinaryIO) -> None:
        self._packed = file
        self._stream = gzip.GzipFile(fileobj=file)
        self._total = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            count = self._stream.readinto(buffer)
            self._total += count
            _LIMITS.check("the file", self._total, self._packed.tell())
        except ReadError as error:
            raise FormatError(str(error)) from error
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise FormatError(
                f"the file is no gzip, damaged or cut off: {str(error).rstrip('.')}. "
                "Copy or pack it again."
            ) from error
        return count


def unpacked(file: BinaryIO) -> BinaryIO:
    """What a gzip file holds; FormatError where it is damaged or a bomb."""
    return io.BufferedReader(_Bounded(file), _BUFFER)
