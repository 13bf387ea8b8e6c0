"""Facts of the programme, as the journal keeps them. Instants in ms since the Unix epoch, UTC."""

from common.model.ids import ParticipantId
from room_console.core.meeting.eventbase import EventBase


class SessionBegan(EventBase, frozen=True, tag="session_began"):
    """A session was opened."""

    session: int
    at_ms: int
    by: ParticipantId | None = None


class SessionEnded(EventBase, frozen=True, tag="session_ended"):
    """The session was closed."""

    session: int
    at_ms: int
    by: ParticipantId | None = None


class ItemTaken(EventBase, frozen=True, tag="item_taken"):
    """An item of the agenda was called, or none is debated any more."""

    item: str | None
    at_ms: int
    by: ParticipantId | None = None


ProgrammeEvent = SessionBegan | SessionEnded | ItemTaken
