"""A screen is shown by one who has the floor remotely, as long as they have it."""

import pytest

from common.model.errors import ErrorCode
from common.model.ids import ParticipantId
from common.model.media import SCREEN_FEED
from common.protocol.view import SharingChanged
from room_console.core.meeting.effects import SwitchDownlink
from room_console.core.meeting.inputs import (
    Dropped,
    FloorGranted,
    FloorReleased,
    FloorRevoked,
    Input,
    Joined,
    Left,
    PersonRemoved,
    Restarted,
)
from room_console.core.meeting.sharing import shown
from room_console.core.meeting.sharingevents import SharingBegan, SharingEnded
from room_console.core.meeting.sharinginputs import SharingStopped, SharingWished
from room_console.core.meeting.views import downlink_feeds, view_for
from tests.helpers.playbook import ANNA, BORIS, CARLA, CHAIR, OLGA, OTTO, Room, a_room, kept, told_all


def sharing(*also: ParticipantId) -> Room:
    """Open a room in which Anna has the floor and shows her screen, and these others have the floor too."""
    room = a_room(ANNA, *also, mics=4)
    room.when(*(FloorGranted(CHAIR, room.request_of(who)) for who in (ANNA, *also)))
    return room.when(SharingWished(ANNA))


def test_who_has_the_floor_shows_their_screen_to_all_but_themselves() -> None:
    room = sharing()
    room.then(kept(SharingBegan(ANNA, room.now_ms)), SwitchDownlink(ANNA), told_all(SharingChanged(ANNA)))
    state = room.meeting.state
    assert {who for who in state.people if downlink_feeds(state, who).screen != SCREEN_FEED} == {ANNA}
    assert view_for(state, OTTO).sharing == ANNA
    room.refused(SharingWished(ANNA), ErrorCode.ALREADY)


def test_nobody_shows_a_screen_without_the_floor_and_passive_never() -> None:
    room = a_room(BORIS)
    for who in (ANNA, BORIS, OTTO, CHAIR, OLGA):
        room.refused(SharingWished(who), ErrorCode.NOT_ALLOWED)
    room.refused(SharingWished(ParticipantId("nobody")), ErrorCode.NOT_FOUND)


def test_one_screen_at_a_time_is_shown() -> None:
    room = sharing(BORIS)
    room.refused(SharingWished(BORIS), ErrorCode.LIMIT)
    room.when(SharingStopped(ANNA)).then(kept(SharingEnded(ANNA, ANNA, room.now_ms)), told_all(SharingChanged(None)))
    room.when(SharingWished(BORIS)).then(told_all(SharingChanged(BORIS)))


@pytest.mark.parametrize("staff", [CHAIR, OLGA])
def test_chair_and_staff_end_it_and_nobody_else(staff: ParticipantId) -> None:
    room = sharing(BORIS)
    for other in (BORIS, CARLA, OTTO):
        room.refused(SharingStopped(other), ErrorCode.NOT_ALLOWED)
    room.when(SharingStopped(staff)).then(kept(SharingEnded(ANNA, staff, room.now_ms)), told_all(SharingChanged(None)))
    room.refused(SharingStopped(staff), ErrorCode.ALREADY)


def test_it_ends_with_the_floor() -> None:
    for ended in ("released", "revoked", "left", "removed"):
        room = sharing()
        happened: dict[str, Input] = {
            "released": FloorReleased(ANNA),
            "revoked": FloorRevoked(CHAIR, room.request_of(ANNA)),
            "left": Left(ANNA),
            "removed": PersonRemoved(ANNA, OLGA),
        }
        room.when(happened[ended]).then(told_all(SharingChanged(None)))
        assert room.meeting.state.sharing is None, ended


def test_nobody_sees_it_while_the_line_is_lost_and_all_do_after() -> None:
    room = sharing()
    room.when(Dropped(ANNA)).then(told_all(SharingChanged(None)))
    assert shown(room.meeting.state) is None
    room.when(Joined(ANNA)).then(told_all(SharingChanged(ANNA)))


def test_staff_may_end_it_while_the_line_is_lost() -> None:
    room = sharing()
    room.when(Dropped(ANNA), SharingStopped(OLGA), Joined(ANNA))
    assert shown(room.meeting.state) is None


def test_it_is_made_again_from_the_journal() -> None:
    again = sharing().replayed()
    assert again.meeting.state.sharing == ANNA
    again.when(Restarted()).then(told_all(SharingChanged(None)))
    again.when(Joined(ANNA)).then(told_all(SharingChanged(ANNA)))
