"""What can be wrong with a file of people: each kind has a name that stays, and says its line and column."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from common.model.names import line_fault

MOST_SHOWN: Final = 80
"""Characters of a value that a fault repeats."""


class FaultKind(StrEnum):
    """Kinds of faults and of warnings; docs/registration.md says what to do about each."""

    NOT_TEXT = "not_text"
    TOO_LARGE = "too_large"
    EMPTY = "empty"
    COLUMN_UNKNOWN = "column_unknown"
    COLUMN_TWICE = "column_twice"
    COLUMN_MISSING = "column_missing"
    QUOTES = "quotes"
    CELLS_MORE = "cells_more"
    CELLS_FEWER = "cells_fewer"
    NAME_EMPTY = "name_empty"
    TOO_LONG = "too_long"
    CHARACTERS = "characters"
    EMAIL = "email"
    EMAIL_MISSING = "email_missing"
    MOBILE = "mobile"
    LANGUAGE = "language"
    ORDER = "order"
    ATTENDANCE = "attendance"
    CATEGORY = "category"
    ROLE = "role"
    ACTIVE = "active"
    BOOTH = "booth"
    UNIDENTIFIED = "unidentified"
    EMAIL_TWICE = "email_twice"
    KEY_TWICE = "key_twice"
    EMAIL_TAKEN = "email_taken"
    KEY_TAKEN = "key_taken"
    ROLE_NOT_GIVEN = "role_not_given"
    WHILE_JOINED = "while_joined"
    FULL = "full"
    ACTIVE_FULL = "active_full"
    QUOTA = "quota"
    DEADLINE = "deadline"
    REFUSED = "refused"
    """The rules refused it when it was carried out: somebody was altered in between."""
    LOOKALIKE = "lookalike"
    MIXED_ALPHABETS = "mixed_alphabets"
    ENCODING = "encoding"
    """The file does not say which it is, and other encodings can have the same bytes."""
    SWAPPED = "swapped"
    """The file says where somebody was before they swapped: the swap stands."""


WARNINGS: Final = frozenset(
    {
        FaultKind.COLUMN_UNKNOWN,
        FaultKind.LOOKALIKE,
        FaultKind.MIXED_ALPHABETS,
        FaultKind.ENCODING,
        FaultKind.SWAPPED,
    }
)
"""Worth a look; the line is taken all the same."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong, and where. `line` counts from 1, in JSON the people; `column` is as the file names it."""

    line: int
    column: str
    value: str
    kind: FaultKind
    words: str


class UnfitError(Exception):
    """A cell that can't be taken."""

    def __init__(self, kind: FaultKind, words: str) -> None:
        super().__init__(words)
        self.kind = kind
        self.words = words


def shown(value: str) -> str:
    """Write a value so that it can be shown: short, and what would do harm spelled out."""
    parts = (c if c.isprintable() and line_fault(c) is None else f"\\u{ord(c):04x}" for c in value[:MOST_SHOWN])
    return "".join(parts) + ("…" if len(value) > MOST_SHOWN else "")
