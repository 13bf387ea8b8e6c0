"""Session descriptions (RFC 8866): bounded and checked before anything acts on them.

Only what the media need is let in: Opus and H.264 or VP8, one bundle, addresses as numbers, UDP.
"""

import re
from collections.abc import Sequence

from aiortc.sdp import MediaDescription, SessionDescription

from common.model.errors import ErrorCode, MediaError
from common.model.media import Sdp

MAX_SDP_BYTES = 32 * 1024
MAX_LINE_CHARACTERS = 1024
MAX_CANDIDATES = 64
OPUS_PARAMETERS = "minptime=10;useinbandfec=1;stereo=0;usedtx=0"
"""RFC 7587, section 6.1."""
SOUND, PICTURE = "audio", "video"
DOWNLINK_SECTIONS = (SOUND, SOUND, PICTURE, PICTURE)
"""The channel, the original, the stage, a shared screen."""
UPLINK_SECTIONS = (SOUND, PICTURE)
SHARING_SECTIONS = (SOUND, PICTURE, PICTURE)
"""Of an uplink that may carry a screen too."""
_CODECS = {SOUND: {"opus"}, PICTURE: {"h264", "vp8"}}
_ICE_NAME = re.compile(r"[A-Za-z0-9+/]{4,256}")
_ICE_PASSWORD = re.compile(r"[A-Za-z0-9+/]{22,256}")


def parsed(text: Sdp, sections: Sequence[str]) -> SessionDescription:
    """Return what a description of just these sections says, its candidates those that we may use.

    Raises: MediaError(`media_failed`).
    """
    description = _parse(_kept(text))
    _check_sections(description, sections)
    return description


def refusal(reason: str) -> MediaError:
    """Say why a description is not taken; nothing of its text is in it."""
    return MediaError(ErrorCode.MEDIA_FAILED, f"session description: {reason}")


def _kept(text: Sdp) -> str:
    """Return the lines that may be parsed. Raises: MediaError(`media_failed`)."""
    if len(text.encode("utf-8", "replace")) > MAX_SDP_BYTES:
        raise refusal("too large")
    lines = text.splitlines()
    if any(len(line) > MAX_LINE_CHARACTERS or not line.isprintable() for line in lines):
        raise refusal("a line is too long or not text")
    kept = _without_foreign_candidates(lines)
    if sum(line.startswith("a=candidate:") for line in kept) > MAX_CANDIDATES:
        raise refusal("too many candidates")
    return "\r\n".join(kept) + "\r\n"


def sections_of(text: Sdp) -> tuple[str, ...]:
    """Name the kinds of the sections, in their order."""
    return tuple(line[2:].split(" ", 1)[0] for line in text.splitlines() if line.startswith("m="))


def _without_foreign_candidates(lines: Sequence[str]) -> list[str]:
    """Leave out TCP and names to be looked up (mDNS), and then the promise that no candidate will follow."""
    kept = [line for line in lines if not line.startswith("a=candidate:") or _is_usable(line)]
    if len(kept) < len(lines):
        kept = [line for line in kept if line.strip() != "a=end-of-candidates"]
    return kept


def _is_usable(line: str) -> bool:
    words = line.split()
    return len(words) >= 8 and words[2].lower() == "udp" and not words[4].lower().endswith(".local")


def _parse(text: str) -> SessionDescription:
    try:
        return SessionDescription.parse(text)
    except Exception as error:  # aiortc answers a malformed description with whatever its parser runs into
        raise refusal("malformed") from error


def _check_sections(description: SessionDescription, sections: Sequence[str]) -> None:
    if tuple(media.kind for media in description.media) != tuple(sections):
        raise refusal("unexpected sections")
    names = [media.rtp.muxId for media in description.media]
    bundle = next((group.items for group in description.group if group.semantic == "BUNDLE"), [])
    if len(set(names)) != len(names) or list(bundle) != names:
        raise refusal("sections are not in one bundle")
    for media in description.media:
        _check_media(media)


def _check_media(media: MediaDescription) -> None:
    if media.dtls is None or not media.dtls.fingerprints:
        raise refusal("no fingerprint")
    name, password = (media.ice.usernameFragment, media.ice.password) if media.ice is not None else (None, None)
    if not _ICE_NAME.fullmatch(name or "") or not _ICE_PASSWORD.fullmatch(password or ""):
        raise refusal("no ICE credentials")
    if not media.rtcp_mux:
        raise refusal("RTCP is not multiplexed")
    if media.direction not in {"sendrecv", "sendonly", "recvonly"}:
        raise refusal("a section is not in use")
    if not any(codec.name.lower() in _CODECS[media.kind] for codec in media.rtp.codecs):
        raise refusal("no codec in common")
