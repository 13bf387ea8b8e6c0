"""A debate held to its rules, input by input: its journal, its list, and what three people were told of it."""

import copy
from collections import Counter
from collections.abc import Sequence

from common.model.errors import ConferenceError
from common.model.floor import DiscussionMode, FloorRequest, RequestKind, RequestStatus, SpeakingOrder
from common.model.ids import ParticipantId, RequestId, Revision
from common.model.meeting import Act, MeetingView, Rules
from common.model.patch import default_patch
from common.model.people import Category, Presence, Role
from common.protocol.revision import apply_change
from room_console.core.meeting.effects import Effect, Journal, Tell
from room_console.core.meeting.events import (
    ActUndone,
    Event,
    FloorGiven,
    RequestAltered,
    RequestEntered,
    RulesAdopted,
    decode_event,
    encode_event,
)
from room_console.core.meeting.granting import can_be_heard, has_free_mic, may_be_given
from room_console.core.meeting.inputs import (
    DetailsSet,
    Input,
    Joined,
    PatchSet,
    PersonRegistered,
    RulesSet,
    UndoAsked,
)
from room_console.core.meeting.meeting import Meeting
from room_console.core.meeting.places import precedence
from room_console.core.meeting.speakers import MAX_STANDBY
from room_console.core.meeting.state import apply
from room_console.core.meeting.timing import next_due_ms
from room_console.core.meeting.timinginputs import Ticked
from room_console.core.meeting.views import may_see, view_for
from tests.helpers.debateinputs import (
    CHAIR,
    DELEGATES,
    DETAILS,
    OTTO,
    PEOPLE,
)

WATCHING = (CHAIR, DELEGATES[0], OTTO)


class RuledDebate:
    """A meeting, its journal, what a reader of the journal knows, and what three participants were told."""

    def __init__(self, first: Rules) -> None:
        self.meeting, self.shadow = Meeting(), Meeting()
        self.journal: list[tuple[Revision, bytes]] = []
        self.views: dict[ParticipantId, MeetingView] = {}
        self.now_ms, self._is_undoing = 0, False
        self.inputs: list[Input] = []
        self.reached: Counter[str] = Counter()
        """How often each kind of input, refusal and fact was there, behind the opening."""
        for person in PEOPLE:
            self.happen(PersonRegistered(person))
            self.happen(Joined(person.participant))
        for happened in (PatchSet(None, default_patch(16, 16, 3), 16, 16), DetailsSet(DETAILS), RulesSet(None, first)):
            self.happen(happened)
        self.inputs.clear()
        self.reached.clear()

    @property
    def waiting(self) -> tuple[FloorRequest, ...]:
        """Those that wait."""
        return self.meeting.state.speakers.waiting

    def happen(self, happened: Input) -> None:
        """Let it happen: all of it or nothing, and what the journal says of it makes the same state."""
        self.now_ms += 1_000
        state, rules_before = self.meeting.state, self.meeting.state.rules
        unkept = copy.copy(state.heard), copy.copy(state.voices)
        self._is_undoing = isinstance(happened, UndoAsked)
        self.inputs.append(happened)
        self.reached[f"input {type(happened).__name__}"] += 1
        try:
            effects = self.meeting.handle(happened, self.now_ms)
        except ConferenceError as error:
            self.reached[f"refusal {error.code}"] += 1
            assert (state.heard, state.voices) == unkept
            assert self.shadow.state == state
            assert self.shadow.revision == self.meeting.revision
            return
        self.check_told(effects, self.keep(effects, rules_before))

    def keep(self, effects: Sequence[Effect], rules_before: Rules) -> list[Event]:
        """Write the journal, read it at the other end, and hold each fact to the rules that it was decided by."""
        events = [e for e in effects if isinstance(e, Journal)]
        for entry in events:
            data = encode_event(entry.event)
            self.journal.append((entry.revision, data))
            self.reached[f"fact {type(entry.event).__name__}"] += 1
            rules_before = entry.event.rules if isinstance(entry.event, RulesAdopted) else rules_before
            self.check_event(entry.event, rules_before)
            places = [r.request for r in self.shadow.state.speakers.ordered]
            apply(self.shadow.state, decode_event(data))
            if isinstance(entry.event, RequestAltered) or is_correction_undone(entry.event):
                assert [r.request for r in self.shadow.state.speakers.ordered] == places
            self.shadow.revision = entry.revision
            self.check_granted(entry.event)
        return [entry.event for entry in events]

    def check_event(self, event: Event, by_rules: Rules) -> None:
        """Check a fact on the state before it: who may ask, and where they are put."""
        if not isinstance(event, RequestEntered) or event.kind is RequestKind.CHAIR:
            return
        state = self.shadow.state
        person = state.people[event.participant]
        assert person.role is Role.DELEGATE or (event.is_in_hall and person.role is not Role.OBSERVER)
        assert by_rules.is_list_open or event.kind in by_rules.when_closed
        assert person.category is Category.MEMBER or event.kind not in by_rules.members_only
        waiting = [r for r in state.speakers.waiting if r.participant != event.participant]
        assert event.position is not None
        assert event.position <= len(waiting)
        assert event.kind in by_rules.precedence
        first = [precedence(by_rules, r) for r in waiting if not r.has_fault]
        if by_rules.order is SpeakingOrder.REQUEST and len(first) == len(waiting):
            own = by_rules.precedence.index(event.kind)
            assert all(kind > own for kind in first[event.position :])
            assert not event.position or first[event.position - 1] <= own

    def check_granted(self, event: Event) -> None:
        """Check a grant on the state behind it: the limit holds, the chair outside of it."""
        is_of_list = isinstance(event, ActUndone) and event.act not in (Act.RULES, Act.CORRECT)
        is_on_floor = isinstance(event, ActUndone) and is_of_list and event.position is None
        if isinstance(event, FloorGiven) or is_on_floor:
            state = self.shadow.state
            open_mics = [r for r in state.speakers.granted if r.kind is not RequestKind.CHAIR]
            number = event.request if isinstance(event, FloorGiven | ActUndone) else None
            is_chairs = number is not None and state.speakers.requests[number].kind is RequestKind.CHAIR
            assert is_chairs or len(open_mics) <= state.rules.max_open_mics
        if isinstance(event, FloorGiven) and event.by is None and not self._is_undoing:
            assert self.shadow.state.rules.mode is not DiscussionMode.MANUAL

    def check_told(self, effects: Sequence[Effect], events: Sequence[Event]) -> None:
        """Check that a view kept by changes is the view as it is."""
        state = self.meeting.state
        is_anew = any(getattr(event, "person", None) is not None for event in events)
        for who in WATCHING:
            if who not in state.people or who not in self.views or is_anew:
                self.views.pop(who, None)
                if who in state.people:
                    self.views[who] = view_for(state, who)
                continue
            for effect in effects:
                if isinstance(effect, Tell) and may_see(state, effect.audience, who):
                    self.views[who] = apply_change(self.views[who], effect.change)
            assert self.views[who] == view_for(state, who)

    def check(self) -> None:
        """Check what must always be true."""
        self._the_journal_gives_the_equal_state()
        self._nobody_is_in_two_places()
        self._a_slot_is_for_one_who_is_not_in_the_hall()
        self._on_air_is_granted_and_in_the_hall_or_heard()
        self._who_only_follows_is_never_in_the_list()
        self._the_first_who_can_be_called_are_on_standby()
        self._the_mode_leaves_no_microphone_unused()
        self._time_runs_for_who_is_on_air_and_gives_way_to_nobody()
        self._a_screen_is_that_of_who_has_the_floor()

    def _the_journal_gives_the_equal_state(self) -> None:
        assert self.shadow.state == self.meeting.state
        assert self.shadow.revision == self.meeting.revision == len(self.journal)

    def _nobody_is_in_two_places(self) -> None:
        speakers = self.meeting.state.speakers
        people = [r.participant for r in speakers.ordered]
        assert len(set(people)) == len(people)
        assert speakers.requests == {r.request: r for r in speakers.ordered}
        assert speakers.numbers == {r.participant: r.request for r in speakers.ordered}
        set_by = [s.request for s in speakers.set_by]
        assert {r.participant for r in set_by} <= set(people)
        assert not {r.request for r in set_by} & speakers.requests.keys()

    def _a_slot_is_for_one_who_is_not_in_the_hall(self) -> None:
        state = self.meeting.state
        slots = [r.slot for r in state.speakers.granted if not r.is_in_hall]
        assert len(set(slots)) == len(slots)
        assert state.patch is not None
        assert set(slots) <= set(state.patch.slots)
        assert not [r for r in state.speakers.granted if r.is_in_hall and r.slot is not None]
        assert not [r for r in state.speakers.waiting if r.slot is not None or r.is_on_air]
        assert not [r for r in state.speakers.waiting if r.granted_at_ms is not None or r.running_since_ms is not None]

    def _on_air_is_granted_and_in_the_hall_or_heard(self) -> None:
        state = self.meeting.state
        for request in state.speakers.granted:
            is_heard = request.participant in state.heard and not state.own[request.participant].is_muted
            assert request.is_on_air == (request.is_in_hall or is_heard)
        assert set(state.speakers.on_air) == {r.request for r in state.speakers.granted if r.is_on_air}
        assert state.voices <= state.heard <= state.speakers.with_uplink()

    def _who_only_follows_is_never_in_the_list(self) -> None:
        state = self.meeting.state
        for request in (*state.speakers.ordered, *(s.request for s in state.speakers.set_by)):
            person = state.people[request.participant]
            assert person.role is not Role.OBSERVER
            assert person.role is Role.DELEGATE or request.is_in_hall or request.kind is RequestKind.CHAIR
            assert (request.kind is RequestKind.CHAIR) == (person.role is Role.CHAIR and not request.is_in_hall)

    def _the_first_who_can_be_called_are_on_standby(self) -> None:
        state = self.meeting.state
        ready: list[RequestId] = []
        left = state.rules.standby
        for request in self.waiting:
            presence = state.participants[request.participant].presence
            if not left or len(ready) == MAX_STANDBY:
                break
            if request.is_in_hall or presence in (Presence.ABSENT, Presence.LEFT):
                continue
            ready.append(request.request)
            left -= presence is Presence.JOINED and not request.has_fault
        assert [r.request for r in self.waiting if r.status is RequestStatus.ACCEPTED] == ready

    def _the_mode_leaves_no_microphone_unused(self) -> None:
        state = self.meeting.state
        if state.rules.mode in (DiscussionMode.OPEN, DiscussionMode.OVERRIDE) and has_free_mic(state):
            assert not [r for r in self.waiting if can_be_heard(state, r) and may_be_given(state, r)]

    def _time_runs_for_who_is_on_air_and_gives_way_to_nobody(self) -> None:
        state = self.meeting.state
        is_held = RequestKind.POINT_OF_ORDER in [r.kind for r in state.speakers.granted]
        for request in state.speakers.granted:
            gives_way = is_held and request.kind not in (RequestKind.POINT_OF_ORDER, RequestKind.CHAIR)
            is_running = request.is_on_air and request.request not in state.timing.paused and not gives_way
            assert (request.running_since_ms is not None) == is_running
            assert request.kind is not RequestKind.CHAIR or request.limit_s == 0
        if self.inputs and isinstance(self.inputs[-1], Ticked):
            due_ms = next_due_ms(state)
            assert due_ms is None or due_ms > self.now_ms

    def _a_screen_is_that_of_who_has_the_floor(self) -> None:
        state = self.meeting.state
        assert state.sharing is None or state.speakers.slot_of(state.sharing) is not None

    def replayed(self) -> Meeting:
        """Return the meeting that the journal makes."""
        return Meeting.replay((revision, decode_event(data)) for revision, data in self.journal)

    def check_replayed(self) -> None:
        """Check at the end that the whole journal, read anew, makes the state as it is."""
        assert self.replayed().state == self.meeting.state


def is_correction_undone(event: Event) -> bool:
    """Tell whether an event takes back a correction of somebody's group or language."""
    return isinstance(event, ActUndone) and event.act is Act.CORRECT
