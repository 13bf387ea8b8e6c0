"""The console's authority: made once, it certifies the keys that the console proves itself with.

Join links name it by the fingerprint of its certificate, so that a renewed key or certificate voids none of them.
"""

import datetime
import ipaddress
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from common.model.errors import ConferenceError, ErrorCode
from room_console.core.certificates import key_pem, write_private

_log = logging.getLogger(__name__)

AUTHORITY_FILE = "authority.pem"
"""Its key and its certificate, in one file: never one without the other."""
LIFE = datetime.timedelta(days=3653)
LEAF_LIFE = datetime.timedelta(days=30)
BACKDATED = datetime.timedelta(days=2)
"""For clients whose clock is slow."""
ON_PREMISES = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8", "fc00::/7", "::1/128")
"""Networks without a public owner (RFC 1918, 3927, 4193): the authority may always certify addresses in them."""
ALWAYS = ("localhost", "127.0.0.1", "::1")
_NAMED = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Hemicycle room console")])


@dataclass(frozen=True, slots=True)
class Authority:
    """The authority's certificate and key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def fingerprint(self) -> bytes:
        """The SHA-256 of its certificate (DER)."""
        return self.certificate.fingerprint(hashes.SHA256())

    @property
    def made_at(self) -> datetime.datetime:
        """When it was made."""
        return self.certificate.not_valid_before_utc + BACKDATED

    def pem(self) -> bytes:
        """Write the certificate as PEM."""
        return self.certificate.public_bytes(Encoding.PEM)

    def permitted(self, names: Sequence[str]) -> tuple[str, ...]:
        """Return those of the names and addresses that it may certify."""
        value = self.certificate.extensions.get_extension_for_class(x509.NameConstraints).value
        allowed = list(value.permitted_subtrees or ())
        return tuple(name for name in dict.fromkeys(names) if any(_covers(a, name) for a in allowed))

    def certify(
        self,
        key: CertificatePublicKeyTypes,
        names: Sequence[str],
        now: datetime.datetime,
        until: datetime.datetime | None = None,
    ) -> x509.Certificate:
        """Certify a server's key for 30 days or `until`, for those of the names that it may."""
        certified = self.permitted((*names, *ALWAYS))
        if left_out := sorted(set(names) - set(certified)):
            _log.info("= the console's authority was made for another name than %s", ", ".join(left_out))
        builder = _builder(key, now, min(until or now + LEAF_LIFE, self.certificate.not_valid_after_utc))
        return (
            builder.subject_name(_NAMED)
            .issuer_name(self.certificate.subject)
            .add_extension(x509.SubjectAlternativeName([_general_name(n) for n in certified]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
            .sign(self.key, hashes.SHA256())
        )


def open_authority(directory: Path, names: Sequence[str], now: datetime.datetime) -> Authority:
    """Return the authority kept in `directory`; where there is none, make it for `names` and the premises.

    Raises: ConferenceError(`certificate`) if what is there can't be used: another one would void every join link.
    """
    path = directory / AUTHORITY_FILE
    try:
        if not path.exists():
            made = _make(names, now)
            write_private(path, key_pem(made.key) + made.pem())
        return _read(path.read_bytes(), now)
    except (OSError, ValueError, TypeError) as error:
        detail = f"{path} can't be used ({error}); without it every join link is void"
        raise ConferenceError(ErrorCode.CERTIFICATE, detail) from error


def _read(pem: bytes, now: datetime.datetime) -> Authority:
    certificate = x509.load_pem_x509_certificate(pem)
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        raise ValueError("the key is not the certificate's")
    if certificate.not_valid_after_utc < now:
        raise ValueError(f"it ended on {certificate.not_valid_after_utc:%Y-%m-%d}")
    return Authority(certificate, key)


def _make(names: Sequence[str], now: datetime.datetime) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Hemicycle authority {x509.random_serial_number():x}")])
    certificate = (
        _builder(key.public_key(), now, now + LIFE)
        .subject_name(name)
        .issuer_name(name)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.NameConstraints(_subtrees(names), None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Authority(certificate, key)


def _builder(
    key: CertificatePublicKeyTypes, now: datetime.datetime, until: datetime.datetime
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().public_key(key).serial_number(x509.random_serial_number())
    return builder.not_valid_before(now - BACKDATED).not_valid_after(until)


def _subtrees(names: Sequence[str]) -> list[x509.GeneralName]:
    """Return what the authority may certify: the premises, and the names that the console was made with."""
    networks = [ipaddress.ip_network(network) for network in ON_PREMISES]
    found: list[x509.GeneralName] = [x509.IPAddress(network) for network in networks]
    for name in dict.fromkeys((*names, "localhost")):
        general = _general_name(name)
        found.append(x509.IPAddress(ipaddress.ip_network(name)) if isinstance(general, x509.IPAddress) else general)
    return found


def _covers(permitted: x509.GeneralName, name: str) -> bool:
    general = _general_name(name)
    if isinstance(permitted, x509.DNSName) and isinstance(general, x509.DNSName):
        named = permitted.value.lower()
        return general.value == named or general.value.endswith(f".{named}")
    if isinstance(permitted, x509.IPAddress) and isinstance(general, x509.IPAddress):
        network = ipaddress.ip_network(str(permitted.value))
        return ipaddress.ip_address(str(general.value)) in network
    return False


def plain_name(name: str) -> str:
    """Return a host name as certificates write it: small letters, IDNA, no dot at the end. Raises: ValueError."""
    bare = name.rstrip(".").lower()
    return bare if bare.isascii() else bare.encode("idna").decode()


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(plain_name(name))
