"""Each client is told what it may see, once; who comes back is told what it missed."""

from common.model.ids import ChannelNumber, ParticipantId, Revision
from common.model.people import Role
from common.protocol.operator import Outbox
from common.protocol.view import Changes, FloorChanged, OwnChanged
from room_console.core.audience import Audience
from room_console.core.meeting.effects import Tell
from room_console.core.meeting.inputs import ChannelChosen, FloorRequested, MutedSet
from tests.helpers.corestore import NotedConnection
from tests.helpers.playbook import ANNA, BORIS, CHAIR, Room, a_room, given


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
