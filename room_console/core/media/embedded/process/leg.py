"""One leg's way: the addresses it was heard from, DTLS, SRTP. What it carries is Listener's, or the core's."""

from typing import Final

from common.rtc.dtls import Certificate, DtlsEndpoint, DtlsState
from common.rtc.srtp import SrtpPair
from room_console.core.media.embedded.process.feeds import Feeds
from room_console.core.media.embedded.process.keys import KeyRequests
from room_console.core.media.embedded.process.listener import Listener
from room_console.core.media.embedded.process.port import PathKey, peer_of
from room_console.core.media.embedded.process.rows import STAMPS_KEPT
from room_console.core.media.embedded.process.stream import Peer
from room_console.core.media.embedded.wire import Follow, OpenLeg, SentSection, SetRemote

CONSENT_S: Final = 20.0
"""So long without an authentic packet, and nothing may be sent any more (RFC 7675, section 5.1: at most 30 s)."""
HANDSHAKE_S: Final = 30.0
"""A leg that is not up after this has failed, whatever its peer still sends."""
STALE_PATH_S: Final = 3.0
"""A path so long silent gives way to another that is heard, even if that was not nominated."""
MAX_PATHS: Final = 8
MAX_EARLY: Final = 4
MAX_TRANSACTIONS: Final = 32


class Leg:
    """From OpenLeg to its end."""

    def __init__(self, opening: OpenLeg, certificate: Certificate, now_mono_s: float) -> None:
        self.number = opening.leg
        self.ice_name = opening.ice_name
        self.ice_key = opening.ice_password.encode("ascii", "replace")
        self.cname = opening.cname
        self.sections: tuple[SentSection, ...] = opening.sections
        self.is_downlink = bool(opening.sections)
        self.opened_mono_s = self.heard_mono_s = now_mono_s
        self.paths: dict[PathKey, float] = {}
        """When each address was last heard from, by something authentic."""
        self.peer: Peer | None = None
        self._path: PathKey | None = None
        self._transactions: dict[bytes, PathKey] = {}
        self.dtls: DtlsEndpoint | None = None
        self.pair: SrtpPair | None = None
        self.listener: Listener | None = None
        self.follow: Follow | None = None
        self.received = 0
        self._certificate = certificate
        self._early: list[bytes] = []
        if opening.fingerprints:
            self._make_dtls(opening.fingerprints, opening.is_dtls_client)

    @property
    def is_up(self) -> bool:
        """Tell whether media may flow."""
        return self.pair is not None

    def set_remote(self, remote: SetRemote) -> None:
        """Take what the peer answered; once only."""
        if self.dtls is not None:
            return
        if remote.sections:
            self.sections = remote.sections
        self._make_dtls(remote.fingerprints, remote.is_dtls_client)
        early, self._early = self._early, []
        for datagram in early:
            self.on_dtls(datagram)

    def is_replayed(self, transaction: bytes, path: PathKey) -> bool:
        """Tell whether a check has come before from elsewhere: somebody may want to draw media off."""
        known = self._transactions.setdefault(transaction, path)
        if len(self._transactions) > MAX_TRANSACTIONS:
            del self._transactions[next(iter(self._transactions))]
        return known != path

    def on_check(self, path: PathKey, is_nominated: bool, now_mono_s: float) -> PathKey | None:
        """Take an authentic check; return the address that is not this leg's any more, if there is one."""
        before = self._path
        is_silent = before is not None and now_mono_s - self.paths.get(before, 0.0) > STALE_PATH_S
        self.heard_mono_s = now_mono_s
        self.paths[path] = now_mono_s
        if path != before and (before is None or is_nominated or is_silent):
            self._path, self.peer = path, peer_of(*path)
            if self.listener is not None:
                self.listener.move(self.peer)
        if before is None and self.dtls is not None:
            self.dtls.start()
        if len(self.paths) <= MAX_PATHS:
            return None
        oldest = min((known for known in self.paths if known != self._path), key=self.paths.__getitem__)
        del self.paths[oldest]
        return oldest

    def on_media(self, path: PathKey, now_mono_s: float) -> None:
        """Take note of an authentic packet of media."""
        self.received += 1
        self.heard_mono_s = self.paths[path] = now_mono_s

    def on_dtls(self, datagram: bytes) -> None:
        """Take a datagram of DTLS; a few are kept while the peer's fingerprint is not known yet."""
        if self.dtls is None:
            if len(self._early) < MAX_EARLY:
                self._early.append(datagram)
            return
        self.dtls.receive(datagram)
        if self.pair is None and self.dtls.state is DtlsState.UP and self.dtls.keys is not None:
            self.pair = SrtpPair(self.dtls.keys, STAMPS_KEPT)

    def make_listener(self, feeds: Feeds, keys: KeyRequests, wall_offset_s: float) -> Listener:
        """Make the media side of a downlink that has come up."""
        assert self.pair is not None
        assert self.peer is not None
        assert self.dtls is not None
        assert self.dtls.keys is not None
        tag_bytes = self.dtls.keys.profile.tag_bytes
        return Listener(self.sections, self.cname, self.pair, tag_bytes, self.peer, feeds, keys, wall_offset_s)

    def _make_dtls(self, fingerprints: tuple[str, ...], is_client: bool) -> None:
        self.dtls = DtlsEndpoint(self._certificate, is_client, fingerprints)
        if self.peer is not None:
            self.dtls.start()
