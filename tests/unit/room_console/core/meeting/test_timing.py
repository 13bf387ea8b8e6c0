"""Speaking time by the rules."""

from dataclasses import replace

import pytest

from common.model.agenda import AgendaItem, SegmentRules
from common.model.errors import ErrorCode
from common.model.floor import (
    MAX_LIMIT_S,
    DiscussionMode,
    FloorRequest,
    Overrun,
    RequestKind,
    RequestStatus,
    SpeechTimers,
)
from common.model.ids import RequestId, Revision
from common.model.meeting import Act, Rules
from common.model.people import Category
from common.model.speechtime import left_ms, spoken_ms
from room_console.core.meeting.effects import Journal
from room_console.core.meeting.events import RequestEnded, decode_event, encode_event
from room_console.core.meeting.inputs import (
    FloorGranted,
    FloorRequested,
    FloorRevoked,
    FloorTaken,
    Input,
    Joined,
    PersonRegistered,
    Restarted,
    RulesSet,
    SpeakerSetAside,
    UndoAsked,
    UplinkHeard,
    UplinkLost,
)
from room_console.core.meeting.meeting import Meeting
from room_console.core.meeting.programmeinputs import ItemCalled, ItemPut
from room_console.core.meeting.timing import next_due_ms
from room_console.core.meeting.timingevents import TimeOver
from room_console.core.meeting.timinginputs import SpeechLimitSet, Ticked, TimerPauseSet
from tests.helpers.playbook import ANNA, BORIS, CARLA, CHAIR, OLGA, OTTO, PEOPLE, Room, a_room, given, kept

FIRST, SECOND = RequestId(1), RequestId(2)


def timed_room(timers: SpeechTimers, mics: int = 2) -> Room:
    return a_room(ANNA, BORIS, mics=mics).when(RulesSet(CHAIR, Rules(mics, 1, timers=timers)))


def speaking(timers: SpeechTimers, mics: int = 2) -> Room:
    """Anna is on air, at `now_ms`."""
    return timed_room(timers, mics).when(FloorGranted(CHAIR, FIRST), UplinkHeard(ANNA))


def after(room: Room, seconds: float, *happened: Input) -> Room:
    """Let it happen so much later: the first input itself takes the step of the room's clock."""
    room.now_ms += round(seconds * 1000) - 1000
    return room.when(*happened)


def first(room: Room) -> FloorRequest:
    return room.meeting.state.speakers.requests[FIRST]


def cut(grace_s: int, mics: int = 2) -> Room:
    """Anna had 60 s, and has just been cut."""
    room = speaking(SpeechTimers(speech_s=60, overrun=Overrun.CUT, grace_s=grace_s), mics)
    return after(room, 60 + grace_s, Ticked()).list_is("boris standby")


@pytest.mark.parametrize(("grace_s", "anew_s"), [(0, 15), (5, 15), (30, 30)])
def test_a_cut_is_undone_and_not_made_again_at_once(grace_s: int, anew_s: int) -> None:
    room = cut(grace_s).when(UndoAsked(CHAIR), UplinkHeard(ANNA))
    room.list_is("anna on air 1", "boris standby")
    after(room, anew_s - 1, Ticked()).list_is("anna on air 1", "boris standby")
    after(room, 1, Ticked()).list_is("boris standby")
    room.when(UndoAsked(CHAIR)).list_is("anna granted 1", "boris standby")
    assert Meeting.replay(room.journal).state == room.meeting.state


def test_who_was_cut_waits_first_where_the_microphone_is_taken_by_now() -> None:
    timers = SpeechTimers(speech_s=60, overrun=Overrun.CUT)
    room = a_room().when(
        RulesSet(None, Rules(1, 1, mode=DiscussionMode.OPEN, timers=timers)), FloorRequested(ANNA), UplinkHeard(ANNA)
    )
    after(room, 1, *(FloorRequested(who) for who in (BORIS, CARLA)))
    after(room, 75, Ticked()).list_is("boris granted 1", "carla standby")
    room.when(UndoAsked(CHAIR)).list_is("boris granted 1", "anna standby", "carla waits")


def test_a_cut_of_an_older_journal_is_undone_by_nobody() -> None:
    room = speaking(SpeechTimers(speech_s=60, overrun=Overrun.CUT))
    old = decode_event(b'{"event":"request_ended","request":1,"participant":"anna","status":"revoked","at_ms":9}')
    again = Meeting.replay([*room.journal, (Revision(room.meeting.revision + 1), old)])
    assert [done.act.act for done in again.state.acts] == [Act.RULES, Act.GRANT]


def spoken_s(room: Room) -> float:
    return spoken_ms(first(room), room.now_ms) / 1000


@pytest.mark.parametrize(
    ("timers", "asked", "limit_s"),
    [
        (SpeechTimers(), FloorRequested(ANNA), 0),
        (SpeechTimers(speech_s=300), FloorRequested(ANNA), 300),
        (SpeechTimers(speech_s=300, by_category_s={Category.MEMBER: 240}), FloorRequested(ANNA), 240),
        (
            SpeechTimers(speech_s=300, by_category_s={Category.MEMBER: 240}, group_s=420),
            FloorRequested(ANNA, on_behalf_of="The Group"),
            420,
        ),
        (
            SpeechTimers(speech_s=300, by_category_s={Category.MEMBER: 240}, by_delegation_s={"norLAND": 600}),
            FloorRequested(ANNA),
            600,
        ),
        (SpeechTimers(speech_s=300, by_delegation_s={"Southland": 600}), FloorRequested(ANNA), 300),
        (
            SpeechTimers(group_s=420, by_delegation_s={"Norland": 600}),
            FloorRequested(ANNA, on_behalf_of="The Group"),
            420,
        ),
        (
            SpeechTimers(speech_s=300, group_s=420, by_kind_s={RequestKind.POINT_OF_ORDER: 60}),
            FloorRequested(ANNA, RequestKind.POINT_OF_ORDER, "The Group"),
            60,
        ),
    ],
)
def test_the_limit_is_set_at_the_grant_by_kind_group_delegation_category_and_meeting(
    timers: SpeechTimers, asked: FloorRequested, limit_s: int
) -> None:
    room = a_room().when(RulesSet(CHAIR, Rules(timers=timers)), asked)
    assert first(room).limit_s == 0
    assert first(room.when(FloorGranted(CHAIR, FIRST))).limit_s == limit_s


def test_an_item_has_its_own_time_before_that_of_the_meeting() -> None:
    room = a_room(ANNA).when(RulesSet(CHAIR, Rules(timers=SpeechTimers(speech_s=300))))
    room.when(ItemPut(OLGA, AgendaItem("1", "Opening", rules=SegmentRules(speech_s=180)), None))
    room.when(ItemCalled(CHAIR, "1"), FloorGranted(CHAIR, FIRST))
    assert first(room).limit_s == 180


def test_the_chairs_speech_has_none() -> None:
    room = a_room().when(RulesSet(CHAIR, Rules(timers=SpeechTimers(speech_s=300))), FloorTaken(CHAIR))
    assert first(room).limit_s == 0
    room.refused(SpeechLimitSet(CHAIR, FIRST, 60), ErrorCode.UNEXPECTED)


def test_time_runs_on_air_and_stands_while_the_line_is_lost() -> None:
    room = speaking(SpeechTimers(speech_s=300))
    assert (spoken_s(room), first(room).running_since_ms) == (0, room.now_ms)
    after(room, 60, UplinkLost(ANNA))
    assert spoken_s(room) == 60
    after(room, 40, UplinkHeard(ANNA))
    assert spoken_s(room) == 60
    room.now_ms += 10_000
    assert (spoken_s(room), left_ms(first(room), room.now_ms)) == (70, 230_000)


def test_it_stands_while_paused_and_while_anothers_point_of_order_has_the_floor() -> None:
    room = after(speaking(SpeechTimers(speech_s=300)), 60, TimerPauseSet(CHAIR, FIRST, True))
    after(room, 30, TimerPauseSet(CHAIR, FIRST, False))
    assert spoken_s(room) == 60
    room.when(FloorRequested(BORIS, RequestKind.POINT_OF_ORDER))
    assert spoken_s(room) == 61
    order = room.request_of(BORIS)
    room.when(FloorGranted(CHAIR, order), UplinkHeard(BORIS))
    after(room, 50, FloorRevoked(CHAIR, order))
    assert spoken_s(room) == 62
    room.now_ms += 5_000
    assert spoken_s(room) == 67


def test_a_pause_outlives_a_line_that_is_lost() -> None:
    room = after(speaking(SpeechTimers(speech_s=300)), 60, TimerPauseSet(CHAIR, FIRST, True))
    room.when(UplinkLost(ANNA), UplinkHeard(ANNA))
    room.now_ms += 60_000
    assert spoken_s(room) == 60


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (TimerPauseSet(ANNA, FIRST, True), ErrorCode.NOT_ALLOWED),
        (TimerPauseSet(CHAIR, SECOND, True), ErrorCode.NOT_FOUND),
        (TimerPauseSet(CHAIR, FIRST, False), ErrorCode.ALREADY),
        (SpeechLimitSet(OTTO, FIRST, 60), ErrorCode.NOT_ALLOWED),
        (SpeechLimitSet(CHAIR, FIRST, -1), ErrorCode.MALFORMED),
        (SpeechLimitSet(CHAIR, FIRST, MAX_LIMIT_S + 1), ErrorCode.MALFORMED),
        (SpeechLimitSet(CHAIR, SECOND, 60), ErrorCode.NOT_FOUND),
    ],
)
def test_what_may_not_be(wish: Input, code: ErrorCode) -> None:
    speaking(SpeechTimers(speech_s=300)).refused(wish, code)


def test_nothing_is_due_where_an_overrun_is_only_shown() -> None:
    room = after(speaking(SpeechTimers(speech_s=30)), 60, Ticked())
    room.then_nothing()
    assert next_due_ms(room.meeting.state) is None


def test_an_overrun_that_warns_is_noted_once() -> None:
    room = speaking(SpeechTimers(speech_s=30, overrun=Overrun.WARN))
    due_ms = next_due_ms(room.meeting.state)
    assert due_ms == room.now_ms + 30_000
    after(room, 30, Ticked()).then_only(kept(TimeOver(FIRST, ANNA, due_ms)))
    assert next_due_ms(room.meeting.state) is None
    room.when(Ticked()).then_nothing().list_is("anna on air 1", "boris standby")


def test_an_overrun_that_cuts_takes_the_floor_back_after_the_grace() -> None:
    room = speaking(SpeechTimers(speech_s=30, overrun=Overrun.CUT, grace_s=15))
    started_ms = room.now_ms
    after(room, 30, Ticked()).list_is("anna on air 1", "boris standby")
    assert next_due_ms(room.meeting.state) == started_ms + 45_000
    after(room, 14.9, Ticked()).then_nothing()
    after(room, 0.1, Ticked()).list_is("boris standby")
    room.then(kept(RequestEnded(FIRST, ANNA, RequestStatus.REVOKED, at_ms=started_ms + 45_000, is_cut=True)))


def test_more_time_puts_the_cut_off_and_warns_again() -> None:
    room = after(speaking(SpeechTimers(speech_s=30, overrun=Overrun.CUT)), 31, Ticked())
    room.when(SpeechLimitSet(CHAIR, FIRST, 90))
    assert next_due_ms(room.meeting.state) == room.now_ms - 32_000 + 90_000
    room.when(SpeechLimitSet(CHAIR, FIRST, 0))
    assert next_due_ms(room.meeting.state) is None


def test_nothing_is_due_while_time_stands() -> None:
    room = after(speaking(SpeechTimers(speech_s=30, overrun=Overrun.CUT)), 10, TimerPauseSet(CHAIR, FIRST, True))
    assert next_due_ms(room.meeting.state) is None
    after(room, 100, Ticked()).then_nothing()


def test_a_restart_uses_up_nobodys_time() -> None:
    before = speaking(SpeechTimers(speech_s=30, overrun=Overrun.CUT))
    room = after(before.replayed(), 3_600, Restarted())
    assert (spoken_s(room), next_due_ms(room.meeting.state)) == (30, None)
    room.when(Joined(ANNA), UplinkHeard(ANNA))
    assert next_due_ms(room.meeting.state) == room.now_ms
    room.when(Ticked()).list_is("anna on air 1", "boris standby")


def test_what_was_spoken_and_given_is_kept_over_a_fault_and_an_undone_revocation() -> None:
    room = after(speaking(SpeechTimers(speech_s=300)), 60, SpeechLimitSet(CHAIR, FIRST, 400))
    room.when(SpeakerSetAside(CHAIR, FIRST), UplinkHeard(ANNA), FloorGranted(CHAIR, FIRST))
    assert (spoken_s(room), first(room).limit_s) == (61, 400)
    after(room, 1, FloorRevoked(CHAIR, FIRST)).when(UndoAsked(CHAIR))
    assert first(room).limit_s == 400


def test_a_day_of_timers_replays_equal() -> None:
    room = speaking(SpeechTimers(speech_s=30, overrun=Overrun.CUT))
    room.when(TimerPauseSet(CHAIR, FIRST, True), TimerPauseSet(CHAIR, FIRST, False), SpeechLimitSet(CHAIR, FIRST, 20))
    after(room, 30, Ticked())
    again = room.replayed()
    assert again.meeting.state == room.meeting.state
    assert next_due_ms(again.meeting.state) == next_due_ms(room.meeting.state)
    events = [event for _, event in after(room, 30, Ticked()).journal]
    assert [decode_event(encode_event(event)) for event in events] == events
    assert room.replayed().meeting.state == room.meeting.state


def test_a_point_of_order_that_interrupts_has_the_time_of_its_kind_too() -> None:
    timers = SpeechTimers(speech_s=300, by_kind_s={RequestKind.POINT_OF_ORDER: 60})
    room = given(timed_room(timers, mics=1), FloorGranted(CHAIR, FIRST))
    room.when(FloorRequested(BORIS, RequestKind.POINT_OF_ORDER), FloorGranted(CHAIR, RequestId(3)))
    assert [(r.participant, r.limit_s) for r in room.meeting.state.speakers.granted] == [(BORIS, 60)]


def test_who_has_lost_the_floor_is_forgotten() -> None:
    room = speaking(SpeechTimers(speech_s=30, overrun=Overrun.WARN)).when(TimerPauseSet(CHAIR, FIRST, True))
    room.when(FloorRevoked(CHAIR, FIRST))
    assert not room.meeting.state.timing.paused


def test_a_category_counts_that_was_corrected_before_the_grant() -> None:
    timers = SpeechTimers(speech_s=300, by_category_s={Category.NGO: 120})
    ngo = replace(PEOPLE[0], category=Category.NGO)
    room = given(timed_room(timers), PersonRegistered(ngo), FloorGranted(CHAIR, FIRST))
    assert first(room).limit_s == 120
    assert not [e for e in room.effects if isinstance(e, Journal) and isinstance(e.event, RequestEnded)]
