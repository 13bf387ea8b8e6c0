"""Backups while the core runs, each made by a process of its own so that no sound waits for it."""

import asyncio
import contextlib
import logging
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import psutil

from common.aio.clock import Clock
from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ConferenceError, ErrorCode
from common.model.people import Action
from common.protocol import store as protocol
from room_console.core.control.gateway import Connection
from room_console.core.desk import Answer, Desk
from room_console.core.safekeeping.backup import DATABASE, list_backups
from room_console.core.settings import StoreSettings

_log = logging.getLogger(__name__)

BACKUP_TIMEOUT_S: Final = 600.0
LISTED_BACKUPS: Final = 50
if sys.platform == "win32":
    LEAST_PRIORITY: Final = psutil.IDLE_PRIORITY_CLASS
else:
    LEAST_PRIORITY = 19


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
            self._fault = await self._made_by_child(place)
        if self._fault:
            _log.error("x no backup could be made: %s", self._fault)
            raise ConferenceError(ErrorCode.DISK, self._fault)

    async def _made_by_child(self, place: Path) -> str:
        """Have a process of the lowest priority make a backup; return what went wrong, empty if nothing."""
        words = ["store", "--state", str(self._state), "backup", "--to", str(place)]
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "room_console",
            *words,
            "--keep",
            str(self._settings.backups_kept),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            with contextlib.suppress(psutil.Error):
                psutil.Process(process.pid).nice(LEAST_PRIORITY)
            async with asyncio.timeout(BACKUP_TIMEOUT_S):
                _, said = await process.communicate()
        except TimeoutError:
            return f"it took longer than {BACKUP_TIMEOUT_S:.0f} s"
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        lines = said.decode(errors="replace").strip().splitlines()
        return (
            ""
            if process.returncode == 0
            else (lines or [f"exit code {process.returncode}"])[-1].removeprefix("error: ")[:500]
        )

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
        database_bytes, free_bytes, backups = await asyncio.to_thread(_look, self._state, self._place)
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
        )


def _look(state: Path, place: Path | None) -> tuple[int, int, tuple[protocol.KeptBackup, ...]]:
    """Return the database's length, the space left on its disk, and the newest backups."""
    files = (path for path in state.glob(f"{DATABASE}*") if path.name in (DATABASE, f"{DATABASE}-wal"))
    backups = list_backups(place)[:LISTED_BACKUPS] if place is not None else []
    listed = tuple(protocol.KeptBackup(backup.made_at_ms, str(backup.path)) for backup in backups)
    return sum(path.stat().st_size for path in files), shutil.disk_usage(state).free, listed
