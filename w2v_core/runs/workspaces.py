"""Workspaces: who sees, who steers, and how much each may take.

W2V_MODE=local (the default): one person, to whom everything here belongs.
W2V_MODE=classroom: every visitor has a workspace of her own, named by a key in her address. Whoever
has the key is that visitor; whoever has a run's id, which nobody can guess, may look at that run.
The key itself is stored nowhere, only its hash. Leaves out: whose turn it is (`queue`).
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from w2v_core.errors import RunError, SettingError, system_errors_as
from w2v_core.evaluation.analogies import Section
from w2v_core.host import lock
from w2v_core.host.environment import Server
from w2v_core.host.files import discard, size_of, write_atomically
from w2v_core.host.home import CorpusCard, Home
from w2v_core.host.machine import total_memory
from w2v_core.models import catalog
from w2v_core.models.forecast import Forecast, check_memory
from w2v_core.models.settings import Config
from w2v_core.runs import create
from w2v_core.runs.folder.questions import RunQuestions, read_run_questions
from w2v_core.runs.folder.records import UNDER_WAY, RunInfo
from w2v_core.runs.folder.run_folder import RunFolder, list_runs
from w2v_core.text.corpus import Corpus

_KEY = re.compile(r"[A-Za-z0-9_-]{22,64}")


def classroom() -> bool:
    """Whether visitors have workspaces of their own; SettingError if W2V_MODE is neither."""
    return Server.from_environment().classroom


def new_key() -> str:
    """A key that nobody can guess: 128 random bits."""
    return secrets.token_urlsafe(16)


def is_key(text: str) -> bool:
    """Whether this could be a key at all; it may come from an address."""
    return bool(_KEY.fullmatch(text))


@dataclasses.dataclass(frozen=True, slots=True)
class Workspace:
    """What belongs to one person.

    Attributes
    ----------
    home : Home
    id : str
        Empty for the one person of local mode; else a hash of the key.
    """

    home: Home
    id: str = ""

    @classmethod
    def of(cls, home: Home, key: str) -> Workspace:
        """The workspace of a key."""
        return cls(home, hashlib.sha256(f"workspace {key}".encode()).hexdigest()[:32])

    def may_steer(self, run: RunFolder) -> bool:
        """Whether the person may do more than look."""
        return not self.id or run.info.owner == self.id

    def runs(self) -> list[RunFolder]:
        """Her runs, newest first."""
        return [run for run in list_runs(self.home) if self.may_steer(run)]

    # Corpora are stored once, whoever brings them; a marker says who has brought which.

    def admit(self, corpus: Corpus) -> None:
        """Let the workspace have a corpus.

        Raises
        ------
        SettingError
            If it is too large for a workspace; it is removed where nobody else has it.
        CorpusError
            If somebody else's was too large, and it was the same.
        """
        if not self.id:
            return
        marker = self._markers() / corpus.content_hash
        with lock.exclusive(self.home.corpora_lock):
            self.home.corpus_folder(corpus.content_hash)
            try:
                self._check_corpus(corpus, new=not marker.exists())
            except SettingError:
                self._remove_unused(corpus.content_hash)
                raise
            with system_errors_as(RunError, "Your workspace cannot be written", "Make room first."):
                marker.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(corpus.name.encode("utf-8", "replace"), marker)

    def _check_corpus(self, corpus: Corpus, *, new: bool) -> None:
        quota = Server.from_environment().quota
        if len(corpus.ids) > quota.tokens:
            raise SettingError(
                f"This corpus has {len(corpus.ids):,} tokens; here one may have "
                f"{quota.tokens:,}. Load a part of it."
            )
        if new:
            needed = size_of(self.home.corpora / corpus.content_hash)
            self._check_disk(needed, "this corpus", "delete some runs, or load a part of it")

    def _check_disk(self, needed: int, what: str, cure: str) -> None:
        limit, used = Server.from_environment().quota.disk_mb, self.disk()
        if used + needed > limit * 1_000_000:
            raise SettingError(
                f"Your texts and runs take {_megabytes(used)}, {what} {_megabytes(needed)} more, "
                f"and here one may have {limit:,} MB: {cure}."
            )

    def _remove_unused(self, content_hash: str) -> None:
        marked = any(self.home.workspaces.glob(f"*/corpora/{content_hash}"))
        if not marked and all(run.info.corpus_hash != content_hash for run in list_runs(self.home)):
            discard(self.home.corpora / content_hash)

    def corpora(self) -> list[CorpusCard]:
        """Her corpora, the one that was last loaded first, under the names she gave them."""
        cards = self.home.list_corpora()
        if not self.id:
            return cards
        names = {each.name: each for each in self._markers().glob("*")}  # there may be no folder
        mine = sorted(
            (card for card in cards if card.hash in names),
            key=lambda card: -names[card.hash].stat().st_mtime,
        )
        return [
            dataclasses.replace(card, name=names[card.hash].read_text("utf-8", "replace"))
            for card in mine
        ]

    def disk(self) -> int:
        """Bytes of her runs and corpora."""
        texts = sum(size_of(card.folder) for card in self.corpora())
        return texts + sum(run.size() for run in self.runs())

    def submit(
        self,
        algorithm: str,
        config: Config,
        corpus: Corpus,
        expected: Forecast,
        *,
        seconds: float | None = None,
        name: str = "",
        pinned: Sequence[str] = (),
        questions: Sequence[Section] | RunQuestions = (),
    ) -> RunFolder:
        """Put a run into the queue, or find the one that was or is trained with these settings.

        The same settings on the same corpus give the same vectors, so they are trained once: in
        this workspace that run is returned; one of another workspace is followed and shared.

        Raises
        ------
        SettingError
            If machine or quota have not the memory, the disk or the place for it.
        W2VError
            Whatever `create_run` raises.
        """
        check_memory(expected, config, total_memory())
        copies = catalog.algorithm(algorithm).times_stored(config)
        # A class presses Start at once: one of them leads, the others find her run.
        with lock.exclusive(self.home.making_lock):
            mine, leader = self._same(create.describe(algorithm, config, corpus, name))
            if mine:
                return mine
            self._check_queue()
            self.check_room(copies * expected.disk)
            if leader:
                return create.follow(leader, name, owner=self.id)
            return create.create_run(
                self.home,
                algorithm,
                config,
                corpus,
                name,
                owner=self.id,
                expected_seconds=seconds,
                expected_bytes=expected.memory,
                pinned=pinned,
                questions=questions,
            )

    def repeat(self, run: RunFolder) -> RunFolder:
        """Make a run with the settings and the seed of another, paused at its beginning.

        Raises
        ------
        SettingError, W2VError
            If there is no room for it, or whatever `create_run` raises.
        """
        info = run.info
        with self.room_for(run.size()):
            return create.create_run(
                self.home,
                info.algorithm,
                run.config,
                run.corpus(),
                info.name,
                owner=self.id,
                expected_seconds=info.expected_seconds,
                expected_bytes=info.expected_bytes,
                questions=read_run_questions(run.path),
                paused=True,
            )

    def train_on(self, run: RunFolder, epochs: int) -> RunFolder:
        """Put a run into the queue that goes on for more epochs where another has ended.

        Raises
        ------
        SettingError, RunError
            If there is no room for it, or whatever `create.train_on` raises.
        """
        with self.room_for(run.size()):
            self._check_queue()
            return create.train_on(run, epochs, owner=self.id)

    def _same(self, wanted: RunInfo) -> tuple[RunFolder | None, RunFolder | None]:
        """A run here, and one elsewhere, that ends with the vectors that are wanted."""
        leader = None
        for run in list_runs(self.home):
            with suppress(RunError):
                if not run.info.trains_as(wanted):
                    continue
                state = run.state()
                if self.may_steer(run) and state.status in (*UNDER_WAY, "done"):
                    return run, None
                if state.status in ("queued", "running", "done") and not state.follows:
                    leader = run
        return None, leader

    @contextmanager
    def room_for(self, needed: int) -> Iterator[None]:
        """Make a run of so many bytes, if `check_room` lets it: meanwhile nobody else makes one."""
        with lock.exclusive(self.home.making_lock):
            self.check_room(needed)
            yield

    def check_room(self, needed: int) -> None:
        """Refuse another run of so many bytes if there is no room for it.

        Raises
        ------
        SettingError
            With the numbers and the cure.
        """
        free = shutil.disk_usage(self.home.root).free
        if needed > free:
            raise SettingError(
                f"The run needs about {_megabytes(needed)} on disk, {_megabytes(free)} are free: "
                "delete some runs, or choose a smaller dim."
            )
        if not self.id:
            return
        quota, kept = Server.from_environment().quota, len(self.runs())
        if kept >= quota.runs:
            raise SettingError(
                f"You have {kept} runs, and here one may keep {quota.runs}: delete some."
            )
        self._check_disk(needed, "this one", "delete some runs")

    def _check_queue(self) -> None:
        if not self.id:
            return
        limit, waiting = Server.from_environment().quota.queued, 0
        for run in self.runs():
            with suppress(RunError):  # one that cannot be read waits for nothing
                waiting += run.state().status in ("queued", "running")
        if waiting > limit:
            raise SettingError(
                f"You have {waiting} runs that are trained or wait, and here one may be "
                f"trained and {limit} wait: wait for one to end, or cancel one."
            )

    def _markers(self) -> Path:
        return self.home.workspaces / self.id / "corpora"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"
