"""The minutes index as DOCX (ISO/IEC 29500): a heading for each session and item, below it a table of its speeches."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Pt

from common.model.chronicle import Moderated, Speech, TimeBy, totals
from common.model.zones import in_zone
from room_console.core.chronicle.minutes import HALL, REMOTE, duration
from room_console.core.chronicle.reading import Minutes

HEADINGS: Final = ("From", "To", "Spoken", "Speaker", "Delegation", "On behalf of", "Kind", "Language", "Where")
MODERATED: Final = ("At", "What", "By", "Of")
TEXT_PT: Final = 9


def write_docx(minutes: Minutes, path: Path) -> None:
    """Write the index, speaking time by delegation, and what was done to the chat. Raises: OSError."""
    document = docx.Document()
    details = minutes.details
    document.core_properties.title = f"{details.symbol} {details.title}".strip()
    document.core_properties.author = document.core_properties.comments = ""
    _lay_across(document)
    document.add_heading("Minutes index", 0)
    document.add_paragraph(" · ".join(part for part in (details.symbol, details.title) if part))
    until = in_zone(minutes.until_ms, details.timezone)
    document.add_paragraph(f"As of {until:%Y-%m-%d %H:%M}, all times {details.timezone}")
    for (session, item), speeches in groupby(minutes.speeches, key=lambda s: (s.session, s.item)):
        document.add_heading(_heading(minutes, session, item), 1)
        _table(document, HEADINGS, [_row(minutes, speech) for speech in speeches])
    document.add_heading("Speaking time by delegation", 1)
    summed = totals(minutes.speeches, TimeBy.DELEGATION)
    rows = [(one.key, str(one.speeches), f"{one.spoken_ms / 60_000:.1f}") for one in summed]
    _table(document, ("Delegation", "Speeches", "Minutes"), rows)
    if minutes.moderated:
        document.add_heading("Moderation of the chat", 1)
        _table(document, MODERATED, [_moderated(minutes, one) for one in minutes.moderated])
    document.save(str(path))


def _lay_across(document: Document) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    document.styles["Normal"].font.size = Pt(TEXT_PT)


def _heading(minutes: Minutes, session: int | None, item: str | None) -> str:
    known, named = minutes.details.session(session), minutes.details.item(item)
    parts = [f"Session {session}" if session is not None else "", known.title if known is not None else ""]
    parts += [f"Item {item}" if item is not None else "", named.title if named is not None else ""]
    return " · ".join(part for part in parts if part) or "Outside of sessions and items"


def _row(minutes: Minutes, speech: Speech) -> tuple[str, ...]:
    begun, ended = (in_zone(at_ms, minutes.details.timezone) for at_ms in (speech.from_ms, speech.to_ms))
    return (
        f"{begun:%H:%M:%S}",
        f"{ended:%H:%M:%S}",
        duration(speech),
        speech.name,
        speech.delegation,
        speech.on_behalf_of,
        speech.kind.replace("_", " "),
        speech.language,
        HALL if speech.is_in_hall else REMOTE,
    )


def _moderated(minutes: Minutes, one: Moderated) -> tuple[str, ...]:
    at = f"{in_zone(one.at_ms, minutes.details.timezone):%Y-%m-%d %H:%M:%S}"
    return at, one.act.replace("_", " "), one.by_name, one.name


def _table(document: Document, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=1 + len(rows), cols=len(headings), style="Light Grid Accent 1")
    cells = table._cells
    for number, text in enumerate(text for row in (headings, *rows) for text in row):
        cells[number].text = text
