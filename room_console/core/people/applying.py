"""Imports planned and carried out beside a meeting: read and compared in a thread, listed in slices."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

from common.aio.clock import Clock
from common.aio.collector import resting_collector
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Presence
from common.model.registration import Source
from room_console.core.conductor import Conductor
from room_console.core.meeting import inputs
from room_console.core.people.faults import FaultKind, RowFault
from room_console.core.people.planning import ImportPlan, Planned, Registered, plan_import
from room_console.core.people.reading import Table

SLICE: Final = 4
"""People decided at once: the core's loop is held for about half a millisecond."""
TOGETHER: Final = 10
"""Slices that one commit keeps."""

T = TypeVar("T")


class Register(Protocol):
    """What of registration an import needs."""

    turn: asyncio.Lock
    """Held while ids are chosen and taken."""

    async def remove(self, participant: ParticipantId, by: ParticipantId | None, source: Source) -> None:
        """Take somebody off the list."""
        ...


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What was done. `plan` is the one that was carried out; `refused` what the rules did not take after all.

    Nothing was done where lines have faults and it was not to be partial, or where somebody would be taken off although
    lines have faults.
    """

    plan: ImportPlan
    is_done: bool = True
    removed: int = 0
    refused: tuple[RowFault, ...] = ()


class Imports:
    """Thread: the core's loop."""

    def __init__(self, conductor: Conductor, register: Register, clock: Clock) -> None:
        self._conductor = conductor
        self._register = register
        self._clock = clock

    async def read(self, reader: Callable[[bytes], Table], data: bytes) -> Table:
        """Read a file, in a thread."""
        with resting_collector():
            return await asyncio.to_thread(reader, data)

    async def plan(self, table: Table, source: Source) -> ImportPlan:
        """Say what a table would do."""
        with resting_collector():
            return await asyncio.to_thread(plan_import, table, self._registered(), source)

    async def apply(
        self,
        table: Table,
        by: ParticipantId | None,
        source: Source,
        *,
        is_partial: bool = False,
        removes_missing: bool = False,
    ) -> ImportResult:
        """Do what a table says, as things stand now; what was done is on disk.

        Raises: ConferenceError as the rules refuse a removal, (`disk`, `busy`).
        """
        async with self._register.turn:
            with resting_collector():
                return await self._apply(table, by, source, is_partial, removes_missing)

    async def _apply(
        self,
        table: Table,
        by: ParticipantId | None,
        source: Source,
        is_partial: bool,
        removes_missing: bool,
    ) -> ImportResult:
        plan = await self.plan(table, source)
        if not table.is_whole or (plan.faults and (removes_missing or not is_partial)):
            return ImportResult(plan, is_done=False)
        gone = [person.participant for person in plan.missing] if removes_missing else []
        await self._remove(gone, by, source)
        refused: list[RowFault] = []
        lines = [*plan.changed, *plan.new]
        for some in _cut(_cut(lines, SLICE), TOGETHER):
            for found in await _together(self._list(each, by, source) for each in some):
                refused += found
        return ImportResult(plan, removed=len(gone), refused=tuple(refused))

    async def _list(self, lines: Sequence[Planned], by: ParticipantId | None, source: Source) -> Sequence[RowFault]:
        """List a slice; where the rules refuse it, each of it alone."""
        people = tuple(line.after for line in lines)
        newcomers = frozenset(line.after.participant for line in lines if line.before is None)
        try:
            await self._conductor.submit(inputs.PeopleRegistered(people, by, source, newcomers))
        except ConferenceError as error:
            if error.code in (ErrorCode.DISK, ErrorCode.BUSY):
                raise
            if len(lines) == 1:
                return [RowFault(lines[0].line, "*", lines[0].after.name, FaultKind.REFUSED, error.detail)]
            return [fault for line in lines for fault in await self._list((line,), by, source)]
        return ()

    async def _remove(self, gone: Sequence[ParticipantId], by: ParticipantId | None, source: Source) -> None:
        for some in _cut(gone, SLICE):
            await _together(self._register.remove(who, by, source) for who in some)

    def _registered(self) -> Registered:
        state = self._conductor.meeting.state
        return Registered(
            people=dict(state.people),
            former=frozenset(state.former),
            joined=frozenset(who for who, view in state.participants.items() if view.presence is Presence.JOINED),
            booths=frozenset(channel.language for channel in state.details.channels[1:]),
            rules=state.registration,
            headcount=state.headcount.copy(),
            now_ms=self._clock.now_ms(),
            swapped=frozenset(state.swapped),
        )


def _cut(of: Sequence[T], most: int) -> list[Sequence[T]]:
    return [of[start : start + most] for start in range(0, len(of), most)]


async def _together(works: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Have works done at once, so that one commit keeps them. Raises: ConferenceError, the first that one raises."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(work) for work in works]
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from None
    return [task.result() for task in tasks]
