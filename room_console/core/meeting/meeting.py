"""The meeting: an input is decided on, becomes events, and the events become effects."""

from collections.abc import Iterable

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import Revision
from room_console.core.meeting.consequences import consequences, glance, taken
from room_console.core.meeting.deciding import DECIDER_OF, SETTLERS
from room_console.core.meeting.effects import Effect
from room_console.core.meeting.events import Event
from room_console.core.meeting.inputs import Input
from room_console.core.meeting.state import MeetingState, apply


class Meeting:
    """The rules and the state of one meeting. Thread: its owner's, which is the core's loop."""

    def __init__(self) -> None:
        self.state = MeetingState()
        self.revision = Revision(0)
        self._seen = glance(self.state)

    def handle(self, happened: Input, now_ms: int) -> list[Effect]:
        """Take what happened at `now_ms` (since the Unix epoch, UTC); return what must be done, in this order.

        Raises: ConferenceError, and then nothing has changed.
        """
        effects: list[Effect] = []
        for event in DECIDER_OF[type(happened)](self.state, happened, now_ms):
            effects += self._take(event)
        for settle in SETTLERS:
            while events := settle(self.state, now_ms):
                for event in events:
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
        meeting._seen = glance(meeting.state)
        return meeting

    def _take(self, event: Event) -> list[Effect]:
        turn = taken(self.state, self._seen, event)
        self._seen = turn.after
        self.revision = Revision(self.revision + 1)
        return consequences(turn, event, self.revision)
