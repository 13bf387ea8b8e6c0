"""Who spoke: each time from going on air to losing the floor, from the journal alone."""

from dataclasses import dataclass

from common.model.chronicle import Moderated, Speech
from common.model.floor import FloorRequest
from common.model.ids import RequestId
from common.model.people import Person
from common.model.speechtime import spoken_ms
from room_console.core.meeting.chatevents import ChatModerated
from room_console.core.meeting.events import Event, WentOnAir
from room_console.core.meeting.state import MeetingState, apply


@dataclass(frozen=True, slots=True)
class _Begun:
    """A speech that goes on."""

    person: Person
    from_ms: int
    before_ms: int
    """What the same request had spoken until then."""
    session: int | None
    item: str | None
    item_title: str


class SpeechBook:
    """Takes the journal in order and keeps the state of the meeting as it was then. Thread: its reader's."""

    def __init__(self) -> None:
        self.state = MeetingState()
        self.speeches: list[Speech] = []
        self.moderated: list[Moderated] = []
        self._begun: dict[RequestId, _Begun] = {}

    def note(self, at_ms: int, event: Event) -> None:
        """Take the next entry, kept at an instant."""
        before = {number: self.state.speakers.granted_request(number) for number in self._begun}
        apply(self.state, event)
        if isinstance(event, WentOnAir) and event.request not in self._begun:
            self._begin(event)
        if isinstance(event, ChatModerated):
            self._note_moderated(event)
        for number, request in before.items():
            if number in self._begun and self.state.speakers.granted_request(number) is None and request is not None:
                self._end(request, at_ms)

    def until(self, now_ms: int) -> tuple[Speech, ...]:
        """Return all speeches; those that go on until now."""
        going_on = (self.state.speakers.granted_request(number) for number in self._begun)
        return (*self.speeches, *(self._speech(request, now_ms) for request in going_on if request is not None))

    def _note_moderated(self, event: ChatModerated) -> None:
        known = self.state.people
        by, whose = known.get(event.by), known.get(event.participant) if event.participant is not None else None
        self.moderated.append(
            Moderated(
                event.at_ms,
                event.act,
                event.by,
                by.name if by is not None else "",
                event.participant,
                whose.name if whose is not None else "",
                self.state.current_session,
            )
        )

    def _begin(self, event: WentOnAir) -> None:
        request = self.state.speakers.requests[event.request]
        person = self.state.people[event.participant]
        item = self.state.details.item(self.state.current_item)
        number, title = (item.number, item.title) if item is not None else (None, "")
        self._begun[event.request] = _Begun(
            person, event.at_ms, request.spoken_ms, self.state.current_session, number, title
        )

    def _end(self, request: FloorRequest, at_ms: int) -> None:
        self.speeches.append(self._speech(request, at_ms))
        del self._begun[request.request]

    def _speech(self, request: FloorRequest, to_ms: int) -> Speech:
        begun = self._begun[request.request]
        return Speech(
            request.request,
            request.participant,
            begun.person.name,
            begun.person.delegation,
            begun.person.category,
            request.kind,
            begun.from_ms,
            max(to_ms, begun.from_ms),
            spoken_ms(request, to_ms) - begun.before_ms,
            request.limit_s,
            begun.session,
            begun.item,
            begun.item_title,
            request.on_behalf_of,
            request.language,
            request.is_in_hall,
        )
