"""Session descriptions to values and back (RFC 8866, RFC 9429): what Chromium and stock aiortc write and take."""

from collections.abc import Sequence
from typing import Final

from aiortc.sdp import parameters_from_sdp, parameters_to_sdp

from common.model.media import Sdp
from common.rtc.sdp import OPUS_PARAMETERS, parsed, refusal
from common.rtc.sdptext import DescribedCodec, Medium, candidate
from common.rtc.sections import (
    Codec,
    Kind,
    LegDescription,
    Section,
    answer_section,
    picture_section,
    shared_section,
    sound_section,
)

__all__ = [
    "ABS_SEND_TIME_URI",
    "LegDescription",
    "Section",
    "answer_section",
    "parse_description",
    "picture_section",
    "shared_section",
    "sound_section",
    "write_description",
]

ABS_SEND_TIME_URI = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
_CODECS: Final[dict[str, Codec]] = {"opus": "opus", "h264": "H264", "vp8": "VP8"}
_CLOCKS: Final[dict[Codec, str]] = {"opus": "48000/2", "H264": "90000", "VP8": "90000"}
_FEEDBACK: Final[dict[Kind, tuple[str, ...]]] = {
    "audio": ("nack",),
    "video": ("nack", "nack pli", "ccm fir", "goog-remb"),
}
_ALGORITHMS = {"sha-256", "sha-384", "sha-512"}
_STREAM = "hemicycle"
"""Of a leg's sources one stream is made, so that a browser keeps their lips in step."""
_MAX_PAYLOAD_TYPE = 127
_MAX_EXTENSION_ID = 14
"""Of the one-byte form (RFC 8285, section 4.2)."""


def parse_description(text: Sdp, kinds: Sequence[str]) -> LegDescription:
    """Take a description of just these kinds of sections; the first section's transport carries them all.

    Raises: MediaError(`media_failed`).
    """
    described = parsed(text, kinds)
    first = described.media[0]
    transport = first.transport
    known = tuple(print for print in transport.fingerprints if print.split(" ")[0] in _ALGORITHMS)
    if not known:
        raise refusal("no fingerprint that is good enough")
    try:
        return LegDescription(
            ice_name=transport.ice_name,
            ice_password=transport.ice_password,
            is_lite=described.is_lite,
            fingerprints=known,
            setup=transport.setup or "",
            candidates=tuple(candidate(line) for line in first.candidates),
            sections=tuple(_section(medium) for medium in described.media),
            is_complete=first.is_complete,
        )
    except ValueError as error:
        raise refusal("malformed") from error


def write_description(description: LegDescription) -> Sdp:
    """Write a description in one bundle, each section with the whole transport."""
    lines = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0"]
    if description.is_lite:
        lines.append("a=ice-lite")
    lines.append("a=group:BUNDLE " + " ".join(section.mid for section in description.sections))
    lines.append("a=msid-semantic: WMS *")
    for section in description.sections:
        lines += _medium(section, description.ice_name) + _transport(description)
    return Sdp("\r\n".join(lines) + "\r\n")


def _section(medium: Medium) -> Section:
    """Choose what is in common. Raises: MediaError(`media_failed`), ValueError."""
    codec = next((c for c in _in_order(medium) if _is_taken(c)), None)
    if codec is None:
        raise refusal("no codec in common")
    ssrc = medium.sources[0] if medium.sources else None
    if ssrc is not None and not 0 <= ssrc < 2**32:
        raise refusal("a source out of range")
    return Section(
        kind="audio" if medium.kind == "audio" else "video",
        mid=medium.mid,
        direction=medium.direction or "",
        payload_type=codec.payload_type,
        codec=_CODECS[codec.name.lower()],
        ssrc=ssrc,
        abs_send_time_id=_abs_send_time_id(medium),
        parameters=parameters_to_sdp(parameters_from_sdp(codec.parameters)) if codec.parameters else "",
    )


def _in_order(medium: Medium) -> list[DescribedCodec]:
    """List the codecs as the describer prefers them, which the media line says (RFC 3264, section 5.1)."""
    order = {payload_type: number for number, payload_type in enumerate(medium.formats)}
    return sorted((c for c in medium.codecs if c.payload_type in order), key=lambda c: order[c.payload_type])


def _is_taken(codec: DescribedCodec) -> bool:
    name = _CODECS.get(codec.name.lower())
    if name is None or codec.payload_type > _MAX_PAYLOAD_TYPE:
        return False
    return name != "H264" or parameters_from_sdp(codec.parameters).get("packetization-mode") == "1"


def _abs_send_time_id(medium: Medium) -> int | None:
    found = next((number for number, uri in medium.extensions if uri == ABS_SEND_TIME_URI), None)
    return found if medium.kind == "video" and found is not None and 1 <= found <= _MAX_EXTENSION_ID else None


def _medium(section: Section, cname: str) -> list[str]:
    number = section.payload_type
    parameters = OPUS_PARAMETERS if section.codec == "opus" else section.parameters
    lines = [
        f"m={section.kind} 9 UDP/TLS/RTP/SAVPF {number}",
        "c=IN IP4 0.0.0.0",
        f"a=mid:{section.mid}",
        f"a={section.direction}",
        "a=rtcp:9 IN IP4 0.0.0.0",
        "a=rtcp-mux",
        f"a=rtpmap:{number} {section.codec}/{_CLOCKS[section.codec]}",
    ]
    lines += [f"a=fmtp:{number} {parameters}"] if parameters else []
    lines += [f"a=rtcp-fb:{number} {feedback}" for feedback in _FEEDBACK[section.kind]]
    if section.abs_send_time_id is not None:
        lines.append(f"a=extmap:{section.abs_send_time_id} {ABS_SEND_TIME_URI}")
    if section.ssrc is not None:
        lines += [f"a=msid:{_STREAM} {section.mid}", f"a=ssrc:{section.ssrc} cname:{cname}"]
    return lines


def _transport(description: LegDescription) -> list[str]:
    return [
        f"a=ice-ufrag:{description.ice_name}",
        f"a=ice-pwd:{description.ice_password}",
        *(f"a=fingerprint:{fingerprint}" for fingerprint in description.fingerprints),
        f"a=setup:{description.setup}",
        *(f"a=candidate:{candidate}" for candidate in description.candidates),
        *(("a=end-of-candidates",) if description.is_complete else ()),
    ]
