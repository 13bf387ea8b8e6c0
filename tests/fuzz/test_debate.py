"""Whatever is asked, granted, undone or lost, in whatever order: what must always be true of the list of speakers.

`python -m tests.fuzz` lets 100,000 inputs happen.
"""

from dataclasses import replace

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from common.model.floor import DiscussionMode, RequestKind
from common.model.ids import ParticipantId, RequestId
from common.model.meeting import Rules
from common.model.patch import default_patch
from common.model.people import Attendance, Role
from room_console.core.meeting.events import (
    decode_event,
)
from room_console.core.meeting.inputs import (
    AttendanceSwapped,
    Dropped,
    FloorDenied,
    FloorGranted,
    FloorReleased,
    FloorRequested,
    FloorRevoked,
    FloorTaken,
    FloorWithdrawn,
    Joined,
    Left,
    MutedSet,
    NextGranted,
    PatchSet,
    PersonRegistered,
    PersonRemoved,
    RequestCorrected,
    RequestInscribed,
    RequestMoved,
    Restarted,
    RulesSet,
    SpeakerSetAside,
    UndoAsked,
    UplinkHeard,
    UplinkLost,
    VoiceBegan,
    VoiceEnded,
)
from room_console.core.meeting.meeting import Meeting
from room_console.core.meeting.programmeinputs import ItemCalled, SessionClosed, SessionOpened
from tests.helpers.debateinputs import (
    CHAIR,
    DELEGATES,
    OLGA,
    PEOPLE,
    anybody,
    group,
    kinds,
    language,
    position,
    rules,
    speaker,
    staff,
)
from tests.helpers.ruleddebate import RuledDebate

STEPS = 50


class Debate(RuledDebate):
    """What may happen in it."""

    @rule(by=anybody, kind=kinds, on_behalf_of=group, said=language)
    def ask(self, by: ParticipantId, kind: RequestKind, on_behalf_of: str, said: str) -> None:
        self.happen(FloorRequested(by, kind, on_behalf_of, said))

    @rule(
        by=speaker, kind=st.sampled_from((RequestKind.INTERVENTION, RequestKind.POINT_OF_ORDER, RequestKind.RESPONSE))
    )
    def ask_plainly(self, by: ParticipantId, kind: RequestKind) -> None:
        self.happen(Joined(by))
        self.happen(FloorRequested(by, kind))

    @rule(by=staff, who=anybody, kind=kinds, is_in_hall=st.booleans())
    def inscribe(self, by: ParticipantId, who: ParticipantId, kind: RequestKind, is_in_hall: bool) -> None:
        self.happen(RequestInscribed(by, who, kind, "", "", is_in_hall))

    @rule(by=anybody, number=st.integers(0, 20), on_behalf_of=group)
    def correct(self, by: ParticipantId, number: int, on_behalf_of: str) -> None:
        self.happen(RequestCorrected(by, RequestId(number), on_behalf_of, "es"))

    @rule(kind=st.sampled_from((FloorWithdrawn, FloorReleased, FloorTaken)), by=st.just(CHAIR) | anybody)
    def change_ones_mind(self, kind: type[FloorWithdrawn], by: ParticipantId) -> None:
        self.happen(kind(by))

    @rule(by=staff, kind=st.sampled_from((FloorGranted, FloorDenied)), place=st.integers(0, 9))
    def answer(self, by: ParticipantId, kind: type[FloorGranted], place: int) -> None:
        if waiting := self.waiting:
            self.happen(kind(by, waiting[place % len(waiting)].request))

    @rule(by=staff, place=st.integers(0, 9), to=position)
    def move(self, by: ParticipantId, place: int, to: int) -> None:
        if waiting := self.waiting:
            self.happen(RequestMoved(by, waiting[place % len(waiting)].request, to))

    @rule(by=staff, kind=st.sampled_from((FloorRevoked, SpeakerSetAside)), place=st.integers(0, 9))
    def take_back(self, by: ParticipantId, kind: type[FloorRevoked], place: int) -> None:
        if granted := self.meeting.state.speakers.granted:
            self.happen(kind(by, granted[place % len(granted)].request))

    @rule(by=staff, kind=st.sampled_from((NextGranted, NextGranted, UndoAsked, UndoAsked, SessionClosed)))
    def conduct(self, by: ParticipantId, kind: type[NextGranted]) -> None:
        self.happen(kind(by))

    @rule(by=staff, wanted=rules)
    def rule_otherwise(self, by: ParticipantId, wanted: Rules) -> None:
        self.happen(RulesSet(by, wanted))

    @rule(by=staff, mode=st.sampled_from(DiscussionMode))
    def choose_mode(self, by: ParticipantId, mode: DiscussionMode) -> None:
        self.happen(RulesSet(by, replace(self.meeting.state.rules, mode=mode)))

    @rule(by=staff, session=st.integers(1, 3), item=st.sampled_from((None, "1", "2", "3")), is_item=st.booleans())
    def proceed(self, by: ParticipantId, session: int, item: str | None, is_item: bool) -> None:
        self.happen(ItemCalled(by, item) if is_item else SessionOpened(by, session))

    @rule(kind=st.sampled_from((UplinkHeard, UplinkHeard, UplinkLost, VoiceBegan, VoiceBegan, VoiceEnded)), who=anybody)
    def sound(self, kind: type[UplinkHeard], who: ParticipantId) -> None:
        self.happen(kind(who))

    @rule(who=speaker, kind=st.sampled_from((Joined, Joined, Dropped, Left)))
    def come_and_go(self, who: ParticipantId, kind: type[Joined]) -> None:
        self.happen(kind(who))

    @rule(by=speaker, is_muted=st.booleans())
    def mute(self, by: ParticipantId, is_muted: bool) -> None:
        self.happen(MutedSet(by, is_muted))

    @rule(who=speaker, attendance=st.sampled_from(Attendance), change=st.integers(0, 7))
    def alter(self, who: ParticipantId, attendance: Attendance, change: int) -> None:
        known = PEOPLE[DELEGATES.index(who)]
        match change:
            case 0:
                self.happen(PersonRemoved(who, OLGA))
            case 1:
                self.happen(PersonRegistered(replace(known, role=Role.OBSERVER)))
            case 2 | 3:
                self.happen(AttendanceSwapped(who, attendance, None))
            case _:
                self.happen(PersonRegistered(known))
                self.happen(Joined(who))

    @rule(slots=st.integers(0, 4), is_restarted=st.booleans())
    def change_the_hall(self, slots: int, is_restarted: bool) -> None:
        if not is_restarted:
            self.happen(PatchSet(OLGA, default_patch(16, 16, slots), 16, 16))
            return
        self.meeting = Meeting.replay((revision, decode_event(data)) for revision, data in self.journal)
        self.happen(Restarted())
        for who in DELEGATES:
            self.happen(Joined(who))

    @rule(by=speaker, kind=kinds)
    def speak(self, by: ParticipantId, kind: RequestKind) -> None:
        self.happen(Joined(by))
        self.happen(FloorRequested(by, kind))
        self.happen(NextGranted(CHAIR))
        self.happen(MutedSet(by, is_muted=False))
        self.happen(UplinkHeard(by))

    @rule(asking=st.lists(speaker, min_size=2, max_size=6, unique=True))
    def queue(self, asking: list[ParticipantId]) -> None:
        for who in asking:
            self.happen(FloorRequested(who))


def debating(inputs: int) -> settings:
    """Return how long to go on for so many inputs."""
    return settings(
        max_examples=max(1, inputs // STEPS),
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )


Debate.TestCase.settings = debating(3_000)
TestDebate = Debate.TestCase
