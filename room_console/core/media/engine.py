"""The seam of the media engine: feeds out, uplinks in, one-way legs between.

Every feed is encoded once, however many listen. An uplink's sound is pulled by the hall's clock, so that the one delay
that it needs against jitter lies in its reader. One contract suite runs over every engine.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

import av

from common.audio.format import BlockReader, BlockWriter
from common.model.ids import FeedId, LegId
from common.model.media import DownlinkFeeds, LegEnd, LegStatistics, Sdp


class PictureWriter(Protocol):
    """Takes pictures: the newest counts, older ones may be dropped."""

    def write_picture(self, picture: av.VideoFrame) -> None:
        """Take a picture; from any thread, without waiting."""
        ...


class UplinkSound(BlockReader, Protocol):
    """An uplink's sound. Thread: the media loop's."""

    def mended(self) -> int:
        """Count what was made up, or came out of the poor copy, for lost packets: it only grows."""
        ...


@dataclass(frozen=True, slots=True)
class LegUp:
    """Media can flow."""

    leg: LegId


@dataclass(frozen=True, slots=True)
class LegDown:
    """The leg has ended by itself; it is closed already."""

    leg: LegId
    reason: LegEnd


@dataclass(frozen=True, slots=True)
class UplinkHeard:
    """A microphone's signal (peak over HEARD_DBFS for 60 ms) is pulled; again after each `UplinkStalled`."""

    leg: LegId


@dataclass(frozen=True, slots=True)
class UplinkStalled:
    """An uplink that was heard has brought no packet for 1 s."""

    leg: LegId


@dataclass(frozen=True, slots=True)
class LineWidth:
    """A downlink's line has become too thin for pictures, so that it carries none, or has room for them again."""

    leg: LegId
    is_thin: bool


@dataclass(frozen=True, slots=True)
class PacketHealth:
    """How the process that moves packets is, where there is one."""

    cpu_share: float = 0.0
    """Of one core, over the last second."""
    lateness_ms: float = 0.0
    """99th percentile of the last second: how long a sound packet took from the encoder to the network."""
    dropped: int = 0
    """Packets lost inside this machine since the process began."""
    restarts: int = 0
    """Since the engine began."""


EngineEvent = LegUp | LegDown | UplinkHeard | UplinkStalled | LineWidth


class MediaEngine(Protocol):
    """A media engine. Thread: the media loop's, for every method."""

    async def start(self) -> None:
        """Make ready. Raises: MediaError."""
        ...

    async def close(self) -> None:
        """Close every leg and stop, within 3 s."""
        ...

    def publish_sound(self, feed: FeedId) -> BlockWriter:
        """Begin a sound feed (or return it, if it is there already). Blocks are (BLOCK_SAMPLES, 1)."""
        ...

    def publish_picture(self, feed: FeedId) -> PictureWriter:
        """Begin a picture feed (or return it, if it is there already)."""
        ...

    async def open_uplink(self, leg: LegId, offer: Sdp, pictures: PictureWriter) -> Sdp:
        """Answer a participant's offer; its pictures go to `pictures`. Raises: MediaError(`media_failed`)."""
        ...

    def uplink_sound(self, leg: LegId) -> UplinkSound:
        """Return an uplink's sound, to be read once with each block of the hall. Raises: MediaError(`not_found`).

        A reader outlives its leg; it then gives None.
        """
        ...

    async def open_downlink(self, leg: LegId, feeds: DownlinkFeeds) -> Sdp:
        """Offer these feeds: sections sound, sound, picture, screen, in this order. Raises: MediaError."""
        ...

    async def answer_downlink(self, leg: LegId, answer: Sdp) -> None:
        """Take the participant's answer. Raises: MediaError(`media_failed`, `not_found`)."""
        ...

    async def switch_downlink(self, leg: LegId, feeds: DownlinkFeeds) -> None:
        """Change what a downlink carries, without renegotiation. Raises: MediaError(`not_found`)."""
        ...

    def show_screen(self, leg: LegId | None) -> None:
        """Let SCREEN_FEED carry the screen that this uplink shares, with every letter of it; or nothing."""
        ...

    async def close_leg(self, leg: LegId, reason: LegEnd) -> None:
        """Close a leg; nothing happens if it is gone already."""
        ...

    async def allow_probe(self, key: bytes, lifetime_s: float) -> tuple[str, ...]:
        """Echo the probes that are signed with this key (`common.rtc.probe`) for so long, on the port of all media.

        Return where, as `host:port`; nothing where there is no such port. Raises: MediaError(`media_failed`).
        """
        ...

    def has_legs(self) -> bool:
        """Tell whether anybody speaks or listens, or is about to."""
        ...

    def statistics(self, leg: LegId) -> LegStatistics:
        """Return the leg's counters. Raises: MediaError(`not_found`)."""
        ...

    def packet_health(self) -> PacketHealth | None:
        """Say how packets are moved; None where no process of its own does. Thread: any."""
        ...

    def events(self) -> AsyncIterator[EngineEvent]:
        """Yield what happens, from the call on; one reader."""
        ...
