"""Names of files from strangers, made harmless on every system that may open them."""

import re
import unicodedata
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
_SEPARATORS: Final = ("/", "\\")
_NO_LETTERS: Final = ("Cn", "Co")
_EDGES: Final = " .-~"
_DEVICES: Final = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)")
"""What Windows takes for a device, with whatever ending."""


def harmless_name(name: str, kind: DocumentType) -> str:
    """Return a name of one path segment, of MAX_NAME characters at most, with the ending of its real type."""
    ending = f".{kind}"
    stem = name[: -len(ending)] if name.lower().endswith(ending) else name
    return stem_of(stem) + ending


def stem_of(text: str) -> str:
    """Return a harmless name without an ending, which may have a dozen characters."""
    stem = clean_line("".join(map(_harmless, text))).strip(_EDGES)
    while stem and _folded(stem[0])[0] in _EDGES:
        stem = stem[1:]
    if _DEVICES.match(_folded(stem)):
        stem = f"{UNNAMED} {stem}"
    return _shortened(stem, MAX_NAME - ENDING, MAX_BYTES).rstrip(" .") or UNNAMED


def _shortened(text: str, characters: int, most_bytes: int) -> str:
    return text[:characters].encode()[:most_bytes].decode(errors="ignore")


def _harmless(character: str) -> str:
    """Return a character, or a space for what does harm here, or on a system that folds it to something that does."""
    is_harmful = (
        _FORBIDDEN.match(character) is not None
        or unicodedata.category(character) in _NO_LETTERS
        or any(separator in _folded(character) for separator in _SEPARATORS)
    )
    return " " if is_harmful else character


def _folded(text: str) -> str:
    """Return what some systems make of a name (UAX 15, NFKC): a full-width solidus becomes a separator."""
    return unicodedata.normalize("NFKC", text)
