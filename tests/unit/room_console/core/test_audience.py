"""Each client is told what it may see, once; who comes back is told what it missed."""

import asyncio

import pytest

from common.aio.clock import ManualClock
from common.model.errors import ErrorCode
from common.model.ids import ChannelNumber, ParticipantId, Revision
from common.model.people import Presence, Role
from common.protocol.envelope import Bye
from common.protocol.operator import Outbox
from common.protocol.view import Changes, FloorChanged, OwnChanged, PresencesChanged
from room_console.core import audience as audience_module
from room_console.core import told as told_module
from room_console.core.audience import PRESENCES_S, RIPE_S, Audience
from room_console.core.meeting.effects import Tell
from room_console.core.meeting.inputs import ChannelChosen, Dropped, FloorRequested, MutedSet
from tests.helpers.corestore import NotedConnection
from tests.helpers.playbook import ANNA, BORIS, CARLA, CHAIR, PAUL, PEOPLE, Room, a_room, given


def tells_of(room: Room) -> list[Tell]:
    """Return what the last thing that happened has told."""
    return [effect for effect in room.effects if isinstance(effect, Tell)]


def attached(audience: Audience, *people: tuple[ParticipantId, Role]) -> list[NotedConnection]:
    """Attach people."""
    connections = [NotedConnection(who, role) for who, role in people]
    for connection in connections:
        audience.add(connection)
    return connections


def test_own_state_goes_to_its_owner_and_to_staff_only() -> None:
    room = given(a_room()).when(ChannelChosen(ANNA, ChannelNumber(2), 0.0))
    audience = Audience(Revision(0))
    anna, boris, chair = attached(audience, (ANNA, Role.DELEGATE), (BORIS, Role.DELEGATE), (CHAIR, Role.CHAIR))
    audience.tell(room.meeting.state, tells_of(room), room.meeting.revision)
    assert [type(m) for m in anna.messages] == [type(m) for m in chair.messages] == [Changes]
    assert boris.messages == []


def test_a_value_told_twice_in_a_batch_is_sent_once_and_newest() -> None:
    room = given(a_room()).when(MutedSet(ANNA, True), MutedSet(ANNA, False), FloorRequested(ANNA))
    audience = Audience(Revision(0))
    (anna,) = attached(audience, (ANNA, Role.DELEGATE))
    audience.tell(room.meeting.state, tells_of(room), room.meeting.revision)
    (message,) = anna.messages
    assert isinstance(message, Changes)
    own = [change for change in message.changes if isinstance(change, OwnChanged)]
    assert [change.own.is_muted for change in own] == [False]
    assert sum(isinstance(change, FloorChanged) for change in message.changes) == 1


def test_a_newer_link_takes_the_place_of_an_older_one() -> None:
    audience = Audience(Revision(0))
    older, newer = NotedConnection(ANNA, Role.DELEGATE), NotedConnection(ANNA, Role.DELEGATE)
    assert audience.add(older) is None
    assert audience.add(newer) is older
    assert not audience.remove(older)
    assert audience.get(ANNA) is newer
    assert audience.remove(newer)
    assert len(audience) == 0


def test_staff_messages_reach_the_roles_asked_for() -> None:
    audience = Audience(Revision(0))
    anna, chair = attached(audience, (ANNA, Role.DELEGATE), (CHAIR, Role.CHAIR))
    audience.tell_staff("outbox", Outbox("", ()), frozenset({Role.OPERATOR}))
    assert chair.latest == {}
    audience.tell_staff("outbox", Outbox("", ()))
    assert set(chair.latest) == {"outbox"}
    assert anna.latest == {}


@pytest.fixture
def crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audience_module, "FEW", 1)
    monkeypatch.setattr(audience_module, "CROWD", 2)


def presences_told(connection: NotedConnection) -> list[dict[ParticipantId, Presence]]:
    """Return the comings and goings that a client was told."""
    changes = [change for m in connection.messages if isinstance(m, Changes) for change in m.changes]
    return [change.presences for change in changes if isinstance(change, PresencesChanged)]


@pytest.mark.usefixtures("crowd")
async def test_comings_are_told_together_to_those_at_work_soon_and_to_others_when_they_ping() -> None:
    room, clock = a_room(), ManualClock()
    audience = Audience(room.meeting.revision, clock=clock)
    anna, boris, chair = attached(audience, (ANNA, Role.DELEGATE), (BORIS, Role.DELEGATE), (CHAIR, Role.CHAIR))
    for gone in (Dropped(ANNA), Dropped(BORIS)):
        room.when(gone)
        audience.tell(room.meeting.state, tells_of(room), room.meeting.revision)
    assert presences_told(chair) == []
    await clock.elapse(PRESENCES_S)
    assert presences_told(chair) == [{ANNA: Presence.RECONNECTING, BORIS: Presence.RECONNECTING}]
    audience.keep_up(boris)
    assert presences_told(boris) == []
    await clock.elapse(RIPE_S)
    audience.keep_up(boris)
    audience.keep_up(boris)
    assert presences_told(boris) == presences_told(chair)
    assert presences_told(anna) == []
    await audience.stop()


@pytest.mark.usefixtures("crowd")
async def test_the_floor_waits_for_nothing_and_takes_along_what_waits() -> None:
    room = a_room()
    audience = Audience(room.meeting.revision, clock=ManualClock())
    anna, boris, _ = attached(audience, (ANNA, Role.DELEGATE), (BORIS, Role.DELEGATE), (CHAIR, Role.CHAIR))
    room.when(Dropped(BORIS))
    audience.tell(room.meeting.state, tells_of(room), room.meeting.revision)
    room.when(FloorRequested(ANNA))
    audience.tell(room.meeting.state, tells_of(room), room.meeting.revision)
    await asyncio.sleep(0)
    for each in (anna, boris):
        (message,) = each.messages
        assert isinstance(message, Changes)
        assert message.revision == room.meeting.revision
        assert {type(change) for change in message.changes} == {FloorChanged, PresencesChanged}
    await audience.stop()


@pytest.mark.usefixtures("crowd")
async def test_a_telling_of_many_lets_the_loop_do_other_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audience_module, "SLICE", 1)
    monkeypatch.setattr(audience_module, "SLICE_S", 0.0)
    room = a_room()
    audience = Audience(room.meeting.revision, clock=ManualClock())
    clients = attached(audience, *((person.participant, person.role) for person in PEOPLE))
    room.when(FloorRequested(ANNA))
    audience.tell(room.meeting.state, tells_of(room), room.meeting.revision)
    turns = 0
    while not all(client.messages for client in clients):
        await asyncio.sleep(0)
        turns += 1
    assert turns >= len(clients) - 1
    await audience.stop()


@pytest.mark.usefixtures("crowd")
async def test_what_comes_at_the_very_end_of_a_telling_is_told_too() -> None:
    room = a_room()
    audience = Audience(room.meeting.revision, clock=ManualClock())
    clients = attached(audience, (ANNA, Role.DELEGATE), (BORIS, Role.DELEGATE), (CHAIR, Role.CHAIR))

    def ask(who: ParticipantId) -> None:
        room.when(FloorRequested(who))
        audience.tell(room.meeting.state, tells_of(room), room.meeting.revision)

    ask(ANNA)
    asyncio.get_running_loop().call_soon(ask, BORIS)
    for _ in range(3):
        await asyncio.sleep(0)
    for client in clients:
        assert isinstance(client.messages[-1], Changes)
        assert client.messages[-1].revision == room.meeting.revision
    await audience.stop()


@pytest.mark.usefixtures("crowd")
async def test_who_has_fallen_too_far_behind_is_sent_for_a_new_view(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(told_module, "KEPT_CHANGES", 2)
    room, clock = a_room(), ManualClock()
    audience = Audience(room.meeting.revision, clock=clock)
    anna, *_ = attached(audience, (ANNA, Role.DELEGATE), (BORIS, Role.DELEGATE), (PAUL, Role.INTERPRETER))
    for is_muted in (True, False) * 4:
        room.when(MutedSet(CARLA, is_muted))
        audience.tell(room.meeting.state, tells_of(room), room.meeting.revision)
    room.when(Dropped(CARLA))
    audience.tell(room.meeting.state, tells_of(room), room.meeting.revision)
    await clock.elapse(PRESENCES_S + RIPE_S)
    audience.keep_up(anna)
    assert anna.is_closed
    assert anna.messages == [Bye(ErrorCode.BUSY, may_return=True)]
    await audience.stop()
