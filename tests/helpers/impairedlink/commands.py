"""What the link's process is told, and answers: JSON, an object a line."""

from typing import Literal

import msgspec

from tests.helpers.impairedlink.fate import Impairment

Way = Literal["up", "down"]
"""From a host into the star, and to it."""


class Impair(msgspec.Struct, tag="impair", frozen=True):
    """Change one direction of a host's line."""

    host: int
    way: Way
    impairment: Impairment


class DropNext(msgspec.Struct, tag="drop", frozen=True):
    """Lose exactly so many UDP packets of that size or more."""

    host: int
    way: Way
    count: int
    least_bytes: int


class Ask(msgspec.Struct, tag="ask", frozen=True):
    """Ask for the statistics."""


Command = Impair | DropNext | Ask


class LineStatistics(msgspec.Struct, frozen=True):
    """One direction: its counts, and when packets were dropped by order (the system's monotonic clock)."""

    counts: dict[str, int]
    dropped_at_mono_s: list[float]


class Statistics(msgspec.Struct, frozen=True):
    """The whole link; lateness is what the link itself added to the packets' due time."""

    up: list[LineStatistics]
    down: list[LineStatistics]
    lateness_p50_ms: float
    lateness_p99_ms: float
    lateness_max_ms: float
    has_priority: bool


def encode(message: Command | Statistics) -> bytes:
    """Return a line."""
    return msgspec.json.encode(message) + b"\n"
