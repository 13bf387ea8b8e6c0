"""The servers to be compared, behind the same few verbs."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

from common.model.media import Sdp
from common.rtc.description import LegDescription, answer_section, parse_description, write_description
from common.rtc.rtp import build_rtp
from tests.bench.fanout.crowd import Crowd
from tests.bench.fanout.guest import Guest, Remote
from tests.bench.fanout.janus import LOCAL, PICTURE_MOUNTPOINT, SOUND_MOUNTPOINTS, Janus, running_janus
from tests.bench.fanout.load import PICTURE, SOUND, Load
from tests.bench.fanout.packet import Due, payload_of
from tests.bench.fanout.stockrelay import StockRelay, running_relay

OPEN_TIMEOUT_S = 15.0
AT_ONCE = 20
"""Listeners that join together."""
SSRC = 0x5EED
KINDS = {SOUND: "audio", PICTURE: "video"}


class Peer(Protocol):
    """A server that listeners join, and that is fed from a source."""

    @property
    def pids(self) -> Sequence[int]:
        """The processes that serve."""
        ...

    async def join(self, crowd: Crowd, count: int, load: Load) -> list[Guest]:
        """Bring `count` listeners in. Raises: CrowdError, JanusError."""
        ...

    def send(self, load: Load, number: int, due_mono_s: float) -> None:
        """Give it one tick's packets; called in the source's thread."""
        ...


class JanusPeer:
    """Janus with RTP on its mountpoints."""

    def __init__(self, janus: Janus) -> None:
        self._janus = janus
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._sequence = 0
        self._handles: dict[Guest, int] = {}

    @property
    def pids(self) -> Sequence[int]:
        """The processes that serve."""
        return (self._janus.pid,)

    async def join(self, crowd: Crowd, count: int, load: Load) -> list[Guest]:
        """Bring `count` listeners in. Raises: CrowdError, JanusError."""
        mountpoint = SOUND_MOUNTPOINTS[0] if load is SOUND else PICTURE_MOUNTPOINT
        guests: list[Guest] = []
        while len(guests) < count:
            some = [await self._invite(crowd, mountpoint, load) for _ in range(min(AT_ONCE, count - len(guests)))]
            await asyncio.to_thread(crowd.open, some, OPEN_TIMEOUT_S)
            guests += some
        return guests

    async def _invite(self, crowd: Crowd, mountpoint: int, load: Load) -> Guest:
        handle, offer = await self._janus.watch(mountpoint)
        guest, answer = answered(crowd, offer, load)
        self._handles[guest] = handle
        await self._janus.start(handle, answer)
        return guest

    async def switch(self, guest: Guest, channel: int) -> None:
        """Let a listener hear the other channel. Raises: JanusError."""
        await self._janus.switch(self._handles[guest], SOUND_MOUNTPOINTS[channel])

    def send(self, load: Load, number: int, due_mono_s: float) -> None:
        """Send one tick's packets to the mountpoints; called in the source's thread."""
        mountpoints = SOUND_MOUNTPOINTS if load is SOUND else (PICTURE_MOUNTPOINT,)
        for channel, mountpoint in enumerate(mountpoints):
            payload = payload_of(Due(channel, number, due_mono_s), load.payload_bytes)
            for part in range(load.packets_per_tick):
                sequence = (number * load.packets_per_tick + part) & 0xFFFF
                is_marked = load is PICTURE and part == load.packets_per_tick - 1
                timestamp = number * load.timestamps_per_tick & 0xFFFFFFFF
                packet = build_rtp(load.payload_type, is_marked, sequence, timestamp, SSRC + channel, payload)
                self._socket.sendto(packet, (LOCAL, self._janus.ports[mountpoint]))

    def close(self) -> None:
        """End the source's socket."""
        self._socket.close()


class RelayPeer:
    """Stock aiortc. It feeds itself: `send` has nothing to do."""

    def __init__(self, relay: StockRelay) -> None:
        self._relay = relay

    @property
    def pids(self) -> Sequence[int]:
        """The processes that serve."""
        return (self._relay.pid,)

    async def join(self, crowd: Crowd, count: int, load: Load) -> list[Guest]:
        """Bring `count` listeners in. Raises: CrowdError."""
        guests: list[Guest] = []
        while len(guests) < count:
            some = [await self._invite(crowd, load) for _ in range(min(AT_ONCE, count - len(guests)))]
            await asyncio.to_thread(crowd.open, some, OPEN_TIMEOUT_S)
            guests += some
        return guests

    async def _invite(self, crowd: Crowd, load: Load) -> Guest:
        guest, answer = answered(crowd, await self._relay.watch(), load)
        await self._relay.start(answer)
        return guest

    def send(self, load: Load, number: int, due_mono_s: float) -> None:
        """Do nothing."""
        del load, number, due_mono_s


@asynccontextmanager
async def janus_peer(address: str, folder: Path, event_loops: int | None) -> AsyncIterator[JanusPeer]:
    """Run Janus. Raises: JanusError."""
    async with running_janus(address, folder, event_loops) as janus:
        peer = JanusPeer(janus)
        try:
            yield peer
        finally:
            peer.close()


@asynccontextmanager
async def relay_peer() -> AsyncIterator[RelayPeer]:
    """Run stock aiortc."""
    async with running_relay() as relay:
        yield RelayPeer(relay)


def answered(crowd: Crowd, offer: str, load: Load) -> tuple[Guest, str]:
    """Make a guest for an offer of one section, and its answer. Raises: MediaError."""
    described = parse_description(Sdp(offer), (KINDS[load],))
    host, port = next((words[4], int(words[5])) for words in map(str.split, described.candidates) if "." in words[4])
    remote = Remote(host, port, described.ice_name, described.ice_password, described.fingerprints, described.is_lite)
    guest = crowd.add(remote)
    answer = LegDescription(
        ice_name=guest.ice_name,
        ice_password=guest.ice_password,
        is_lite=False,
        fingerprints=(crowd.certificate.fingerprint,),
        setup="active",
        candidates=(guest.candidate,),
        sections=tuple(answer_section(section, None) for section in described.sections),
    )
    return guest, write_description(answer)
