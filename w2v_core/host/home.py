"""Home: the folder with everything that the app and the command line make.

    W2V_HOME/
      corpora/<content hash>/   encoded texts, each stored once
      runs/<id>/                training runs
      uploads/                  files on their way in
      workspaces/<id>/          what each visitor of a classroom has
      trash/<id>/               deleted runs, for some days

Leaves out: what stands in those folders (`text.corpus`, `run_folder`, `encode`).
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
from pathlib import Path

from w2v_core.errors import WRITABLE_HOME, CorpusError, RunError, system_errors_as
from w2v_core.host.environment import Server
from w2v_core.text.corpus import Corpus

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
        self.root = Path(os.path.abspath(root))  # asked for often: links are not looked up

    def __repr__(self) -> str:
        return f"Home({str(self.root)!r})"

    @classmethod
    def default(cls) -> Home:
        """The folder that W2V_HOME names, else the one of `place`."""
        return cls(Server.from_environment().home)

    @property
    def corpora(self) -> Path:
        """Encoded texts, one folder for each content hash."""
        return self._made("corpora")

    @property
    def corpora_lock(self) -> Path:
        """Held by whoever stores, names, admits or removes a corpus: many bring the same text."""
        return self._made(".") / "corpora.lock"

    @property
    def making_lock(self) -> Path:
        """Held from looking what runs there are to the moment there is one more."""
        return self._made(".") / "making.lock"

    @property
    def runs(self) -> Path:
        """Training runs, one folder each."""
        return self._made("runs")

    @property
    def uploads(self) -> Path:
        """Files on their way in."""
        return self._made("uploads")

    @property
    def workspaces(self) -> Path:
        """What each visitor of a classroom has, one folder each."""
        return self._made("workspaces")

    @property
    def trash(self) -> Path:
        """Runs that were deleted, until they are swept out."""
        return self._made("trash")

    def _made(self, name: str) -> Path:
        folder = self.root / name
        with system_errors_as(RunError, f"{folder} cannot be made", WRITABLE_HOME):
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
        return Corpus.load(self.corpus_folder(content_hash))

    def corpus_folder(self, content_hash: str) -> Path:
        """Where the corpus of that hash lies; raises CorpusError if it does not."""
        if not _HASH.fullmatch(content_hash):
            raise CorpusError(
                f"{content_hash[:80]!r} is no corpus: a hash has 64 digits from 0 to f."
            )
        folder = self.corpora / content_hash
        if not folder.is_dir():
            raise CorpusError(
                f"The corpus {content_hash[:12]}… is not stored here any more; load its text again."
            )
        return folder

    def card(self, content_hash: str) -> CorpusCard:
        """What a list shows of one corpus; raises CorpusError as `corpus` does."""
        found = _card(self.corpus_folder(content_hash))
        if found is None:
            raise CorpusError(f"The corpus {content_hash[:12]}… is damaged; load its text again.")
        return found

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
