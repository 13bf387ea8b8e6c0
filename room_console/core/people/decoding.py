"""From bytes to text: what spreadsheets of all systems write."""

import codecs
import re
from typing import Final

from room_console.core.people.faults import FaultKind, UnfitError

MAX_FILE_BYTES: Final = 2 * 1024 * 1024
"""3,000 people are about 0.5 MB."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMES: Final = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "gb18030": "GB18030",
    "cp1252": "Windows-1252",
}
_BEYOND_ASCII: Final = re.compile(rb"[\x80-\xff]+")
_WORD_BYTES: Final = 3
"""So many letters beyond ASCII in a row are rare in Western words, and the rule in those of other scripts."""
GUESSED: Final = frozenset({"GB18030", "Windows-1252"})
"""Other encodings can have the same bytes: the names are worth a look."""
_COMMON: Final = range(0xB0, 0xD8)
"""The first bytes of the 3,755 most frequent Chinese characters (GB 2312, level 1)."""


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding: UTF-8, UTF-16, GB18030 or Windows-1252.

    Bytes of another encoding are told from Windows-1252 where the words are of another script; none is guessed at, as
    every name would be wrong. Raises: UnfitError.
    """
    if len(data) > MAX_FILE_BYTES:
        raise UnfitError(FaultKind.TOO_LARGE, f"the file is larger than {MAX_FILE_BYTES} bytes")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _text(data[len(mark) :], encoding), _NAMES[encoding]
    for encoding in ("utf-8", *_wide(data), ""):
        name = encoding or _by_its_words(data)
        try:
            text = _text(data, name)
        except UnfitError:
            continue
        if name != "gb18030" or _is_chinese(text):
            return text, _NAMES[name]
    raise UnfitError(FaultKind.NOT_TEXT, "the file is no text, or in an encoding that can't be told: save it as UTF-8")


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


def _by_its_words(data: bytes) -> str:
    """Name the encoding of one's own that it may be: letters beyond ASCII stand among others in Western words alone."""
    lengths = [len(found) for found in _BEYOND_ASCII.findall(data)]
    is_western = sum(length for length in lengths if length >= _WORD_BYTES) * 2 <= sum(lengths)
    return "cp1252" if is_western else "gb18030"


def _is_chinese(text: str) -> bool:
    """Tell whether most of what is beyond ASCII are frequent Chinese characters: other bytes make rare ones."""
    beyond = [letter for letter in text if not letter.isascii()]
    common = sum(letter.encode("gb18030")[0] in _COMMON for letter in beyond if letter >= "\u4e00")
    return common * 3 >= len(beyond) * 2
