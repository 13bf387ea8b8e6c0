"""Whom a client trusts: the console whose authority the join link names, or, without a name, what the system trusts.

The link carries the SHA-256 of an *authority* certificate (DER). A console proves itself with a key that this authority
has certified: by the certificate shown first, or by another one shown behind it for the same key, as where the first
is of a public authority (ACME). A console of before authorities shows the named certificate itself.

All is checked within the TLS handshake: before it is over no byte of ours can leave.
"""

import asyncio
import ssl
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID

from common.model.errors import ConferenceError, ErrorCode

MAX_SHOWN = 8
"""Certificates that are looked at; a console shows five at most."""

LOOK_TIMEOUT_S = 5.0

Now = Callable[[], datetime]


class Doubt(StrEnum):
    """Why a console is not trusted."""

    STRANGER = "stranger"
    """Another console, or somebody in between."""
    NOT_YET = "not_yet"
    """The right console; its certificate begins after this computer's date."""
    OVER = "over"
    """The right console; its certificate ended before this computer's date."""


class Distrust(ssl.SSLCertVerificationError):
    """The other end did not prove to be the console that the link names."""

    def __init__(self, doubt: Doubt, detail: str) -> None:
        super().__init__(1, detail)
        self.doubt = doubt


async def trusting(fingerprint: bytes, now: Now | None = None) -> ssl.SSLContext:
    """Make the TLS settings for a console: of the authority with this fingerprint, or, without one, the system's."""
    return PinnedContext.made(fingerprint, now) if fingerprint else await asyncio.to_thread(system_trust)


@cache
def system_trust() -> ssl.SSLContext:
    """Return the settings that trust what the system trusts. May block for some 50 ms, the first time."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def doubt_of(error: BaseException) -> Doubt:
    """Name why a TLS error means distrust, whoever raised it."""
    while error.__cause__ is not None:
        error = error.__cause__
    if isinstance(error, Distrust):
        return error.doubt
    return _SYSTEMS_DOUBTS.get(getattr(error, "verify_code", 0), Doubt.STRANGER)


_SYSTEMS_DOUBTS = {9: Doubt.NOT_YET, 10: Doubt.OVER}
"""OpenSSL's X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED."""


async def shown_authority(host: str, port: int) -> bytes:
    """Return the fingerprint of the authority that whoever answers there shows, for a person to judge.

    Raises: ConferenceError(`unreachable`, `certificate` where there is none to judge).
    """
    believing = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    believing.check_hostname, believing.verify_mode = False, ssl.CERT_NONE
    try:
        async with asyncio.timeout(LOOK_TIMEOUT_S):
            _, writer = await asyncio.open_connection(host, port, ssl=believing)
    except OSError as error:
        raise ConferenceError(ErrorCode.UNREACHABLE, type(error).__name__) from error
    try:
        secured: ssl.SSLObject = writer.get_extra_info("ssl_object")
        last = _shown(secured)[-1]
        fingerprint = x509.load_der_x509_certificate(last).fingerprint(hashes.SHA256())
        judge(_shown(secured), fingerprint, _today())
    except (ValueError, IndexError) as error:
        raise ConferenceError(ErrorCode.CERTIFICATE, str(error)) from error
    finally:
        writer.transport.abort()
    return fingerprint


def judge(shown: Sequence[bytes], fingerprint: bytes, now: datetime) -> None:
    """Hold the certificates that were shown (DER, first the one whose key is proved) against a fingerprint.

    Raises: Distrust.
    """
    try:
        certificates = [x509.load_der_x509_certificate(der) for der in shown[:MAX_SHOWN]]
        proof = _proof(certificates, fingerprint)
    except Distrust:
        raise
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound) as error:
        raise Distrust(Doubt.STRANGER, f"a certificate that can't be read: {type(error).__name__}") from error
    for certificate in proof:
        if now < certificate.not_valid_before_utc:
            raise Distrust(Doubt.NOT_YET, f"the certificate begins on {certificate.not_valid_before_utc:%Y-%m-%d}")
        if now > certificate.not_valid_after_utc:
            raise Distrust(Doubt.OVER, f"the certificate ended on {certificate.not_valid_after_utc:%Y-%m-%d}")


def _proof(shown: Sequence[x509.Certificate], fingerprint: bytes) -> tuple[x509.Certificate, ...]:
    """Return the certificates that prove the first one's key. Raises: Distrust, ValueError."""
    if not shown:
        raise Distrust(Doubt.STRANGER, "no certificate was shown")
    named = next((c for c in shown if c.fingerprint(hashes.SHA256()) == fingerprint), None)
    if named is None:
        raise Distrust(Doubt.STRANGER, "another console's certificate")
    if named is shown[0]:
        return (named,)
    if not _may_certify(named):
        raise Distrust(Doubt.STRANGER, "the certificate that the link names is no authority's")
    proved = _key(shown[0])
    certified = next((c for c in shown if _key(c) == proved and _is_issued(c, named)), None)
    if certified is None:
        raise Distrust(Doubt.STRANGER, "the authority that the link names has not certified this key")
    return certified, named


def _key(certificate: x509.Certificate) -> bytes:
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _may_certify(certificate: x509.Certificate) -> bool:
    extensions = certificate.extensions
    is_authority = extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    return is_authority and extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign


def _is_issued(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    """Tell whether an authority has certified a server. Raises: ValueError, x509.ExtensionNotFound."""
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    return ExtendedKeyUsageOID.SERVER_AUTH in usage


class _PinnedObject(ssl.SSLObject):
    """A TLS connection whose handshake fails unless the console proves itself."""

    def do_handshake(self) -> None:
        super().do_handshake()
        context = self.context
        assert isinstance(context, PinnedContext)
        judge(_shown(self), context.fingerprint, context.now())


class PinnedContext(ssl.SSLContext):
    """TLS settings, for asyncio, that trust one authority by its fingerprint and ask for no host name."""

    sslobject_class = _PinnedObject
    fingerprint: bytes
    now: Now

    @classmethod
    def made(cls, fingerprint: bytes, now: Now | None = None) -> "PinnedContext":
        """Make the settings; `now` is the clock that dates are held against."""
        context = cls(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.fingerprint = fingerprint
        context.now = now or _today
        return context

    def wrap_socket(self, *_: Any, **__: Any) -> ssl.SSLSocket:
        """Refuse: a socket of its own would be asked for no proof. Raises: NotImplementedError."""
        raise NotImplementedError("asyncio's transports only")


def _today() -> datetime:
    return datetime.now(UTC)


def _shown(secured: ssl.SSLObject) -> list[bytes]:
    """Return the certificates that the other end has shown (DER)."""
    if sys.version_info >= (3, 13):
        return list(secured.get_unverified_chain())
    import _ssl

    inner: Any = secured._sslobj  # type: ignore[attr-defined]
    return [c.public_bytes(_ssl.ENCODING_DER) for c in inner.get_unverified_chain() or ()]
