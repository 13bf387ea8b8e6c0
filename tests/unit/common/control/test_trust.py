"""Whom a client trusts: everything that is not proof is refused, and why is said."""

import datetime
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from common.control.trust import Distrust, Doubt, PinnedContext, doubt_of, judge, system_trust, trusting

NOW = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
KEYS = {name: ec.generate_private_key(ec.SECP256R1()) for name in ("authority", "console", "stranger")}


def named(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def certificate(
    of: str = "console",
    by: str = "authority",
    *,
    days: int = 30,
    is_authority: bool = False,
    usage: x509.ObjectIdentifier | None = ExtendedKeyUsageOID.SERVER_AUTH,
    begins: datetime.datetime = NOW - DAY,
) -> x509.Certificate:
    """Make a certificate of one key by another."""
    builder = x509.CertificateBuilder().subject_name(named(of)).issuer_name(named(by)).serial_number(3)
    builder = builder.public_key(KEYS[of].public_key()).not_valid_before(begins).not_valid_after(NOW + days * DAY)
    builder = builder.add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    words = "digital_signature content_commitment key_encipherment data_encipherment key_agreement crl_sign"
    flags = dict.fromkeys([*words.split(), "encipher_only", "decipher_only"], False)
    builder = builder.add_extension(x509.KeyUsage(key_cert_sign=is_authority, **flags), critical=True)
    if usage is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    return builder.sign(KEYS[by], hashes.SHA256())


AUTHORITY = certificate("authority", "authority", is_authority=True, days=3650)
LINKS = AUTHORITY.fingerprint(hashes.SHA256())


def doubt(*shown: x509.Certificate, fingerprint: bytes = LINKS, now: datetime.datetime = NOW) -> Doubt | None:
    """Return why the certificates prove nothing; None where they do."""
    try:
        judge([c.public_bytes(Encoding.DER) for c in shown], fingerprint, now)
    except Distrust as error:
        return error.doubt
    return None


def test_a_certificate_of_the_authority_is_proof() -> None:
    assert doubt(certificate(), AUTHORITY) is None


def test_the_named_certificate_itself_is_proof_as_consoles_of_before_show_it() -> None:
    single = certificate("console", "console", usage=None)
    assert doubt(single, fingerprint=single.fingerprint(hashes.SHA256())) is None


def test_behind_a_public_certificate_the_authority_s_for_the_same_key_is_proof() -> None:
    assert doubt(certificate("console", "stranger"), certificate(), AUTHORITY) is None


@pytest.mark.parametrize(
    "shown",
    [
        (),
        (certificate("stranger", "stranger"),),
        (certificate("stranger", "stranger"), AUTHORITY),
        (certificate("stranger", "stranger"), certificate(), AUTHORITY),
        (certificate("stranger", "stranger"), certificate("console", "stranger"), AUTHORITY),
        (certificate(usage=ExtendedKeyUsageOID.CLIENT_AUTH), AUTHORITY),
        (certificate(usage=None), AUTHORITY),
        (certificate(),),
        tuple([certificate("stranger", "stranger")] * 8 + [certificate(), AUTHORITY]),
    ],
)
def test_nothing_else_is(shown: tuple[x509.Certificate, ...]) -> None:
    assert doubt(*shown) is Doubt.STRANGER


def test_who_is_no_authority_certifies_nobody() -> None:
    plain = certificate("authority", "authority")
    assert doubt(certificate(), plain, fingerprint=plain.fingerprint(hashes.SHA256())) is Doubt.STRANGER


def test_a_forged_signature_in_the_authority_s_name_is_none() -> None:
    key, KEYS["authority"] = KEYS["authority"], KEYS["stranger"]
    try:
        forged = certificate("console", "authority")
    finally:
        KEYS["authority"] = key
    assert doubt(forged, AUTHORITY) is Doubt.STRANGER


def test_what_is_no_certificate_is_no_proof() -> None:
    with pytest.raises(Distrust, match="can't be read"):
        judge([b"\x30\x03junk"], LINKS, NOW)


@pytest.mark.parametrize(("days", "why"), [(-2, Doubt.NOT_YET), (31, Doubt.OVER)])
def test_the_right_console_out_of_date_is_told_from_another(days: int, why: Doubt) -> None:
    assert doubt(certificate(), AUTHORITY, now=NOW + days * DAY) is why
    assert doubt(certificate(), AUTHORITY, fingerprint=bytes(32), now=NOW + days * DAY) is Doubt.STRANGER


def test_an_authority_out_of_date_proves_nothing() -> None:
    over = certificate("authority", "authority", is_authority=True, days=1)
    leaf = certificate(days=30)
    assert doubt(leaf, over, fingerprint=over.fingerprint(hashes.SHA256()), now=NOW + 2 * DAY) is Doubt.OVER


def test_the_reason_is_found_behind_other_errors() -> None:
    outer = OSError("connector")
    outer.__cause__ = Distrust(Doubt.OVER, "over")
    assert doubt_of(outer) is Doubt.OVER
    assert doubt_of(OSError("anything")) is Doubt.STRANGER


async def test_without_a_fingerprint_the_system_decides_and_asks_for_the_name() -> None:
    context = await trusting(b"")
    assert context is system_trust()
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED


async def test_pinned_settings_serve_no_socket_that_would_be_asked_for_no_proof() -> None:
    context = await trusting(LINKS)
    assert isinstance(context, PinnedContext)
    with pytest.raises(NotImplementedError):
        context.wrap_socket()
