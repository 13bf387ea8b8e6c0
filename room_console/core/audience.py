"""Who was told what: the clients attached, each brought up to the newest revision, once and in order.

Comings and goings are told to many together a little later; anything else at once, and with it what waited. So a view
at revision N holds all of N. Many are told in slices between which the loop does its other work.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from common.aio.clock import Clock, SystemClock
from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ErrorCode
from common.model.ids import ParticipantId, Revision
from common.model.people import Role
from common.protocol.codec import encode
from common.protocol.envelope import Bye, Message
from common.protocol.view import PresencesChanged
from room_console.core.control.gateway import Connection
from room_console.core.meeting.effects import Audience as Someone
from room_console.core.meeting.effects import Everyone, Own, Tell
from room_console.core.meeting.permissions import AT_BOOTHS, STAFF
from room_console.core.meeting.state import MeetingState
from room_console.core.meeting.views import may_see
from room_console.core.snapshots import Snapshots
from room_console.core.told import Told

PRESENCES_S: Final = 0.25
"""How long comings and goings wait for others."""
CROWD: Final = 250
"""More clients than that are told of comings and goings when they next ping, but for those at work."""
RIPE_S: Final = 1.0
"""How long those wait for others then: so that what is encoded serves many."""
FEW: Final = 64
"""So many clients are told at once, without waiting."""
SLICE: Final = 16
SLICE_S: Final = 0.002
"""How long one slice of a telling may hold the loop."""


@dataclass(slots=True, eq=False)
class _Listener:
    """A client, and the revision that it was told last."""

    connection: Connection
    told: Revision


class Audience:
    """The clients attached, one a participant. Thread: the core's loop."""

    def __init__(
        self, start: Revision, roles: Mapping[ParticipantId, Role] | None = None, clock: Clock | None = None
    ) -> None:
        """`roles` are those that everyone had at `start`."""
        self._listeners: dict[ParticipantId, _Listener] = {}
        self._at_work: dict[ParticipantId, _Listener] = {}
        """Of them those who are told more than others."""
        self._told = Told(start, roles or {})
        self._snapshots = Snapshots()
        self._clock = clock or SystemClock()
        self._state: MeetingState | None = None
        self._is_asked_again = False
        """For another round, while one is under way."""
        self.is_telling = False
        """Whether many are being told of something: what can wait leaves after it."""
        self._waiting = TaskOwner("presences")
        self._rounds = TaskOwner("rounds")

    def __len__(self) -> int:
        return len(self._listeners)

    async def stop(self) -> None:
        """Tell nothing more."""
        await self._waiting.cancel_all()
        await self._rounds.cancel_all()
        await self._snapshots.stop()

    def get(self, participant: ParticipantId) -> Connection | None:
        """Return the participant's link, if there is one."""
        listener = self._listeners.get(participant)
        return None if listener is None else listener.connection

    def add(self, connection: Connection) -> Connection | None:
        """Take a client, to be told what comes from now on; return the older one that it replaces."""
        older = self.get(connection.participant)
        listener = _Listener(connection, self._told.revision)
        self._listeners[connection.participant] = listener
        self._at_work.pop(connection.participant, None)
        if connection.role in AT_BOOTHS:
            self._at_work[connection.participant] = listener
        return older if older is not connection else None

    def remove(self, connection: Connection) -> bool:
        """Forget a client; false if another has replaced it already."""
        if self.get(connection.participant) is not connection:
            return False
        del self._listeners[connection.participant]
        self._at_work.pop(connection.participant, None)
        return True

    def staff(self, roles: frozenset[Role] = STAFF) -> Iterator[Connection]:
        """Yield the links of those roles, which are of staff."""
        return (each.connection for each in self._at_work.values() if each.connection.role in roles)

    def everyone(self) -> tuple[Connection, ...]:
        """Return the links of all."""
        return tuple(each.connection for each in self._listeners.values())

    def greet(self, state: MeetingState, connection: Connection, seen: Revision | None, takes_packed: bool) -> None:
        """Make the view whole of a client that was just added and held that of `seen`."""
        who = connection.participant
        if seen is None or not self._told.is_enough(who, seen):
            self._snapshots.tell(state, who, self._told.revision, takes_packed, connection.send_encoded)
            return
        connection.send_encoded(self._told.since(state, who, seen) or self._told.nothing())

    def tell(self, state: MeetingState, tells: Sequence[Tell], revision: Revision) -> None:
        """Have each client told those changes that it may see, each distinct set encoded once."""
        self._state = state
        self._told.add(tells, revision)
        self._snapshots.note(state, tells, revision)
        audiences = [tell.audience for tell in tells if not isinstance(tell.change, PresencesChanged)]
        if len(self._listeners) <= FEW:
            for each in self._in_turn():
                self._bring_up(each)
        elif any(isinstance(audience, Everyone) for audience in audiences):
            self._begin_round()
        else:
            for each in self._those_of(audiences):
                self._bring_up(each)
            if len(audiences) < len(tells) and not len(self._waiting):
                spawn(self._wait(), name="presences", owner=self._waiting)

    def keep_up(self, connection: Connection) -> None:
        """Tell a client what has waited for it long enough."""
        listener = self._listeners.get(connection.participant)
        if listener is not None and listener.connection is connection:
            self._bring_up(listener, is_ripe_enough=True)

    def tell_staff(self, kind: str, message: Message, roles: frozenset[Role] = STAFF) -> None:
        """Send staff a message of which only the newest counts."""
        clients = list(self.staff(roles))
        if clients:
            data = encode(message)
            for client in clients:
                client.send_latest(kind, data)

    def send_staff(self, message: Message) -> None:
        """Send staff a message of which each counts."""
        clients = list(self.staff())
        if clients:
            data = encode(message)
            for client in clients:
                client.send_encoded(data)

    def _in_turn(self) -> list[_Listener]:
        """Return all, those who work at the meeting first."""
        others = [each for who, each in self._listeners.items() if who not in self._at_work]
        return [*self._at_work.values(), *others]

    def _those_of(self, audiences: Sequence[Someone]) -> list[_Listener]:
        """Return who belongs to any of these audiences, none of which is everyone."""
        if self._state is None or not audiences:
            return []
        owners = (self._listeners.get(audience.participant) for audience in audiences if isinstance(audience, Own))
        near = {id(each): each for each in (*self._at_work.values(), *owners) if each is not None}
        return [each for each in near.values() if any(self._sees(each, audience) for audience in audiences)]

    def _sees(self, each: _Listener, audience: Someone) -> bool:
        return self._state is not None and may_see(self._state, audience, each.connection.participant)

    async def _wait(self) -> None:
        ripe_s = self._clock.mono_s() + RIPE_S
        while self._clock.mono_s() < ripe_s:
            await self._clock.sleep(PRESENCES_S)
            if len(self._listeners) <= CROWD:
                self._begin_round()
                return
            for each in list(self._at_work.values()):
                self._bring_up(each)
        self._told.ripen()

    def _begin_round(self) -> None:
        self._is_asked_again = True
        if not self.is_telling:
            self.is_telling = True
            spawn(self._go_round(), name="round", owner=self._rounds)

    async def _go_round(self) -> None:
        try:
            while self._is_asked_again:
                self._is_asked_again = False
                await self._tell_in_slices()
        finally:
            self.is_telling = False

    async def _tell_in_slices(self) -> None:
        until_s = self._clock.mono_s() + SLICE_S
        for number, each in enumerate(self._in_turn()):
            if number % SLICE == 0 and self._clock.mono_s() >= until_s:
                await asyncio.sleep(0)
                until_s = self._clock.mono_s() + SLICE_S
            self._bring_up(each)

    def _bring_up(self, each: _Listener, is_ripe_enough: bool = False) -> None:
        """Tell a client, if it is still there, all that is new to it, or all that is ripe."""
        connection, told = each.connection, self._told
        upto = told.ripe_revision if is_ripe_enough else told.revision
        if each.told >= upto or self._listeners.get(connection.participant) is not each or self._state is None:
            return
        if not told.is_complete_after(each.told):
            connection.close(Bye(ErrorCode.BUSY, may_return=True))
            return
        news = told.since(self._state, connection.participant, each.told, is_ripe_enough)
        each.told = upto
        if news is not None:
            connection.send_encoded(news)
