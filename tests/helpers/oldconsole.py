"""What a console of before authorities left in its directory: one self-signed certificate, which its links name."""

import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from room_console.core.certificates import key_pem
from room_console.core.trust.identity import OLD_CERTIFICATE_FILE, OLD_KEY_FILE


def lay_out_old_identity(directory: Path, now: datetime.datetime) -> bytes:
    """Write the certificate and its key; return the fingerprint that the old links carry."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Hemicycle room console")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=90))
        .not_valid_after(now + datetime.timedelta(days=3563))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    directory.mkdir(parents=True, exist_ok=True)
    (directory / OLD_CERTIFICATE_FILE).write_bytes(certificate.public_bytes(Encoding.PEM))
    (directory / OLD_KEY_FILE).write_bytes(key_pem(key))
    return certificate.fingerprint(hashes.SHA256())
