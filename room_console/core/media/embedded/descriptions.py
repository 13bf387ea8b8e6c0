"""What the engine offers and answers: one address for all legs, ICE-lite (RFC 8445, section 2.5), its own sources."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from common.model.media import Sdp
from common.rtc import sdp
from common.rtc.description import (
    LegDescription,
    Section,
    answer_section,
    parse_description,
    picture_section,
    shared_section,
    sound_section,
    write_description,
)
from room_console.core.media.embedded.wire import OpenLeg, Ready, SentSection, SetRemote

ICE_NAME_BYTES, ICE_PASSWORD_BYTES = 12, 24
"""96 and 192 bits; RFC 8445, section 5.3, asks for 24 and 128 at least."""


@dataclass(frozen=True, slots=True)
class OwnEnd:
    """Our end of one leg. Its password is never logged."""

    leg: int
    ice_name: str
    ice_password: str
    cname: str


def make_own_end(leg: int) -> OwnEnd:
    """Draw what only this leg has."""
    return OwnEnd(leg, _drawn(ICE_NAME_BYTES), _drawn(ICE_PASSWORD_BYTES), _drawn(ICE_NAME_BYTES))


def announced(ready: Ready, public_address: str | None) -> Ready:
    """Add the address at which a router leads to our port, as the last to be tried."""
    if public_address is None or any(line.split()[4] == public_address for line in ready.candidates):
        return ready
    number, port = len(ready.candidates), ready.candidates[0].split()[5]
    priority = (126 << 24) + ((65_535 - number) << 8) + 255
    line = f"candidate:{number + 1} 1 udp {priority} {public_address} {port} typ host"
    return msgspec.structs.replace(ready, candidates=(*ready.candidates, line))


def offered_uplink(text: Sdp) -> LegDescription:
    """Read a speaker's offer: sound, perhaps a picture, then perhaps a screen. Raises: MediaError(`media_failed`)."""
    known = ((sdp.SOUND,), sdp.UPLINK_SECTIONS, sdp.SHARING_SECTIONS)
    pictures = min(sdp.sections_of(text).count(sdp.PICTURE), len(known) - 1)
    remote = parse_description(text, known[pictures])
    if not all(section.sends for section in remote.sections):
        raise sdp.refusal("an uplink that sends nothing")
    if len(remote.sections) == len(sdp.SHARING_SECTIONS) and remote.sections[-1].codec != "H264":
        raise sdp.refusal("a screen that listeners can't be given as it is")
    return remote


def uplink_messages(own: OwnEnd, remote: LegDescription, ready: Ready) -> tuple[OpenLeg, Sdp]:
    """Make what the process and what the speaker are told."""
    is_client = remote.setup == "passive"
    opening = OpenLeg(
        own.leg,
        own.ice_name,
        own.ice_password,
        own.cname,
        fingerprints=remote.fingerprints,
        is_dtls_client=is_client,
    )
    sections = [answer_section(section, None) for section in remote.sections]
    return opening, _written(own, ready, "active" if is_client else "passive", sections)


def downlink_messages(own: OwnEnd, ready: Ready) -> tuple[OpenLeg, Sdp]:
    """Make what the process and what the listener are told."""
    ssrcs = _distinct_ssrcs(len(sdp.DOWNLINK_SECTIONS))
    sections = [
        make(str(mid), "sendonly", ssrc)
        for mid, (make, ssrc) in enumerate(
            zip((sound_section, sound_section, picture_section, shared_section), ssrcs, strict=True)
        )
    ]
    opening = OpenLeg(own.leg, own.ice_name, own.ice_password, own.cname, tuple(_sent(s) for s in sections))
    return opening, _written(own, ready, "actpass", sections)


def agreed(opening: OpenLeg, answer: Sdp) -> SetRemote:
    """Read a listener's answer. Raises: MediaError(`media_failed`)."""
    remote = parse_description(answer, sdp.DOWNLINK_SECTIONS)
    if remote.setup == "actpass":
        raise sdp.refusal("an answer has to say who begins")
    sections = tuple(_as_answered(ours, theirs) for ours, theirs in zip(opening.sections, remote.sections, strict=True))
    return SetRemote(opening.leg, remote.fingerprints, remote.setup == "passive", sections)


def _as_answered(ours: SentSection, theirs: Section) -> SentSection:
    """Send as the listener wants it, who answered with a codec that was offered. Raises: MediaError(`media_failed`)."""
    if theirs.codec not in {"opus", "H264"}:
        raise sdp.refusal("a codec that was not offered")
    return SentSection(ours.kind, ours.ssrc, theirs.payload_type, theirs.abs_send_time_id)


def _written(own: OwnEnd, ready: Ready, setup: str, sections: Sequence[Section]) -> Sdp:
    return write_description(
        LegDescription(
            ice_name=own.ice_name,
            ice_password=own.ice_password,
            is_lite=True,
            fingerprints=(ready.fingerprint,),
            setup=setup,
            candidates=tuple(candidate.removeprefix("candidate:") for candidate in ready.candidates),
            sections=tuple(sections),
        )
    )


def _sent(section: Section) -> SentSection:
    assert section.ssrc is not None
    return SentSection(section.kind, section.ssrc, section.payload_type, section.abs_send_time_id)


def _drawn(size_bytes: int) -> str:
    return secrets.token_hex(size_bytes)


def _distinct_ssrcs(count: int) -> list[int]:
    drawn: set[int] = set()
    while len(drawn) < count:
        drawn.add(1 + secrets.randbelow(2**32 - 1))
    return list(drawn)
