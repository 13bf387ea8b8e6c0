"""What the journal keeps of screens that were shown, and how it changes who shows theirs."""

from common.model.ids import ParticipantId
from room_console.core.meeting.eventbase import EventBase


class SharingBegan(EventBase, frozen=True, tag="sharing_began"):
    """A speaker shows their screen to all. `at_ms` since the Unix epoch, UTC."""

    participant: ParticipantId
    at_ms: int


class SharingEnded(EventBase, frozen=True, tag="sharing_ended"):
    """A screen is shown no more: by the word of `by`, or None with the floor."""

    participant: ParticipantId
    by: ParticipantId | None
    at_ms: int


SharingEvent = SharingBegan | SharingEnded


def sharer_after(event: SharingEvent) -> ParticipantId | None:
    """Name who shares once the event is true."""
    return event.participant if isinstance(event, SharingBegan) else None
