"""Datagrams of a flow like a voice's, sent to the console's media port and echoed there, to measure the way (R9).

One layout serves request and echo, in network byte order (36 bytes, then padding of zeros, then the tag):

| bytes | request | echo |
|---|---|---|
| 1 | 8 | 9 |
| 1 | version, 1 | the same |
| 1 | stream, 0 to 15: chosen by the client | the same |
| 1 | 0 | 0 |
| 8 | flow: which key this is of, `flow_of(key)` | the same |
| 4 | sequence, from 0, never used twice in a stream | the same |
| 8 | sender's instant, us, of any clock of its own | the same |
| 4 | 0 | how many requests of this stream the console has taken, this one included |
| 8 | 0 | the console's instant of receiving, us, of a clock that only goes forward |
| 10 | HMAC-SHA-256 of all before, by the probe key, truncated | the same |

The console answers each request once, with an echo of the same length, to where it came from. It answers nothing that
is not authentic, comes twice, is older than WINDOW requests, comes faster than MOST_PER_S or after MOST_PACKETS of its
stream, or after the key's end. A stream for each way that is measured (direct, each relay) keeps their counts apart:
with S sent, R the `received` of the newest echo and E echoes that came, S - R were lost on the way up, R - E on the way
down. Neither first byte is one that STUN, ZRTP, DTLS, TURN, RTP (RFC 7983) or QUIC (RFC 9443) use.
"""

import hashlib
import hmac
import struct
from dataclasses import dataclass
from typing import Final

KEY_BYTES: Final = 16
MOST_KEYS: Final = 64
"""More than may measure at once; the oldest makes room."""
VOICE_BYTES: Final = 160
"""A packet of 20 ms of Opus at 48 kbit/s, with the headers of RTP and the tag of SRTP."""
STREAMS: Final = 16
WINDOW: Final = 1024
MOST_PACKETS: Final = 6_000
"""Two minutes of a voice."""
MOST_PER_S: Final = 200
MOST_BYTES: Final = 1_200

_LAYOUT = struct.Struct("!BBBx8sIQIQ")
_TAG_BYTES = 10
LEAST_BYTES: Final = _LAYOUT.size + _TAG_BYTES
_FLOW_BYTES = 8
_REQUEST, _ECHO, _VERSION = 8, 9, 1


@dataclass(frozen=True, slots=True)
class ProbeRequest:
    """What is sent. `sent_us` comes back as it is."""

    sequence: int
    sent_us: int
    stream: int = 0


@dataclass(frozen=True, slots=True)
class ProbeEcho:
    """What comes back. `received` counts the requests of this stream that the console took so far."""

    sequence: int
    sent_us: int
    received: int
    received_us: int
    """By the console's clock: only differences mean something."""
    stream: int = 0


def flow_of(key: bytes) -> bytes:
    """Return what names a key on the wire without telling it."""
    return hashlib.sha256(b"hemicycle probe flow" + key).digest()[:_FLOW_BYTES]


def named_flow(datagram: bytes) -> bytes | None:
    """Return the flow that a datagram names if it looks like a request, authentic or not."""
    is_request = len(datagram) >= LEAST_BYTES and datagram[0] == _REQUEST and datagram[1] == _VERSION
    return datagram[4 : 4 + _FLOW_BYTES] if is_request else None


def build_request(key: bytes, request: ProbeRequest, length: int = VOICE_BYTES) -> bytes:
    """Make a request of `length` bytes. Raises: ValueError where a field or the length is out of its range."""
    return _build(_REQUEST, key, request, 0, 0, length)


def parse_request(key: bytes, datagram: bytes) -> ProbeRequest:
    """Read a request. Raises: ValueError where it is not one, or not authentic."""
    sequence, sent_us, _, _, stream = _parse(_REQUEST, key, datagram)
    return ProbeRequest(sequence, sent_us, stream)


def build_echo(key: bytes, request: ProbeRequest, received: int, received_us: int, length: int) -> bytes:
    """Make the echo of a request; `length` is the request's. Raises: ValueError as `build_request`."""
    return _build(_ECHO, key, request, received, received_us, length)


def parse_echo(key: bytes, datagram: bytes) -> ProbeEcho:
    """Read an echo. Raises: ValueError where it is not one, or not authentic."""
    return ProbeEcho(*_parse(_ECHO, key, datagram))


def _build(kind: int, key: bytes, request: ProbeRequest, received: int, received_us: int, length: int) -> bytes:
    if not LEAST_BYTES <= length <= MOST_BYTES or not 0 <= request.stream < STREAMS:
        raise ValueError("length or stream out of range")
    try:
        head = _LAYOUT.pack(
            kind, _VERSION, request.stream, flow_of(key), request.sequence, request.sent_us, received, received_us
        )
    except struct.error as error:
        raise ValueError("a number does not fit into its field") from error
    body = head.ljust(length - _TAG_BYTES, b"\0")
    return body + _tag(key, body)


def _parse(kind: int, key: bytes, datagram: bytes) -> tuple[int, int, int, int, int]:
    """Return sequence, sent_us, received, received_us and stream."""
    if not LEAST_BYTES <= len(datagram) <= MOST_BYTES:
        raise ValueError("not the length of a probe")
    found, version, stream, flow, sequence, sent_us, received, received_us = _LAYOUT.unpack_from(datagram)
    if found != kind or version != _VERSION or stream >= STREAMS or flow != flow_of(key):
        raise ValueError("not a probe of this kind and flow")
    if not hmac.compare_digest(_tag(key, datagram[:-_TAG_BYTES]), datagram[-_TAG_BYTES:]):
        raise ValueError("not authentic")
    return sequence, sent_us, received, received_us, stream


def _tag(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, body, hashlib.sha256)[:_TAG_BYTES]
