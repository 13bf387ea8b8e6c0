"""The store: opened and verified once, then written to for as long as the core runs."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, Self

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from room_console.core.passes import Pass
from room_console.core.store import entries, journal, records, reports
from room_console.core.store.chain import Entry
from room_console.core.store.copies import check_pages, keep_way_back
from room_console.core.store.database import Database, connect
from room_console.core.store.files import DirectoryLock, make_private
from room_console.core.store.migrations import STEPS, migrate, read_version
from room_console.core.store.passbook import MOST_KEPT, Passbook
from room_console.core.store.records import Record

STOP_TIMEOUT_S: Final = 5.0


class Store:
    """Everything that a core keeps, in one file: AdmissionStore, ReportStore and RecordStore in one.

    Thread: the core's loop. What a method wrote is durable when it returns; ConferenceError(`disk`) says that it
    left nothing behind.
    """

    def __init__(self, path: Path, lock: DirectoryLock, passes: Iterable[Pass]) -> None:
        """`passes` are those of the file, or some of them."""
        self._lock = lock
        self._database = Database(path)
        self._passbook = Passbook(passes)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the file, or make it and its directory; one core per directory.

        Raises: ConferenceError(`disk`) for a damaged file, which stays as it is; (`version`) for a newer console's;
        (`busy`) while another core runs.
        """
        lock = DirectoryLock(path.parent)
        try:
            return cls(path, lock, _prepare(path))
        except sqlite3.Error as error:
            lock.release()
            raise ConferenceError(ErrorCode.DISK, f"{path}: {error}") from error
        except BaseException:
            lock.release()
            raise

    @property
    def is_writable(self) -> bool:
        """Tell whether the last write succeeded."""
        return self._database.is_writable

    def read_journal(self) -> list[Entry]:
        """Return every entry in order; waits, so for the start only. Raises: ConferenceError(`disk`)."""
        return self._database.run_blocking(journal.read)

    async def append(self, new: Sequence[Entry]) -> None:
        """Write entries behind the last one, all or none. Raises: ConferenceError(`disk`, `busy`)."""
        rows = list(new)
        await self._database.run(lambda connection: journal.append(connection, rows), len(rows))

    async def put_pass(self, new: Pass) -> None:
        """Keep a pass in the place of the participant's old one, whose device is void."""
        await self._database.run(lambda connection: entries.put_pass(connection, new))
        self._passbook.written(new)

    async def find_pass(self, token_hash: bytes) -> Pass | None:
        """Find the pass of a token."""
        if (known := self._passbook.get(token_hash)) is not None:
            return known
        found = await self._database.run(lambda connection: entries.find_pass(connection, token_hash))
        if found is not None:
            self._passbook.read(found)
        return found

    async def admit_device(self, token_hash: bytes, device_hash: bytes) -> bool:
        """Bind a device to its token; False where the token is gone or taken."""
        is_bound = await self._database.run(
            lambda connection: entries.admit_device(connection, token_hash, device_hash)
        )
        if is_bound:
            self._passbook.admitted(token_hash, device_hash)
        else:
            self._passbook.forget(token_hash)
        return is_bound

    async def put_report(self, participant: ParticipantId, at_ms: int, report: bytes) -> int:
        """Keep a readiness report, the participant's oldest making room; return its number, ever higher."""
        return await self._database.run(lambda connection: reports.put_report(connection, participant, at_ms, report))

    async def newest_reports(self) -> list[tuple[ParticipantId, int, bytes]]:
        """Return of each participant the newest report, with its number."""
        return await self._database.run(reports.newest_reports)

    async def reports_of(self, participant: ParticipantId) -> list[bytes]:
        """Return a participant's reports, newest first."""
        return await self._database.run(lambda connection: reports.reports_of(connection, participant))

    async def put_records(self, kind: str, new: Sequence[Record]) -> None:
        """Keep records, each in the place of the one with its key."""
        rows = list(new)
        await self._database.run(lambda connection: records.put(connection, kind, rows), len(rows))

    async def remove_records(self, kind: str, keys: Sequence[str]) -> None:
        """Forget the records of these keys."""
        gone = list(keys)
        await self._database.run(lambda connection: records.remove(connection, kind, gone), len(gone))

    async def read_records(self, kind: str) -> list[Record]:
        """Return all records of a kind, by key."""
        return await self._database.run(lambda connection: records.read(connection, kind))

    async def close(self) -> None:
        """Finish what waits, write the WAL back, let go of the directory.

        Raises: TimeoutError after 5 s; the directory stays locked then.
        """
        async with asyncio.timeout(STOP_TIMEOUT_S):
            await asyncio.wrap_future(self._database.close())
        self._lock.release()


def _prepare(path: Path) -> list[Pass]:
    """Verify what is there before anything can write to it, then bring the schema forward, with a way back.

    Returns the passes that are kept, as many as are remembered.
    """
    if path.exists() and path.stat().st_size > 0:
        with contextlib.closing(connect(path, is_read_only=True)) as connection:
            version = read_version(connection)
            if version > 0:
                journal.verify(connection)
                check_pages(connection)
        if 0 < version < len(STEPS):
            keep_way_back(path, version)
    make_private(path)
    with contextlib.closing(connect(path)) as connection:
        migrate(connection)
        return entries.read_passes(connection, MOST_KEPT)
