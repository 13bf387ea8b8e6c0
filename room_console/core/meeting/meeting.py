"""The meeting: an input is decided on, becomes events, and the events become effects."""

from collections.abc import Iterable

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import Revision
from room_console.core.meeting import (
    assistance,
    floor,
    interpretation,
    onair,
    programme,
    registering,
    rooms,
    roster,
    sessions,
    slots,
)
from room_console.core.meeting.consequences import consequences, glance
from room_console.core.meeting.effects import Effect
from room_console.core.meeting.events import Event
from room_console.core.meeting.helpinputs import AssistanceInput, RoomInput
from room_console.core.meeting.inputs import (
    AttendanceSwapped,
    ChannelChosen,
    DetailsSet,
    Dropped,
    FloorReleased,
    FloorRequested,
    FloorWithdrawn,
    Input,
    InterpretationSaid,
    Joined,
    Left,
    MutedSet,
    PatchSet,
    PeopleRegistered,
    PersonRegistered,
    PersonRemoved,
    RegistrationSet,
    Restarted,
    UplinkHeard,
    UplinkLost,
)
from room_console.core.meeting.programmeinputs import EditInput, SessionInput
from room_console.core.meeting.state import MeetingState, apply


class Meeting:
    """The rules and the state of one meeting. Thread: its owner's, which is the core's loop."""

    def __init__(self) -> None:
        self.state = MeetingState()
        self.revision = Revision(0)

    def handle(self, happened: Input, now_ms: int) -> list[Effect]:
        """Take what happened at `now_ms` (since the Unix epoch, UTC); return what must be done, in this order.

        Raises: ConferenceError, and then nothing has changed.
        """
        effects: list[Effect] = []
        for event in self._decide(happened, now_ms):
            effects += self._take(event)
        for event in rooms.settle(self.state):
            effects += self._take(event)
        for event in onair.settle(self.state, now_ms):
            effects += self._take(event)
        return effects

    @classmethod
    def replay(cls, events: Iterable[tuple[Revision, Event]]) -> "Meeting":
        """Make the meeting again from its journal. Raises: ConferenceError(`internal`) where an event is missing."""
        meeting = cls()
        for revision, event in events:
            if revision != meeting.revision + 1:
                raise ConferenceError(ErrorCode.INTERNAL, f"journal: {revision} follows {meeting.revision}")
            apply(meeting.state, event)
            meeting.revision = revision
        return meeting

    def _decide(self, happened: Input, now_ms: int) -> list[Event]:  # noqa: PLR0911, PLR0912
        if isinstance(happened, RoomInput):
            return rooms.decide(self.state, happened, now_ms)
        if isinstance(happened, AssistanceInput):
            return assistance.decide(self.state, happened, now_ms)
        if isinstance(happened, EditInput):
            return programme.decide(self.state, happened)
        if isinstance(happened, SessionInput):
            return sessions.decide(self.state, happened, now_ms)
        match happened:
            case UplinkHeard() | UplinkLost():
                onair.hear(self.state, happened)
                return []
            case MutedSet():
                return onair.decide_muted(self.state, happened)
            case ChannelChosen():
                return interpretation.decide_channel(self.state, happened)
            case InterpretationSaid():
                return interpretation.decide_possible(self.state, happened)
            case DetailsSet():
                return interpretation.decide_details(self.state, happened)
            case PatchSet():
                return slots.decide(self.state, happened)
            case PersonRegistered() | PeopleRegistered() | PersonRemoved() | AttendanceSwapped() | RegistrationSet():
                return registering.decide(self.state, happened, now_ms)
            case Joined() | Dropped() | Left() | Restarted():
                return roster.decide(self.state, happened)
            case FloorRequested() | FloorWithdrawn() | FloorReleased():
                return floor.decide_asked(self.state, happened, now_ms)
            case _:
                return floor.decide_conducted(self.state, happened, now_ms)

    def _take(self, event: Event) -> list[Effect]:
        before = glance(self.state, event)
        apply(self.state, event)
        self.revision = Revision(self.revision + 1)
        return consequences(self.state, before, event, self.revision)
