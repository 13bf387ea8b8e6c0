"""What people write, in the form in which it is kept."""

from typing import Final

from common.model.errors import ConferenceError, ErrorCode
from common.model.names import clean_line, line_fault

MOST_ROWS: Final = 12
"""Of one line as it is shown."""


def plain_text(text: str) -> str:
    """Return a text in the form in which it is kept: rows of plain characters. Raises: ConferenceError(`malformed`)."""
    rows = [clean_line(row) for row in text.splitlines()]
    for row in rows:
        if (fault := line_fault(row)) is not None:
            raise ConferenceError(ErrorCode.MALFORMED, f"the text {fault}")
    plain = "\n".join(rows[:MOST_ROWS]).strip()
    if not plain:
        raise ConferenceError(ErrorCode.MALFORMED, "the text is empty")
    return plain
