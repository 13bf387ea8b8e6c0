"""What a meeting is, as its windows see it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from common.model.agenda import AgendaItem, Format, Session
from common.model.floor import (
    DEFAULT_PRECEDENCE,
    DiscussionMode,
    FloorRequest,
    RequestKind,
    RequestStatus,
    SpeakingOrder,
    SpeechTimers,
)
from common.model.ids import ChannelNumber, MeetingId, ParticipantId, RequestId
from common.model.interpretation import FLOOR, UN_CHANNELS, Channel
from common.model.patch import Patch
from common.model.people import Attendance, Category, Person, Presence, Role
from common.model.rooms import Assistance
from common.model.zones import UTC


@dataclass(frozen=True, slots=True)
class MeetingDetails:
    """What stands on the door. `symbol` is the organiser's (`WIPO/IP/CONV/GE/2/25`), `timezone` an IANA name.

    `format` is that of the meeting as a whole; each session has its own. Sessions are in order of time.
    """

    meeting: MeetingId
    symbol: str
    title: str
    format: Format = Format.HYBRID
    channels: tuple[Channel, ...] = UN_CHANNELS
    timezone: str = UTC
    sessions: tuple[Session, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()

    def session(self, number: int | None) -> Session | None:
        """Return a session by its number."""
        return next((s for s in self.sessions if s.number == number), None)

    def format_of(self, session: int | None) -> Format:
        """Return how a session is held; while none is open, how the whole meeting is."""
        found = self.session(session)
        return found.format if found is not None else self.format

    def item(self, number: str | None) -> AgendaItem | None:
        """Return an item of the agenda by its number."""
        return next((i for i in self.agenda if i.number == number), None)


def hears_hall(held: Format, floor: Iterable[FloorRequest]) -> bool:
    """Tell whether the hall's microphones are heard: in a virtual session only while somebody there has the floor."""
    return held is not Format.VIRTUAL or any(r.is_in_hall and r.status is RequestStatus.GRANTED for r in floor)


@dataclass(frozen=True, slots=True)
class Rules:
    """What chair and operator can set. `max_open_mics` counts granted requests, `standby` those brought up ahead."""

    max_open_mics: int = 1
    standby: int = 1
    is_list_open: bool = True
    is_standby_heard: bool = False
    """Whether the microphone of who is on standby is heard off-air, to be judged and pre-listened to; never in the
    room. Their app says so."""
    mode: DiscussionMode = DiscussionMode.MANUAL
    order: SpeakingOrder = SpeakingOrder.REQUEST
    precedence: tuple[RequestKind, ...] = DEFAULT_PRECEDENCE
    """Every kind that may be asked for, the first before all that follow."""
    when_closed: tuple[RequestKind, ...] = (
        RequestKind.POINT_OF_ORDER,
        RequestKind.PROCEDURAL_MOTION,
        RequestKind.RESPONSE,
        RequestKind.RIGHT_OF_REPLY,
    )
    """Kinds that a closed list still takes."""
    members_only: tuple[RequestKind, ...] = (RequestKind.POINT_OF_ORDER, RequestKind.PROCEDURAL_MOTION)
    """Kinds for which only members may ask, not observers."""
    timers: SpeechTimers = field(default_factory=SpeechTimers)

    @property
    def hears_standby(self) -> bool:
        """Tell whether the microphones of those on standby are heard off-air: by rule, or since voice mode needs it."""
        return self.is_standby_heard or self.mode is DiscussionMode.VOICE


@dataclass(frozen=True, slots=True)
class ParticipantView:
    """A participant as everyone sees them."""

    participant: ParticipantId
    name: str
    delegation: str
    role: Role
    presence: Presence = Presence.ABSENT
    attendance: Attendance = Attendance.REMOTE
    category: Category = Category.MEMBER
    order: int = 0
    """The delegation's place in protocol order, 0 where none was given."""


def view_of(person: Person, presence: Presence = Presence.ABSENT) -> ParticipantView:
    """Return what everyone sees of a person."""
    return ParticipantView(
        person.participant,
        person.name,
        person.delegation,
        person.role,
        presence,
        person.attendance,
        person.category,
        person.order,
    )


@dataclass(frozen=True, slots=True)
class OwnState:
    """What the core keeps for one participant, and tells to that participant and to staff only."""

    participant: ParticipantId
    channel: ChannelNumber = FLOOR
    original_level: float = 0.0
    """Of the floor under the interpretation, 0 (off) to 1."""
    is_muted: bool = False
    """The participant's own switch. Whatever it says, nobody is heard without the floor."""
    assistance: Assistance | None = None
    """How they are helped; None while they are not."""
    set_by: tuple[FloorRequest, ...] = ()
    """Their requests that are out of the list while another of theirs goes before; the last comes back first."""
    on_behalf_of: str = ""
    """For which group, and (BCP 47) in which language, their latest request was to speak; empty where not said."""
    language: str = ""


class Act(StrEnum):
    """What chair or staff did that can be undone."""

    GRANT = "grant"
    DENY = "deny"
    REVOKE = "revoke"
    MOVE = "move"
    FAULT = "fault"
    RULES = "rules"
    CORRECT = "correct"
    """Another group or language was written into somebody's request."""


@dataclass(frozen=True, slots=True)
class Undoable:
    """The last act that can be undone: who did it, to whose request (None for the rules).

    A cut for an overrun was nobody's act: `by` is then who was cut.
    """

    act: Act
    by: ParticipantId
    at_ms: int
    request: RequestId | None = None
    participant: ParticipantId | None = None


@dataclass(frozen=True, slots=True)
class MeetingView:
    """The whole of a meeting as one client may see it. `floor` is in list order: granted first, then as to be called.

    `own` and `patch` hold everyone's for staff, else the viewer's own and None. `cannot_interpret` names the booths
    that said so of the current speakers; it is empty but for staff and interpreters.
    """

    details: MeetingDetails
    rules: Rules = field(default_factory=Rules)
    participants: dict[ParticipantId, ParticipantView] = field(default_factory=dict)
    floor: tuple[FloorRequest, ...] = ()
    own: dict[ParticipantId, OwnState] = field(default_factory=dict)
    patch: Patch | None = None
    cannot_interpret: tuple[ChannelNumber, ...] = ()
    current_session: int | None = None
    """The session that is open, by its number."""
    current_item: str | None = None
    """The item that is debated, by its number."""
    undoable: Undoable | None = None
    """What chair or staff can take back with one key; None for everyone else."""
    sharing: ParticipantId | None = None
    """Who shows their screen to all."""

    @property
    def next_request(self) -> FloorRequest | None:
        """The first that waits of who can be heard: whom `GrantNext` means."""
        waiting = (r for r in self.floor if r.status is not RequestStatus.GRANTED)
        return next((r for r in waiting if self.can_be_heard(r)), None)

    def can_be_heard(self, request: FloorRequest) -> bool:
        """Tell whether they are there to speak: in the hall or joined, and without a fault."""
        person = self.participants.get(request.participant)
        is_joined = person is not None and person.presence is Presence.JOINED
        return (request.is_in_hall or is_joined) and not request.has_fault

    @property
    def hears_hall(self) -> bool:
        """Tell whether the hall's microphones are heard."""
        return hears_hall(self.details.format_of(self.current_session), self.floor)

    def is_only_followed_by(self, participant: ParticipantId) -> bool:
        """Tell whether the session is held in the hall and this participant is not there: they listen."""
        person = self.participants.get(participant)
        is_in_hall = self.details.format_of(self.current_session) is Format.PHYSICAL
        return is_in_hall and person is not None and person.attendance is Attendance.REMOTE
