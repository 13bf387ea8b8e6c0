"""From text to lines of cells (RFC 4180), each with the number of its line; a broken one breaks no other."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

DELIMITERS: Final = (",", ";", "\t")
MOST_LINES: Final = 20
"""That one row may go over; beyond it an apostrophe or quote was not closed."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row. `number` is that of its first line in the file, from 1; no `cells` where its quotes are broken."""

    number: int
    cells: tuple[str, ...] | None
    text: str = ""


def split(text: str, delimiter: str) -> Iterator[Line]:
    """Yield the rows of a file that are not blank."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    at = 0
    while at < len(lines):
        taken = _taken(lines, at)
        cells = _cells("\n".join(lines[at : at + taken]), delimiter)
        if cells is None:
            taken = 1
        if cells is None or any(cell.strip() for cell in cells):
            yield Line(at + 1, cells, lines[at])
        at += taken


def _taken(lines: list[str], at: int) -> int:
    """Count the lines of the row that begins here: those up to where its quotes are even."""
    quotes = 0
    for taken, line in enumerate(lines[at : at + MOST_LINES], start=1):
        quotes += line.count('"')
        if quotes % 2 == 0:
            return taken
    return 1


def _cells(row: str, delimiter: str) -> tuple[str, ...] | None:
    if '"' not in row:
        return tuple(row.split(delimiter))
    try:
        (cells,) = csv.reader([row], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        return None
    return tuple(cells)
