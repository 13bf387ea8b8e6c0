"""What happened, as the rules are told: wishes of participants, facts of the links and the uplinks.

`by` is who wishes it; None is the configuration, which may do everything.
"""

from dataclasses import dataclass

from common.model.floor import RequestKind
from common.model.ids import ChannelNumber, ParticipantId, RequestId
from common.model.meeting import MeetingDetails, Rules, Undoable
from common.model.patch import Patch
from common.model.people import Attendance, Person
from common.model.registration import RegistrationRules, Source
from room_console.core.meeting.chatinputs import ChatActed
from room_console.core.meeting.hallinputs import HallDeviceOpened
from room_console.core.meeting.helpinputs import HelpInput
from room_console.core.meeting.programmeinputs import ProgrammeInput
from room_console.core.meeting.sharinginputs import SharingInput
from room_console.core.meeting.timinginputs import TimingInput


@dataclass(frozen=True, slots=True)
class PersonRegistered:
    """Somebody is admitted to the meeting, or what is known of them was corrected."""

    person: Person
    by: ParticipantId | None = None


@dataclass(frozen=True, slots=True)
class PeopleRegistered:
    """Several are admitted or corrected, all or none. `by` is None where nobody in the meeting asked for it."""

    people: tuple[Person, ...]
    by: ParticipantId | None
    source: Source = Source.OFFICE
    newcomers: frozenset[ParticipantId] = frozenset()
    """Those of them who must be nobody yet: their ids were chosen as free."""
    is_by_hand: bool = False
    """Whether staff wrote it, and no file."""


@dataclass(frozen=True, slots=True)
class PersonRemoved:
    """Somebody takes part no more."""

    participant: ParticipantId
    by: ParticipantId | None
    source: Source = Source.OFFICE


@dataclass(frozen=True, slots=True)
class AttendanceSwapped:
    """Somebody comes to the hall, or stays away, other than was said; they or staff say so."""

    participant: ParticipantId
    attendance: Attendance
    by: ParticipantId | None


@dataclass(frozen=True, slots=True)
class RegistrationSet:
    """Deadline, limits and quotas of registration are set."""

    rules: RegistrationRules
    by: ParticipantId | None = None


@dataclass(frozen=True, slots=True)
class DetailsSet:
    """The meeting's name, format and channels."""

    details: MeetingDetails
    by: ParticipantId | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """A participant's link is attached; again after each return."""

    participant: ParticipantId


@dataclass(frozen=True, slots=True)
class Dropped:
    """A participant's link was lost without a goodbye."""

    participant: ParticipantId


@dataclass(frozen=True, slots=True)
class Left:
    """A participant said goodbye."""

    participant: ParticipantId


@dataclass(frozen=True, slots=True)
class Restarted:
    """The console starts anew from its journal: no link and no leg has survived."""


@dataclass(frozen=True, slots=True)
class FloorRequested:
    """A delegate wants to speak."""

    by: ParticipantId
    kind: RequestKind = RequestKind.INTERVENTION
    on_behalf_of: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class RequestInscribed:
    """The chair or staff put somebody into the list, who sits in the hall or asked beforehand."""

    by: ParticipantId
    participant: ParticipantId
    kind: RequestKind = RequestKind.INTERVENTION
    on_behalf_of: str = ""
    language: str = ""
    is_in_hall: bool = False


@dataclass(frozen=True, slots=True)
class RequestCorrected:
    """The requester or staff say for whom and in which language a request will speak."""

    by: ParticipantId
    request: RequestId
    on_behalf_of: str
    language: str


@dataclass(frozen=True, slots=True)
class FloorTaken:
    """The chair, away from the hall, wants to speak now."""

    by: ParticipantId


@dataclass(frozen=True, slots=True)
class FloorWithdrawn:
    """A delegate who waits wants to speak no more."""

    by: ParticipantId


@dataclass(frozen=True, slots=True)
class FloorReleased:
    """A speaker has finished."""

    by: ParticipantId


@dataclass(frozen=True, slots=True)
class FloorGranted:
    """The chair or operator lets a request that waits speak."""

    by: ParticipantId
    request: RequestId


@dataclass(frozen=True, slots=True)
class NextGranted:
    """The chair or operator lets the first speak who waits and can be heard; nobody if that is not who was `shown`."""

    by: ParticipantId
    shown: RequestId | None = None


@dataclass(frozen=True, slots=True)
class SpeakerSetAside:
    """The chair or operator finds that a speaker can't be heard."""

    by: ParticipantId
    request: RequestId


@dataclass(frozen=True, slots=True)
class UndoAsked:
    """The chair or operator takes back what was done last, or nothing if that is not what they were `shown`."""

    by: ParticipantId
    shown: Undoable | None = None


@dataclass(frozen=True, slots=True)
class FloorDenied:
    """The chair or operator turns down a request that waits."""

    by: ParticipantId
    request: RequestId


@dataclass(frozen=True, slots=True)
class FloorRevoked:
    """The chair or operator takes the floor back."""

    by: ParticipantId
    request: RequestId


@dataclass(frozen=True, slots=True)
class RequestMoved:
    """The chair or operator puts a request at `position`, from 0, among those that wait; past the end is last."""

    by: ParticipantId
    request: RequestId
    position: int


@dataclass(frozen=True, slots=True)
class RulesSet:
    """The chair or operator sets limits, or opens or closes the list."""

    by: ParticipantId | None
    rules: Rules


@dataclass(frozen=True, slots=True)
class PatchSet:
    """The operator sets the patch of a device with so many `inputs` and `outputs`."""

    by: ParticipantId | None
    patch: Patch
    inputs: int
    outputs: int


@dataclass(frozen=True, slots=True)
class ChannelChosen:
    """A participant wants to hear `channel`, with the original at `original_level` (0 to 1) under it."""

    by: ParticipantId
    channel: ChannelNumber
    original_level: float


@dataclass(frozen=True, slots=True)
class InterpretationSaid:
    """An interpreter, or the operator for a booth, says whether who speaks now can be interpreted into `channel`."""

    by: ParticipantId
    channel: ChannelNumber
    is_possible: bool


@dataclass(frozen=True, slots=True)
class MutedSet:
    """A participant turned their own microphone switch."""

    by: ParticipantId
    is_muted: bool


@dataclass(frozen=True, slots=True)
class UplinkHeard:
    """The media engine hears a participant's microphone."""

    participant: ParticipantId


@dataclass(frozen=True, slots=True)
class UplinkLost:
    """A participant's uplink stalled or ended."""

    participant: ParticipantId


@dataclass(frozen=True, slots=True)
class VoiceBegan:
    """Somebody whose uplink is up begins to speak, on the air or not."""

    participant: ParticipantId


@dataclass(frozen=True, slots=True)
class VoiceEnded:
    """Somebody whose uplink is up has fallen silent."""

    participant: ParticipantId


RegistrationInput = PersonRegistered | PeopleRegistered | PersonRemoved | AttendanceSwapped | RegistrationSet
RosterInput = Joined | Dropped | Left | Restarted
RequesterInput = FloorRequested | RequestInscribed | RequestCorrected | FloorTaken | FloorWithdrawn | FloorReleased
ConductInput = (
    FloorGranted | NextGranted | SpeakerSetAside | FloorDenied | FloorRevoked | RequestMoved | RulesSet | UndoAsked
)
ListenerInput = DetailsSet | ChannelChosen | InterpretationSaid | MutedSet
UplinkInput = UplinkHeard | UplinkLost
VoiceInput = VoiceBegan | VoiceEnded

DebateInput = RequesterInput | ConductInput | PatchSet | HallDeviceOpened | ListenerInput | UplinkInput | VoiceInput
Input = (
    RegistrationInput | RosterInput | DebateInput | HelpInput | ProgrammeInput | SharingInput | TimingInput | ChatActed
)
