"""A newcomer to a large meeting gets the roster that all get, and what has changed since."""

import asyncio
from dataclasses import replace

import pytest

from common.model.ids import ParticipantId, Revision
from common.protocol.codec import decode_from_console, encode
from common.protocol.packing import is_packed
from common.protocol.revision import whole_view
from common.protocol.view import Roster, Snapshot
from room_console.core import snapshots as snapshots_module
from room_console.core.meeting.effects import Tell
from room_console.core.meeting.inputs import Dropped, FloorRequested, Joined, PersonRegistered
from room_console.core.meeting.views import view_for
from room_console.core.snapshots import Snapshots
from tests.helpers.playbook import ANNA, BORIS, CHAIR, OLGA, PEOPLE, Room, a_room, given


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots_module, "SHARED_FROM", 2)
    monkeypatch.setattr(snapshots_module, "MOST_CHANGED", 1)


def note(snapshots: Snapshots, room: Room) -> None:
    tells = [effect for effect in room.effects if isinstance(effect, Tell)]
    snapshots.note(room.meeting.state, tells, room.meeting.revision)


async def encoded(snapshots: Snapshots) -> None:
    """Wait until no roster is being encoded."""
    while tasks := set(snapshots._tasks._tasks):
        await asyncio.wait(tasks)


def told(snapshots: Snapshots, room: Room, who: ParticipantId, takes_packed: bool = True) -> list[bytes]:
    sent: list[bytes] = []
    snapshots.tell(room.meeting.state, who, room.meeting.revision, takes_packed, sent.append)
    return sent


def test_a_small_meeting_is_told_whole() -> None:
    room = given(a_room())
    snapshots = Snapshots()
    note(snapshots, room)
    expected = Snapshot(room.meeting.revision, view_for(room.meeting.state, ANNA))
    assert told(snapshots, room, ANNA) == [encode(expected)]


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("who", [ANNA, CHAIR, OLGA])
async def test_roster_and_snapshot_make_the_view(who: ParticipantId) -> None:
    room, snapshots = a_room(), Snapshots()
    note(snapshots, room.when(Joined(BORIS)))
    assert len(told(snapshots, room, who)) == 1
    await encoded(snapshots)
    note(snapshots, room.when(Joined(ANNA), FloorRequested(ANNA)))
    packed, plain = told(snapshots, room, who), told(snapshots, room, who, takes_packed=False)
    assert is_packed(packed[0])
    assert not is_packed(plain[0])
    roster, snapshot = (decode_from_console(data) for data in packed)
    assert isinstance(roster, Roster)
    assert isinstance(snapshot, Snapshot)
    assert decode_from_console(plain[0]) == roster
    assert whole_view(snapshot, roster) == view_for(room.meeting.state, who)
    await snapshots.stop()


@pytest.mark.usefixtures("large")
async def test_the_roster_is_the_same_for_all_and_renewed_when_much_has_changed() -> None:
    room, snapshots = a_room(), Snapshots()
    note(snapshots, room.when(Joined(ANNA)))
    await encoded(snapshots)
    assert told(snapshots, room, BORIS)[0] is told(snapshots, room, CHAIR)[0]
    before = told(snapshots, room, BORIS)[0]
    note(snapshots, room.when(Joined(BORIS), Dropped(ANNA), PersonRegistered(replace(PEOPLE[2], name="Carla B"))))
    note(snapshots, room.when(Joined(CHAIR)))
    await encoded(snapshots)
    roster, snapshot = (decode_from_console(data) for data in told(snapshots, room, BORIS))
    assert encode(roster) != before
    assert isinstance(snapshot, Snapshot)
    assert isinstance(roster, Roster)
    assert roster.revision > Revision(0)
    assert whole_view(snapshot, roster) == view_for(room.meeting.state, BORIS)
    await snapshots.stop()
