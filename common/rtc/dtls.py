"""DTLS 1.2 for SRTP keys (RFC 6347, RFC 5764) without sockets: datagrams in, datagrams out, time asked for.

OpenSSL repeats a lost flight after a second at the earliest. Speech shall begin sooner: the last flight is kept, and
its very records are sent again after 100 ms, 200 ms and so on; a peer that has them already drops them as repeated.
"""

import contextlib
import datetime
import hashlib
import time
from collections.abc import Callable, Sequence
from enum import Enum, auto

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import SSL

from common.rtc.dtlsrecords import FLIGHT_RECORDS, MTU_BYTES, datagrams_of, may_be_record
from common.rtc.srtp import SrtpKeys, SrtpProfile, supported_profiles

FIRST_REPEAT_S = 0.1
LONGEST_REPEAT_S = 1.6
MAX_REPEATS = 12
_DTLS_1_2 = 0xFEFD
_CIPHERS = b":".join(
    kind + b"-" + cipher
    for cipher in (b"AES128-GCM-SHA256", b"CHACHA20-POLY1305", b"AES256-GCM-SHA384", b"AES128-SHA")
    for kind in (b"ECDHE-ECDSA", b"ECDHE-RSA")
)
_DIGESTS = {"sha-256": "sha256", "sha-384": "sha384", "sha-512": "sha512"}
_READ_BYTES = 4_096
"""At once: more is taken by more readings."""


class DtlsState(Enum):
    """Where an endpoint stands; FAILED and CLOSED are final."""

    CONNECTING = auto()
    UP = auto()
    FAILED = auto()
    CLOSED = auto()


class Certificate:
    """An own certificate, with the OpenSSL context that all its endpoints share."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
        der = certificate.public_bytes(serialization.Encoding.DER)
        self.fingerprint = f"sha-256 {_fingerprint(der, 'sha256')}"
        self.context = _context(key, certificate)


def make_certificate() -> Certificate:
    """Make a self-signed certificate for 30 days (RFC 8827, section 6.5)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"{x509.random_serial_number():x}"[:32])])
    now = datetime.datetime.now(tz=datetime.UTC)
    builder = x509.CertificateBuilder(
        issuer_name=name,
        subject_name=name,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - datetime.timedelta(days=1),
        not_valid_after=now + datetime.timedelta(days=30),
    )
    return Certificate(key, builder.sign(key, hashes.SHA256()))


class DtlsEndpoint:
    """One end of a handshake; `keys` are there from UP on. Not for two threads at once.

    `remote_fingerprints` are as in SDP ("sha-256 AB:.."): at least one must be of a digest that we know, and all of
    those must be right. After each call: send what `take_outgoing` gives, and call `on_timeout` after `timeout_s`.
    """

    def __init__(
        self,
        certificate: Certificate,
        is_client: bool,
        remote_fingerprints: Sequence[str],
        mono_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self.state = DtlsState.CONNECTING
        self.keys: SrtpKeys | None = None
        self._is_client = is_client
        self._fingerprints = tuple(remote_fingerprints)
        self._mono_s = mono_s
        self._outgoing: list[bytes] = []
        self._flight: list[bytes] = []
        self._repeats = 0
        self._repeat_mono_s: float | None = None
        self._ssl = SSL.Connection(certificate.context)
        self._ssl.set_ciphertext_mtu(MTU_BYTES)
        if is_client:
            self._ssl.set_connect_state()
        else:
            self._ssl.set_accept_state()

    def start(self) -> None:
        """Begin: a client's first flight becomes outgoing; a server waits for one."""
        if self._is_client and self.state is DtlsState.CONNECTING:
            self._shake_hands()

    def receive(self, datagram: bytes) -> None:
        """Take a datagram from the peer; what can't be understood is dropped, as DTLS wants it."""
        if self.state in {DtlsState.FAILED, DtlsState.CLOSED} or not may_be_record(datagram):
            return
        self._ssl.bio_write(datagram)
        if self.state is DtlsState.CONNECTING:
            self._shake_hands()
        else:
            self._read_when_up(datagram)

    def take_outgoing(self) -> list[bytes]:
        """Return what is to be sent, and forget it."""
        taken, self._outgoing = self._outgoing, []
        return taken

    def timeout_s(self) -> float | None:
        """Return after how long `on_timeout` is due; None where nothing waits for an answer, or it was asked enough."""
        if self.state is not DtlsState.CONNECTING or self._repeat_mono_s is None:
            return None
        return max(0.0, self._repeat_mono_s - self._mono_s())

    def on_timeout(self) -> None:
        """Send the last flight again, where it is time: OpenSSL's own repetition, or else the same records."""
        if self.state is not DtlsState.CONNECTING or not self._is_repeat_due():
            return
        try:
            self._ssl.DTLSv1_handle_timeout()
        except SSL.Error:
            self._end(DtlsState.FAILED)
            return
        repeats = self._repeats
        if not self._collect():
            self._outgoing += self._flight
        self._repeats = repeats
        self._await_repeat()

    def close(self) -> None:
        """Tell the peer, where it would understand; what is outgoing shall still be sent."""
        if self.state is DtlsState.UP:
            self._say_goodbye()
        if self.state is not DtlsState.FAILED:
            self._end(DtlsState.CLOSED)

    def _shake_hands(self) -> None:
        try:
            self._ssl.do_handshake()
        except SSL.WantReadError:
            self._collect()
        except SSL.Error:
            self._collect()
            self._end(DtlsState.FAILED)
        else:
            self._collect()
            self._finish()

    def _finish(self) -> None:
        keys = self._extract_keys() if self._is_expected_peer() else None
        if keys is None:
            self._say_goodbye()
            self._end(DtlsState.FAILED)
            return
        self.keys = keys
        self.state = DtlsState.UP
        self._repeats = 0
        self._repeat_mono_s = self._mono_s()

    def _say_goodbye(self) -> None:
        with contextlib.suppress(SSL.Error):
            self._ssl.shutdown()
        self._collect()

    def _read_when_up(self, datagram: bytes) -> None:
        """Answer a repeated flight, and hear the peer's end; no data are carried over DTLS."""
        try:
            while self._ssl.recv(_READ_BYTES):
                pass
        except SSL.ZeroReturnError:
            self._end(DtlsState.CLOSED)
        except SSL.Error:
            pass
        has_answered = self._collect()
        if not has_answered and datagram[0] in FLIGHT_RECORDS:
            self._repeat_last_flight()

    def _repeat_last_flight(self) -> None:
        """Send again what ends the handshake, a server's, which no timer repeats (RFC 6347, section 4.2.4)."""
        if not self._is_client and self._is_repeat_due():
            self._outgoing += self._flight
            self._await_repeat()

    def _collect(self) -> bool:
        """Move what OpenSSL wrote into datagrams; tell whether it wrote something."""
        written = bytearray()
        try:
            while True:
                written += self._ssl.bio_read(_READ_BYTES)
        except SSL.Error:
            pass
        if not written:
            return False
        datagrams = datagrams_of(bytes(written))
        self._outgoing += datagrams
        if written[0] in FLIGHT_RECORDS:
            self._flight = datagrams
            self._repeats = 0
            self._repeat_mono_s = self._mono_s() + FIRST_REPEAT_S
        return True

    def _is_repeat_due(self) -> bool:
        return self._repeat_mono_s is not None and self._mono_s() >= self._repeat_mono_s

    def _await_repeat(self) -> None:
        """Wait twice as long each time, and not for ever."""
        self._repeats += 1
        after_s = min(FIRST_REPEAT_S * 2**self._repeats, LONGEST_REPEAT_S)
        self._repeat_mono_s = self._mono_s() + after_s if self._repeats < MAX_REPEATS else None

    def _end(self, state: DtlsState) -> None:
        self.state = state
        self._flight = []
        self._repeat_mono_s = None

    def _is_expected_peer(self) -> bool:
        certificate = self._ssl.get_peer_certificate()
        if certificate is None:
            return False
        verdicts = []
        for line in self._fingerprints:
            name, _, value = line.partition(" ")
            if (digest := _DIGESTS.get(name.lower())) is not None:
                verdicts.append(certificate.digest(digest).decode("ascii") == value.strip().upper())
        return bool(verdicts) and all(verdicts)

    def _extract_keys(self) -> SrtpKeys | None:
        """Derive the master keys (RFC 5764, section 4.2)."""
        name = self._ssl.get_selected_srtp_profile().decode("ascii")
        profile = next((profile for profile in SrtpProfile if profile.openssl_name == name), None)
        if profile is None:
            return None
        key, salt = profile.key_bytes, profile.salt_bytes
        exported = self._ssl.export_keying_material(b"EXTRACTOR-dtls_srtp", 2 * (key + salt))
        of_client = exported[:key] + exported[2 * key : 2 * key + salt]
        of_server = exported[key : 2 * key] + exported[2 * key + salt :]
        return SrtpKeys(profile, *((of_client, of_server) if self._is_client else (of_server, of_client)))


def _context(key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> SSL.Context:
    context = SSL.Context(SSL.DTLS_METHOD)
    context.set_min_proto_version(_DTLS_1_2)
    context.set_max_proto_version(_DTLS_1_2)
    context.set_options(SSL.OP_NO_TICKET | SSL.OP_NO_QUERY_MTU)
    context.set_mode(SSL.MODE_RELEASE_BUFFERS)
    context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, lambda *_: True)
    context.use_certificate(certificate)
    context.use_privatekey(key)
    context.set_cipher_list(_CIPHERS)
    context.set_tlsext_use_srtp(":".join(profile.openssl_name for profile in supported_profiles()).encode("ascii"))
    return context


def _fingerprint(der: bytes, digest: str) -> str:
    return hashlib.new(digest, der).digest().hex(":").upper()
