"""A meeting's card, written beside its database so that the catalogue can be read while cores run."""

from pathlib import Path
from typing import Final

import msgspec

from common.model.catalogue import MeetingCard
from common.model.meeting import MeetingDetails
from common.model.people import Person, Role
from room_console.core.store.files import write_private

CARD: Final = "card.json"
MAX_CARD_BYTES: Final = 16 * 1024


def card_of(details: MeetingDetails, people: list[Person]) -> MeetingCard:
    """Return the card of a meeting."""
    return MeetingCard(
        details.meeting,
        details.title,
        details.symbol,
        details.format,
        details.timezone,
        min((s.starts_at_ms for s in details.sessions), default=None),
        max((s.ends_at_ms for s in details.sessions), default=None),
        len(details.sessions),
        sum(person.role is not Role.OPERATOR for person in people),
    )


def write_card(directory: Path, card: MeetingCard) -> None:
    """Put the card in the place of the last one. Blocks. Raises: ConferenceError(`disk`)."""
    write_private(directory / CARD, msgspec.json.encode(card))


def read_card(directory: Path) -> MeetingCard | None:
    """Read a card; None where there is none that can be used. Blocks."""
    card = _card_in(directory)
    return card if card is not None and card.meeting == directory.name else None


def read_title(directory: Path) -> str:
    """Return symbol and title of the meeting whose card lies there, whatever the directory's name. Blocks."""
    card = _card_in(directory)
    return "" if card is None else f"{card.symbol} {card.title}".strip()


def _card_in(directory: Path) -> MeetingCard | None:
    try:
        with (directory / CARD).open("rb") as file:
            return msgspec.json.decode(file.read(MAX_CARD_BYTES), type=MeetingCard)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
