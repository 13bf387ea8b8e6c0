"""Certificates and keys as files: what the TLS server is given, and how secrets are written."""

import datetime
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Where the certificates that are shown and their key lie (PEM).

    `fingerprint` is what join links name: the SHA-256 of the authority's certificate (DER), or empty where the
    system's trust is enough. `authority` is the same, but never empty: links on this machine need it.
    """

    certificate: Path
    key: Path
    fingerprint: bytes
    authority: bytes = b""
    due_at: datetime.datetime | None = None
    """From when on somebody must look: what is shown should have been replaced long before."""
    ends_at: datetime.datetime | None = None
    """When what is shown ends."""


def write_private(path: Path, data: bytes) -> None:
    """Replace a file that only its owner may read, at once: a reader sees the old one or the new one. Raises: OSError.

    Its directory is made where it is missing.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(partial).replace(path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise


def key_pem(key: EllipticCurvePrivateKey) -> bytes:
    """Write a private key as PEM (PKCS 8), unencrypted: the file's rights protect it."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
