"""Visitors: what a browser tab says to the app and hears from it, without the browser.

A visitor speaks Streamlit's own messages over a real websocket and keeps a page's timers as the
browser does (read in Streamlit 1.67): a fragment that asks to be run again is run every so many
seconds, until the page changes or runs as a whole. Leaves out: drawing, and the values of widgets
that nobody has touched, for which the server keeps its own.
"""

from __future__ import annotations

import asyncio
import dataclasses
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from urllib.parse import urlencode

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_KEYED = re.compile(r"\$\$ID-[0-9a-f]+-(.+)")  # a widget's id ends with the key the page gave it
_PATIENCE = 60.0  # seconds; a page that takes longer has failed
_KEPT_RUNS = 2  # the browser forgets a message that so many runs did not show


@dataclasses.dataclass(slots=True)
class Log:
    """What all visitors have met.

    Attributes
    ----------
    pages : list of (page, seconds)
        From the click until the page's script has run to its end, and the client knows it.
    ticks : list of float
        The same for a live fragment, in seconds.
    failures : list of str
        Errors that a page has shown, pages not found, answers that never came.
    received : int
        Bytes of all messages, unpacked.
    """

    pages: list[tuple[str, float]] = dataclasses.field(default_factory=list)
    ticks: list[float] = dataclasses.field(default_factory=list)
    failures: list[str] = dataclasses.field(default_factory=list)
    received: int = 0


class Visitor:
    """One tab. Use as `async with Visitor(address, log) as visitor`; leaving closes the tab.

    Parameters
    ----------
    address : str
        Of the server, as `http://127.0.0.1:8501`.
    log : Log
        Where times and failures go.
    """

    def __init__(self, address: str, log: Log) -> None:
        self._address = re.sub("^http", "ws", address) + "/_stcore/stream"
        self._log = log
        self._hash = self._query = ""
        self._began = False
        self._done: asyncio.Event = asyncio.Event()
        self._timers: dict[str, tuple[float, asyncio.Task[None]]] = {}
        self._asked: dict[str, list[float]] = {}  # ticks sent, by fragment
        self._answering: dict[str, float] = {}  # the first tick that the run in hand answers
        self._runs = 0
        self._kept: dict[str, tuple[int, ForwardMsg]] = {}
        self.page = ""
        self.hashes: dict[str, str] = {}  # of the pages, by the last part of their address
        self.widgets: dict[str, str] = {}  # ids by key, of the page as it stands
        self.figures: dict[str, str] = {}  # plotly's JSON by key

    async def __aenter__(self) -> Visitor:
        self._socket = await websockets.connect(
            self._address, subprotocols=[websockets.Subprotocol("streamlit")], max_size=None
        )
        self._ear = asyncio.create_task(self._listen())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._stop_timers()
        self._ear.cancel()
        with suppress(asyncio.CancelledError):
            await self._ear  # raises what went wrong in there
        await self._socket.close()

    async def go(self, page: str, address: Mapping[str, str]) -> None:
        """Open a page (`train`; empty for the first one) and wait until it is all there."""
        self._stop_timers()
        self.widgets.clear()
        self.figures.clear()
        self.page, self._hash, self._query = page, self.hashes.get(page, ""), urlencode(address)
        await self._run(BackMsg())

    async def choose(self, key: str, value: str) -> bool:
        """Choose from a select box and wait for the page; False if the page has no such box."""
        if key not in self.widgets:
            return False
        message = BackMsg()
        message.rerun_script.widget_states.widgets.add(id=self.widgets[key], string_value=value)
        await self._run(message)
        return True

    async def _run(self, message: BackMsg) -> None:
        """Have the whole page run, and note how long it takes."""
        self._began = False
        self._done.clear()
        self._asked.clear()  # a run of the page makes an end of ticks that wait
        self._answering.clear()
        start = time.perf_counter()
        await self._send(message)
        try:
            await asyncio.wait_for(self._done.wait(), _PATIENCE)
            self._log.pages.append((self.page or "corpus", time.perf_counter() - start))
        except TimeoutError:
            self._log.failures.append(f"{self.page}: no answer in {_PATIENCE:.0f} s")

    async def _send(self, message: BackMsg) -> None:
        state = message.rerun_script
        state.query_string, state.page_script_hash = self._query, self._hash
        if not self._hash:  # the first message: the server alone knows the hashes
            state.page_name = self.page
        state.cached_message_hashes.extend(self._kept)
        await self._socket.send(message.SerializeToString())

    async def _tick(self, fragment: str, interval: float) -> None:
        """Run a fragment every `interval` seconds, whether or not the last time is over."""
        while True:
            await asyncio.sleep(interval)
            message = BackMsg()
            message.rerun_script.fragment_id = fragment
            message.rerun_script.is_auto_rerun = True
            self._asked.setdefault(fragment, []).append(time.perf_counter())
            await self._send(message)

    async def _listen(self) -> None:
        with suppress(websockets.ConnectionClosed):
            async for data in self._socket:
                self._log.received += len(data)
                self._hear(self._whole(ForwardMsg.FromString(data)))
        self._log.failures.append(f"{self.page}: the server has closed the connection")

    def _whole(self, message: ForwardMsg) -> ForwardMsg:
        """The message itself, where the server names one that it knows to be here."""
        if message.HasField("ref_hash"):
            if message.ref_hash not in self._kept:
                self._log.failures.append(f"{self.page}: a message that is not here any more")
                return message
            message = self._kept[message.ref_hash][1]
        if message.metadata.cacheable:
            self._kept[message.hash] = (self._runs, message)
        return message

    def _hear(self, message: ForwardMsg) -> None:
        match message.WhichOneof("type"):
            case "delta" if message.delta.HasField("new_element"):
                self._see(message.delta.new_element)
            case "new_session":
                self._begin(message)
            case "script_finished":
                self._finish(message)
            case "auto_rerun":
                self._start_timer(message.auto_rerun.fragment_id, message.auto_rerun.interval)
            case "stop_auto_rerun":
                for fragment in message.stop_auto_rerun.fragment_ids:
                    self._stop_timer(fragment)
            case "navigation":
                pages = message.navigation.app_pages
                self.hashes = {each.url_pathname: each.page_script_hash for each in pages}
            case "page_info_changed":
                self._query = message.page_info_changed.query_string
            case "page_not_found" | "session_event":
                self._log.failures.append(f"{self.page}: {message}")

    def _see(self, element: Element) -> None:
        match element.WhichOneof("type"):
            case "exception":
                error = element.exception
                self._log.failures.append(f"{self.page}: {error.type}: {error.message}")
            case "selectbox":
                self._remember(self.widgets, element.selectbox.id, element.selectbox.id)
            case "plotly_chart":
                self._remember(self.figures, element.plotly_chart.id, element.plotly_chart.spec)

    @staticmethod
    def _remember(shown: dict[str, str], identifier: str, value: str) -> None:
        if keyed := _KEYED.fullmatch(identifier):
            shown[keyed[1]] = value

    def _begin(self, message: ForwardMsg) -> None:
        """A run begins: of the page, or of the fragments that it names.

        A session's runs follow each other, so the one before has ended. A busy server may keep
        that to itself, or say that it was ended early, although everything has been sent.
        """
        fragments = message.metadata.run.fragment_ids
        for fragment in list(self._answering):
            self._note_tick(fragment)
        for fragment in fragments:
            if asked := self._asked.pop(fragment, None):
                self._answering[fragment] = asked[0]
        if not fragments:
            self._began = True
            self._hash = message.new_session.page_script_hash
            self._stop_timers()
        elif self._began:
            self._end_page()

    def _finish(self, message: ForwardMsg) -> None:
        """A run ends; one that asks for another run of the page does not count as its end."""
        fragments = message.metadata.run.fragment_ids
        for fragment in fragments:
            self._note_tick(fragment)
        whole = message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
        if whole and self._began and not fragments:
            self._end_page()

    def _note_tick(self, fragment: str) -> None:
        if (asked := self._answering.pop(fragment, None)) is not None:
            self._log.ticks.append(time.perf_counter() - asked)

    def _end_page(self) -> None:
        self._began = False
        self._done.set()
        self._runs += 1
        kept = self._kept.items()
        self._kept = {key: each for key, each in kept if each[0] > self._runs - _KEPT_RUNS - 1}

    def _start_timer(self, fragment: str, interval: float) -> None:
        if fragment in self._timers and self._timers[fragment][0] == interval:
            return
        self._stop_timer(fragment)
        self._timers[fragment] = interval, asyncio.create_task(self._tick(fragment, interval))

    def _stop_timer(self, fragment: str) -> None:
        if fragment in self._timers:
            self._timers.pop(fragment)[1].cancel()

    def _stop_timers(self) -> None:
        for fragment in list(self._timers):
            self._stop_timer(fragment)
