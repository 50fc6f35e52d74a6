"""Home: the folder with everything that the app and the command line make.

    W2V_HOME/
      corpora/<content hash>/   encoded texts, each stored once
      runs/<id>/                training runs
      uploads/                  files on their way in

Leaves out: what stands in those folders (`text.corpus`, `store`, `encode`).
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
from pathlib import Path

from w2v_core.errors import CorpusError
from w2v_core.text.corpus import Corpus

_BESIDE_THE_APP = Path(__file__).resolve().parents[2] / ".w2v"
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclasses.dataclass(frozen=True, slots=True)
class CorpusCard:
    """What a list of corpora shows of each, read without opening it.

    Attributes
    ----------
    hash, name : str
        The content's SHA-256 and what a person calls it.
    tokens, types, sentences : int
        How large it is.
    folder : Path
        Where it is stored.
    """

    hash: str
    name: str
    tokens: int
    types: int
    sentences: int
    folder: Path


class Home:
    """The places under one root; each folder is made when it is first asked for.

    Parameters
    ----------
    root : Path
        Need not exist yet.
    """

    def __init__(self, root: Path) -> None:
        self.root = Path(root).resolve()

    def __repr__(self) -> str:
        return f"Home({str(self.root)!r})"

    @classmethod
    def default(cls) -> Home:
        """The folder that W2V_HOME names, else `.w2v` beside the app."""
        return cls(Path(os.environ.get("W2V_HOME") or _BESIDE_THE_APP))

    @property
    def corpora(self) -> Path:
        """Encoded texts, one folder for each content hash."""
        return self._made("corpora")

    @property
    def runs(self) -> Path:
        """Training runs, one folder each."""
        return self._made("runs")

    @property
    def uploads(self) -> Path:
        """Files on their way in."""
        return self._made("uploads")

    def _made(self, name: str) -> Path:
        folder = self.root / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def corpus(self, content_hash: str) -> Corpus:
        """Open the stored corpus of that hash.

        Raises
        ------
        CorpusError
            If it is not there, is damaged, or `content_hash` is no hash at all: the hash may come
            from an address, and must not lead out of the folder.
        """
        if not _HASH.fullmatch(content_hash):
            raise CorpusError(
                f"{content_hash[:80]!r} is no corpus: a hash has 64 digits from 0 to f."
            )
        folder = self.corpora / content_hash
        if not folder.is_dir():
            raise CorpusError(
                f"The corpus {content_hash[:12]}… is not stored here any more; load its text again."
            )
        return Corpus.load(folder)

    def list_corpora(self) -> list[CorpusCard]:
        """All stored corpora, the one that was last loaded first; damaged ones are left out."""
        folders = [each for each in self.corpora.iterdir() if _HASH.fullmatch(each.name)]
        cards = [(_modified(folder), card) for folder in folders if (card := _card(folder))]
        return [card for _, card in sorted(cards, key=lambda pair: -pair[0])]


def _modified(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


def _card(folder: Path) -> CorpusCard | None:
    try:
        meta = json.loads((folder / "corpus.json").read_text("utf-8"))
        tokens, types, sentences = (int(meta[key]) for key in ("tokens", "types", "sentences"))
        return CorpusCard(folder.name, str(meta["name"]), tokens, types, sentences, folder)
    except (OSError, ValueError, KeyError, TypeError):
        return None
