"""A journal of before the debate still makes the meeting that it made; every kind of input has who decides on it."""

from typing import get_args

from common.model.floor import RequestKind, RequestStatus
from common.model.ids import Revision
from common.model.meeting import Rules
from common.model.people import Presence
from room_console.core.meeting.deciding import DECIDER_OF
from room_console.core.meeting.events import RulesAdopted, decode_event
from room_console.core.meeting.inputs import FloorGranted, Input, UndoAsked
from room_console.core.meeting.meeting import Meeting
from tests.helpers.playbook import ANNA, BORIS, CARLA, CHAIR, Room

OLD = (
    *(
        f'{{"event":"person_listed","person":{{"participant":"{who}","name":"{who}","delegation":"Norland",'
        f'"role":"{role}","email":"","booth":"","title":"","function":"","attendance":"remote","category":"member",'
        f'"group":"","order":0,"mobile":"","language":"","key":""}}}}'
        for who, role in (("anna", "delegate"), ("boris", "delegate"), ("carla", "delegate"), ("chair", "chair"))
    ),
    '{"event":"patch_applied","patch":{"floor_input":1,"booth_inputs":{},"loudspeakers_output":1,'
    '"interpreters_output":2,"slots":{"1":{"send_output":3,"return_output":5,"return_input":null}},'
    '"prelisten_output":null,"talkback_input":null}}',
    '{"event":"rules_adopted","rules":{"max_open_mics":1,"standby":1,"is_list_open":true,"is_standby_heard":false}}',
    *(
        f'{{"event":"presence_changed","participant":"{who}","presence":"joined"}}'
        for who in ("anna", "boris", "carla")
    ),
    '{"event":"request_entered","request":1,"participant":"anna","at_ms":1000}',
    '{"event":"request_entered","request":2,"participant":"boris","at_ms":2000}',
    '{"event":"request_entered","request":3,"participant":"carla","at_ms":3000}',
    '{"event":"request_reordered","request":3,"participant":"carla","position":0}',
    '{"event":"floor_given","request":3,"participant":"carla","slot":1,"at_ms":4000}',
    '{"event":"went_on_air","request":3,"participant":"carla","at_ms":5000}',
    '{"event":"request_ended","request":3,"participant":"carla","status":"revoked"}',
    '{"event":"session_began","session":1,"at_ms":6000}',
    '{"event":"item_taken","item":"1","at_ms":6000}',
    '{"event":"session_ended","session":1,"at_ms":7000}',
)


def replayed() -> Meeting:
    return Meeting.replay((Revision(n), decode_event(event.encode())) for n, event in enumerate(OLD, 1))


def test_it_makes_the_list_as_it_was() -> None:
    room = Room(replayed(), 8_000)
    room.list_is("anna standby", "boris waits")
    assert [r.kind for r in room.floor] == [RequestKind.INTERVENTION] * 2
    assert room.meeting.state.rules == Rules()
    assert room.meeting.state.participants[CARLA].presence is Presence.JOINED


def test_nobody_knows_who_did_what_so_nothing_of_it_is_undone() -> None:
    state = replayed().state
    assert not state.acts
    event = decode_event(OLD[5].encode())
    assert isinstance(event, RulesAdopted)
    assert event.by is None


def test_the_meeting_goes_on_from_it() -> None:
    room = Room(replayed(), 8_000).when(FloorGranted(CHAIR, Room(replayed()).request_of(BORIS)))
    room.list_is("boris granted 1", "anna standby")
    room.when(UndoAsked(CHAIR)).list_is("anna standby", "boris waits")
    assert room.meeting.state.speakers.of(ANNA) is not None
    assert {r.status for r in room.floor} == {RequestStatus.ACCEPTED, RequestStatus.PENDING}


def test_every_input_has_who_decides_on_it() -> None:
    assert set(get_args(Input)) == set(DECIDER_OF)
