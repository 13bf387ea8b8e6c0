"""The console's own certificate: made once, kept in a directory, named by its fingerprint in every join link."""

import datetime
import ipaddress
import os
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from common.model.errors import ConferenceError, ErrorCode

CERTIFICATE_FILE = "console-certificate.pem"
KEY_FILE = "console-key.pem"
VALID_FOR = datetime.timedelta(days=3653)
BACKDATED = datetime.timedelta(days=1)
"""For clients whose clock is slow."""


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Where certificate and key lie (PEM), and the SHA-256 of the certificate (DER)."""

    certificate: Path
    key: Path
    fingerprint: bytes


def ensure_certificate(directory: Path, names: Sequence[str]) -> TlsFiles:
    """Return the certificate kept in `directory`; only if there is neither certificate nor key, make them.

    `names` are host names and addresses. The key is readable by its owner alone.
    Raises: ConferenceError(`certificate`) if what is there can't be used: a new identity would void every join link.
    """
    certificate, key = directory / CERTIFICATE_FILE, directory / KEY_FILE
    try:
        if not certificate.exists() and not key.exists():
            directory.mkdir(parents=True, exist_ok=True)
            _make(certificate, key, names)
        return TlsFiles(certificate, key, _check(certificate, key))
    except (OSError, ValueError, TypeError) as error:
        detail = f"{certificate} and {key} can't be used ({error}); without them every join link is void"
        raise ConferenceError(ErrorCode.CERTIFICATE, detail) from error


def server_context(files: TlsFiles) -> ssl.SSLContext:
    """Make the server's TLS settings: version 1.2 at least. Raises: ConferenceError(`certificate`)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(files.certificate, files.key)
    except OSError as error:
        raise ConferenceError(ErrorCode.CERTIFICATE, f"{files.certificate}: {error}") from error
    return context


def _check(certificate_file: Path, key_file: Path) -> bytes:
    """Return the fingerprint of a certificate that fits its key. Raises: OSError, ValueError, TypeError."""
    certificate = x509.load_pem_x509_certificate(certificate_file.read_bytes())
    key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
    if key.public_key() != certificate.public_key():
        raise ValueError("the key is not the certificate's")
    if certificate.not_valid_after_utc < datetime.datetime.now(datetime.UTC):
        raise ValueError(f"the certificate ended on {certificate.not_valid_after_utc:%Y-%m-%d}")
    return certificate.fingerprint(hashes.SHA256())


def _make(certificate_file: Path, key_file: Path, names: Sequence[str]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Hemicycle room console")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + VALID_FOR)
        .add_extension(x509.SubjectAlternativeName([_general_name(n) for n in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    _write(key_file, key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    _write(certificate_file, certificate.public_bytes(pem))


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
