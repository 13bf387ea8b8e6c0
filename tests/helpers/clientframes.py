"""Frames of WebSocket as a client sends them, right or wrong (RFC 6455, section 5.2)."""

MASK = b"\x5a\x01\xff\x33"


def client_frame(
    opcode: int, payload: bytes = b"", *, is_last: bool = True, is_masked: bool = True, reserved: int = 0
) -> bytes:
    """Make a frame."""
    return head(opcode, len(payload), is_last=is_last, is_masked=is_masked, reserved=reserved) + (
        masked(payload) if is_masked else payload
    )


def head(
    opcode: int, length: int, *, is_last: bool = True, is_masked: bool = True, reserved: int = 0, width: int = 0
) -> bytes:
    """Make the head of a frame; `width` is in how many bytes its length stands, the fewest by default."""
    width = width or (0 if length < 126 else 2 if length < 1 << 16 else 8)
    short = {0: length, 2: 126, 8: 127}[width]
    first = (0x80 if is_last else 0) | reserved << 4 | opcode
    second = (0x80 if is_masked else 0) | short
    return bytes((first, second)) + (length.to_bytes(width, "big") if width else b"") + (MASK if is_masked else b"")


def masked(payload: bytes) -> bytes:
    """Mask a payload."""
    return bytes(byte ^ MASK[at % 4] for at, byte in enumerate(payload))
