"""What a session description says, as values: one leg, one transport, its sections. Without any WebRTC library."""

from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["audio", "video"]
Codec = Literal["opus", "H264", "VP8"]
OPUS_PAYLOAD_TYPE = 111
H264_PAYLOAD_TYPE, SCREEN_PAYLOAD_TYPE = 102, 103
ABS_SEND_TIME_ID = 3
H264_PARAMETERS = "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"
"""RFC 6184, section 8.1: constrained baseline, whose pictures go in parts (FU-A, STAP-A)."""
SCREEN_PARAMETERS = H264_PARAMETERS.replace("42e01f", "42e028")
"""Level 4: 1920x1080."""
_MIRRORED = {"sendonly": "recvonly", "recvonly": "sendonly", "sendrecv": "sendrecv"}


@dataclass(frozen=True, slots=True)
class Section:
    """One medium of a leg as its describer has it: its direction, its codec, the source it sends from."""

    kind: Kind
    mid: str
    direction: str
    payload_type: int
    codec: Codec
    ssrc: int | None = None
    abs_send_time_id: int | None = None
    parameters: str = ""
    """The codec's parameters as they stand in `a=fmtp`."""

    @property
    def sends(self) -> bool:
        """Tell whether the describer sends."""
        return self.direction in {"sendonly", "sendrecv"}


@dataclass(frozen=True, slots=True)
class LegDescription:
    """One end of one leg. Its password and fingerprints are never logged."""

    ice_name: str
    ice_password: str
    is_lite: bool
    fingerprints: tuple[str, ...]
    """`sha-256 AB:CD...`"""
    setup: str
    """`actpass`, `active` or `passive` (RFC 5763, section 5): who begins the DTLS handshake."""
    candidates: tuple[str, ...]
    """Without `a=candidate:` (RFC 8839, section 5.1)."""
    sections: tuple[Section, ...]
    is_complete: bool = True
    """No more candidates will follow."""


def sound_section(mid: str, direction: str, ssrc: int | None = None) -> Section:
    """Make a section of ours that carries Opus."""
    return Section("audio", mid, direction, OPUS_PAYLOAD_TYPE, "opus", ssrc)


def picture_section(mid: str, direction: str, ssrc: int | None = None) -> Section:
    """Make a section of ours that carries H.264."""
    parameters = H264_PARAMETERS
    return Section("video", mid, direction, H264_PAYLOAD_TYPE, "H264", ssrc, ABS_SEND_TIME_ID, parameters)


def shared_section(mid: str, direction: str, ssrc: int | None = None) -> Section:
    """Make a section of ours that carries a shared screen."""
    parameters = SCREEN_PARAMETERS
    return Section("video", mid, direction, SCREEN_PAYLOAD_TYPE, "H264", ssrc, ABS_SEND_TIME_ID, parameters)


def answer_section(offered: Section, ssrc: int | None) -> Section:
    """Answer a section with the other direction; without a source of our own it only receives (RFC 3264, 6.1)."""
    direction = _MIRRORED[offered.direction]
    if ssrc is None and direction == "sendrecv":
        direction = "recvonly"
    return replace(offered, direction=direction, ssrc=ssrc)
