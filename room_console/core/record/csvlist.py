"""A List of Participants as CSV (RFC 4180, UTF-8): a row a person, safe to open in a spreadsheet."""

import csv
from pathlib import Path

from common.model.csvcells import guarded
from room_console.core.record.outline import ParticipantList
from room_console.core.record.words import words

COLUMNS = ("part", "category", "delegation", "title", "name", "function", "email")
ENCODING = "utf-8-sig"
"""With the mark by which spreadsheets know UTF-8."""


def write_csv(made: ParticipantList, path: Path) -> None:
    """Write the list, its headings in the document's own language. Raises: OSError."""
    said = words(made.language)
    with path.open("w", encoding=ENCODING, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(said[f"column_{column}"] for column in COLUMNS)
        for part in made.parts:
            for category in part.categories:
                headings = said[part.part], said[category.category] if category.category else ""
                for delegation in category.delegations:
                    for entry in delegation.entries:
                        row = (*headings, delegation.name, entry.title, entry.name, entry.function, entry.email)
                        writer.writerow(map(guarded, row))
