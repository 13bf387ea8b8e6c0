"""Keeps a media process running: one that dies is replaced at once, unless that happens too often."""

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable

from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ErrorCode, MediaError
from room_console.core.media.embedded.launch import GOODBYE_S, Child, launch
from room_console.core.media.embedded.link import ProcessLink
from room_console.core.media.embedded.wire import MediaSettings, Ready, Refused, Stop, ToCore, ToProcess

_log = logging.getLogger(__name__)
START_TIMEOUT_S = 20.0
"""A process starts within half a second; on a machine that is busy with something else it may take long."""
READY_TIMEOUT_S = 3.0
"""How long an opening leg waits for a process that is being replaced."""
STUCK_S = 5.0
"""A process that says nothing for so long, though it reports each second, is replaced."""
WATCH_S = 0.5
MOST_WATCHED = 2
"""So many of these at most count of the time since the last look: where the machine stood still, so did the process."""
MOST_DEATHS = 3
WINDOW_S = 60.0


def pause_s(deaths_mono_s: deque[float], now_mono_s: float) -> float:
    """Return how long to wait before another start: the third death within a minute is not followed by one."""
    recent = [at for at in deaths_mono_s if now_mono_s - at < WINDOW_S]
    return recent[-MOST_DEATHS] + WINDOW_S - now_mono_s if len(recent) >= MOST_DEATHS else 0.0


class MediaProcess:
    """The one media process there is. Thread: the media loop's.

    `on_ready` is told of each process, before anything else of it; `on_lost` when it is gone.
    """

    def __init__(
        self,
        settings: MediaSettings,
        on_ready: Callable[[], None],
        on_message: Callable[[ToCore], None],
        on_lost: Callable[[], None],
        start_child: Callable[[MediaSettings], Awaitable[Child]] = launch,
        mono_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self.child: Child | None = None
        self.deaths = 0
        self._settings = settings
        self._on_ready = on_ready
        self._on_message = on_message
        self._on_lost = on_lost
        self._start_child = start_child
        self._mono_s = mono_s
        self._deaths_mono_s: deque[float] = deque(maxlen=MOST_DEATHS)
        self._owner = TaskOwner("media process")
        self._closing = asyncio.Event()
        self._link: ProcessLink | None = None
        self._ready: Ready | None = None
        self._refusal = ""
        self._is_known = asyncio.Event()
        """Whether the process has said that it is ready, or why it can't be."""
        self._keeping: asyncio.Task[None] | None = None

    @property
    def dropped(self) -> int:
        """Return how many packets the process did not fetch in time."""
        return self._link.dropped if self._link is not None else 0

    async def start(self) -> None:
        """Start the first one. Raises: MediaError(`media_failed`) with its reason where it can't listen."""
        self._keeping = spawn(self._keep(), name="media process", owner=self._owner)
        try:
            await self.ready(START_TIMEOUT_S)
        except MediaError:
            await self.close()
            raise

    async def close(self) -> None:
        """End it, within 2 s."""
        self._closing.set()
        if self._keeping is not None:
            await self._keeping

    async def ready(self, timeout_s: float = READY_TIMEOUT_S) -> Ready:
        """Return where the process listens. Raises: MediaError(`media_failed`) where there is none in time."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._is_known.wait()
        if self._ready is None:
            raise MediaError(ErrorCode.MEDIA_FAILED, self._refusal or "there is no media process")
        return self._ready

    def send(self, message: ToProcess) -> None:
        """Send a message; nothing happens while there is no process."""
        if self._link is not None:
            self._link.send(message)

    async def _keep(self) -> None:
        while not self._closing.is_set():
            how = await self._run()
            if self._closing.is_set():
                return
            self.deaths += 1
            self._deaths_mono_s.append(self._mono_s())
            wait_s = pause_s(self._deaths_mono_s, self._mono_s())
            _log.error("x %s is gone: %s; the next one in %.0f s", self._name(), how, wait_s)
            await self._pause(wait_s)

    async def _pause(self, wait_s: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                await self._closing.wait()

    async def _run(self) -> str:
        """Run one process from its start to its end; return what became of it."""
        try:
            self.child = await self._start_child(self._settings)
        except OSError as error:
            return str(error)
        link = self._link = ProcessLink(self._take)
        try:
            await asyncio.get_running_loop().create_connection(lambda: link, sock=self.child.stream)
            await self._watch(link)
        finally:
            link.cut()
            self._lose()
            how = await self.child.end()
        return self._refusal or how

    async def _watch(self, link: ProcessLink) -> None:
        """Wait until the process ends, or is to end."""
        ended = spawn(link.ended.wait(), name="end of media process", owner=self._owner)
        closing = spawn(self._closing.wait(), name="closing media process", owner=self._owner)
        looked_mono_s, silent_s = self._mono_s(), 0.0
        while not ended.done() and not closing.done():
            await asyncio.wait({ended, closing}, timeout=WATCH_S, return_when=asyncio.FIRST_COMPLETED)
            now_mono_s = self._mono_s()
            watched_s = min(now_mono_s - looked_mono_s, MOST_WATCHED * WATCH_S)
            looked_mono_s, silent_s = now_mono_s, min(silent_s + watched_s, now_mono_s - link.heard_mono_s)
            if silent_s > (STUCK_S if self._ready is not None else START_TIMEOUT_S):
                _log.error("x %s says nothing", self._name())
                break
        if closing.done() and not ended.done():
            link.send(Stop())
            await asyncio.wait({ended}, timeout=GOODBYE_S)
        for task in (ended, closing):
            task.cancel()

    def _take(self, message: ToCore) -> None:
        if isinstance(message, Refused):
            self._refusal = message.reason
            self._is_known.set()
        elif isinstance(message, Ready):
            _log.info("= %s listens", self._name())
            self._ready, self._refusal = message, ""
            self._is_known.set()
            self._on_ready()
        elif self._ready is not None:
            self._on_message(message)

    def _lose(self) -> None:
        self._link = None
        if self._ready is not None:
            self._ready = None
            self._is_known.clear()
            self._on_lost()

    def _name(self) -> str:
        return self.child.name if self.child is not None else "media process"
