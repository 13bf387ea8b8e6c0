"""The operator hears one uplink off-air, as long as it is open and its owner has not muted themselves."""

from typing import cast

import pytest

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import LegId, ParticipantId
from common.model.patch import Patch, default_patch
from common.model.rooms import Trouble
from room_console.core.hallside import HallSide
from room_console.core.meeting.helpinputs import HelpCalled, RoomClosed, RoomOpened
from room_console.core.meeting.inputs import FloorGranted, MutedSet
from room_console.core.prelisten import PreListening
from room_console.core.uplinks import StageSwitch, UplinkPort
from tests.helpers.playbook import ANNA, BORIS, CARLA, CHAIR, OLGA, Room, a_room


class NotedHall:
    """Notes which uplink is heard off-air."""

    def __init__(self, patch: Patch) -> None:
        self.patch = patch
        self.heard: list[LegId | None] = []
        self.talks: list[bool] = []

    def talk(self, is_open: bool) -> None:
        self.talks.append(is_open)

    def prelisten(self, port: UplinkPort | None) -> None:
        self.heard.append(port.leg if port is not None else None)


class Desk:
    """Pre-listening, a hall, and two on standby."""

    def __init__(self, patch: Patch | None = None) -> None:
        self.hall = NotedHall(patch if patch is not None else default_patch(16, 16))
        self.listening = PreListening(cast(HallSide, self.hall))
        self.room: Room = a_room(ANNA, BORIS, standby=2)
        self.uplinks = {who: UplinkPort(LegId(f"up-{who}"), StageSwitch()) for who in (ANNA, BORIS)}

    def listen(self, who: ParticipantId) -> None:
        self.listening.listen(who, self.uplinks)
        self.apply()

    def apply(self, *hushed: ParticipantId) -> LegId | None:
        """Compare with the state; return who is heard after it."""
        self.listening.apply(self.room.meeting.state, set(hushed), self.uplinks)
        return self.hall.heard[-1] if self.hall.heard else None


def test_one_at_a_time_until_nobody() -> None:
    desk = Desk()
    desk.listen(ANNA)
    desk.listen(BORIS)
    desk.listening.end()
    desk.apply()
    assert desk.hall.heard == ["up-anna", None, "up-boris", None]


def test_it_goes_on_over_the_grant_and_ends_with_the_uplink() -> None:
    desk = Desk()
    desk.listen(ANNA)
    desk.room.when(FloorGranted(CHAIR, desk.room.request_of(ANNA)))
    assert desk.apply() == "up-anna"
    del desk.uplinks[ANNA]
    assert desk.apply() is None
    desk.uplinks[ANNA] = UplinkPort(LegId("up-again"), StageSwitch())
    assert desk.apply() is None, "who returns is not listened to unasked"


def test_another_uplink_of_the_same_person_is_another() -> None:
    desk = Desk()
    desk.listen(ANNA)
    desk.uplinks[ANNA] = UplinkPort(LegId("up-again"), StageSwitch())
    assert desk.apply() is None


def test_who_is_in_the_private_room_is_heard_and_spoken_to_in_the_place_of_another() -> None:
    desk = Desk()
    desk.listen(ANNA)
    desk.room.when(HelpCalled(CARLA, Trouble.HEARING), RoomOpened(CARLA, OLGA))
    assert desk.apply() is None, "before there is an uplink, nobody"
    assert desk.hall.talks == [True]
    desk.uplinks[CARLA] = UplinkPort(LegId("up-carla"), StageSwitch())
    assert desk.apply() == "up-carla"
    with pytest.raises(ConferenceError) as refused:
        desk.listen(BORIS)
    assert refused.value.code is ErrorCode.LIMIT
    assert desk.apply(CARLA) is None, "their own switch goes for the private room too"
    assert desk.apply() == "up-carla"
    desk.room.when(RoomClosed(OLGA))
    assert desk.apply() is None
    assert desk.hall.talks[-1:] != [True]
    desk.listen(BORIS)
    assert desk.hall.heard[-1] == "up-boris"


def test_who_is_only_called_to_the_room_is_neither_heard_nor_spoken_to() -> None:
    desk = Desk()
    desk.room.when(RoomOpened(CARLA, OLGA))
    desk.uplinks[CARLA] = UplinkPort(LegId("up-carla"), StageSwitch())
    assert desk.apply() is None
    assert desk.hall.talks[-1:] != [True]


def test_who_mutes_themselves_is_not_heard_off_air_either() -> None:
    desk = Desk()
    desk.listen(ANNA)
    assert desk.apply(ANNA) is None, "before it is even decided"
    assert desk.apply() == "up-anna"
    desk.room.when(MutedSet(ANNA, True))
    assert desk.apply() is None
    desk.room.when(MutedSet(ANNA, False))
    assert desk.apply() == "up-anna"


@pytest.mark.parametrize(
    ("patch", "who", "code"),
    [
        (default_patch(16, 16), ParticipantId("nobody"), ErrorCode.NOT_FOUND),
        (default_patch(16, 16), CHAIR, ErrorCode.NOT_FOUND),
        (default_patch(16, 10), ANNA, ErrorCode.PATCH_INVALID),
    ],
)
def test_refusals_leave_it_as_it_was(patch: Patch, who: ParticipantId, code: ErrorCode) -> None:
    desk = Desk(patch)
    with pytest.raises(ConferenceError) as refused:
        desk.listen(who)
    assert refused.value.code is code
    assert desk.hall.heard == []
