"""Backups while the core runs, each made by a process of its own so that no sound waits for it."""

import asyncio
import contextlib
import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from common.aio.clock import Clock
from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ConferenceError, ErrorCode
from common.model.people import Action
from common.protocol import store as protocol
from room_console.core.apart import Bounds, hear_nothing, run_apart
from room_console.core.control.gateway import Connection
from room_console.core.desk import Answer, Desk
from room_console.core.safekeeping.backup import make_backup
from room_console.core.safekeeping.place import is_apart, list_backups
from room_console.core.settings import StoreSettings
from room_console.core.store.files import DATABASE

_log = logging.getLogger(__name__)

BACKING_UP: Final = Bounds(seconds=600, memory_bytes=1 << 30)
LISTED_BACKUPS: Final = 50
MOST_SAID: Final = 500
LOOK_S: Final = 3.0
"""How long the place may take to answer; a share whose server is gone never does."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was last seen of the place: the newest backups, and whether it is on the meeting's own disk."""

    backups: tuple[protocol.KeptBackup, ...] = ()
    is_same_disk: bool = False


class SafekeepingDesk(Desk):
    """Makes a backup at every interval and on demand, and says how what is kept stands. Thread: the core's loop."""

    def __init__(
        self,
        settings: StoreSettings,
        state: Path,
        entries: Callable[[], int],
        is_writable: Callable[[], bool],
        clock: Clock,
    ) -> None:
        """`entries` counts those of the journal; `is_writable` says whether the last write to it succeeded."""
        self._settings = settings
        self._state = state
        self._entries = entries
        self._is_writable = is_writable
        self._clock = clock
        self._place = Path(settings.backup_directory).expanduser() if settings.backup_directory else None
        self._tasks = TaskOwner("safekeeping")
        self._turn = asyncio.Lock()
        self._fault = ""
        self._seen = Seen()
        self._looking: asyncio.Task[str] | None = None
        self.answers = {
            protocol.GetStore: Answer(self._get, Action.OPERATE),
            protocol.BackUpNow: Answer(self._back_up_now, Action.OPERATE),
        }

    async def start(self) -> None:
        """Begin to make backups, if there is a place for them."""
        if self._place is not None:
            spawn(self._run(self._place), "backups", self._tasks)

    async def stop(self) -> None:
        """Give up a backup that is being made: half a one is never taken for one."""
        await self._tasks.cancel_all()

    async def _run(self, place: Path) -> None:
        while True:
            with contextlib.suppress(ConferenceError):
                await self._back_up(place)
            await self._clock.sleep(self._settings.backup_every_s)

    async def _back_up(self, place: Path) -> None:
        """Make a backup; raises: ConferenceError(`disk`), which is kept to be shown."""
        async with self._turn:
            try:
                await run_apart(BACKING_UP, hear_nothing, _make, self._state, place, self._settings.backups_kept)
                self._fault = ""
            except ConferenceError as error:
                self._fault = (error.detail or error.code)[:MOST_SAID]
        if self._fault:
            _log.error("x no backup could be made: %s", self._fault)
            raise ConferenceError(ErrorCode.DISK, self._fault)

    async def _get(self, _: Connection, message: protocol.GetStore) -> protocol.StoreStatus:
        return await self._status(message.ref)

    async def _back_up_now(self, _: Connection, message: protocol.BackUpNow) -> protocol.StoreStatus:
        if self._place is None:
            raise ConferenceError(ErrorCode.NOT_FOUND, "no place for backups is set (store.backup_directory)")
        if self._turn.locked():
            raise ConferenceError(ErrorCode.BUSY, "a backup is being made")
        await self._back_up(self._place)
        return await self._status(message.ref)

    async def _status(self, ref: int) -> protocol.StoreStatus:
        database_bytes, free_bytes = await asyncio.to_thread(_measure, self._state)
        silent = await self._look()
        return protocol.StoreStatus(
            ref=ref,
            directory=str(self._state),
            is_writable=self._is_writable(),
            journal_entries=self._entries(),
            database_bytes=database_bytes,
            free_bytes=free_bytes,
            backup_directory=str(self._place or ""),
            backup_every_s=self._settings.backup_every_s,
            backups=self._seen.backups,
            is_backing_up=self._turn.locked(),
            fault=silent or self._fault,
            retention_days=self._settings.retention_days,
            is_same_disk=self._seen.is_same_disk,
        )

    async def _look(self) -> str:
        """Look at the place; return what is wrong with it. One that does not answer holds one thread and no more."""
        if self._place is None:
            return ""
        if self._looking is None or self._looking.done():
            self._looking = spawn(self._see(self._place), "look at backups", self._tasks)
        try:
            async with asyncio.timeout(LOOK_S):
                return await asyncio.shield(self._looking)
        except TimeoutError:
            return f"{self._place} does not answer"

    async def _see(self, place: Path) -> str:
        try:
            self._seen = await asyncio.to_thread(look_at, self._state, place)
        except OSError as error:
            return f"{place}: {error.strerror}"
        return ""


def _make(_: Callable[[Any], None], state: Path, place: Path, keep: int) -> None:
    make_backup(state, place, keep)


def _measure(state: Path) -> tuple[int, int]:
    """Return the database's length, and the space left on its disk."""
    files = (path for path in state.glob(f"{DATABASE}*") if path.name in (DATABASE, f"{DATABASE}-wal"))
    return sum(path.stat().st_size for path in files), shutil.disk_usage(state).free


def look_at(state: Path, place: Path) -> Seen:
    """Return what lies in a place. Blocks for as long as the place does not answer. Raises: OSError."""
    backups = list_backups(place, state)[:LISTED_BACKUPS]
    listed = tuple(protocol.KeptBackup(backup.made_at_ms, str(backup.path)) for backup in backups)
    return Seen(listed, not is_apart(state, place))
