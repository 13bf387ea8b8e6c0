"""The stage's own downlink: kept open while the stage is shown, opened again when it is lost.

Its sound is not read: the hall hears its own loudspeakers.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection

import av

from common.aio.backoff import Backoff
from common.aio.clock import Clock
from common.aio.looprunner import LoopRunner
from common.aio.tasks import TaskOwner, spawn
from common.devices.mailbox import PictureMailbox
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import LegId
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Request
from common.protocol.media import AnswerDownlink, CloseLeg, DownlinkOffer, LegClosed, OpenDownlink
from common.rtc.legs import DownlinkPeer, PeerState

_log = logging.getLogger(__name__)

OPEN_S = 10.0
UP_S = 15.0
"""From the answer to a leg that carries something."""
CLOSE_S = 2.0

Ask = Callable[[Request], Awaitable[ConsoleMessage]]


class StageLeg:
    """One downlink at a time, on a media thread that lives from `show` to `hide`. Thread: main."""

    def __init__(self, ask: Ask, towards: Callable[[], str], clock: Clock, backoff: Backoff | None = None) -> None:
        """`ask` carries a request to the core; `towards` names the core's host."""
        self.pictures = PictureMailbox()
        self.screens = PictureMailbox()
        """What a speaker shares of theirs."""
        self._ask = ask
        self._towards = towards
        self._clock = clock
        self._backoff = backoff or Backoff()
        self._tasks = TaskOwner("stage leg")
        self._lost = asyncio.Event()
        self._hurry = asyncio.Event()
        self._leg: LegId | None = None
        self._is_up = False

    @property
    def is_shown(self) -> bool:
        """Tell whether a picture is wanted."""
        return len(self._tasks) > 0

    @property
    def is_up(self) -> bool:
        """Tell whether the leg carries something."""
        return self._is_up

    def show(self) -> None:
        """Want the picture."""
        if not self.is_shown:
            spawn(self._keep(), name="stage leg", owner=self._tasks)

    async def hide(self) -> None:
        """Want it no more."""
        await self._tasks.cancel_all()

    def keep_only(self, legs: Collection[LegId]) -> None:
        """Open again at once where the core has our leg no more: it ended while nobody could be told."""
        if self._leg not in legs:
            self._lost.set()
            self._hurry.set()

    def take(self, message: ConsoleMessage) -> None:
        """Follow what the core says of the leg."""
        if isinstance(message, LegClosed) and message.leg == self._leg:
            self._lost.set()

    async def _keep(self) -> None:
        runner = LoopRunner("media")
        runner.start()
        try:
            while True:
                try:
                    await self._live(runner)
                except ConferenceError as error:
                    _log.info("x the stage's leg: %s", error.code)
                except TimeoutError:
                    _log.info("x the stage's leg was not answered in time")
                await self._pause()
        finally:
            await asyncio.to_thread(runner.stop)

    async def _live(self, runner: LoopRunner) -> None:
        """Open a leg and wait for its end. Raises: ConferenceError, TimeoutError."""
        self._lost.clear()
        self._leg = None
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(OPEN_S):
            offer = await self._ask(OpenDownlink())
        if not isinstance(offer, DownlinkOffer):
            raise ConferenceError(ErrorCode.UNEXPECTED, "no offer")
        self._leg = offer.leg
        peer = await runner.run(self._make(loop))
        try:
            async with asyncio.timeout(OPEN_S):
                answer = await runner.run(peer.answer(offer.sdp))
                await self._ask(AnswerDownlink(leg=offer.leg, sdp=answer))
            await self._watch()
        finally:
            self._is_up = False
            await self._end(runner, peer, offer.leg)

    async def _make(self, loop: asyncio.AbstractEventLoop) -> DownlinkPeer:
        def on_state(state: PeerState) -> None:
            loop.call_soon_threadsafe(self._see, state)

        def on_picture(picture: av.VideoFrame) -> None:
            self.pictures.put(picture)

        return DownlinkPeer(on_picture, on_state=on_state, towards=self._towards(), on_screen=self.screens.put)

    async def _watch(self) -> None:
        async with asyncio.timeout(UP_S):
            while not self._is_up and not self._lost.is_set():
                await self._clock.sleep(0.1)
        await self._lost.wait()

    def _see(self, state: PeerState) -> None:
        if state is PeerState.UP:
            self._is_up = True
            self._backoff.reset()
        elif state is PeerState.DOWN:
            self._lost.set()

    async def _end(self, runner: LoopRunner, peer: DownlinkPeer, leg: LegId) -> None:
        try:
            async with asyncio.timeout(CLOSE_S):
                await runner.run(peer.close())
                await self._ask(CloseLeg(leg=leg))
        except (ConferenceError, TimeoutError) as error:
            _log.debug("x closing the stage's leg: %s", error)

    async def _pause(self) -> None:
        self._hurry.clear()
        try:
            async with asyncio.timeout(self._backoff.next_s()):
                await self._hurry.wait()
        except TimeoutError:
            return
