"""Asking with more than a word: kinds, groups, languages, people in the hall, and what is refused of it."""

from dataclasses import replace

import pytest

from common.model.errors import ErrorCode
from common.model.floor import RequestKind
from common.model.ids import RequestId
from common.model.meeting import Rules
from common.model.people import Attendance, Role
from room_console.core.meeting.events import FaultMended, RequestAltered, RequestEntered
from room_console.core.meeting.inputs import (
    AttendanceSwapped,
    FloorGranted,
    FloorReleased,
    FloorRequested,
    FloorTaken,
    Input,
    Joined,
    Left,
    NextGranted,
    PersonRegistered,
    RequestCorrected,
    RequestInscribed,
    RulesSet,
    SpeakerSetAside,
    UplinkHeard,
    UplinkLost,
)
from tests.helpers.playbook import ANNA, BORIS, CHAIR, OLGA, OTTO, PAUL, PEOPLE, a_room, given, kept

FIRST, SECOND = RequestId(1), RequestId(2)


def test_for_whom_and_in_which_language_is_kept_in_one_form_and_can_be_corrected() -> None:
    room = given(a_room()).when(FloorRequested(ANNA, on_behalf_of="  Group of  Norland ", language="fr"))
    room.then(
        kept(RequestEntered(FIRST, ANNA, room.now_ms, on_behalf_of="Group of Norland", language="fr", position=0))
    )
    room.when(RequestCorrected(OLGA, FIRST, "", "es")).then(
        kept(RequestAltered(FIRST, ANNA, "", "es", False, OLGA, room.now_ms))
    )
    room.when(RequestCorrected(ANNA, FIRST, "", "es")).then_nothing()
    assert (room.floor[0].on_behalf_of, room.floor[0].language) == ("", "es")


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (FloorRequested(ANNA, RequestKind.CHAIR), ErrorCode.NOT_ALLOWED),
        (FloorRequested(ANNA, on_behalf_of="x" * 121), ErrorCode.MALFORMED),
        (FloorRequested(ANNA, on_behalf_of="two\nlines" + "\u202e"), ErrorCode.MALFORMED),
        (FloorRequested(ANNA, language="French, please"), ErrorCode.MALFORMED),
        (RequestInscribed(ANNA, BORIS), ErrorCode.NOT_ALLOWED),
        (RequestInscribed(CHAIR, OTTO, is_in_hall=True), ErrorCode.NOT_ALLOWED),
        (RequestInscribed(CHAIR, PAUL), ErrorCode.NOT_ALLOWED),
        (RequestInscribed(CHAIR, ANNA, RequestKind.CHAIR, is_in_hall=True), ErrorCode.NOT_ALLOWED),
        (RequestCorrected(BORIS, FIRST, "", ""), ErrorCode.NOT_ALLOWED),
        (RequestCorrected(CHAIR, FIRST, "", ""), ErrorCode.NOT_FOUND),
        (FloorTaken(OLGA), ErrorCode.NOT_ALLOWED),
        (FloorTaken(ANNA), ErrorCode.NOT_ALLOWED),
        (NextGranted(CHAIR), ErrorCode.NOT_FOUND),
        (NextGranted(ANNA), ErrorCode.NOT_ALLOWED),
        (SpeakerSetAside(CHAIR, FIRST), ErrorCode.NOT_FOUND),
        (RulesSet(CHAIR, Rules(precedence=())), ErrorCode.MALFORMED),
        (RulesSet(CHAIR, Rules(precedence=(RequestKind.CHAIR,))), ErrorCode.MALFORMED),
        (RulesSet(CHAIR, Rules(when_closed=(RequestKind.RESPONSE,) * 2)), ErrorCode.MALFORMED),
    ],
)
def test_what_is_refused_changes_nothing(wish: Input, code: ErrorCode) -> None:
    given(a_room()).refused(wish, code)


def test_who_is_entered_beforehand_is_called_once_they_are_there() -> None:
    room = given(a_room(), Left(ANNA), RequestInscribed(CHAIR, ANNA))
    room.list_is("anna waits").uplinks_are().refused(FloorGranted(CHAIR, FIRST), ErrorCode.UNEXPECTED)
    room.when(Joined(ANNA)).list_is("anna standby").when(NextGranted(CHAIR)).list_is("anna granted 1")


def test_of_two_who_call_the_next_at_once_the_second_calls_nobody() -> None:
    room = given(a_room(ANNA, BORIS, mics=2), NextGranted(CHAIR, FIRST))
    room.refused(NextGranted(OLGA, FIRST), ErrorCode.ALREADY).list_is("anna granted 1", "boris standby")
    room.when(NextGranted(OLGA, SECOND)).list_is("anna granted 1", "boris granted 2")


def test_who_is_called_as_the_next_is_who_was_shown_or_nobody() -> None:
    room = given(a_room(ANNA), FloorRequested(BORIS, RequestKind.POINT_OF_ORDER))
    room.refused(NextGranted(CHAIR, FIRST), ErrorCode.UNEXPECTED).list_is("boris standby", "anna waits")
    room.when(NextGranted(CHAIR)).list_is("boris granted 1", "anna standby")


def test_who_speaks_in_the_hall_has_neither_slot_nor_uplink_and_is_on_air_at_once() -> None:
    room = given(a_room(BORIS), RequestInscribed(OLGA, ANNA, is_in_hall=True)).uplinks_are(BORIS)
    room.when(FloorGranted(CHAIR, SECOND)).list_is("anna on air None", "boris standby")
    room.heard_on({}).stage_is(ANNA).uplinks_are(BORIS)
    room.when(FloorReleased(ANNA), NextGranted(CHAIR)).list_is("boris granted 1")


def test_goodbye_of_an_app_ends_no_request_of_the_hall() -> None:
    given(a_room(), RequestInscribed(OLGA, ANNA, is_in_hall=True)).when(Left(ANNA)).list_is("anna waits")


def test_who_comes_to_the_hall_late_is_called_there_and_back_again() -> None:
    room = given(a_room(), Left(ANNA), RequestInscribed(CHAIR, ANNA))
    room.when(AttendanceSwapped(ANNA, Attendance.ON_SITE, OLGA))
    assert room.floor[0].is_in_hall
    room.when(AttendanceSwapped(ANNA, Attendance.REMOTE, OLGA))
    assert not room.floor[0].is_in_hall


def test_who_is_joined_is_called_at_their_app_wherever_they_sit() -> None:
    room = given(a_room(ANNA)).when(AttendanceSwapped(ANNA, Attendance.ON_SITE, OLGA))
    assert not room.floor[0].is_in_hall


def test_all_requests_of_who_is_made_an_observer_end() -> None:
    room = given(a_room(ANNA, BORIS), FloorRequested(ANNA, RequestKind.POINT_OF_ORDER))
    observer = replace(PEOPLE[0], role=Role.OBSERVER)
    room.when(PersonRegistered(observer)).list_is("boris standby")
    assert not room.meeting.state.speakers.set_by


def test_a_fault_is_mended_when_an_uplink_that_was_silent_is_heard() -> None:
    room = given(a_room(ANNA, BORIS), FloorGranted(CHAIR, FIRST), UplinkHeard(ANNA), SpeakerSetAside(CHAIR, FIRST))
    room.when(UplinkHeard(ANNA)).then_nothing()
    room.when(UplinkLost(ANNA), UplinkHeard(ANNA)).then(kept(FaultMended(FIRST, ANNA)))
    room.list_is("anna standby", "boris waits").when(NextGranted(CHAIR)).list_is("anna on air 1", "boris standby")


def test_the_next_is_on_standby_while_a_fault_is_mended() -> None:
    room = given(a_room(ANNA, BORIS), FloorGranted(CHAIR, FIRST)).when(SpeakerSetAside(CHAIR, FIRST))
    room.list_is("anna standby", "boris standby").uplinks_are(ANNA, BORIS)
