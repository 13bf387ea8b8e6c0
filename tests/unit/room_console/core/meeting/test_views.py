"""Who sees and hears what."""

import msgspec
import pytest

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ChannelNumber, FeedId, ParticipantId, RequestId
from common.model.media import DownlinkFeeds
from common.model.people import Action
from room_console.core.meeting.effects import Audience, Everyone, Operators, Own, SwitchDownlink
from room_console.core.meeting.inputs import ChannelChosen, FloorGranted, FloorReleased, RequestMoved
from room_console.core.meeting.permissions import require
from room_console.core.meeting.views import downlink_feeds, may_open_uplink, may_see, view_for
from tests.helpers.playbook import ANNA, BORIS, CHAIR, OLGA, OTTO, STRANGER, a_room, given

FIRST, SECOND = RequestId(1), RequestId(2)
FLOOR, FRENCH = ChannelNumber(0), ChannelNumber(2)
PICTURE = FeedId("stage")
SCREEN = FeedId("screen")


def test_everyone_sees_the_list_and_the_participants_staff_among_them() -> None:
    room = a_room(ANNA)
    for who in (ANNA, OTTO, CHAIR, OLGA):
        view = view_for(room.meeting.state, who)
        assert view.floor == room.floor
        assert {CHAIR, OLGA, OTTO, ANNA} <= set(view.participants)


def test_only_staff_see_what_others_hear_and_only_operators_the_patch() -> None:
    state = a_room().meeting.state
    assert set(view_for(state, ANNA).own) == {ANNA}
    assert set(view_for(state, OTTO).own) == {OTTO}
    assert set(view_for(state, CHAIR).own) == set(state.people) == set(view_for(state, OLGA).own)
    assert view_for(state, OLGA).patch == state.patch is not None
    assert [view_for(state, who).patch for who in (ANNA, OTTO, CHAIR)] == [None, None, None]


def test_addresses_never_leave_the_core() -> None:
    state = a_room(ANNA).meeting.state
    assert "@" in state.people[ANNA].email
    assert b"@" not in msgspec.json.encode(view_for(state, OLGA))


def test_a_view_stays_as_it_was_given() -> None:
    room = a_room()
    view = view_for(room.meeting.state, OLGA)
    room.when(ChannelChosen(ANNA, FRENCH, 0.0))
    assert view.own[ANNA].channel == FLOOR


@pytest.mark.parametrize(
    ("audience", "those"),
    [
        (Everyone(), {ANNA, OTTO, CHAIR, OLGA}),
        (Own(ANNA), {ANNA, CHAIR, OLGA}),
        (Own(CHAIR), {CHAIR, OLGA}),
        (Operators(), {OLGA}),
    ],
)
def test_audiences(audience: Audience, those: set[ParticipantId]) -> None:
    state = a_room().meeting.state
    assert {who for who in (ANNA, OTTO, CHAIR, OLGA, STRANGER) if may_see(state, audience, who)} == those


@pytest.mark.parametrize(
    ("channel", "level", "listening", "speaking"),
    [
        (
            0,
            0.0,
            DownlinkFeeds(FeedId("floor"), None, PICTURE, SCREEN),
            DownlinkFeeds(FeedId("return-1"), None, PICTURE, SCREEN),
        ),
        (
            0,
            0.7,
            DownlinkFeeds(FeedId("floor"), None, PICTURE, SCREEN),
            DownlinkFeeds(FeedId("return-1"), None, PICTURE, SCREEN),
        ),
        (
            2,
            0.0,
            DownlinkFeeds(FeedId("channel-2"), None, PICTURE, SCREEN),
            DownlinkFeeds(FeedId("channel-2"), None, PICTURE, SCREEN),
        ),
        (
            2,
            0.7,
            DownlinkFeeds(FeedId("channel-2"), FeedId("floor"), PICTURE, SCREEN),
            DownlinkFeeds(FeedId("channel-2"), FeedId("return-1"), PICTURE, SCREEN),
        ),
    ],
)
def test_a_speaker_hears_all_but_themselves(
    channel: int, level: float, listening: DownlinkFeeds, speaking: DownlinkFeeds
) -> None:
    room = given(a_room(ANNA), ChannelChosen(ANNA, ChannelNumber(channel), level))
    assert downlink_feeds(room.meeting.state, ANNA) == listening
    room.when(FloorGranted(CHAIR, FIRST))
    assert (SwitchDownlink(ANNA) in room.effects) == (listening != speaking)
    assert downlink_feeds(room.meeting.state, ANNA) == speaking
    room.when(FloorReleased(ANNA))
    assert downlink_feeds(room.meeting.state, ANNA) == listening


def test_an_uplink_is_for_standby_and_speakers() -> None:
    room = a_room(ANNA, BORIS)
    state = room.meeting.state
    assert [may_open_uplink(state, who) for who in (ANNA, BORIS, OTTO, STRANGER)] == [True, False, False, False]
    room.when(RequestMoved(CHAIR, SECOND, 0))
    assert [may_open_uplink(state, who) for who in (ANNA, BORIS)] == [False, True]
    room.when(FloorGranted(CHAIR, SECOND))
    assert [may_open_uplink(state, who) for who in (ANNA, BORIS)] == [True, True]


def test_strangers_see_and_hear_nothing() -> None:
    state = a_room().meeting.state
    for look in (view_for, downlink_feeds):
        with pytest.raises(ConferenceError) as refusal:
            look(state, STRANGER)
        assert refusal.value.code is ErrorCode.NOT_FOUND


def test_permissions_can_be_asked_for_what_the_rules_do_not_carry_out() -> None:
    state = a_room().meeting.state
    require(state, OLGA, Action.OPERATE)
    require(state, None, Action.OPERATE)
    for who, code in ((CHAIR, ErrorCode.NOT_ALLOWED), (STRANGER, ErrorCode.NOT_FOUND)):
        with pytest.raises(ConferenceError) as refusal:
            require(state, who, Action.OPERATE)
        assert refusal.value.code is code
