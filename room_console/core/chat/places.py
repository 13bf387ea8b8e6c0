"""Where a chat is kept, the same for all its readers, and who has a place in it."""

from dataclasses import dataclass

from common.model.chat import ChatKind, ChatName, may_chat
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Action
from room_console.core.meeting.permissions import known, require
from room_console.core.meeting.state import MeetingState


@dataclass(frozen=True, slots=True)
class Place:
    """One chat. Of a private one both people are named, in order; of help the one who is helped."""

    kind: ChatKind
    first: ParticipantId | None = None
    second: ParticipantId | None = None

    def key(self, number: int) -> str:
        """Name a line in it, on its shelf."""
        if self.kind is ChatKind.HELP:
            return f"{self.first}/{number:09}"
        return f"{self.kind}/{self.first or ''}/{self.second or ''}/{number:09}"

    def name_for(self, reader: ParticipantId) -> ChatName:
        """Name it as one of its readers has it."""
        return ChatName(self.kind, self.second if self.first == reader and self.second is not None else self.first)


EVENT = Place(ChatKind.EVENT)
STAFF = Place(ChatKind.STAFF)


def place_of(state: MeetingState, who: ParticipantId, kind: ChatKind, other: ParticipantId | None) -> Place:
    """Find a chat in which `who` reads and writes.

    Raises: ConferenceError(`not_found`, `not_allowed`), (`malformed`) for a private one with nobody.
    """
    person = known(state, who)
    if not may_chat(person.role, kind):
        raise ConferenceError(ErrorCode.NOT_ALLOWED, f"{person.role} has no place in a {kind} chat")
    match kind:
        case ChatKind.EVENT | ChatKind.STAFF:
            return Place(kind)
        case ChatKind.HELP:
            return Place(kind, _helped(state, who, other))
        case ChatKind.PRIVATE:
            return _private(state, who, other)


def may_read(state: MeetingState, who: ParticipantId, place: Place) -> bool:
    """Tell whether a chat that is kept is still open to one of its two."""
    try:
        return place_of(state, who, place.kind, place.name_for(who).participant) == place
    except ConferenceError:
        return False


def _helped(state: MeetingState, who: ParticipantId, other: ParticipantId | None) -> ParticipantId:
    if other is None or other == who:
        return who
    require(state, who, Action.OPERATE)
    return known(state, other).participant


def _private(state: MeetingState, who: ParticipantId, other: ParticipantId | None) -> Place:
    if other is None:
        raise ConferenceError(ErrorCode.MALFORMED, "a private chat with nobody")
    if other == who:
        raise ConferenceError(ErrorCode.NOT_ALLOWED, "a private chat with oneself")
    role = known(state, other).role
    if not may_chat(role, ChatKind.PRIVATE):
        raise ConferenceError(ErrorCode.NOT_ALLOWED, f"{role} has no place in a private chat")
    return Place(ChatKind.PRIVATE, *sorted((who, other)))
