"""Options: what to take of a file, and how its name says what it is.

Leaves out: doing it (`reading`, `tables`, `markup`).
"""

from __future__ import annotations

import dataclasses
from typing import Any, Literal, get_args

from w2v_core.errors import SettingError

Format = Literal["text", "html", "csv", "tsv", "jsonl"]
FORMATS: tuple[Format, ...] = get_args(Format)
TABLES: tuple[Format, ...] = ("csv", "tsv", "jsonl")
PACKED = (".gz", ".tgz", ".zip", ".tar")
_SUFFIXES: dict[str, Format] = {
    ".txt": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
SUFFIXES = (*_SUFFIXES, *PACKED)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What to take of one file; of an archive it holds for every file in it.

    Attributes
    ----------
    format : "auto", "text", "html", "csv", "tsv" or "jsonl"
        "auto" goes by the name: .html, .csv, .tsv, .jsonl and their kin; all else is text.
    column : str or int
        Of a CSV or TSV table: its name or its number from 1. "" is the one with the most text.
    field : str
        Of JSON lines: its name; "user.text" is the text within user. "" is the one with the most
        text.
    label : str or int
        A column or field, named as above, whose value is kept with each document, so that
        documents can be put into groups by it; of JSON lines it must be text. "" keeps none, and a
        file that is no table has none.
    header : bool, optional
        Whether the first row of a CSV or TSV table names the columns; None guesses.
    """

    format: Literal["auto"] | Format = "auto"
    column: str | int = ""
    field: str = ""
    label: str | int = ""
    header: bool | None = None

    def __post_init__(self) -> None:
        if self.format not in ("auto", *FORMATS):
            raise SettingError(
                f"format must be one of auto, {', '.join(FORMATS)}; got {self.format!r}."
            )
        for name, value in (("column", self.column), ("label", self.label)):
            if isinstance(value, int) and value < 1:
                raise SettingError(f"{name} must be a name or a number from 1; got {value}.")

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return dataclasses.asdict(self)

    def format_of(self, name: str) -> Format:
        """The format of the file that is called `name`.

        Examples
        --------
        >>> ReadOptions().format_of("pack.zip/Reviews.CSV.gz")
        'csv'
        """
        if self.format != "auto":
            return self.format
        stem = name.lower().removesuffix(".gz")
        return next((kind for suffix, kind in _SUFFIXES.items() if stem.endswith(suffix)), "text")
