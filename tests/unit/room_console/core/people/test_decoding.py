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


@pytest.mark.parametrize("text", ["name\n李克强\n", "name,delegation\n王毅,中国\nZoë,瑞士\n"])
def test_chinese_as_a_spreadsheet_of_china_writes_it(text: str) -> None:
    assert decode(text.encode("gb18030")) == (text, "GB18030")


@pytest.mark.parametrize("name", ["Größe", "“Été”", "Åsa Öberg", "Ñ", "l’Œuvre"])
def test_a_single_western_name_is_read(name: str) -> None:
    assert decode(f"name\n{name}\n".encode("cp1252")) == (f"name\n{name}\n", "Windows-1252")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("name\nمحمد علي\nفاطمة الزهراء\n", "cp1256"),
        ("name\nИванов Пётр\nСидорова Анна\n", "cp1251"),
        ("name\nПётр\n", "iso8859-5"),
        ("name\n中華,臺灣\n蔡英文\n", "big5"),
        ("name\n山田太郎\n", "cp932"),
        ("name\nΓιώργος\n", "cp1253"),
    ],
)
def test_names_of_other_scripts_are_not_taken_for_western_letters(text: str, encoding: str) -> None:
    with pytest.raises(UnfitError, match="UTF-8") as caught:
        decode(text.encode(encoding))
    assert caught.value.kind is FaultKind.NOT_TEXT


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
