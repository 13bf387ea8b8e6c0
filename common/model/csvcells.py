"""Cells of CSV files (RFC 4180): what others wrote must stay a text in whatever opens the file."""

import re
from typing import Final

FORMULA_STARTS: Final = "=+-@\t\r\n＝＋－＠"
"""What spreadsheets take for the beginning of a formula, the wide forms among them."""
_BEGINS: Final = re.compile(rf"\s*[{re.escape(FORMULA_STARTS)}]")
_BEGINS_LATER: Final = re.compile(r"([;|\t\r\n]\s*)(?=[=+\-@＝＋－＠])")
"""Behind what a spreadsheet of another country takes for the end of a cell."""


def guarded(text: str) -> str:
    """Keep a text from being read as a formula."""
    inside = _BEGINS_LATER.sub(r"\1'", text)
    return f"'{inside}" if _BEGINS.match(text) else inside


def unguarded(text: str) -> str:
    """Take away the apostrophe that `guarded` put in front."""
    return text[1:] if text.startswith("'") and _BEGINS.match(text, 1) else text
