"""From bytes to text: what spreadsheets of all systems write."""

import codecs
from typing import Final

from room_console.core.people.faults import FaultKind, UnfitError

MAX_FILE_BYTES: Final = 2 * 1024 * 1024
"""3,000 people are about 0.5 MB."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMES: Final = {"utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "cp1252": "Windows-1252"}


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding: UTF-8, UTF-16 or Windows-1252. Raises: UnfitError."""
    if len(data) > MAX_FILE_BYTES:
        raise UnfitError(FaultKind.TOO_LARGE, f"the file is larger than {MAX_FILE_BYTES} bytes")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _text(data[len(mark) :], encoding), _NAMES[encoding]
    for encoding in ("utf-8", *_wide(data), "cp1252"):
        try:
            return _text(data, encoding), _NAMES[encoding]
        except UnfitError:
            continue
    raise UnfitError(FaultKind.NOT_TEXT, "the file is no text: save it as CSV, in UTF-8")


def _text(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UnfitError(FaultKind.NOT_TEXT, f"the file is no {_NAMES[encoding]} in line {line}") from error
    if "\0" in text:
        raise UnfitError(FaultKind.NOT_TEXT, "the file is no text: save it as CSV, in UTF-8")
    return text


def _wide(data: bytes) -> tuple[str, ...]:
    """Name the order of bytes where every other one is zero, as in UTF-16 of mostly Latin letters without a mark."""
    head = data[:1024]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) <= len(head) // 4:
        return ()
    return ("utf-16-le",) if odd > even else ("utf-16-be",)
