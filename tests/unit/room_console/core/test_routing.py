"""The connections are what the rules say, whatever they were before."""

from typing import cast

from common.model.ids import LegId, ParticipantId, SlotNumber
from room_console.core.hallside import HallSide
from room_console.core.meeting.inputs import FloorGranted, FloorReleased, MutedSet, UplinkHeard
from room_console.core.routing import Routing
from room_console.core.uplinks import StageSwitch, UplinkPort
from tests.helpers.playbook import ANNA, BORIS, CHAIR, Room, a_room, slot


class NotedHall:
    """Notes what is connected, and what the stage shows."""

    def __init__(self) -> None:
        self.slots: dict[SlotNumber, LegId] = {}
        self.shown: LegId | None = None
        self.steps = 0
        self.stage = self

    def connect_slot(self, number: SlotNumber, port: UplinkPort) -> None:
        """Note it; a slot hears one at a time."""
        assert number not in self.slots
        self.slots[number] = port.leg
        self.steps += 1

    def disconnect_slot(self, number: SlotNumber) -> None:
        """Note it."""
        del self.slots[number]
        self.steps += 1

    def show(self, leg: LegId | None) -> None:
        """Note it."""
        self.shown = leg


def port(name: str) -> UplinkPort:
    """Make an uplink's end."""
    return UplinkPort(LegId(name), StageSwitch())


def routed() -> tuple[Routing, NotedHall]:
    """Make a routing, and the hall that it connects."""
    hall = NotedHall()
    return Routing(cast(HallSide, hall)), hall


def granted(*people: ParticipantId) -> Room:
    """Open a room in which these have the floor."""
    room = a_room(*people, mics=2)
    return room.when(*(FloorGranted(CHAIR, room.request_of(who)) for who in people))


def test_only_whom_the_rules_let_be_heard_is_connected() -> None:
    routing, hall = routed()
    room = granted(ANNA)
    routing.apply(room.meeting.state, {ANNA: port("up-anna"), BORIS: port("up-boris")})
    assert hall.slots == {slot(1): "up-anna"}
    assert hall.shown is None
    routing.apply(room.when(UplinkHeard(ANNA)).meeting.state, {ANNA: port("up-anna")})
    assert hall.shown == "up-anna"


def test_mute_takes_the_sound_and_unmute_gives_it_back() -> None:
    routing, hall = routed()
    room, uplinks = granted(ANNA), {ANNA: port("up-anna")}
    routing.apply(room.meeting.state, uplinks)
    routing.apply(room.when(MutedSet(ANNA, True)).meeting.state, uplinks)
    assert hall.slots == {}
    routing.apply(room.when(MutedSet(ANNA, False)).meeting.state, uplinks)
    assert hall.slots == {slot(1): "up-anna"}


def test_a_new_uplink_takes_the_place_of_the_old_one() -> None:
    routing, hall = routed()
    room = granted(ANNA)
    routing.apply(room.meeting.state, {ANNA: port("up-1")})
    routing.apply(room.meeting.state, {ANNA: port("up-2")})
    assert hall.slots == {slot(1): "up-2"}
    routing.apply(room.meeting.state, {})
    assert hall.slots == {}
    assert hall.shown is None


def test_what_is_right_is_left_alone() -> None:
    routing, hall = routed()
    room, uplinks = granted(ANNA, BORIS), {ANNA: port("up-anna"), BORIS: port("up-boris")}
    routing.apply(room.meeting.state, uplinks)
    steps = hall.steps
    routing.apply(room.meeting.state, uplinks)
    assert hall.steps == steps == 2


def test_a_slot_passes_from_one_speaker_to_the_next() -> None:
    routing, hall = routed()
    room, uplinks = granted(ANNA), {ANNA: port("up-anna"), BORIS: port("up-boris")}
    routing.apply(room.meeting.state, uplinks)
    later = granted(BORIS)
    routing.apply(later.meeting.state, uplinks)
    assert hall.slots == {slot(1): "up-boris"}
    routing.apply(room.when(FloorReleased(ANNA)).meeting.state, uplinks)
    assert hall.slots == {}


def test_who_is_hushed_is_not_heard_whatever_the_rules_say_and_then_as_they_say() -> None:
    routing, hall = routed()
    state, uplinks = granted(ANNA, BORIS).meeting.state, {ANNA: port("up-anna"), BORIS: port("up-boris")}
    routing.apply(state, uplinks)
    routing.hush(ANNA, True)
    for _ in range(2):
        routing.apply(state, uplinks)
        assert hall.slots == {slot(2): "up-boris"}
    routing.hush(ANNA, False)
    routing.apply(state, uplinks)
    assert hall.slots == {slot(1): "up-anna", slot(2): "up-boris"}
