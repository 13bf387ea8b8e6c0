"""The console's identity: made once, kept, never replaced in silence."""

import ssl
import stat
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography import x509

from common.model.errors import ConferenceError, ErrorCode
from room_console.core.control.tls import ensure_certificate, server_context


def test_a_certificate_is_made_once_and_kept(tmp_path: Path) -> None:
    first = ensure_certificate(tmp_path / "tls", ("hall.example.org", "127.0.0.1", "::1"))
    assert ensure_certificate(tmp_path / "tls", ("other.example.org",)) == first
    certificate = x509.load_pem_x509_certificate(first.certificate.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["hall.example.org"]
    assert [str(a) for a in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
    assert (certificate.not_valid_after_utc - certificate.not_valid_before_utc).days > 3650


def test_the_fingerprint_is_that_of_the_certificate_in_der(tmp_path: Path) -> None:
    files = ensure_certificate(tmp_path, ("localhost",))
    assert sha256(ssl.PEM_cert_to_DER_cert(files.certificate.read_text())).digest() == files.fingerprint


def test_the_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    files = ensure_certificate(tmp_path, ("localhost",))
    assert stat.S_IMODE(files.key.stat().st_mode) == 0o600


def test_two_consoles_are_two_identities(tmp_path: Path) -> None:
    one, other = (ensure_certificate(tmp_path / name, ("localhost",)) for name in ("a", "b"))
    assert one.fingerprint != other.fingerprint


@pytest.mark.parametrize("victim", ["certificate", "key"])
@pytest.mark.parametrize("damage", ["gone", "empty", "garbage", "another's"])
def test_what_is_damaged_is_reported_and_not_replaced(tmp_path: Path, victim: str, damage: str) -> None:
    files = ensure_certificate(tmp_path / "mine", ("localhost",))
    path = getattr(files, victim)
    if damage == "gone":
        path.unlink()
    else:
        others = getattr(ensure_certificate(tmp_path / "others", ("localhost",)), victim)
        path.write_bytes({"empty": b"", "garbage": b"\x00junk", "another's": others.read_bytes()}[damage])
    with pytest.raises(ConferenceError, match="can't be used") as caught:
        ensure_certificate(tmp_path / "mine", ("localhost",))
    assert caught.value.code is ErrorCode.CERTIFICATE


def test_old_tls_is_not_spoken(tmp_path: Path) -> None:
    context = server_context(ensure_certificate(tmp_path, ("localhost",)))
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
