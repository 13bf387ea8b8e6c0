"""What a file is, by what is in it and never by its name; for a process of its own, as strangers wrote the file."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Final

from common.model.documents import DocumentType
from common.model.errors import ConferenceError, ErrorCode
from room_console.core.record.documents.archives import MAGIC, inspect, read_member

PDF_MAGIC: Final = re.compile(rb"%PDF-[12]\.[0-9]")
BEGINNING_BYTES: Final = 16
PDF_END_BYTES: Final = 2_048
TEXT_CHUNK_BYTES: Final = 1 << 16
TYPES_MEMBER, MIMETYPE_MEMBER = "[Content_Types].xml", "mimetype"
_OFFICE: Final = b"application/vnd.openxmlformats-officedocument."
OOXML: Final = {
    _OFFICE + b"wordprocessingml.document.main+xml": DocumentType.DOCX,
    _OFFICE + b"presentationml.presentation.main+xml": DocumentType.PPTX,
    _OFFICE + b"presentationml.slideshow.main+xml": DocumentType.PPTX,
    _OFFICE + b"spreadsheetml.sheet.main+xml": DocumentType.XLSX,
}
ODF: Final = {
    b"application/vnd.oasis.opendocument.text": DocumentType.ODT,
    b"application/vnd.oasis.opendocument.presentation": DocumentType.ODP,
}
MACROS: Final = re.compile(r"(?i)(^|/)(vbaProject\.bin|Basic/|Scripts/|activeX/)")
_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def look(tell: Callable[[Any], None], path: Path) -> DocumentType:
    """Return what a file is. Raises: ConferenceError(`malformed`) for what isn't taken, (`too_large`) for a bomb."""
    del tell
    size_bytes = path.stat().st_size
    with path.open("rb") as file:
        beginning = file.read(BEGINNING_BYTES)
        file.seek(0)
        if beginning.startswith(MAGIC):
            return _of_archive(file, size_bytes)
        if PDF_MAGIC.match(beginning):
            return _of_pdf(file, size_bytes)
        return _of_text(file)


def _of_pdf(file: IO[bytes], size_bytes: int) -> DocumentType:
    """Check that its end is there: a PDF that was cut off has none (ISO 32000-1, 7.5.5)."""
    file.seek(max(0, size_bytes - PDF_END_BYTES))
    if b"%%EOF" not in file.read():
        raise ConferenceError(ErrorCode.MALFORMED, "a PDF without its end")
    return DocumentType.PDF


def _of_archive(file: IO[bytes], size_bytes: int) -> DocumentType:
    names = inspect(file, size_bytes)
    if any(MACROS.search(name) for name in names):
        raise ConferenceError(ErrorCode.MALFORMED, "it holds macros")
    if (kind := ODF.get(read_member(file, MIMETYPE_MEMBER, TEXT_CHUNK_BYTES).strip())) is not None:
        return kind
    types = read_member(file, TYPES_MEMBER, 1 << 20)
    found = {kind for said, kind in OOXML.items() if b'"' + said + b'"' in types}
    if len(found) != 1:
        raise ConferenceError(ErrorCode.MALFORMED, "an archive that is no office document")
    return found.pop()


def _of_text(file: IO[bytes]) -> DocumentType:
    """Take UTF-8 without control characters, and not what a browser would take for a page."""
    carried, is_first = b"", True
    while chunk := file.read(TEXT_CHUNK_BYTES):
        data = carried + chunk
        if _CONTROLS.search(data):
            raise ConferenceError(ErrorCode.MALFORMED, "neither text nor a document that is taken")
        if is_first and data.lstrip(b"\xef\xbb\xbf \t\r\n\f").startswith(b"<"):
            raise ConferenceError(ErrorCode.MALFORMED, "a page of markup is not taken")
        carried, is_first = _check_text(data), False
    if is_first or carried:
        raise ConferenceError(ErrorCode.MALFORMED, "an empty file" if is_first else "not UTF-8")
    return DocumentType.TXT


def _check_text(data: bytes) -> bytes:
    """Return what may be the beginning of a character. Raises: ConferenceError(`malformed`)."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        if error.end == len(data) and len(data) - error.start < 4 and error.reason == "unexpected end of data":
            return data[error.start :]
        raise ConferenceError(ErrorCode.MALFORMED, "not UTF-8") from error
    return b""
