"""Backups while the core runs, each made by a process of its own so that no sound waits for it."""

import asyncio
import contextlib
import logging
import shutil
from collections.abc import Callable
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
        database_bytes, free_bytes, backups, is_same_disk = await asyncio.to_thread(_look, self._state, self._place)
        return protocol.StoreStatus(
            ref=ref,
            directory=str(self._state),
            is_writable=self._is_writable(),
            journal_entries=self._entries(),
            database_bytes=database_bytes,
            free_bytes=free_bytes,
            backup_directory=str(self._place or ""),
            backup_every_s=self._settings.backup_every_s,
            backups=backups,
            is_backing_up=self._turn.locked(),
            fault=self._fault,
            retention_days=self._settings.retention_days,
            is_same_disk=is_same_disk,
        )


def _make(_: Callable[[Any], None], state: Path, place: Path, keep: int) -> None:
    make_backup(state, place, keep)


def _look(state: Path, place: Path | None) -> tuple[int, int, tuple[protocol.KeptBackup, ...], bool]:
    """Return the database's length, the space left on its disk, the newest backups, and whether they lie there too."""
    files = (path for path in state.glob(f"{DATABASE}*") if path.name in (DATABASE, f"{DATABASE}-wal"))
    backups = list_backups(place, state)[:LISTED_BACKUPS] if place is not None else []
    listed = tuple(protocol.KeptBackup(backup.made_at_ms, str(backup.path)) for backup in backups)
    is_same_disk = place is not None and not is_apart(state, place)
    return sum(path.stat().st_size for path in files), shutil.disk_usage(state).free, listed, is_same_disk
