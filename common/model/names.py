"""Names as people write them, kept from doing harm: one form, nothing hidden, nothing that reorders its neighbours."""

import re
import unicodedata
from typing import Final

MOST_MARKS: Final = 4
"""Combining marks on one letter: no script stacks more, and a pile of them covers the lines above."""
_JOINERS: Final = "\u200c\u200d"
_HIDDEN: Final = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
_REORDERS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Embeddings, overrides and isolates (UAX 9, section 2): a name must not reorder its neighbours."""
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2064\u206a-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""What takes no room (Default_Ignorable_Code_Point, UAX 44) or looks like a space and is none."""
_SPACES: Final = re.compile(r"[^\S\t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+")
_JOINING_SCRIPTS: Final = (("\u0600", "\u08ff"), ("\u0900", "\u0dff"), ("\u1000", "\u109f"), ("\u1780", "\u17ff"))
"""Arabic and its neighbours, the scripts of India, Myanmar, Khmer: where a joiner changes how a word is written."""


def clean_line(text: str) -> str:
    """Bring a line to the form in which it is kept: NFC, plain single spaces, without what nobody could see."""
    if text.isascii() and "  " not in text and " " not in (text[:1], text[-1:]):
        return text
    if not text.isascii():
        text = unicodedata.normalize("NFC", _INVISIBLE.sub(_kept_joiner, unicodedata.normalize("NFC", text)))
    return _SPACES.sub(" ", text).strip(" ")


def line_fault(text: str) -> str | None:
    """Say what makes a cleaned line unfit to be shown; None for nothing."""
    if text.isascii() and text.isprintable():
        return None
    if _REORDERS.search(text):
        return "has characters that change the direction of text"
    if any(unicodedata.category(c) in _HIDDEN for c in text):
        return "has control characters"
    marks = 0
    for character in unicodedata.normalize("NFD", text):
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > MOST_MARKS:
            return "has too many accents on one letter"
    return None


def label_fault(text: str) -> str | None:
    """Say what makes a cleaned name, delegation or title unfit for a list of people; None for nothing."""
    if text and unicodedata.category(text[0])[0] == "M":
        return "begins with an accent that has no letter"
    return line_fault(text)


def _kept_joiner(found: re.Match[str]) -> str:
    """Keep a joiner between two letters of a script that needs it; drop everything else that can't be seen."""
    at, text = found.start(), found.string
    if found[0] not in _JOINERS or at == 0 or at + 1 >= len(text):
        return ""
    return found[0] if _joins(text[at - 1]) and _joins(text[at + 1]) else ""


def _joins(character: str) -> bool:
    is_in = any(first <= character <= last for first, last in _JOINING_SCRIPTS)
    return is_in and unicodedata.category(character)[0] in "LM"
