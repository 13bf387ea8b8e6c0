"""The delegate's screen, shown to all while they have the floor: captured here, wished at the console, sent by it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

import av

from common.aio.looprunner import LoopRunner
from common.aio.tasks import TaskOwner, spawn
from common.devices.mailbox import PictureMailbox
from common.devices.screen import ScreenCapture, ScreenChoice, first_picture, list_screens
from common.model.errors import ConferenceError, ErrorCode
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Request
from common.protocol.sharing import ShareScreen, StopSharing
from delegate_app.core.media import MediaSide
from delegate_app.core.seams import PictureSource
from delegate_app.core.state import DelegateState, Phase
from delegate_app.core.statekeeper import StateKeeper
from delegate_app.core.workers import in_thread

WATCH_S = 1.0
"""So often it is looked whether the screen or window that we share is still there."""
GRACE_S = 2.0
"""After a return the console may need a moment to say that our screen is seen again."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ScreenSystem:
    """How this machine's screens are listed, looked at and captured. Every call may wait."""

    list_screens: Callable[[], Sequence[ScreenChoice]] = list_screens
    preview: Callable[[str], av.VideoFrame] = first_picture
    open_screen: Callable[[str], PictureSource] = ScreenCapture


class ScreenShare:
    """Shows a screen from our wish until the floor, staff or we end it. Thread: the client's loop.

    While the line is lost nothing is sent; after it, as the console says.
    """

    def __init__(
        self,
        request: Callable[[Request], Awaitable[ConsoleMessage]],
        keeper: StateKeeper,
        runner: LoopRunner,
        side: MediaSide,
        shown: PictureMailbox,
        system: ScreenSystem | None = None,
    ) -> None:
        self.shown = shown
        """The screen that somebody else shares."""
        self.system = system or ScreenSystem()
        self._request = request
        self._keeper = keeper
        self._runner = runner
        self._side = side
        self._tasks = TaskOwner("screen share")
        self._capture: PictureSource | None = None
        self._choice: ScreenChoice | None = None
        self._is_seen = False
        self._ending: asyncio.Task[None] | None = None
        side.show_screens(shown.put)
        keeper.subscribe(self._follow)

    @property
    def choice(self) -> ScreenChoice | None:
        """What we share, None for nothing."""
        return self._choice

    async def list_screens(self) -> Sequence[ScreenChoice]:
        """List what can be shared. Raises: MediaError(`device`)."""
        return await in_thread(self.system.list_screens)

    async def preview(self, choice: ScreenChoice) -> av.VideoFrame:
        """Take one picture of it. Raises: MediaError(`device`)."""
        return await in_thread(partial(self.system.preview, choice.key))

    async def share(self, choice: ScreenChoice) -> None:
        """Show it to all. Raises: ConferenceError(`device`, `not_allowed`, `limit`, `unreachable`)."""
        await self._let_go()
        capture = await in_thread(partial(self.system.open_screen, choice.key))
        await in_thread(partial(capture.start, self._picture))
        self._capture, self._choice = capture, choice
        try:
            await self._request(ShareScreen())
        except ConferenceError as error:
            if error.code is not ErrorCode.ALREADY:
                await self._let_go()
                raise
        self._keeper.change(shared=choice.title)
        spawn(self._watch(capture), name="watch the shared screen", owner=self._tasks)
        self._follow(self._keeper.state)

    async def stop(self) -> None:
        """Show it no more, here at once, link or no link."""
        await self._let_go()
        await self._tell_end()

    async def close(self) -> None:
        """Let go of the screen."""
        await self._let_go()
        await self._tasks.cancel_all()

    def _picture(self, picture: av.VideoFrame) -> None:
        """Take a picture; on the capture's thread."""
        if self._is_seen:
            self._runner.call(self._side.write_screen, picture)

    async def _watch(self, capture: PictureSource) -> None:
        """End the sharing of a screen that was unplugged, or of a window that was closed."""
        while self._capture is capture:
            await asyncio.sleep(WATCH_S)
            if self._capture is capture and not capture.is_alive:
                _log.info("x what was shared is not there any more")
                await self.stop()

    def _follow(self, state: DelegateState) -> None:
        """Send while the console says that our screen is seen; end where it says so and stays with it."""
        is_ours = state.view is not None and state.me is not None and state.view.sharing == state.me
        is_seen = is_ours and self._capture is not None
        if self._is_seen and not is_seen:
            self._runner.call(self._side.write_screen, None)
        self._is_seen = is_seen
        if state.phase is not Phase.JOINED:
            return
        if is_ours and self._capture is None:
            self._begin_ending(self._tell_end())
        elif not is_ours and self._capture is not None:
            self._begin_ending(self._end_after_grace())

    def _begin_ending(self, work: Awaitable[None]) -> None:
        if self._ending is not None and not self._ending.done():
            work.close()  # type: ignore[attr-defined]
            return
        self._ending = spawn(work, name="end of sharing", owner=self._tasks)  # type: ignore[arg-type]

    async def _end_after_grace(self) -> None:
        await asyncio.sleep(GRACE_S)
        state = self._keeper.state
        if state.phase is Phase.JOINED and not self._is_seen and self._choice is not None:
            await self._let_go()

    async def _tell_end(self) -> None:
        state = self._keeper.state
        if state.phase is not Phase.JOINED or state.view is None or state.view.sharing != state.me:
            return
        try:
            await self._request(StopSharing())
        except ConferenceError as error:
            _log.info("x end of sharing was not taken: %s", error.code)

    async def _let_go(self) -> None:
        capture, self._capture, self._choice = self._capture, None, None
        if capture is not None:
            self._follow_gone()
            await in_thread(capture.stop)

    def _follow_gone(self) -> None:
        if self._is_seen:
            self._is_seen = False
            self._runner.call(self._side.write_screen, None)
        self._keeper.change(shared=None)
