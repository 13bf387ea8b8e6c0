"""What the head of an Opus packet tells without decoding it: RFC 6716, sections 3.1, 3.2 and 4.2."""

MOST_PAYLOAD_BYTES = 4096
MOST_SAMPLES = 5760
"""A packet lasts 120 ms at the most."""
_FIRST_CELT = 16
_SILK_FRAME_SAMPLES = 960
_TWO_BYTES_FROM = 252
"""A frame as long or longer has its length in two bytes."""
_FRAME_SAMPLES = 3 * (480, 960, 1920, 2880) + 2 * (480, 960) + 4 * (120, 240, 480, 960)
"""By configuration: SILK in three bandwidths, hybrid in two, CELT in four."""

_SAMPLES_BY_HEAD = tuple(
    _FRAME_SAMPLES[head >> 3] * (1, 2, 2, 0)[head & 3] if head & 3 < 3 else 0 for head in range(256)
)
"""By the first byte; 0 where the second counts too."""


def packet_samples(payload: bytes) -> int:
    """Return how long a packet lasts, in samples at 48 kHz. Raises: ValueError where its head is not Opus."""
    if not payload:
        raise ValueError("an empty Opus packet")
    if known := _SAMPLES_BY_HEAD[payload[0]]:
        return known
    samples = _FRAME_SAMPLES[payload[0] >> 3] * _frames(payload)
    if not 0 < samples <= MOST_SAMPLES:
        raise ValueError(f"an Opus packet of {samples} samples")
    return samples


def has_copy(payload: bytes) -> bool:
    """Tell whether a packet carries a coarser copy of the sound before it (LBRR), as long as one of its frames.

    False where there are more than two frames.
    """
    configuration = payload[0] >> 3 if payload else _FIRST_CELT
    if configuration >= _FIRST_CELT or (first_at := _first_frame_at(payload)) >= len(payload):
        return False
    inner = max(1, _FRAME_SAMPLES[configuration] // _SILK_FRAME_SAMPLES)
    flags_at = [7 - inner]
    if payload[0] & 4:
        flags_at.append(6 - 2 * inner)
    return any(payload[first_at] >> at & 1 for at in flags_at)


def _first_frame_at(payload: bytes) -> int:
    """Say where the first frame of one or two begins; past the end where there are more, or none."""
    code = payload[0] & 3
    if code < 2 or len(payload) < 2:
        return 1
    return len(payload) if code == 3 or not payload[1] else 2 + (payload[1] >= _TWO_BYTES_FROM)


def _frames(payload: bytes) -> int:
    code = payload[0] & 3
    if code == 0:
        return 1
    if code < 3:
        return 2
    if len(payload) < 2:
        raise ValueError("an Opus packet without its count of frames")
    return payload[1] & 63


def payload_samples(payload: bytes) -> int:
    """Return how long a payload lasts, 0 for an empty one. Raises: ValueError for one too long, or no Opus."""
    if len(payload) > MOST_PAYLOAD_BYTES:
        raise ValueError(f"{len(payload)} bytes are no packet of Opus")
    return packet_samples(payload) if payload else 0
