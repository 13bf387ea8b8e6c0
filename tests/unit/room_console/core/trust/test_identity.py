"""What the console shows, and that every join link it ever issued is proved by it."""

import datetime
import stat
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from common.control.trust import Distrust, Doubt, judge
from common.model.errors import ConferenceError
from room_console.core.certificates import TlsFiles
from room_console.core.trust.identity import LEAF_FILE, OLD_CERTIFICATE_FILE, PUBLIC_FILE, Held, Identity
from tests.helpers.logfail import LogWatch
from tests.helpers.oldconsole import lay_out_old_identity

NOW = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
NAMES = ("hall.example.org",)


def shown(files: TlsFiles) -> list[bytes]:
    """Return the certificates of the file, DER, in the order in which a server shows them."""
    return [c.public_bytes(Encoding.DER) for c in x509.load_pem_x509_certificates(files.certificate.read_bytes())]


def public(now: datetime.datetime, days: int = 90) -> Held:
    """Make what a public authority would have certified."""
    key = ec.generate_private_key(ec.SECP256R1())
    authority = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "A public authority")])
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAMES[0])])
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(authority).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(now).not_valid_after(now + days * DAY)
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(NAMES[0])]), critical=False)
    return Held(key, (builder.sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()),))


def test_links_name_the_authority_and_it_proves_what_is_shown(tmp_path: Path) -> None:
    files = Identity(tmp_path, NAMES, NOW).show(NOW)
    judge(shown(files), files.fingerprint, NOW)
    assert files.fingerprint == files.authority
    assert stat.S_IMODE(files.certificate.stat().st_mode) == 0o600


def test_it_is_the_same_after_a_restart_and_new_at_two_thirds_of_its_life(tmp_path: Path) -> None:
    first = shown(Identity(tmp_path, NAMES, NOW).show(NOW))
    identity = Identity(tmp_path, NAMES, NOW + 10 * DAY)
    assert shown(identity.show(NOW + 10 * DAY)) == first
    later = identity.show(NOW + 20 * DAY)
    assert shown(later)[0] != first[0]
    assert shown(later)[-1] == first[-1]
    judge(shown(later), later.fingerprint, NOW + 20 * DAY)


@pytest.mark.parametrize("content", [b"", b"junk", None])
def test_a_damaged_certificate_of_ours_is_simply_made_anew(
    tmp_path: Path, content: bytes | None, expects_logs: LogWatch
) -> None:
    before = Identity(tmp_path, NAMES, NOW).show(NOW)
    if content is None:
        (tmp_path / LEAF_FILE).unlink()
    else:
        (tmp_path / LEAF_FILE).write_bytes(content)
        expects_logs("console-leaf.pem can't be used")
    after = Identity(tmp_path, NAMES, NOW).show(NOW)
    assert after.fingerprint == before.fingerprint
    judge(shown(after), after.fingerprint, NOW)


def test_another_address_gets_another_certificate_of_the_same_authority(tmp_path: Path) -> None:
    before = Identity(tmp_path, NAMES, NOW).show(NOW)
    first = shown(before)[0]
    after = Identity(tmp_path, (*NAMES, "192.168.1.20"), NOW).show(NOW)
    assert after.fingerprint == before.fingerprint
    assert shown(after)[0] != first


def test_links_of_before_authorities_and_new_ones_are_both_proved_while_the_old_ones_live(tmp_path: Path) -> None:
    old = lay_out_old_identity(tmp_path, NOW)
    identity = Identity(tmp_path, NAMES, NOW)
    files = identity.show(NOW)
    assert files.fingerprint != old
    for fingerprint in (old, files.fingerprint):
        judge(shown(files), fingerprint, NOW)
    last = identity.show(NOW + 29 * DAY)
    for fingerprint in (old, files.fingerprint):
        judge(shown(last), fingerprint, NOW + 29 * DAY)


def test_after_that_the_old_certificate_is_shown_no_more(tmp_path: Path) -> None:
    old = lay_out_old_identity(tmp_path, NOW)
    Identity(tmp_path, NAMES, NOW).show(NOW)
    files = Identity(tmp_path, NAMES, NOW + 31 * DAY).show(NOW + 31 * DAY)
    judge(shown(files), files.fingerprint, NOW + 31 * DAY)
    with pytest.raises(Distrust) as caught:
        judge(shown(files), old, NOW + 31 * DAY)
    assert caught.value.doubt is Doubt.STRANGER


def test_an_old_certificate_that_is_damaged_is_reported(tmp_path: Path) -> None:
    lay_out_old_identity(tmp_path, NOW)
    (tmp_path / OLD_CERTIFICATE_FILE).write_bytes(b"junk")
    with pytest.raises(ConferenceError, match="older join links are void"):
        Identity(tmp_path, NAMES, NOW)


def test_a_public_certificate_is_shown_and_older_links_are_proved_behind_it(tmp_path: Path) -> None:
    identity = Identity(tmp_path, NAMES, NOW)
    authority = identity.show(NOW).fingerprint
    held = public(NOW)
    identity.keep_public(held)
    files = identity.show(NOW)
    assert files.fingerprint == b""
    assert files.authority == authority
    assert shown(files)[0] == held.leaf.public_bytes(Encoding.DER)
    judge(shown(files), authority, NOW)
    assert identity.public_renewal_at(NAMES[0]) == NOW + 60 * DAY
    assert identity.public_renewal_at("another.example.org") is None


def test_a_public_certificate_that_is_over_gives_way_to_our_own(tmp_path: Path) -> None:
    identity = Identity(tmp_path, NAMES, NOW)
    identity.keep_public(public(NOW, days=5))
    files = identity.show(NOW + 6 * DAY)
    assert files.fingerprint == files.authority
    judge(shown(files), files.authority, NOW + 6 * DAY)


def test_a_public_certificate_that_is_damaged_is_asked_for_again(tmp_path: Path, expects_logs: LogWatch) -> None:
    expects_logs("public-certificate.pem can't be used")
    identity = Identity(tmp_path, NAMES, NOW)
    (tmp_path / PUBLIC_FILE).write_bytes(b"junk")
    assert identity.public_renewal_at(NAMES[0]) is None
    assert identity.show(NOW).fingerprint


def test_a_public_certificate_of_another_name_is_not_shown_and_links_name_the_own_authority(tmp_path: Path) -> None:
    """As where the console has moved to premises without a public name: links would lead to what nobody proves."""
    before = Identity(tmp_path, NAMES, NOW)
    before.keep_public(public(NOW))
    assert before.show(NOW).fingerprint == b""
    for names in (("10.1.2.3",), ("stage.example.org", "10.1.2.3")):
        moved = Identity(tmp_path, names, NOW).show(NOW)
        assert moved.fingerprint == moved.authority
        judge(shown(moved), moved.fingerprint, NOW)
    assert Identity(tmp_path, ("Hall.Example.Org.",), NOW).show(NOW).fingerprint == b""
