"""What a name, a title, an identifier may be made of."""

import re

from common.model.errors import ConferenceError, ErrorCode
from common.model.names import label_fault, line_fault

MAX_NAME = 120
"""Characters of a name, a delegation, a symbol."""
MAX_TITLE = 300
"""Characters of a meeting's title: WIPO's longest are about 200."""
MAX_EMAIL = 254
"""Characters of an e-mail address (RFC 5321, section 4.5.3.1.3)."""

_ID = re.compile(r"[a-z0-9-]{1,64}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def check_id(text: str, what: str) -> None:
    """Let pass `[a-z0-9-]{1,64}`. Raises: ConferenceError(`malformed`)."""
    if not _ID.fullmatch(text):
        raise ConferenceError(ErrorCode.MALFORMED, f"{what} must be 1 to 64 of a-z, 0-9 and -")


def check_text(text: str, what: str, *, most: int = MAX_NAME, may_be_empty: bool = False) -> None:
    """Let pass one line of at most `most` characters that shows as it is. Raises: ConferenceError(`malformed`)."""
    if len(text) > most:
        raise ConferenceError(ErrorCode.MALFORMED, f"{what} is longer than {most} characters")
    if not may_be_empty and not text.strip():
        raise ConferenceError(ErrorCode.MALFORMED, f"{what} is empty")
    if (fault := label_fault(text)) is not None:
        raise ConferenceError(ErrorCode.MALFORMED, f"{what} {fault}")


def one_line(text: str) -> str:
    """Take out of a text what `check_text` would not let pass."""
    return "".join(c for c in text if line_fault(c) is None)


def check_email(text: str) -> None:
    """Let pass an address of one line, or none at all. Raises: ConferenceError(`malformed`)."""
    check_text(text, "e-mail", most=MAX_EMAIL, may_be_empty=True)
    if text and not _EMAIL.fullmatch(text):
        raise ConferenceError(ErrorCode.MALFORMED, "e-mail is not an address")
