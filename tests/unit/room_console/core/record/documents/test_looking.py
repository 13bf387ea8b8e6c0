"""What a file is, by its content; bombs and disguises are refused."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.model.documents import DocumentType
from common.model.errors import ConferenceError, ErrorCode
from room_console.core.record.documents.looking import TEXT_CHUNK_BYTES, look
from tests.helpers import officefiles as files


def looked(tmp_path: Path, data: bytes) -> DocumentType:
    path = tmp_path / "file.exe"
    path.write_bytes(data)
    return look(print, path)


def refusal(tmp_path: Path, data: bytes) -> ErrorCode:
    with pytest.raises(ConferenceError) as caught:
        looked(tmp_path, data)
    return caught.value.code


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (files.PDF, DocumentType.PDF),
        (files.docx_file(), DocumentType.DOCX),
        (files.ooxml(), DocumentType.PPTX),
        (files.odt(), DocumentType.ODT),
        ("Merci, Monsieur le Président. 谢谢".encode(), DocumentType.TXT),
        (b"\xef\xbb\xbfThank you", DocumentType.TXT),
        (files.nested(1), DocumentType.PPTX),
    ],
    ids=["pdf", "docx", "pptx", "odt", "text", "text with mark", "workbook inside"],
)
def test_the_content_says_what_it_is_whatever_its_name(tmp_path: Path, data: bytes, kind: DocumentType) -> None:
    assert looked(tmp_path, data) is kind


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ\x90\x00 a program",
        b"\x7fELF\x02",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"  \n<svg onload=alert(1)>",
        b"GIF89a\x00",
        b"caf\xe9",
        b"%PDF-1.7\n cut off",
        files.docx_file()[:-100],
        files.archive({"readme.txt": b"an archive that is no document"}),
        files.ooxml(files.WORD_WITH_MACROS),
        files.ooxml(files.WORD, {"word/vbaProject.bin": b"macros"}),
        files.archive({"mimetype": b"application/vnd.oasis.opendocument.text", "Basic/script.xml": b"<x/>"}),
        files.archive({"[Content_Types].xml": b"<Types/>"}, zipfile.ZIP_LZMA),
    ],
)
def test_what_is_not_taken_is_refused(tmp_path: Path, data: bytes) -> None:
    assert refusal(tmp_path, data) is ErrorCode.MALFORMED


def test_a_bomb_is_refused_however_it_is_packed(tmp_path: Path) -> None:
    assert refusal(tmp_path, files.bomb()) is ErrorCode.TOO_LARGE
    assert refusal(tmp_path, files.lying_bomb()) is ErrorCode.MALFORMED
    assert refusal(tmp_path, files.nested(3)) is ErrorCode.TOO_LARGE
    assert refusal(tmp_path, files.ooxml(extra={"inner.zip": files.bomb()})) is ErrorCode.TOO_LARGE


def test_thousands_of_members_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, files.ooxml(extra={f"m{n}": b"" for n in range(5_001)})) is ErrorCode.TOO_LARGE


def test_text_is_read_across_the_borders_of_what_is_read_at_once(tmp_path: Path) -> None:
    assert looked(tmp_path, b"a" * (TEXT_CHUNK_BYTES - 1) + "é".encode() * 9) is DocumentType.TXT
    assert refusal(tmp_path, b"a" * TEXT_CHUNK_BYTES + b"\xe9") is ErrorCode.MALFORMED


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", files.docx_file()[:3_000]]))
def test_no_file_gives_anything_but_a_type_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, beginning: bytes
) -> None:
    outcome: DocumentType | ErrorCode
    try:
        outcome = looked(tmp_path_factory.getbasetemp(), beginning + data)
    except ConferenceError as error:
        outcome = error.code
    assert outcome in (*DocumentType, ErrorCode.MALFORMED, ErrorCode.TOO_LARGE)
