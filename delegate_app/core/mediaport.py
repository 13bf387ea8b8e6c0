"""The media thread as the client's loop sees it: every call crosses over and comes back."""

import asyncio
from collections.abc import Callable, Sequence

from common.aio.looprunner import LoopRunner
from common.model.media import Direction, LegStatistics, Sdp
from common.rtc.ice import IceServer
from delegate_app.core.media import MediaSide

PeerListener = Callable[[Direction, bool], None]


class MediaPort:
    """Passes calls to `MediaSide` on its loop. Thread: the client's loop, for every method."""

    def __init__(self, runner: LoopRunner, side: MediaSide) -> None:
        self._runner = runner
        self._side = side

    def listen(self, listener: PeerListener) -> None:
        """Have `listener` told, on the running loop, when a leg comes up (true) or has died (false)."""
        loop = asyncio.get_running_loop()

        def tell(direction: Direction, is_up: bool) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(listener, direction, is_up)

        self._runner.call(self._side.set_listener, tell)

    def set_gate(self, is_turn: bool, is_muted: bool) -> None:
        """Open or close the microphone from the next block on."""
        self._side.gate.set(is_turn, is_muted)

    def set_original_level(self, level: float) -> None:
        """Set how loud the original is under the interpretation, 0 to 1."""
        self._runner.call(self._side.listening.set_original_level, level)

    async def answer_downlink(self, offer: Sdp, ice_servers: Sequence[IceServer], towards: str) -> Sdp:
        """Answer the offer of the console at `towards`. Raises: MediaError."""
        return await self._runner.run(self._side.answer_downlink(offer, ice_servers, towards))

    async def offer_uplink(self, ice_servers: Sequence[IceServer], towards: str) -> Sdp:
        """Make an offer for the console at `towards`. Raises: MediaError."""
        return await self._runner.run(self._side.offer_uplink(ice_servers, towards))

    async def accept_uplink(self, answer: Sdp) -> None:
        """Take the console's answer. Raises: MediaError."""
        await self._runner.run(self._side.accept_uplink(answer))

    def use_servers(self, servers: Sequence[IceServer]) -> None:
        """Let both legs use these STUN and TURN servers from their next change of path on."""
        self._runner.call(self._side.use_servers, tuple(servers))

    async def close_leg(self, direction: Direction) -> None:
        """Close one leg; nothing happens where there is none."""
        await self._runner.run(self._side.close_leg(direction))

    async def close_legs(self) -> None:
        """Close both legs."""
        await self._runner.run(self._side.close_legs())

    async def statistics(self, direction: Direction) -> LegStatistics | None:
        """Return a leg's counters, None where there is no leg."""
        return await self._runner.run(self._side.statistics(direction))

    async def is_moving(self) -> bool:
        """Tell whether a leg looks for its way after a change of network."""
        return await self._runner.run(self._side.is_moving())
