"""One-time codes and the mail that carries them."""

import pytest

from room_console.core.admission.codes import code_mail, code_sms, make_code, mask, mask_mobile, read_typed_code
from room_console.core.web.words import words_for


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
    subject, text = code_mail(words_for("en"), "Assembly", "123456")
    assert "123456" not in subject
    for needed in ("Assembly", "123456", "10 minutes", "Nobody will ask you for it"):
        assert needed in text


@pytest.mark.parametrize("language", ["en", "ar", "xx"])
def test_the_line_of_the_code_ends_with_it_in_every_language(language: str) -> None:
    _, text = code_mail(words_for(language), "Assembly", "123456")
    assert [line for line in text.splitlines() if line.endswith(" 123456")]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_code_by_sms_fits_into_one(language: str) -> None:
    text = code_sms(words_for(language), "123456")
    assert "123456" in text
    assert len(text) <= (160 if text.isascii() else 70)


def test_a_number_is_masked_but_for_its_country_and_end() -> None:
    assert mask_mobile("+41791234567") == "+41…67"
