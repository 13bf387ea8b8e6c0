"""The rules as a conversation: `given(room).when(FloorRequested(ANNA)).then(...)`."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any, Final
from unittest.mock import ANY

import pytest

from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import FloorRequest, RequestStatus
from common.model.ids import ParticipantId, RequestId, Revision, SlotNumber
from common.model.meeting import Rules
from common.model.patch import default_patch
from common.model.people import Person, Role
from common.protocol.view import Change, FloorChanged
from room_console.core.meeting.effects import AtBooths, Effect, Everyone, Journal, Operators, Own, Staff, Tell
from room_console.core.meeting.events import Event
from room_console.core.meeting.inputs import FloorRequested, Input, Joined, PatchSet, PersonRegistered, RulesSet
from room_console.core.meeting.meeting import Meeting
from room_console.core.meeting.views import may_open_uplink, slots_heard

ANNA, BORIS, CARLA, DALIA = (ParticipantId(name) for name in ("anna", "boris", "carla", "dalia"))
OTTO, CHAIR, OLGA, PAUL = (ParticipantId(name) for name in ("otto", "chair", "olga", "paul"))
STRANGER = ParticipantId("nobody")
PEOPLE: Final = (
    *(Person(who, who.title(), "Norland", Role.DELEGATE, f"{who}@example.org") for who in (ANNA, BORIS, CARLA, DALIA)),
    Person(OTTO, "Otto", "Press", Role.OBSERVER, "otto@example.org"),
    Person(CHAIR, "The Chair", "", Role.CHAIR),
    Person(OLGA, "Olga", "Technical team", Role.OPERATOR),
    Person(PAUL, "Paul", "", Role.INTERPRETER, "paul@example.org", "fr"),
)
START_MS: Final = 1_800_000_000_000
STEP_MS: Final = 1_000
"""The clock moves so much with each input."""


class Room:
    """A meeting, and what came of the last thing that happened in it."""

    def __init__(self, meeting: Meeting, now_ms: int = START_MS) -> None:
        self.meeting = meeting
        self.now_ms = now_ms
        self.journal: list[tuple[Revision, Event]] = []
        self.effects: list[Effect] = []

    def when(self, *happened: Input) -> "Room":
        """Let it happen; the effects of all of it are kept."""
        self.effects = []
        for each in happened:
            self.now_ms += STEP_MS
            effects = self.meeting.handle(each, self.now_ms)
            self.journal += [(e.revision, e.event) for e in effects if isinstance(e, Journal)]
            self.effects += effects
        return self

    def then(self, *expected: Effect) -> "Room":
        """Check that these came, in this order, perhaps with others between."""
        left = iter(self.effects)
        for effect in expected:
            assert any(effect == came for came in left), f"missing, or out of order: {effect}\nin {self._as_text()}"
        return self

    def then_only(self, *expected: Effect) -> "Room":
        """Check that these came, and nothing else."""
        assert self.effects == list(expected), self._as_text()
        return self

    def then_nothing(self) -> "Room":
        """Check that nothing came of it."""
        return self.then_only()

    def but_never(self, *kinds: type[Effect]) -> "Room":
        """Check that nothing of these kinds came."""
        assert not [e for e in self.effects if isinstance(e, kinds)], self._as_text()
        return self

    def refused(self, happened: Input, code: ErrorCode) -> "Room":
        """Check that it is refused with this code, and that nothing has changed."""
        before = copy.deepcopy((self.meeting.state, self.meeting.state.heard, self.meeting.revision))
        with pytest.raises(ConferenceError) as refusal:
            self.meeting.handle(happened, self.now_ms + STEP_MS)
        assert refusal.value.code is code
        assert refusal.value.detail
        assert before == (self.meeting.state, self.meeting.state.heard, self.meeting.revision)
        return self

    def list_is(self, *lines: str) -> "Room":
        """Check the list of speakers, as a technician reads it."""
        assert tuple(as_line(request) for request in self.floor) == lines
        return self

    def heard_on(self, slots: Mapping[int, ParticipantId]) -> "Room":
        """Check who is routed to which slot, if their uplink is up."""
        assert slots_heard(self.meeting.state) == slots
        return self

    def stage_is(self, participant: ParticipantId | None) -> "Room":
        """Check whose picture the stage shows; the hall's for None."""
        assert self.meeting.state.speakers.on_stage() == participant
        return self

    def uplinks_are(self, *participants: ParticipantId) -> "Room":
        """Check who may have an uplink, of everyone."""
        state = self.meeting.state
        assert {p for p in state.people if may_open_uplink(state, p)} == set(participants)
        return self

    def replayed(self) -> "Room":
        """Return the room as the journal makes it again, in a new process."""
        room = Room(Meeting.replay(self.journal), self.now_ms)
        room.journal = list(self.journal)
        return room

    @property
    def floor(self) -> tuple[FloorRequest, ...]:
        """The list of speakers."""
        return self.meeting.state.speakers.ordered

    def request_of(self, participant: ParticipantId) -> RequestId:
        """Number of a participant's open request."""
        return next(r.request for r in self.floor if r.participant == participant)

    def _as_text(self) -> str:
        return "what came:\n" + "\n".join(f"  {effect}" for effect in self.effects)


def as_line(request: FloorRequest) -> str:
    """Say how a request stands: `anna on air 1`, `boris granted 2`, `carla standby`, `dalia waits`."""
    if request.status is RequestStatus.GRANTED:
        return f"{request.participant} {'on air' if request.is_on_air else 'granted'} {request.slot}"
    return f"{request.participant} {'standby' if request.status is RequestStatus.ACCEPTED else 'waits'}"


def a_room(*asking: ParticipantId, mics: int = 1, slots: int = 4, standby: int = 1) -> Room:
    """Open a room with everyone joined, and a list of those `asking`."""
    room = Room(Meeting())
    room.when(*(PersonRegistered(person) for person in PEOPLE))
    room.when(PatchSet(None, default_patch(16, 16, slots), 16, 16), RulesSet(None, Rules(mics, standby)))
    room.when(*(Joined(person.participant) for person in PEOPLE))
    return room.when(*(FloorRequested(who) for who in asking))


def given(room: Room, *happened: Input) -> Room:
    """Begin a conversation in this room, after these things happened."""
    return room.when(*happened) if happened else room


def kept(event: Event) -> Journal:
    """Expect this in the journal, whatever its revision."""
    return Journal(ANY, event)


def told_all(change: Change | Any) -> Tell:
    """Expect this told to everyone."""
    return Tell(Everyone(), ANY, change)


def told_list(after: Sequence[FloorRequest], *changed: FloorRequest) -> Tell:
    """Expect the order of the list told to everyone, with just these requests."""
    return told_all(FloorChanged(tuple(request.request for request in after), changed))


def told_own(participant: ParticipantId, change: Change) -> Tell:
    """Expect this told to the participant and staff."""
    return Tell(Own(participant), ANY, change)


def told_operators(change: Change) -> Tell:
    """Expect this told to operators."""
    return Tell(Operators(), ANY, change)


def told_staff(change: Change) -> Tell:
    """Expect this told to chair, secretariat and operators."""
    return Tell(Staff(), ANY, change)


def told_booths(change: Change) -> Tell:
    """Expect this told to staff and interpreters."""
    return Tell(AtBooths(), ANY, change)


def slot(number: int) -> SlotNumber:
    """Name a slot."""
    return SlotNumber(number)
