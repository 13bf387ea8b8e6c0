"""Feeds, legs and how well they run.

Feeds are named `floor`, `channel-1` to `channel-6`, `return-1` to `return-N` (mix-minus of a slot), `talkback`,
`stage` (the picture) and `screen` (what a speaker shows of theirs).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from common.model.ids import ChannelNumber, FeedId, SlotNumber
from common.model.interpretation import FLOOR

Sdp = NewType("Sdp", str)
"""A session description (RFC 8866), never logged above debug."""

STAGE_FEED = FeedId("stage")
SCREEN_FEED = FeedId("screen")
FLOOR_FEED = FeedId("floor")
TALKBACK_FEED = FeedId("talkback")
"""The operator to the participant in the private room; nobody else is ever given it."""


def channel_feed(channel: ChannelNumber) -> FeedId:
    """Name the feed of a channel."""
    return FLOOR_FEED if channel == FLOOR else FeedId(f"channel-{channel}")


def return_feed(slot: SlotNumber) -> FeedId:
    """Name the mix-minus feed of a slot: the floor without that slot's speaker."""
    return FeedId(f"return-{slot}")


class Direction(StrEnum):
    """Which way a leg carries media."""

    UPLINK = "uplink"
    DOWNLINK = "downlink"


class LegEnd(StrEnum):
    """Why a leg ended."""

    CLOSED = "closed"
    REPLACED = "replaced"
    FAILED = "failed"
    LEFT = "left"
    SHUTDOWN = "shutdown"


@dataclass(frozen=True, slots=True)
class DownlinkFeeds:
    """What a downlink carries: channel heard, original softly under it, picture, shared screen. None is nothing."""

    main: FeedId | None
    original: FeedId | None = None
    picture: FeedId | None = None
    screen: FeedId | None = None


class MediaPath(StrEnum):
    """How a leg's packets travel: straight, or through a relay reached by UDP, TCP or TLS."""

    DIRECT = "direct"
    RELAY_UDP = "relay_udp"
    RELAY_TCP = "relay_tcp"
    RELAY_TLS = "relay_tls"


@dataclass(frozen=True, slots=True)
class LegStatistics:
    """Counters since the leg came up, of packets; those of its receiver are 0 where it can't tell.

    `stretched` counts how often time was stretched or shrunk; `delay_ms` is how long sound waits to be played.
    """

    packets_sent: int = 0
    packets_received: int = 0
    packets_lost: int = 0
    concealed: int = 0
    late: int = 0
    jitter_ms: float = 0.0
    round_trip_ms: float | None = None
    reordered: int = 0
    duplicated: int = 0
    recovered_fec: int = 0
    recovered_nack: int = 0
    stretched: int = 0
    delay_ms: float = 0.0
    drift_ppm: float = 0.0
    path: MediaPath = MediaPath.DIRECT


class LinkQuality(StrEnum):
    """How well a participant's media runs (limits: product.md, network verdict)."""

    UNKNOWN = "unknown"
    GOOD = "good"
    FAIR = "fair"
    BAD = "bad"


GOOD_LOSS, GOOD_ROUND_TRIP_MS, GOOD_JITTER_MS = 0.01, 50.0, 30.0
BAD_LOSS, BAD_ROUND_TRIP_MS, BAD_JITTER_MS = 0.025, 150.0, 80.0


def quality_of(loss: float, round_trip_ms: float | None, jitter_ms: float) -> LinkQuality:
    """Judge a line by its loss (0 to 1), round trip and jitter; an unknown round trip counts for nothing."""
    round_trip = round_trip_ms if round_trip_ms is not None else 0.0
    if loss > BAD_LOSS or round_trip > BAD_ROUND_TRIP_MS or jitter_ms > BAD_JITTER_MS:
        return LinkQuality.BAD
    if loss < GOOD_LOSS and round_trip < GOOD_ROUND_TRIP_MS and jitter_ms < GOOD_JITTER_MS:
        return LinkQuality.GOOD
    return LinkQuality.FAIR
