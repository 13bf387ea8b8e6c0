"""A message made small for the line: deflated once, sent to many."""

import zlib
from typing import Final

from common.model.errors import ErrorCode, ProtocolError

_MARK: Final = b"\x78"
"""What a stream of RFC 1950 begins with; a message in JSON begins with a brace."""


def pack(message: bytes) -> bytes:
    """Deflate an encoded message (RFC 1950). Some 10 ms for the roster of 3,000; the interpreter is free meanwhile."""
    return zlib.compress(message)


def is_packed(data: bytes) -> bool:
    """Tell whether this was packed."""
    return data[:1] == _MARK


def unpack(data: bytes, most_bytes: int) -> bytes:
    """Undo `pack`. Raises: ProtocolError(`too_large`, `malformed`)."""
    inflater = zlib.decompressobj()
    try:
        message = inflater.decompress(data, most_bytes)
    except zlib.error as error:
        raise ProtocolError(ErrorCode.MALFORMED, f"packed: {error}"[:200]) from error
    if inflater.unconsumed_tail:
        raise ProtocolError(ErrorCode.TOO_LARGE, f"more than {most_bytes} bytes, unpacked")
    if not inflater.eof:
        raise ProtocolError(ErrorCode.MALFORMED, "packed, and cut short")
    return message
