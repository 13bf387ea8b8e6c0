"""On air: granted, heard at the console, and not muted."""

import pytest

from common.model.errors import ErrorCode
from common.model.ids import RequestId
from common.model.meeting import OwnState
from common.protocol.view import OwnChanged
from room_console.core.meeting.events import MuteSwitched, WentOffAir, WentOnAir
from room_console.core.meeting.inputs import (
    FloorGranted,
    FloorReleased,
    FloorRequested,
    FloorWithdrawn,
    Input,
    MutedSet,
    RequestMoved,
    UplinkHeard,
    UplinkLost,
)
from tests.helpers.playbook import (
    ANNA,
    BORIS,
    CARLA,
    CHAIR,
    OTTO,
    STEP_MS,
    STRANGER,
    Room,
    a_room,
    given,
    kept,
    told_list,
    told_own,
)

FIRST, SECOND = RequestId(1), RequestId(2)


def anna_speaks(*, mics: int = 1) -> Room:
    """Open a room in which Anna is on air and Boris and Carla wait."""
    return given(a_room(ANNA, BORIS, CARLA, mics=mics), FloorGranted(CHAIR, FIRST), UplinkHeard(ANNA))


def test_on_air_only_when_the_console_hears_it() -> None:
    room = given(a_room(ANNA), FloorGranted(CHAIR, FIRST)).list_is("anna granted 1")
    room.when(UplinkHeard(ANNA)).then_only(
        kept(WentOnAir(FIRST, ANNA, room.now_ms)), told_list(room.floor, room.floor[0])
    ).stage_is(ANNA).list_is("anna on air 1")
    assert room.floor[0].on_air_at_ms == room.now_ms


def test_a_standby_uplink_is_heard_by_nobody_until_the_grant() -> None:
    room = given(a_room(ANNA)).when(UplinkHeard(ANNA)).then_nothing().list_is("anna standby")
    room.when(FloorGranted(CHAIR, FIRST)).list_is("anna on air 1")


def test_an_uplink_that_nobody_may_have_counts_for_nothing() -> None:
    room = given(a_room(ANNA, BORIS)).when(UplinkHeard(BORIS), UplinkHeard(CARLA), UplinkHeard(OTTO)).then_nothing()
    room.when(FloorGranted(CHAIR, SECOND)).list_is("boris granted 1", "anna standby")


def test_a_lost_uplink_keeps_the_floor_and_the_slot() -> None:
    room = anna_speaks().when(UplinkLost(ANNA))
    room.then(kept(WentOffAir(FIRST, ANNA, room.now_ms))).stage_is(None)
    room.heard_on({1: ANNA}).uplinks_are(ANNA, BORIS).list_is("anna granted 1", "boris standby", "carla waits")
    assert room.floor[0].on_air_at_ms is None
    room.when(UplinkHeard(ANNA)).list_is("anna on air 1", "boris standby", "carla waits")


def test_heard_twice_is_heard_once() -> None:
    room = anna_speaks().when(UplinkHeard(ANNA)).then_nothing().when(UplinkLost(ANNA), UplinkLost(BORIS))
    room.then(kept(WentOffAir(FIRST, ANNA, room.now_ms - STEP_MS))).when(UplinkLost(ANNA)).then_nothing()


def test_who_mutes_themselves_is_off_air_and_keeps_the_floor() -> None:
    room = anna_speaks().when(MutedSet(ANNA, is_muted=True))
    room.then_only(
        kept(MuteSwitched(ANNA, is_muted=True)),
        told_own(ANNA, OwnChanged(OwnState(ANNA, is_muted=True))),
        kept(WentOffAir(FIRST, ANNA, room.now_ms)),
        told_list(room.floor, room.floor[0]),
    ).list_is("anna granted 1", "boris standby", "carla waits")
    room.heard_on({}).stage_is(None).uplinks_are(ANNA, BORIS)
    room.when(MutedSet(ANNA, is_muted=False)).list_is("anna on air 1", "boris standby", "carla waits")
    room.heard_on({1: ANNA}).stage_is(ANNA)


def test_a_mute_from_before_the_grant_holds() -> None:
    given(a_room(ANNA), MutedSet(ANNA, is_muted=True), UplinkHeard(ANNA)).when(FloorGranted(CHAIR, FIRST)).list_is(
        "anna granted 1"
    )


def test_an_unmuted_observer_is_as_silent_as_before() -> None:
    given(a_room(), MutedSet(OTTO, is_muted=True)).when(MutedSet(OTTO, is_muted=False)).stage_is(None).list_is()


def test_the_stage_shows_who_went_on_air_last_and_still_is() -> None:
    room = anna_speaks(mics=2)
    room.when(FloorGranted(CHAIR, SECOND)).stage_is(ANNA)
    room.when(UplinkHeard(BORIS)).stage_is(BORIS)
    room.when(UplinkLost(BORIS)).stage_is(ANNA)
    room.when(UplinkHeard(BORIS)).stage_is(BORIS)
    room.when(FloorReleased(ANNA)).stage_is(BORIS)
    room.when(FloorReleased(BORIS)).stage_is(None)


def test_an_uplink_that_was_closed_must_be_heard_anew() -> None:
    room = anna_speaks().when(FloorReleased(ANNA), FloorWithdrawn(BORIS), FloorWithdrawn(CARLA))
    room.when(FloorRequested(ANNA), FloorGranted(CHAIR, RequestId(4))).list_is("anna granted 1")


def test_a_place_on_standby_that_was_lost_is_heard_anew() -> None:
    room = given(a_room(ANNA, BORIS), UplinkHeard(ANNA)).when(RequestMoved(CHAIR, SECOND, 0)).uplinks_are(BORIS)
    room.when(FloorGranted(CHAIR, FIRST)).list_is("anna granted 1", "boris standby")


@pytest.mark.parametrize(
    "wish", [UplinkHeard(STRANGER), UplinkLost(STRANGER), MutedSet(STRANGER, is_muted=True)], ids=str
)
def test_strangers_are_not_found(wish: Input) -> None:
    anna_speaks().refused(wish, ErrorCode.NOT_FOUND)
