"""Facts of assistance, as the journal keeps them: no free text among them. Instants in ms since the epoch, UTC."""

from dataclasses import replace
from typing import assert_never

from common.model.ids import ParticipantId
from common.model.rooms import Assistance, CaseId, CaseOutcome, HelpCase, PrivateRoom, Trouble
from room_console.core.meeting.eventbase import EventBase


class HelpCaseOpened(EventBase, frozen=True, tag="help_case_opened"):
    """A participant called for help, or an operator opened a case for them."""

    case: CaseId
    participant: ParticipantId
    trouble: Trouble
    by: ParticipantId
    at_ms: int


class HelpCaseTaken(EventBase, frozen=True, tag="help_case_taken"):
    """An operator looks after a case."""

    case: CaseId
    participant: ParticipantId
    by: ParticipantId
    at_ms: int


class HelpCaseClosed(EventBase, frozen=True, tag="help_case_closed"):
    """A case is over."""

    case: CaseId
    participant: ParticipantId
    outcome: CaseOutcome
    by: ParticipantId
    at_ms: int


class MobileSwitched(EventBase, frozen=True, tag="mobile_switched"):
    """A mobile device was granted to a participant, or is so no more."""

    participant: ParticipantId
    is_granted: bool
    by: ParticipantId


class RoomWaited(EventBase, frozen=True, tag="room_waited"):
    """A participant is there for their coaching, or waits no more."""

    participant: ParticipantId
    is_waiting: bool


class PrivateRoomOpened(EventBase, frozen=True, tag="private_room_opened"):
    """An operator called a participant to the private room; who had asked for it is in it at once."""

    participant: ParticipantId
    by: ParticipantId
    is_entered: bool
    at_ms: int


class PrivateRoomEntered(EventBase, frozen=True, tag="private_room_entered"):
    """The participant came into it."""

    participant: ParticipantId


class PrivateRoomClosed(EventBase, frozen=True, tag="private_room_closed"):
    """It is over."""

    participant: ParticipantId


AssistanceEvent = (
    HelpCaseOpened
    | HelpCaseTaken
    | HelpCaseClosed
    | MobileSwitched
    | RoomWaited
    | PrivateRoomOpened
    | PrivateRoomEntered
    | PrivateRoomClosed
)


def helped(before: Assistance, event: AssistanceEvent) -> Assistance:  # noqa: PLR0911
    """Return how the participant of an event is helped once it is true."""
    match event:
        case HelpCaseOpened(case=case, trouble=trouble, by=by, at_ms=at_ms):
            return replace(before, case=HelpCase(case, trouble, at_ms, by))
        case HelpCaseTaken(by=by, at_ms=at_ms):
            taken = replace(before.case, taken_by=by, taken_at_ms=at_ms) if before.case is not None else None
            return replace(before, case=taken)
        case HelpCaseClosed():
            return replace(before, case=None)
        case MobileSwitched(is_granted=is_granted):
            return replace(before, has_mobile=is_granted)
        case RoomWaited(is_waiting=is_waiting):
            return replace(before, is_waiting=is_waiting)
        case PrivateRoomOpened(by=by, is_entered=is_entered, at_ms=at_ms):
            return replace(before, room=PrivateRoom(by, at_ms, is_entered), is_waiting=False)
        case PrivateRoomEntered():
            return replace(before, room=replace(before.room, is_entered=True) if before.room is not None else None)
        case PrivateRoomClosed():
            return replace(before, room=None)
        case _:
            assert_never(event)
