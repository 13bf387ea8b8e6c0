"""Seals: each row of a chain by the SHA-256 of the one before and itself, so that a byte that changes is found."""

import hashlib
from typing import Final

from common.model.ids import Revision

Entry = tuple[Revision, int, bytes]
"""Revision, instant in milliseconds since the Unix epoch (UTC), encoded event."""

FIRST_HASH: Final = bytes(32)
"""What stands before the first row."""


def seal(previous: bytes, entry: Entry) -> bytes:
    """Compute a row's hash from the hash before it and the row."""
    revision, at_ms, event = entry
    return hashlib.sha256(previous + b"%d %d " % (revision, at_ms) + event).digest()


def digest_of(entry: Entry, kept: bytes) -> bytes:
    """Compute what a row whose event was replaced is recognised by, the seal it keeps included."""
    return seal(kept, entry)
