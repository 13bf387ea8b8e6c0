"""What the bench sends in place of Opus and H.264: no server looks inside, and each packet tells when it was due."""

import struct
from typing import NamedTuple

_HEAD = struct.Struct("!BBHId")
HEAD_BYTES = _HEAD.size
_MARK = 0x78
"""Also a valid first byte of Opus, and of an H.264 unit (RFC 6184, section 1.3: type 24, STAP-A)."""


class Due(NamedTuple):
    """Which channel's packet it is, its number on the source's schedule and that schedule's instant."""

    channel: int
    number: int
    mono_s: float


def payload_of(due: Due, size: int) -> bytes:
    """Make a payload of `size` bytes, at least HEAD_BYTES."""
    return _HEAD.pack(_MARK, due.channel, 0, due.number, due.mono_s) + bytes(size - HEAD_BYTES)


def due_of(payload: bytes) -> Due | None:
    """Read a payload; None of one that the bench did not make."""
    if len(payload) < HEAD_BYTES:
        return None
    mark, channel, _, number, mono_s = _HEAD.unpack_from(payload)
    return Due(channel, number, mono_s) if mark == _MARK else None
