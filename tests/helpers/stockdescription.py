"""A session description as aiortc's parser reads it: what ours is compared with."""

from collections.abc import Sequence
from typing import NamedTuple

from aiortc.sdp import MediaDescription, SessionDescription, candidate_to_sdp, parameters_to_sdp


class StockMedium(NamedTuple):
    """A section, by the fields that ours has too."""

    kind: str
    formats: Sequence[object]
    mid: str
    direction: str | None
    is_multiplexed: bool
    is_complete: bool
    candidates: tuple[str, ...]
    codecs: tuple[tuple[int | None, str, str], ...]
    extensions: tuple[tuple[int, str], ...]
    source: int | None
    ice_name: str
    ice_password: str
    setup: str
    fingerprints: tuple[str, ...]


def stock_media(text: str) -> tuple[StockMedium, ...] | None:
    """Read a description; None where aiortc fails at it, or has sections without DTLS."""
    try:
        read = SessionDescription.parse(text)
    except Exception:  # aiortc answers a malformed description with whatever its parser runs into
        return None
    if any(medium.dtls is None for medium in read.media):
        return None
    return tuple(_medium(medium) for medium in read.media)


def _medium(medium: MediaDescription) -> StockMedium:
    assert medium.dtls is not None
    assert medium.ice is not None
    return StockMedium(
        medium.kind,
        medium.fmt,
        medium.rtp.muxId,
        medium.direction,
        medium.rtcp_mux,
        medium.ice_candidates_complete,
        tuple(candidate_to_sdp(candidate) for candidate in medium.ice_candidates),
        tuple((codec.payloadType, codec.name, parameters_to_sdp(codec.parameters)) for codec in medium.rtp.codecs),
        tuple((extension.id, extension.uri) for extension in medium.rtp.headerExtensions),
        medium.ssrc[0].ssrc if medium.ssrc else None,
        medium.ice.usernameFragment or "",
        medium.ice.password or "",
        {"auto": "actpass", "client": "active", "server": "passive"}[medium.dtls.role],
        tuple(f"{p.algorithm.lower()} {p.value}" for p in medium.dtls.fingerprints),
    )
