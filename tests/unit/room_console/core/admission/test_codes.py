"""One-time codes and the mail that carries them."""

import pytest

from room_console.core.admission.codes import code_mail, make_code, mask, read_typed_code


def test_a_code_is_six_digits() -> None:
    codes = {make_code() for _ in range(2_000)}
    assert all(len(code) == 6 and code.isdecimal() for code in codes)
    assert len(codes) > 1_900


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("123456", "123456"),
        (" 123 456\n", "123456"),
        ("123-456", "123456"),
        ("１２３４５６", "123456"),
        ("۱۲۳۴۵۶", "123456"),
        ("12345", ""),
        ("1234567", ""),
        ("12345x", ""),
        ("²23456", ""),
        ("", ""),
        ("1 " * 10_000, ""),
    ],
)
def test_what_may_be_typed(typed: str, read: str) -> None:
    assert read_typed_code(typed) == read


@pytest.mark.parametrize(
    ("email", "masked"),
    [("anna@example.org", "a…@example.org"), ("x@y", "x…@y"), ('"a@b"@c.org', '"…@c.org')],
)
def test_an_address_is_masked(email: str, masked: str) -> None:
    assert mask(email) == masked


def test_the_mail_says_what_it_must_and_hides_the_code_from_the_subject() -> None:
    subject, text = code_mail("Assembly", "123456")
    assert "123456" not in subject
    for needed in ("Assembly", "123456", "10 minutes", "Nobody will ask you for it"):
        assert needed in text
