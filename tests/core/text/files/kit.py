"""What tests of files share: texts, archives and tables to write, reading them, and refusals."""

from __future__ import annotations

import contextlib
import io
import tarfile
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from w2v_core.errors import ReadError
from w2v_core.text.files.reading import Limits, ReadOptions, ReadReport, TextFile, read_blocks

END = "\n\f\n"  # after each document
CURLY = "It’s a “smart” café – naïve, isn’t it?\n"
REVIEWS = 'id,stars,review\n1,5,"Good film,\nreally good"\n2,1,"She said ""never"" again"\n3,4,ok\n'
PAGE = (
    '<!doctype html><html><head><title>Pets</title><style>p > a {}</style></head><body class="x>y">'
    "<p>The cat\nsat on the <b>m</b>at &amp; purred.<br>It left&hellip;<div hidden=''>3 < 4</div>"
    "<script>if (a<b) document.write('</p>')</script><!-- a > b --><ul><li>one<li>two</ul>"
    "<pre>kept\nlines</pre><p data-x='a>b' title=\"</p>\">last &lt;b&gt;</p></body></html>"
)
same_folder = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def file(folder: Path, name: str, data: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def zipped(folder: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    path = folder / "pack.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return path


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


def read(path: Path, limits: Limits | None = None) -> tuple[str, ReadReport]:
    report = ReadReport()
    text = "".join(read_blocks([path], report, limits or Limits()))
    return text, report


def rows(path: Path, **options: object) -> list[str]:
    report = ReadReport()
    given = TextFile(path.name, path, ReadOptions(**options))  # type: ignore[arg-type]
    text = "".join(read_blocks([given], report))
    assert text.count("\f") == len(report.documents)
    return text.split(END)[:-1]


def refused(path: Path, *parts: str, limits: Limits | None = None) -> None:
    """The message names the file, and says what else it must."""
    with pytest.raises(ReadError) as caught:
        read(path, limits)
    message = str(caught.value)
    assert path.name in message
    assert message.endswith(".")
    for part in parts:
        assert part in message


@contextlib.contextmanager
def memory_below(limit: int) -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < limit
    finally:
        tracemalloc.stop()
