"""The record of people: what a List of Participants holds, and who was there (R8)."""

from dataclasses import dataclass
from enum import StrEnum

from common.model.ids import ParticipantId


class ListPart(StrEnum):
    """One part of the List of Participants, in the order in which they stand."""

    ON_SITE = "on_site"
    REMOTE_ACTIVE = "remote_active"
    REMOTE_PASSIVE = "remote_passive"
    FOLLOWERS = "followers"
    """Who gave their name on the webcast's page; only where the meeting lists them."""


REGISTERED_PARTS = (ListPart.ON_SITE, ListPart.REMOTE_ACTIVE, ListPart.REMOTE_PASSIVE)


class ListFormat(StrEnum):
    """How a List of Participants is written; the value is the ending of its name."""

    PDF = "pdf"
    DOCX = "docx"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class ListOrder:
    """What a List of Participants is to be.

    `languages` (BCP 47) are those of the headings, the document's own first. With a `session`, by its number, only
    those who were there are listed; without one, everybody registered.
    """

    format: ListFormat = ListFormat.PDF
    parts: tuple[ListPart, ...] = REGISTERED_PARTS
    languages: tuple[str, ...] = ("en", "fr")
    session: int | None = None
    with_email: bool = False


class ListStage(StrEnum):
    """How far a list is."""

    READING = "reading"
    """The journal."""
    WRITING = "writing"
    MADE = "made"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Attended:
    """That a participant was in a session: from when to when (ms since the Unix epoch, UTC), in how many pieces.

    `present_ms` is the time in all, without the gaps between pieces. `is_on_site` was seen in the hall, by badge or by
    the secretariat's tick: then the instants are the session's own.
    """

    participant: ParticipantId
    from_ms: int
    to_ms: int
    present_ms: int
    pieces: int
    is_on_site: bool = False
