"""Names of files from strangers, made harmless on every system that may open them."""

import re
from typing import Final

from common.model.documents import MAX_NAME, DocumentType
from common.model.names import clean_line

UNNAMED: Final = "document"
ENDING: Final = 12
"""Characters that an ending may have."""
MAX_BYTES: Final = 200
"""Of a name in UTF-8: file systems take 255, and a program may put something of its own behind."""
_FORBIDDEN: Final = re.compile(r'[\x00-\x1f\x7f-\x9f\\/:*?"<>|%$`\u2028\u2029\ud800-\udfff\u202a-\u202e\u2066-\u2069]')
"""Separators, wildcards, what shells and Windows read as more than a letter, and what reorders a line."""
_DEVICES: Final = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)")
"""What Windows takes for a device, with whatever ending."""


def harmless_name(name: str, kind: DocumentType) -> str:
    """Return a name of one path segment, of MAX_NAME characters at most, with the ending of its real type."""
    ending = f".{kind}"
    stem = name[: -len(ending)] if name.lower().endswith(ending) else name
    return stem_of(stem) + ending


def stem_of(text: str) -> str:
    """Return a harmless name without an ending, which may have a dozen characters."""
    stem = clean_line(_FORBIDDEN.sub(" ", text)).strip(" .-~")
    if _DEVICES.match(stem):
        stem = f"{UNNAMED} {stem}"
    return _shortened(stem, MAX_NAME - ENDING, MAX_BYTES).rstrip(" .") or UNNAMED


def _shortened(text: str, characters: int, most_bytes: int) -> str:
    return text[:characters].encode()[:most_bytes].decode(errors="ignore")
