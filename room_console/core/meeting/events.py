"""What is kept in the journal: facts, from which the state of the meeting is made again after a crash."""

from typing import Final

import msgspec

from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import RequestKind, RequestStatus
from common.model.ids import ChannelNumber, ParticipantId, RequestId, SlotNumber
from common.model.meeting import Act, MeetingDetails, Rules
from common.model.patch import Patch
from common.model.people import Person, Presence
from common.model.registration import RegistrationRules
from room_console.core.meeting.chatevents import ChatModerated
from room_console.core.meeting.eventbase import EventBase
from room_console.core.meeting.hallevents import HallDeviceChanged
from room_console.core.meeting.helpevents import AssistanceEvent
from room_console.core.meeting.programmeevents import ProgrammeEvent
from room_console.core.meeting.sharingevents import SharingEvent
from room_console.core.meeting.timingevents import TimingEvent


class PersonListed(EventBase, frozen=True, tag="person_listed"):
    """A person was added to the participants, or corrected."""

    person: Person
    by: ParticipantId | None = None
    is_swap: bool = False
    """Whether it was said by hand that they come to the hall, or stay away, other than a file had it."""


class PersonUnlisted(EventBase, frozen=True, tag="person_unlisted"):
    """A person was taken off the list of participants."""

    participant: ParticipantId
    by: ParticipantId | None = None


class RegistrationRuled(EventBase, frozen=True, tag="registration_ruled"):
    """Deadline, limits and quotas of registration were set."""

    registration: RegistrationRules
    by: ParticipantId | None = None


class PresenceChanged(EventBase, frozen=True, tag="presence_changed"):
    """A participant joined, dropped or left."""

    participant: ParticipantId
    presence: Presence


class ConsoleRestarted(EventBase, frozen=True, tag="console_restarted"):
    """Every link and leg was lost: who was joined is reconnecting, nobody is on air."""


class DetailsStated(EventBase, frozen=True, tag="details_stated"):
    """The meeting got its name, format, channels, sessions and agenda.

    `is_edited` where staff did it: from then on the configuration counts no more.
    """

    details: MeetingDetails
    is_edited: bool = False
    by: ParticipantId | None = None


class RulesAdopted(EventBase, frozen=True, tag="rules_adopted"):
    """Limits were set, the list opened or closed. `at_ms` since the Unix epoch, UTC; 0 where nobody did it."""

    rules: Rules
    by: ParticipantId | None = None
    at_ms: int = 0


class PatchApplied(EventBase, frozen=True, tag="patch_applied"):
    """The hall's ports were patched."""

    patch: Patch
    by: ParticipantId | None = None


class RequestEntered(EventBase, frozen=True, tag="request_entered"):
    """A request came into the list, at `position` of those that wait, None for the end.

    Another of the same participant that waits is set by. `by` is who entered it for them. `at_ms` since the epoch, UTC.
    """

    request: RequestId
    participant: ParticipantId
    at_ms: int
    kind: RequestKind = RequestKind.INTERVENTION
    on_behalf_of: str = ""
    language: str = ""
    is_in_hall: bool = False
    position: int | None = None
    by: ParticipantId | None = None


class RequestAltered(EventBase, frozen=True, tag="request_altered"):
    """It is now known otherwise for whom, in which language or where a request will speak.

    `at_ms` since the Unix epoch, UTC; 0 where nobody said it.
    """

    request: RequestId
    participant: ParticipantId
    on_behalf_of: str
    language: str
    is_in_hall: bool
    by: ParticipantId | None = None
    at_ms: int = 0


class RequestReordered(EventBase, frozen=True, tag="request_reordered"):
    """A request that waits was put at `position`, from 0, among those that wait."""

    request: RequestId
    participant: ParticipantId
    position: int
    by: ParticipantId | None = None
    at_ms: int = 0


class RequestBroughtBack(EventBase, frozen=True, tag="request_brought_back"):
    """A request that was set by waits at `position` again: the other of its owner has ended."""

    request: RequestId
    participant: ParticipantId
    position: int


class FloorGiven(EventBase, frozen=True, tag="floor_given"):
    """A request was granted, on this slot, None in the hall, for `limit_s`, 0 for as long as it takes.

    `by` is None where the mode of the discussion did it, or an undoing gave it back. `gave_way` are the requests that
    wait again since a point of order interrupted them. `at_ms` since the Unix epoch, UTC.
    """

    request: RequestId
    participant: ParticipantId
    slot: SlotNumber | None
    at_ms: int
    by: ParticipantId | None = None
    limit_s: int = 0
    gave_way: tuple[RequestId, ...] = ()


class RequestReturned(EventBase, frozen=True, tag="request_returned"):
    """Who had the floor waits again: set aside for a fault by somebody, or silent in voice mode."""

    request: RequestId
    participant: ParticipantId
    position: int
    at_ms: int
    by: ParticipantId | None = None


class FaultMended(EventBase, frozen=True, tag="fault_mended"):
    """Who was set aside is heard off-air."""

    request: RequestId
    participant: ParticipantId


class RequestEnded(EventBase, frozen=True, tag="request_ended"):
    """A request left the list: denied, cancelled, released or revoked; `is_cut` where the time was used up."""

    request: RequestId
    participant: ParticipantId
    status: RequestStatus
    by: ParticipantId | None = None
    at_ms: int = 0
    is_cut: bool = False


class ActUndone(EventBase, frozen=True, tag="act_undone"):
    """The last act was taken back. Its request waits at `position`, or has the floor for None, on `slot` if remote.

    `at_ms` since the Unix epoch, UTC.
    """

    act: Act
    by: ParticipantId
    at_ms: int
    request: RequestId | None = None
    participant: ParticipantId | None = None
    position: int | None = None
    slot: SlotNumber | None = None


class WentOnAir(EventBase, frozen=True, tag="went_on_air"):
    """A speaker is heard in the room. `at_ms` since the Unix epoch, UTC."""

    request: RequestId
    participant: ParticipantId
    at_ms: int


class WentOffAir(EventBase, frozen=True, tag="went_off_air"):
    """A speaker with the floor is heard no more. `at_ms` since the Unix epoch, UTC."""

    request: RequestId
    participant: ParticipantId
    at_ms: int = 0


class ChannelSelected(EventBase, frozen=True, tag="channel_selected"):
    """A participant hears this channel, the original at this level (0 to 1) under it."""

    participant: ParticipantId
    channel: ChannelNumber
    original_level: float


class MuteSwitched(EventBase, frozen=True, tag="mute_switched"):
    """A participant muted or unmuted themselves."""

    participant: ParticipantId
    is_muted: bool


class InterpretationJudged(EventBase, frozen=True, tag="interpretation_judged"):
    """A booth said that `speakers`, who had the floor, can't be interpreted; or that they can be again."""

    channel: ChannelNumber
    is_possible: bool
    by: ParticipantId
    speakers: tuple[ParticipantId, ...]


FloorEvent = (
    RequestEntered
    | RequestAltered
    | RequestReordered
    | RequestBroughtBack
    | FloorGiven
    | RequestReturned
    | FaultMended
    | RequestEnded
    | WentOnAir
    | WentOffAir
)
PersonalEvent = PersonUnlisted | PresenceChanged | ChannelSelected | MuteSwitched
MeetingEvent = (
    RegistrationRuled
    | ConsoleRestarted
    | DetailsStated
    | RulesAdopted
    | PatchApplied
    | InterpretationJudged
    | ActUndone
)
Event = (
    PersonListed
    | MeetingEvent
    | FloorEvent
    | PersonalEvent
    | AssistanceEvent
    | ProgrammeEvent
    | SharingEvent
    | TimingEvent
    | ChatModerated
    | HallDeviceChanged
)

_encoder: Final = msgspec.json.Encoder()
_decoder: Final[msgspec.json.Decoder[Event]] = msgspec.json.Decoder(Event)


def encode_event(event: Event) -> bytes:
    """Encode an event as UTF-8 JSON (RFC 8259)."""
    return _encoder.encode(event)


def decode_event(data: bytes) -> Event:
    """Decode an event of the journal. Raises: ConferenceError(`malformed`)."""
    try:
        return _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConferenceError(ErrorCode.MALFORMED, f"journal: {error}"[:200]) from error
