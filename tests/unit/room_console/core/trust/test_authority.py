"""The console's authority: made once, kept, never replaced in silence, and bound to the premises."""

import datetime
import stat
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from common.model.errors import ConferenceError, ErrorCode
from room_console.core.trust.authority import AUTHORITY_FILE, LEAF_LIFE, open_authority

NOW = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
NAMES = ("hall.example.org", "203.0.113.9")


def names_on(certificate: x509.Certificate) -> set[str]:
    """Return the names and addresses that a certificate is for."""
    found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {*found.get_values_for_type(x509.DNSName), *map(str, found.get_values_for_type(x509.IPAddress))}


def test_it_is_made_once_and_kept_for_ten_years(tmp_path: Path) -> None:
    first = open_authority(tmp_path / "state", NAMES, NOW)
    assert open_authority(tmp_path / "state", ("other.example.org",), NOW).fingerprint == first.fingerprint
    life = first.certificate.not_valid_after_utc - NOW
    assert life.days == 3653
    assert first.made_at == NOW


def test_its_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    open_authority(tmp_path, NAMES, NOW)
    assert stat.S_IMODE((tmp_path / AUTHORITY_FILE).stat().st_mode) == 0o600


def test_two_consoles_are_two_authorities(tmp_path: Path) -> None:
    one, other = (open_authority(tmp_path / name, NAMES, NOW) for name in ("a", "b"))
    assert one.fingerprint != other.fingerprint
    assert one.certificate.subject != other.certificate.subject


def test_it_certifies_the_premises_and_the_names_it_was_made_for_and_nothing_else(tmp_path: Path) -> None:
    authority = open_authority(tmp_path, NAMES, NOW)
    asked = [*NAMES, "192.168.4.7", "fd00::7", "www.hall.example.org", "bank.example.com", "198.51.100.1", "8.8.8.8"]
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    leaf = authority.certify(key, asked, NOW)
    allowed = {*NAMES, "192.168.4.7", "fd00::7", "www.hall.example.org", "localhost", "127.0.0.1", "::1"}
    assert names_on(leaf) == allowed
    leaf.verify_directly_issued_by(authority.certificate)


def test_a_certificate_lives_thirty_days_and_begins_before_slow_clocks_do(tmp_path: Path) -> None:
    authority = open_authority(tmp_path, NAMES, NOW)
    leaf = authority.certify(ec.generate_private_key(ec.SECP256R1()).public_key(), NAMES, NOW)
    assert leaf.not_valid_after_utc == NOW + LEAF_LIFE
    assert leaf.not_valid_before_utc == NOW - datetime.timedelta(days=2)


@pytest.mark.parametrize("damage", ["empty", "garbage", "key gone", "another's"])
def test_what_is_damaged_is_reported_and_not_replaced(tmp_path: Path, damage: str) -> None:
    open_authority(tmp_path / "mine", NAMES, NOW)
    open_authority(tmp_path / "others", NAMES, NOW)
    path = tmp_path / "mine" / AUTHORITY_FILE
    whole, others = path.read_bytes(), (tmp_path / "others" / AUTHORITY_FILE).read_bytes()
    certificate = whole.index(b"-----BEGIN CERTIFICATE")
    path.write_bytes(
        {
            "empty": b"",
            "garbage": b"\x00junk",
            "key gone": whole[certificate:],
            "another's": whole[:certificate] + others[others.index(b"-----BEGIN CERTIFICATE") :],
        }[damage]
    )
    damaged = path.read_bytes()
    with pytest.raises(ConferenceError, match="every join link is void") as caught:
        open_authority(tmp_path / "mine", NAMES, NOW)
    assert caught.value.code is ErrorCode.CERTIFICATE
    assert path.read_bytes() == damaged


def test_after_its_ten_years_it_says_so(tmp_path: Path) -> None:
    open_authority(tmp_path, NAMES, NOW)
    with pytest.raises(ConferenceError, match="ended on 2036"):
        open_authority(tmp_path, NAMES, NOW + datetime.timedelta(days=3700))
