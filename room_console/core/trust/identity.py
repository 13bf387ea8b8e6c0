"""What the console shows: one file with its key and the certificates for it, made anew as they near their end.

- A certificate of a public authority (ACME), where there is one; else the certificate of before authorities, while its
  links live; else one of the console's own authority.
- Whichever key that is, the own authority certifies it too, and both stand behind the first certificate. So a join link
  that names the authority stays good through every change.
"""

import datetime
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from common.model.errors import ConferenceError, ErrorCode
from room_console.core.certificates import TlsFiles, key_pem, write_private
from room_console.core.trust.authority import BACKDATED, open_authority, plain_name

_log = logging.getLogger(__name__)

LEAF_FILE = "console-leaf.pem"
PUBLIC_FILE = "public-certificate.pem"
SHOWN_FILE = "console-shown.pem"
OLD_CERTIFICATE_FILE, OLD_KEY_FILE = "console-certificate.pem", "console-key.pem"
OLD_LINKS_LIVE = datetime.timedelta(days=30)
"""How long a join link of before authorities could live, from the start of the first version that has one."""
RENEWED_AT, DUE_AT = 2 / 3, 5 / 6
"""Of a certificate's life: when it is replaced, and when somebody must look why it was not."""


@dataclass(frozen=True, slots=True)
class Held:
    """A key, and the certificates that are shown for it, the server's own first."""

    key: ec.EllipticCurvePrivateKey
    chain: tuple[x509.Certificate, ...]

    @property
    def leaf(self) -> x509.Certificate:
        """The server's own certificate."""
        return self.chain[0]

    def is_good(self, now: datetime.datetime) -> bool:
        """Tell whether it is in date."""
        return self.leaf.not_valid_before_utc <= now < self.leaf.not_valid_after_utc

    def renewal_at(self) -> datetime.datetime:
        """Return when it should be replaced."""
        return self._at(RENEWED_AT)

    def due_at(self) -> datetime.datetime:
        """Return when it should have been replaced long before."""
        return self._at(DUE_AT)

    def _at(self, share: float) -> datetime.datetime:
        begins = self.leaf.not_valid_before_utc
        return begins + (self.leaf.not_valid_after_utc - begins) * share

    def names(self) -> list[str]:
        """Return the host names that it is for."""
        try:
            named = self.leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except x509.ExtensionNotFound:
            return []
        return named.get_values_for_type(x509.DNSName)

    def pem(self) -> bytes:
        """Write key and certificates as PEM."""
        return key_pem(self.key) + b"".join(c.public_bytes(Encoding.PEM) for c in self.chain)


def read_held(key: bytes, chain: bytes) -> Held:
    """Read a key and its certificates (PEM). Raises: ValueError, TypeError where they don't belong together."""
    certificates = tuple(x509.load_pem_x509_certificates(chain))
    private = serialization.load_pem_private_key(key, password=None)
    if not isinstance(private, ec.EllipticCurvePrivateKey) or private.public_key() != certificates[0].public_key():
        raise ValueError("the key is not the certificate's")
    return Held(private, certificates)


class Identity:
    """The console's proof of itself, kept in one directory. Thread: one at a time; every method writes files."""

    def __init__(self, directory: Path, names: Sequence[str], now: datetime.datetime) -> None:
        """`names` are host names and addresses. Raises: ConferenceError(`certificate`)."""
        self._directory = directory
        self._names = tuple(names)
        self._old = self._read_old()
        self._authority = open_authority(directory, names, now)

    def show(self, now: datetime.datetime) -> TlsFiles:
        """Lay out what is to be shown from now on. Raises: ConferenceError(`certificate`)."""
        try:
            public = self._public(now)
            held = public or self._of_before(now) or self._own(now)
            bridge = self._certify(held, now)
            shown = self._directory / SHOWN_FILE
            write_private(shown, held.pem() + bridge + self._authority.pem())
        except OSError as error:
            raise ConferenceError(ErrorCode.CERTIFICATE, f"{self._directory}: {error}") from error
        authority, ends_at = self._authority.fingerprint, held.leaf.not_valid_after_utc
        return TlsFiles(shown, shown, b"" if public is not None else authority, authority, held.due_at(), ends_at)

    def keep_public(self, held: Held) -> None:
        """Keep a public authority's certificate: it is shown from now on. Raises: OSError."""
        write_private(self._directory / PUBLIC_FILE, held.pem())

    def public_renewal_at(self, name: str) -> datetime.datetime | None:
        """Return when the public certificate should be replaced; None without a readable one for `name`."""
        held = self._read(PUBLIC_FILE)
        return held.renewal_at() if held is not None and plain_name(name) in held.names() else None

    @property
    def authority_ends_at(self) -> datetime.datetime:
        """When the own authority ends, and every join link that names it."""
        return self._authority.certificate.not_valid_after_utc

    def _certify(self, held: Held, now: datetime.datetime) -> bytes:
        """Return the own authority's certificate for a key that others have certified."""
        if held.leaf.issuer == self._authority.certificate.subject:
            return b""
        key, until = held.key.public_key(), held.leaf.not_valid_after_utc
        return self._authority.certify(key, self._names, now, until).public_bytes(Encoding.PEM)

    def _public(self, now: datetime.datetime) -> Held | None:
        """Return the public certificate while it is good and for a name of today: links that trust it name nothing."""
        held = self._read(PUBLIC_FILE)
        is_ours = held is not None and any(plain_name(name) in held.names() for name in self._names)
        return held if held is not None and is_ours and held.is_good(now) else None

    def _of_before(self, now: datetime.datetime) -> Held | None:
        is_needed = now < self._authority.made_at + OLD_LINKS_LIVE
        return self._old if self._old is not None and is_needed and self._old.is_good(now) else None

    def _own(self, now: datetime.datetime) -> Held:
        held = self._read(LEAF_FILE)
        if held is None or now >= held.renewal_at() or not held.is_good(now) or not self._is_ours(held):
            key = ec.generate_private_key(ec.SECP256R1())
            held = Held(key, (self._authority.certify(key.public_key(), self._names, now),))
            write_private(self._directory / LEAF_FILE, held.pem())
            _log.info("= a new certificate, good until %s", f"{held.leaf.not_valid_after_utc:%Y-%m-%d}")
        return held

    def _is_ours(self, held: Held) -> bool:
        """Tell whether a certificate is of this authority and for the names of today."""
        try:
            held.leaf.verify_directly_issued_by(self._authority.certificate)
            names = held.leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
            return False
        fresh = self._authority.certify(held.key.public_key(), self._names, held.leaf.not_valid_before_utc + BACKDATED)
        return names == fresh.extensions.get_extension_for_class(x509.SubjectAlternativeName).value

    def _read(self, name: str) -> Held | None:
        try:
            pem = (self._directory / name).read_bytes()
            return read_held(pem, pem)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError) as error:
            _log.warning("x %s can't be used: %s", name, error)
            return None

    def _read_old(self) -> Held | None:
        """Read what a console of before authorities proved itself with. Raises: ConferenceError(`certificate`)."""
        certificate, key = self._directory / OLD_CERTIFICATE_FILE, self._directory / OLD_KEY_FILE
        if not certificate.exists() and not key.exists():
            return None
        try:
            return read_held(key.read_bytes(), certificate.read_bytes())
        except (OSError, ValueError, TypeError) as error:
            detail = f"{certificate} and {key} can't be used ({error}); without them older join links are void"
            raise ConferenceError(ErrorCode.CERTIFICATE, detail) from error
