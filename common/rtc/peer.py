"""One WebRTC connection of one leg, either end: bounded descriptions, a time limit, and an end that leaves nothing."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, Literal, TypeVar

from aiortc import (
    MediaStreamTrack,
    RTCPeerConnection,
    RTCRtpReceiver,
    RTCRtpSender,
    RTCRtpTransceiver,
    RTCSessionDescription,
)

from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ErrorCode, MediaError
from common.model.media import LegStatistics, Sdp
from common.rtc import ice, sdp
from common.rtc.receive import BlockCutter, PromptBuffer, make_prompt
from common.rtc.stats import leg_statistics
from common.rtc.transport import PeerState

__all__ = ["Peer", "PeerState"]

_log = logging.getLogger(__name__)
T = TypeVar("T")
STATISTICS_S = 1.0
CLOSE_TIMEOUT_S = 2.0
_CODECS = {"audio": ("audio/opus",), "video": ("video/H264", "video/rtx")}
_CODECS_TAKEN = {"audio": ("audio/opus",), "video": ("video/H264", "video/VP8", "video/rtx")}


class Peer:
    """A connection with its tracks, its tasks and its counters. Thread: the media loop's, for every method."""

    def __init__(
        self,
        name: str,
        settings: ice.IceSettings,
        on_state: Callable[[PeerState], None] | None = None,
    ) -> None:
        self.name = name
        self.state = PeerState.CONNECTING
        self.statistics = LegStatistics()
        self._settings = settings
        self._on_state = on_state
        self._buffers: list[PromptBuffer] = []
        self._cutters: list[BlockCutter] = []
        self._owner = TaskOwner(name)
        self._last_tasks = TaskOwner(f"end of {name}")
        self._ending: asyncio.Task[None] | None = None
        self._connection = RTCPeerConnection(ice.configuration(settings.servers))
        self._connection.on("connectionstatechange", self._changed)

    def add_sender(self, track: MediaStreamTrack) -> RTCRtpSender:
        """Add a section that sends this track."""
        transceiver = self._connection.addTransceiver(track, direction="sendonly")
        _prefer(transceiver, _CODECS)
        return transceiver.sender

    def add_receiver(self, kind: Literal["audio", "video"]) -> RTCRtpReceiver:
        """Add a section that receives sound or pictures."""
        transceiver = self._connection.addTransceiver(kind, direction="recvonly")
        _prefer(transceiver, _CODECS_TAKEN)
        if kind == "audio":
            self._buffers.append(make_prompt(transceiver.receiver))
        return transceiver.receiver

    def count(self, cutter: BlockCutter) -> None:
        """Include what a cutter filled in among the counters."""
        self._cutters.append(cutter)

    def run(self, coroutine: Coroutine[Any, Any, None], name: str) -> None:
        """Run a task that ends with the connection."""
        spawn(coroutine, name=f"{self.name} {name}", owner=self._owner)

    async def offer(self) -> Sdp:
        """Make our offer, with our candidates. Raises: MediaError(`media_failed`)."""
        await self._guarded(self._set_local("offer"))
        return sdp.with_opus_parameters(self._connection.localDescription.sdp)

    async def accept(self, answer: Sdp) -> None:
        """Take the answer to our offer. Raises: MediaError(`media_failed`)."""
        if (local := self._connection.localDescription) is None:
            raise MediaError(ErrorCode.MEDIA_FAILED, f"{self.name}: an answer before its offer")
        offered = sdp.sections_of(Sdp(local.sdp))
        description = RTCSessionDescription(sdp=sdp.checked(answer, offered), type="answer")
        await self._guarded(self._connection.setRemoteDescription(description))

    async def answer(self, offer: Sdp, sections: Sequence[str]) -> Sdp:
        """Take an offer and make our answer. Raises: MediaError(`media_failed`)."""
        description = RTCSessionDescription(sdp=sdp.checked(offer, sections), type="offer")
        await self._guarded(self._connection.setRemoteDescription(description))
        await self._guarded(self._set_local("answer"))
        return sdp.with_opus_parameters(self._connection.localDescription.sdp)

    async def close(self) -> None:
        """End the connection, its tasks and its threads; nothing happens the second time.

        Cancelled, it still ends: aiortc must not be interrupted while it closes.
        """
        if self._ending is None:
            self._ending = spawn(self._end(), name=f"{self.name} end", owner=self._last_tasks)
        await asyncio.shield(self._ending)

    async def _end(self) -> None:
        closing = spawn(self._connection.close(), name=f"{self.name} close", owner=self._last_tasks)
        _, late = await asyncio.wait({closing}, timeout=CLOSE_TIMEOUT_S)
        if late:
            _log.warning("= %s: closing takes too long", self.name)
        await self._owner.cancel_all()
        self._become(PeerState.DOWN)

    async def _set_local(self, kind: Literal["offer", "answer"]) -> None:
        make = self._connection.createOffer if kind == "offer" else self._connection.createAnswer
        description = await make()
        ice.bind_to_hosts(self._connection, self._settings.hosts)
        await self._connection.setLocalDescription(description)
        self.run(self._watch(), "watch")

    async def _guarded(self, awaitable: Awaitable[T]) -> T:
        try:
            async with asyncio.timeout(ice.GATHER_TIMEOUT_S):
                return await awaitable
        except Exception as error:  # the border to aiortc and aioice, which raise whatever they run into
            raise MediaError(ErrorCode.MEDIA_FAILED, f"{self.name}: {type(error).__name__}") from error

    async def _watch(self) -> None:
        """Give a connection that doesn't open up, and keep the counters fresh."""
        deadline_s = asyncio.get_running_loop().time() + self._settings.open_timeout_s
        while self.state is not PeerState.DOWN:
            self.statistics = leg_statistics(await self._connection.getStats(), self._buffers, self._cutters)
            if self.state is PeerState.CONNECTING and asyncio.get_running_loop().time() > deadline_s:
                self._become(PeerState.DOWN)
            await asyncio.sleep(min(STATISTICS_S, self._settings.open_timeout_s))

    def _changed(self) -> None:
        match self._connection.connectionState:
            case "connected":
                self._become(PeerState.UP)
            case "failed" | "closed":
                self._become(PeerState.DOWN)

    def _become(self, state: PeerState) -> None:
        if state is self.state or self.state is PeerState.DOWN:
            return
        self.state = state
        if self._on_state is not None:
            self._on_state(state)


def _prefer(transceiver: RTCRtpTransceiver, wanted: dict[str, tuple[str, ...]]) -> None:
    known = RTCRtpSender.getCapabilities(transceiver.kind).codecs
    names = wanted[transceiver.kind]
    chosen = [codec for codec in known if codec.mimeType in names]
    transceiver.setCodecPreferences(sorted(chosen, key=lambda codec: names.index(codec.mimeType)))
