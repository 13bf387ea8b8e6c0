"""Session descriptions (RFC 8866): bounded and checked before anything acts on them.

Only what the media need is let in: Opus and H.264 or VP8, one bundle, addresses as numbers, UDP.
"""

import re
from collections.abc import Collection, Iterable, Sequence

from common.model.errors import ErrorCode, MediaError
from common.model.media import Sdp
from common.rtc.sdptext import DescribedSession, Medium, read_lines

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


def parsed(text: Sdp, sections: Sequence[str]) -> DescribedSession:
    """Return what a description of just these sections says, its candidates those that we may use.

    Raises: MediaError(`media_failed`).
    """
    try:
        description = read_lines(_kept(text))
    except ValueError as error:
        raise refusal("malformed") from error
    _check_sections(description, sections)
    return description


def refusal(reason: str) -> MediaError:
    """Say why a description is not taken; nothing of its text is in it."""
    return MediaError(ErrorCode.MEDIA_FAILED, f"session description: {reason}")


def _kept(text: Sdp) -> list[str]:
    """Return the lines that may be parsed. Raises: MediaError(`media_failed`)."""
    if len(text.encode("utf-8", "replace")) > MAX_SDP_BYTES:
        raise refusal("too large")
    lines = text.splitlines()
    if max(map(len, lines), default=0) > MAX_LINE_CHARACTERS or not "".join(lines).isprintable():
        raise refusal("a line is too long or not text")
    candidates = [line for line in lines if line.startswith("a=candidate:")]
    foreign = {line for line in candidates if not _is_usable(line)}
    if sum(line not in foreign for line in candidates) > MAX_CANDIDATES:
        raise refusal("too many candidates")
    return _without(foreign, lines) if foreign else lines


def sections_of(text: Sdp) -> tuple[str, ...]:
    """Name the kinds of the sections, in their order."""
    return tuple(line[2:].split(" ", 1)[0] for line in text.splitlines() if line.startswith("m="))


def _without(foreign: Collection[str], lines: Iterable[str]) -> list[str]:
    """Leave out TCP and names to be looked up (mDNS), and then the promise that no candidate will follow."""
    return [line for line in lines if line not in foreign and line.strip() != "a=end-of-candidates"]


def _is_usable(line: str) -> bool:
    words = line.split()
    return len(words) >= 8 and words[2].lower() == "udp" and not words[4].lower().endswith(".local")


def _check_sections(description: DescribedSession, sections: Sequence[str]) -> None:
    if tuple(media.kind for media in description.media) != tuple(sections):
        raise refusal("unexpected sections")
    names = [media.mid for media in description.media]
    if len(set(names)) != len(names) or (description.bundle or []) != names:
        raise refusal("sections are not in one bundle")
    for media in description.media:
        _check_media(media)


def _check_media(medium: Medium) -> None:
    transport = medium.transport
    if transport.setup is None or not transport.fingerprints:
        raise refusal("no fingerprint")
    if not _ICE_NAME.fullmatch(transport.ice_name) or not _ICE_PASSWORD.fullmatch(transport.ice_password):
        raise refusal("no ICE credentials")
    if not medium.is_multiplexed:
        raise refusal("RTCP is not multiplexed")
    if medium.direction not in {"sendrecv", "sendonly", "recvonly"}:
        raise refusal("a section is not in use")
    if not any(codec.name.lower() in _CODECS[medium.kind] for codec in medium.codecs):
        raise refusal("no codec in common")
