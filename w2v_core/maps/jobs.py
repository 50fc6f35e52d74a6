"""Jobs: t-SNE in the background, with a queue, pauses, and a picture to look at any time.

Whoever asks for a map gets a job. Those who ask for the same words and settings share one: it goes
on until it is finished or the last of them has left, and only someone who is alone with it can
pause it. A paused job gives its place to the next one and keeps what it has. Jobs live in the
server's memory: they survive reloads and closed tabs, and a restart loses those under way, while
finished maps lie in files (`kept`) and open at once.

Threads, not processes. Measured on two cores with a thread that ticks every 2 ms: while t-SNE of
5,000 words ran in another thread, the ticks came after 2.1 ms in the median, 3.9 ms at the 99th
percentile and 17 ms at worst, for openTSNE computes nearly all the time without Python's lock. A
process would cost its imports, two to three seconds, before the first picture, which a thread of
the server has after 0.4 s (2,000 words). At most half the cores compute at a time.
Leaves out: who may see a run, and drawing.
"""

from __future__ import annotations

import dataclasses
import logging
import threading
import time
from collections.abc import Callable, Iterator

from w2v_core.errors import RunError, SettingError, W2VError
from w2v_core.host.home import Home
from w2v_core.host.machine import cores
from w2v_core.host.process import be_nice_here
from w2v_core.maps.kept import read_map, write_map
from w2v_core.maps.requests import UNDER_WAY, MapRequest, MapStatus, Phase
from w2v_core.vectors.projection import Projection, check_tsne, tsne
from w2v_core.vectors.ranking import Vectors

MOST_WORDS = 10_000
MOST_UNDER_WAY = 64  # jobs of a server
MOST_OF_ONE = 12  # of whoever asks
MOST_PAUSED = 8  # each keeps some MB
MOST_ENDED = 16  # that are remembered, stopped or failed or done

_NICENESS = 5  # pages go first
_log = logging.getLogger(__name__)


@dataclasses.dataclass(slots=True, eq=False)
class _Job:
    request: MapRequest
    steps: Iterator[Projection]
    askers: set[str]
    phase: Phase = "waiting"
    busy: bool = False  # a thread is at it, whatever the phase says by now
    newest: Projection | None = None
    seconds: float = 0.0
    trouble: str = ""


class TsneJobs:
    """The jobs of one home. Every method may be called from any thread.

    Parameters
    ----------
    home : Home
        Where finished maps are kept.
    slots : int, optional
        How many are computed at once; half the cores if not given, one at least.
    """

    def __init__(self, home: Home, slots: int | None = None) -> None:
        self._home = home
        self._slots = slots or max(1, cores() // 2)
        self._lock = threading.RLock()
        self._jobs: dict[str, _Job] = {}  # by name; those under way in the order of the queue
        self._threads = 0

    def look(self, request: MapRequest, asker: str = "") -> MapStatus | None:
        """How far a map is; None if nobody has asked for it, or it was forgotten."""
        with self._lock:
            job = self._jobs.get(request.name)
            if job is not None:
                return self._status(job, asker)
        found = read_map(self._home, request.name, (len(request.rows), request.dims))
        return None if found is None else MapStatus("done", found)

    def ask(self, request: MapRequest, vectors: Callable[[], Vectors], asker: str = "") -> None:
        """Have a map computed, from its beginning if it was stopped; join it if it is there.

        One that is paused goes on.

        Parameters
        ----------
        request : MapRequest
        vectors : callable
            Gives the (n, d) vectors of `request.rows` when it is the map's turn.
        asker : str
            Who asks.

        Raises
        ------
        SettingError
            If a setting is out of its range or there are too many words.
        RunError
            If too many maps are under way, or the system starts no more threads.
        """
        if len(request.rows) > MOST_WORDS:
            raise SettingError(
                f"t-SNE takes at most {MOST_WORDS:,} words; these are {len(request.rows):,}. "
                "Choose fewer, or PCA."
            )
        with self._lock:
            job = self._jobs.get(request.name)
            if job is not None and job.phase in (*UNDER_WAY, "done"):
                job.askers.add(asker)
                if job.phase == "paused":  # who paused it was alone with it, and is no more
                    job.phase = "waiting"
                if job.phase == "waiting":
                    self._start()
                return
            self._make_room(asker)
            steps = _steps(request, vectors)
            self._jobs.pop(request.name, None)  # to the end of the queue
            self._jobs[request.name] = _Job(request, steps, {asker})
            self._start()

    def pause(self, request: MapRequest, asker: str = "") -> None:
        """Halt a map after the iterations at hand; no effect unless one is alone with it."""
        with self._lock:
            job = self._alone(request, asker)
            if job is not None and job.phase in ("waiting", "running"):
                job.phase = "paused"
                paused = [each for each in self._jobs.values() if each.phase == "paused"]
                for old in paused[:-MOST_PAUSED]:
                    _end(old, "stopped")

    def resume(self, request: MapRequest, asker: str = "") -> None:
        """Let a paused map go on, when it is its turn again."""
        with self._lock:
            job = self._alone(request, asker)
            if job is not None and job.phase == "paused":
                job.phase = "waiting"
                self._start()

    def leave(self, request: MapRequest, asker: str = "") -> None:
        """Want a map no more; when the last one has left it stops, and its picture stays."""
        with self._lock:
            job = self._jobs.get(request.name)
            if job is None or job.phase not in UNDER_WAY:
                return
            job.askers.discard(asker)
            if not job.askers:
                _end(job, "stopped")

    def _alone(self, request: MapRequest, asker: str) -> _Job | None:
        job = self._jobs.get(request.name)
        return job if job is not None and job.askers == {asker} else None

    def _status(self, job: _Job, asker: str) -> MapStatus:
        waiting = [each for each in self._jobs.values() if each.phase == "waiting"]
        place = waiting.index(job) + 1 if job in waiting else 0
        newest = job.newest
        left = None
        if newest is not None and job.phase == "running":
            left = job.seconds / newest.done * (newest.total - newest.done)
        mine = asker in job.askers
        others = bool(job.askers - {asker})
        of = len(waiting) if place else 0
        return MapStatus(job.phase, newest, place, of, left, mine, others, job.trouble)

    def _make_room(self, asker: str) -> None:
        """Forget old ends, stop the oldest of one who has many, refuse when all is full."""
        ended = [name for name, job in self._jobs.items() if job.phase not in UNDER_WAY]
        for name in ended[:-MOST_ENDED]:
            del self._jobs[name]
        hers = [job for job in self._jobs.values() if job.phase in UNDER_WAY]
        if len(hers) >= MOST_UNDER_WAY:
            raise RunError(
                f"{MOST_UNDER_WAY} maps are under way on this server, as many as it takes; try "
                "again in a minute."
            )
        hers = [job for job in hers if asker in job.askers]
        if len(hers) >= MOST_OF_ONE:
            self.leave(hers[0].request, asker)

    def _start(self) -> None:
        if self._threads == self._slots:
            return
        try:
            threading.Thread(target=self._work, name="tsne", daemon=True).start()
        except RuntimeError as error:
            if not self._threads:  # nobody will look at what waits
                raise RunError(
                    "This map waits, for the system starts no more threads; try again in a minute."
                ) from error
            return
        self._threads += 1

    def _work(self) -> None:
        """Compute what waits, and end when nothing does."""
        be_nice_here(_NICENESS)
        while (job := self._next()) is not None:
            self._compute(job)

    def _next(self) -> _Job | None:
        with self._lock:
            for job in self._jobs.values():
                if job.phase == "waiting" and not job.busy:
                    job.phase, job.busy = "running", True
                    return job
            self._threads -= 1
            return None

    def _compute(self, job: _Job) -> None:
        """Take steps until the job has ended, or somebody has said so."""
        try:
            while job.phase == "running":
                begin = time.monotonic()
                newest = next(job.steps)
                with self._lock:
                    job.newest = newest
                    job.seconds += time.monotonic() - begin
                    if newest.done == newest.total:
                        self._finish(job, newest)
        except Exception as error:  # the page says why; the server and the other maps go on
            _log.error("map: %s", error, exc_info=not isinstance(error, W2VError | MemoryError))
            with self._lock:
                job.trouble = str(error) if isinstance(error, W2VError) else _trouble(error)
                _end(job, "failed")
        with self._lock:
            job.busy = False
            if job.phase not in UNDER_WAY:
                _end(job, job.phase)

    def _finish(self, job: _Job, newest: Projection) -> None:
        job.phase = "done"
        try:
            write_map(self._home, job.request.name, newest)
        except OSError as error:  # it is still in memory
            _log.error("map not kept: %s", error)


def _steps(request: MapRequest, vectors: Callable[[], Vectors]) -> Iterator[Projection]:
    """The pictures of a map; settings are checked now, vectors are taken at the first picture."""
    check_tsne(request.perplexity, request.dims, request.seed)

    def steps() -> Iterator[Projection]:
        yield from tsne(
            vectors(), perplexity=request.perplexity, seed=request.seed, dims=request.dims
        )

    return steps()


def _end(job: _Job, phase: Phase) -> None:
    """End a job and let go of what it has computed with, unless a thread is still at it."""
    job.phase = phase
    if not job.busy:
        job.steps = iter(())


def _trouble(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "There is not enough memory for this map; choose fewer words."
    return "Something went wrong while this map was computed; the log of the server has it."


_OF_HOMES: dict[str, TsneJobs] = {}
_OF_HOMES_LOCK = threading.Lock()


def tsne_jobs(home: Home) -> TsneJobs:
    """The jobs of a home, the same for all who ask in this process."""
    with _OF_HOMES_LOCK:
        return _OF_HOMES.setdefault(str(home.root), TsneJobs(home))
