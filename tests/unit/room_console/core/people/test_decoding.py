"""Bytes of all systems become text."""

import pytest

from room_console.core.people.decoding import MAX_FILE_BYTES, decode
from room_console.core.people.faults import FaultKind, UnfitError

TEXT = "name,email\r\nZoë Müller – “Ñ”,z@example.org\r\n"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_what_spreadsheets_write_is_read(encoding: str, name: str) -> None:
    assert decode(TEXT.encode(encoding)) == (TEXT, name)


def test_big_endian_with_its_mark() -> None:
    assert decode(b"\xfe\xff" + TEXT.encode("utf-16-be")) == (TEXT, "UTF-16")


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04\x00\x00\x00\x00 a workbook, not a CSV",
        b"\xef\xbb\xbfname\xff",
        b"\xff\xfen\x00a",
        b"name\x81",
        b"\x00" * 64,
    ],
)
def test_what_is_no_text_is_said(data: bytes) -> None:
    with pytest.raises(UnfitError) as caught:
        decode(data)
    assert caught.value.kind is FaultKind.NOT_TEXT


def test_what_is_too_large_is_not_even_read() -> None:
    with pytest.raises(UnfitError) as caught:
        decode(b"a" * (MAX_FILE_BYTES + 1))
    assert caught.value.kind is FaultKind.TOO_LARGE
