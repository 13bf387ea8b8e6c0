"""Legs follow what the rules declare, whatever was decided in between."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np

from common.model.ids import LegId, ParticipantId, RequestId
from common.model.media import LegEnd, Sdp
from common.model.patch import default_patch
from common.model.units import BLOCK_SAMPLES
from room_console.core.hall.silent import SilentHall
from room_console.core.hallside import HallSide
from room_console.core.legs import LegDesk
from room_console.core.media.hearing import HEARD_BLOCKS
from room_console.core.media.memory import MemoryEngine
from room_console.core.media.memorypeers import MemoryUplinkPeer
from room_console.core.meeting.inputs import (
    FloorGranted,
    FloorReleased,
    FloorRequested,
    Input,
    RequestMoved,
)
from room_console.core.routing import Routing
from tests.helpers.media import until
from tests.helpers.playbook import ANNA, BORIS, CHAIR, Room, a_room

FIRST, SECOND, THIRD = RequestId(1), RequestId(2), RequestId(3)
LOUD = np.full((BLOCK_SAMPLES, 1), 0.5, dtype=np.float32)


class Desk:
    """A leg desk on a room: what it posts is decided at once, as a batch of its own."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.engine = MemoryEngine()
        self.hall = HallSide(self.engine, SilentHall(), None, default_patch(0, 0))
        self.closed: list[tuple[ParticipantId, LegEnd]] = []
        self.legs = LegDesk(self.hall, Routing(self.hall), lambda: room.meeting.state, self.decide, self._note_closed)

    def decide(self, *batch: Input) -> None:
        """Decide a batch, and let the legs follow."""
        self.room.when(*batch)
        self.legs.reconcile()

    async def speak(self, participant: ParticipantId) -> None:
        """Bring a participant's uplink up, and be heard."""
        peer = await self.hall.run(self._peer())
        _, answer = await self.legs.open_uplink(participant, peer.description)
        await self.hall.run(self._talk(peer, answer))
        await until(lambda: participant in self.room.meeting.state.heard)

    async def _peer(self) -> MemoryUplinkPeer:
        return self.engine.uplink_peer()

    async def _talk(self, peer: MemoryUplinkPeer, answer: Sdp) -> None:
        await peer.accept(answer)
        for _ in range(HEARD_BLOCKS):
            peer.write(LOUD)

    def _note_closed(self, participant: ParticipantId, _: LegId, reason: LegEnd) -> None:
        self.closed.append((participant, reason))


@asynccontextmanager
async def a_desk(room: Room) -> AsyncIterator[Desk]:
    """Run a desk."""
    desk = Desk(room)
    await desk.hall.start()
    await desk.legs.start()
    try:
        yield desk
    finally:
        await desk.legs.stop()
        await desk.hall.stop()


async def test_who_loses_the_right_to_an_uplink_loses_the_uplink() -> None:
    async with a_desk(a_room(ANNA, BORIS)) as desk:
        await desk.speak(ANNA)
        desk.decide(RequestMoved(CHAIR, SECOND, 0))
        await until(lambda: desk.legs.uplink(ANNA) is None)
        assert desk.closed == [(ANNA, LegEnd.CLOSED)]


async def test_a_place_on_standby_lost_and_regained_in_one_batch_is_still_heard() -> None:
    async with a_desk(a_room(ANNA, BORIS)) as desk:
        await desk.speak(ANNA)
        desk.decide(RequestMoved(CHAIR, SECOND, 0), RequestMoved(CHAIR, FIRST, 0))
        assert desk.legs.uplink(ANNA) is not None
        desk.decide(FloorGranted(CHAIR, FIRST))
        desk.room.list_is("anna on air 1", "boris standby")


async def test_who_gives_the_floor_back_and_has_it_again_in_one_batch_is_on_air() -> None:
    async with a_desk(a_room(ANNA)) as desk:
        await desk.speak(ANNA)
        desk.decide(FloorGranted(CHAIR, FIRST))
        desk.decide(FloorReleased(ANNA), FloorRequested(ANNA), FloorGranted(CHAIR, SECOND))
        desk.room.list_is("anna on air 1")
        assert desk.closed == []
