"""Whatever happens, in whatever order: what must always be true of a meeting."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from common.model.errors import ConferenceError
from common.model.floor import RequestStatus
from common.model.ids import ParticipantId, Revision, SlotNumber
from common.model.interpretation import FLOOR
from common.model.meeting import MeetingView, hears_hall
from common.model.people import Person, Presence, Role
from common.protocol.revision import apply_change
from room_console.core.meeting.effects import (
    Effect,
    Journal,
    SwitchDownlink,
    Tell,
    UsePatch,
)
from room_console.core.meeting.events import (
    ConsoleRestarted,
    Event,
    FloorGiven,
    MuteSwitched,
    PersonUnlisted,
    RequestEnded,
    RequestEntered,
    WentOffAir,
    WentOnAir,
    decode_event,
    encode_event,
)
from room_console.core.meeting.inputs import (
    FloorDenied,
    FloorGranted,
    FloorRequested,
    FloorRevoked,
    Input,
    Joined,
    MutedSet,
    PersonRegistered,
    RequestMoved,
    Restarted,
    UplinkHeard,
    UplinkLost,
)
from room_console.core.meeting.meeting import Meeting
from room_console.core.meeting.sessions import format_now
from room_console.core.meeting.speakers import MAX_STANDBY
from room_console.core.meeting.views import downlink_feeds, may_open_uplink, may_see, slots_heard, view_for
from tests.helpers.meetinginputs import nonsense, speaker, staff
from tests.helpers.playbook import CHAIR, PEOPLE, a_room


class Conversation(RuleBasedStateMachine):
    """A meeting, its journal, and what every participant was told."""

    @initialize()
    def open_the_room(self) -> None:
        room = a_room(mics=2)
        self.meeting = room.meeting
        self.journal: list[tuple[Revision, bytes]] = [(n, encode_event(event)) for n, event in room.journal]
        self.views = {p.participant: view_for(self.meeting.state, p.participant) for p in PEOPLE}
        self.now_ms = room.now_ms
        self.desk: dict[SlotNumber, ParticipantId] = {}
        self.used = [self.meeting.state.patch]
        self.muted: set[ParticipantId] = set()
        self.on_air: list[ParticipantId] = []
        self.last_replayed = self.replayed()

    @rule(happened=nonsense)
    def anything(self, happened: Input) -> None:
        self.happen(happened)

    @rule(by=speaker)
    def ask(self, by: ParticipantId) -> None:
        self.happen(Joined(by))
        was_open = self.meeting.state.rules.is_list_open
        events = self.happen(FloorRequested(by))
        assert was_open or not [e for e in events if isinstance(e, RequestEntered)]

    @rule(by=staff, place=st.integers(0, 5), kind=st.sampled_from((FloorGranted, FloorGranted, FloorDenied)))
    def answer(self, by: ParticipantId, place: int, kind: type[FloorGranted] | type[FloorDenied]) -> None:
        waiting = self.meeting.state.speakers.waiting
        if waiting:
            self.happen(kind(by, waiting[place % len(waiting)].request))

    @rule(participant=speaker)
    def speak(self, participant: ParticipantId) -> None:
        self.ask(participant)
        request = self.meeting.state.speakers.of(participant)
        if request is not None:
            self.happen(FloorGranted(CHAIR, request.request))
            self.happen(MutedSet(participant, is_muted=False))
            self.happen(UplinkHeard(participant))

    @rule(by=staff, place=st.integers(0, 5))
    def revoke(self, by: ParticipantId, place: int) -> None:
        granted = self.meeting.state.speakers.granted
        if granted:
            self.happen(FloorRevoked(by, granted[place % len(granted)].request))

    @rule(by=staff, place=st.integers(0, 5), position=st.integers(0, 5))
    def move(self, by: ParticipantId, place: int, position: int) -> None:
        waiting = self.meeting.state.speakers.waiting
        if waiting:
            self.happen(RequestMoved(by, waiting[place % len(waiting)].request, position))

    @rule(participant=speaker, is_heard=st.sampled_from((True, True, False)))
    def hear(self, participant: ParticipantId, is_heard: bool) -> None:
        self.happen(UplinkHeard(participant) if is_heard else UplinkLost(participant))

    @rule(by=speaker, is_muted=st.booleans())
    def mute(self, by: ParticipantId, is_muted: bool) -> None:
        self.happen(MutedSet(by, is_muted))

    @rule(participant=speaker, role=st.sampled_from((Role.DELEGATE, Role.DELEGATE, Role.OBSERVER)))
    def accredit(self, participant: ParticipantId, role: Role) -> None:
        self.happen(PersonRegistered(Person(participant, participant.title(), "Norland", role)))

    @rule()
    def kill_and_restart(self) -> None:
        self.meeting = self.replayed()
        self.happen(Restarted())

    def happen(self, happened: Input) -> list[Event]:
        """Let it happen, and check what comes of it: all or nothing."""
        self.now_ms += 1
        state = self.meeting.state
        before = self.meeting.revision
        roles = {p: person.role for p, person in state.people.items()}
        feeds = {p: downlink_feeds(state, p) for p in state.people}
        try:
            effects = self.meeting.handle(happened, self.now_ms)
        except ConferenceError:
            assert self.meeting.revision == before
            assert all(view_for(state, p) == view for p, view in self.views.items())
            return []
        events = self.check_journal(effects, before)
        self.check_routing(events)
        self.check_patch(effects)
        self.check_views(effects, roles)
        switched = {e.participant for e in effects if isinstance(e, SwitchDownlink)}
        assert switched >= {p for p, was in feeds.items() if p in state.people and downlink_feeds(state, p) != was}
        return events

    def check_journal(self, effects: Sequence[Effect], before: Revision) -> list[Event]:
        """Check that each fact is kept once, in order, before it is told, and within the limit at each grant."""
        kept = before
        events: list[Event] = []
        for effect in effects:
            if isinstance(effect, Journal):
                kept = Revision(kept + 1)
                assert effect.revision == kept
                events.append(effect.event)
                self.journal.append((effect.revision, encode_event(effect.event)))
            elif isinstance(effect, Tell):
                assert effect.revision == kept > before
        assert kept == self.meeting.revision
        if any(isinstance(event, FloorGiven) for event in events):
            assert len(self.meeting.state.speakers.granted) <= self.meeting.state.rules.max_open_mics
        return events

    def check_routing(self, events: Sequence[Event]) -> None:
        """Follow the facts as a technician would: slots, stage and uplinks are declared to be just so."""
        for event in events:
            match event:
                case FloorGiven(participant=who, slot=slot):
                    assert slot is not None
                    assert slot not in self.desk
                    self.desk[slot] = who
                case RequestEnded(participant=who):
                    self.desk = {slot: p for slot, p in self.desk.items() if p != who}
                    self.on_air = [p for p in self.on_air if p != who]
                case MuteSwitched(participant=who, is_muted=is_muted):
                    self.muted = self.muted | {who} if is_muted else self.muted - {who}
                case PersonUnlisted(participant=who):
                    self.muted = self.muted - {who}
                case WentOnAir(participant=who):
                    assert who in self.desk.values()
                    self.on_air.append(who)
                case WentOffAir(participant=who):
                    self.on_air.remove(who)
                case ConsoleRestarted():
                    self.on_air = []
        state = self.meeting.state
        called = [r for r in state.speakers.waiting if r.status is RequestStatus.ACCEPTED]
        assert slots_heard(state) == {slot: who for slot, who in self.desk.items() if who not in self.muted}
        assert state.speakers.on_stage() == (self.on_air[-1] if self.on_air else None)
        may_open = {p for p in state.people if may_open_uplink(state, p)}
        assert may_open == {*self.desk.values(), *(request.participant for request in called)}

    def check_patch(self, effects: Sequence[Effect]) -> None:
        """Check that the hall uses the patch as it is, without itself where it is not heard, and is told once."""
        used = [e.patch for e in effects if isinstance(e, UsePatch)]
        is_restarted = any(isinstance(e, Journal) and isinstance(e.event, ConsoleRestarted) for e in effects)
        told = [*([] if is_restarted else self.used), *used]
        assert all(one != other for one, other in pairwise(told))
        self.used = told[-1:]
        state = self.meeting.state
        assert state.patch is not None
        is_heard = hears_hall(format_now(state), state.speakers.granted)
        assert self.used == [state.patch if is_heard else state.patch.without_hall()]

    def check_views(self, effects: Sequence[Effect], roles: dict[ParticipantId, Role]) -> None:
        """Check that a view kept by changes is the view as it is."""
        state = self.meeting.state
        self.views = {who: view for who, view in self.views.items() if who in state.people}
        for participant, person in state.people.items():
            if roles.get(participant) is not person.role:
                self.views[participant] = view_for(state, participant)
                continue
            view: MeetingView = self.views[participant]
            for effect in effects:
                if isinstance(effect, Tell) and may_see(state, effect.audience, participant):
                    view = apply_change(view, effect.change)
            self.views[participant] = view
            assert view == view_for(state, participant)

    def replayed(self) -> Meeting:
        """Make the meeting again from what is on disk."""
        return Meeting.replay((revision, decode_event(data)) for revision, data in self.journal)

    def kept(self) -> Meeting:
        """Return what the disk gives, made again once for each addition to it."""
        if self.last_replayed.revision != self.meeting.revision:
            self.last_replayed = self.replayed()
        return self.last_replayed

    @invariant()
    def the_journal_gives_the_equal_state(self) -> None:
        again = self.kept()
        assert again.state == self.meeting.state
        assert again.revision == self.meeting.revision

    @invariant()
    def one_person_per_slot_and_one_request_per_person(self) -> None:
        speakers = self.meeting.state.speakers
        patch = self.meeting.state.patch
        slots = [request.slot for request in speakers.granted]
        people = [request.participant for request in speakers.ordered]
        assert len(set(slots)) == len(slots)
        assert len(set(people)) == len(people)
        assert patch is not None
        assert set(slots) <= set(patch.slots)

    @invariant()
    def everyone_in_the_list_is_found_as_they_stand_there(self) -> None:
        for meeting in (self.meeting, self.kept()):
            speakers = meeting.state.speakers
            assert speakers.requests == {request.request: request for request in speakers.ordered}
            assert speakers.numbers == {request.participant: request.request for request in speakers.ordered}

    @invariant()
    def on_air_is_granted_and_heard_and_not_muted(self) -> None:
        state = self.meeting.state
        for request in state.speakers.granted:
            may_be_heard = request.participant in state.heard and not state.own[request.participant].is_muted
            assert request.is_on_air == may_be_heard
            assert (request.on_air_at_ms is not None) == request.is_on_air
        assert state.heard <= state.speakers.with_uplink()
        assert not [r for r in state.speakers.waiting if r.is_on_air or r.slot is not None]

    @invariant()
    def a_booth_speaks_of_a_channel_and_of_those_who_have_the_floor(self) -> None:
        state = self.meeting.state
        granted = {request.request for request in state.speakers.granted}
        booths = {channel.number for channel in state.details.channels} - {FLOOR}
        assert state.cannot_interpret.keys() <= booths
        assert all(said <= granted and (said or not granted) for said in state.cannot_interpret.values())

    @invariant()
    def the_list_is_of_delegates_who_are_here_granted_first(self) -> None:
        state = self.meeting.state
        floor = state.speakers.ordered
        here = (Presence.JOINED, Presence.RECONNECTING)
        assert all(state.people[r.participant].role is Role.DELEGATE for r in floor)
        assert all(state.participants[r.participant].presence in here for r in floor)
        granted = [r.status is RequestStatus.GRANTED for r in floor]
        assert granted == sorted(granted, reverse=True)

    @invariant()
    def the_first_who_wait_are_on_standby(self) -> None:
        state = self.meeting.state
        ready, left = [], state.rules.standby
        for request in state.speakers.waiting if left else ():
            ready.append(request.request)
            left -= state.participants[request.participant].presence is Presence.JOINED
            if not left or len(ready) == MAX_STANDBY:
                break
        assert [r.request for r in state.speakers.waiting if r.status is RequestStatus.ACCEPTED] == ready


Conversation.TestCase.settings = settings(
    max_examples=60, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)
TestConversation = Conversation.TestCase
