"""What a lane is given to send, and where a stream stands in it."""

from typing import NamedTuple


class Chunk(NamedTuple):
    """Packets with one timestamp; `duration` in the clock's units says when the next may begin at the earliest.

    `may_join`: a listener may begin here. `due_mono_s`: when it should leave.
    """

    payloads: tuple[bytes, ...]
    timestamp: int
    duration: int
    captured_mono_s: float
    due_mono_s: float
    is_ended: bool
    may_join: bool


class Mark(NamedTuple):
    """For a sender report (RFC 3550, section 6.4.1): what was captured when, and how much was sent."""

    timestamp: int
    captured_mono_s: float
    packets: int
    octets: int
