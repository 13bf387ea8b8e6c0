"""The desk of what is made apart: lists, minutes, attendance, the packed meeting; what was made is kept for an hour."""

import asyncio
import contextlib
import hashlib
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from common.aio.clock import Clock
from common.aio.tasks import TaskOwner, spawn
from common.model.chronicle import MinutesFormat
from common.model.documents import DocumentId
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.meeting import MeetingDetails
from common.model.people import Action
from common.model.record import ListFormat, ListStage
from common.protocol import documents as protocol
from common.protocol.chronicle import MakeMinutes
from common.protocol.envelope import Message
from common.protocol.meetings import PackMeeting
from room_console.core.apart import Bounds, hear_nothing, run_apart
from room_console.core.audience import Audience
from room_console.core.catalogue.packing import ENDING, pack_meeting
from room_console.core.chronicle.minutes import make_minutes
from room_console.core.control.gateway import Connection
from room_console.core.desk import Answer, Desk
from room_console.core.record.documents.naming import stem_of
from room_console.core.record.making import check, make_list, take_attendance
from room_console.core.store.files import make_directory

_log = logging.getLogger(__name__)

FOLDER: Final = "lists"
PREFIX: Final = "list-"
MAKING: Final = Bounds(seconds=180, memory_bytes=1 << 30)
PACKING: Final = Bounds(seconds=900, memory_bytes=1 << 30)
READING: Final = Bounds(seconds=60, memory_bytes=1 << 30)
KEPT_S: Final = 3_600.0
MOST_KEPT: Final = 50
MOST_AT_ONCE: Final = 2
MEDIA_TYPES: Final[dict[str, str]] = {
    ListFormat.PDF: "application/pdf",
    ListFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ListFormat.CSV: "text/csv; charset=utf-8",
    MinutesFormat.JSON: "application/json",
    ENDING: "application/zip",
}
"""By the ending of a file's name."""
Work = Callable[..., int]


@dataclass(slots=True)
class Job:
    """A file. `task` makes it by `work`, of what was `asked`; `size_bytes` is 0 until it is made."""

    document: DocumentId
    by: ParticipantId
    work: Work
    asked: tuple[object, ...]
    path: Path
    name: str
    ends_s: float
    bounds: Bounds = MAKING
    size_bytes: int = 0
    sha256: str = ""
    task: "asyncio.Task[None] | None" = field(default=None, repr=False)


class ListDesk(Desk):
    """Makes lists and minutes, packs the meeting, and says who was there. Thread: the core's loop."""

    def __init__(
        self,
        database: Path,
        state: Path,
        details: Callable[[], MeetingDetails],
        audience: Audience,
        clock: Clock,
    ) -> None:
        self._database = database
        self._folder = state / FOLDER
        self._details = details
        self._audience = audience
        self._clock = clock
        self._tasks = TaskOwner("lists")
        self._jobs: dict[DocumentId, Job] = {}
        self._is_reading = False
        self.answers = {
            protocol.MakeList: Answer(self._make, Action.PREPARE),
            MakeMinutes: Answer(self._make_minutes, Action.CONDUCT),
            PackMeeting: Answer(self._pack, Action.PREPARE),
            protocol.CancelList: Answer(self._cancel, Action.PREPARE),
            protocol.AskAttendance: Answer(self._ask_attendance, Action.PREPARE),
        }

    async def start(self) -> None:
        """Make the folder, and forget what a run before has left. Raises: ConferenceError(`disk`)."""
        await asyncio.to_thread(_clean, self._folder)

    async def stop(self) -> None:
        """End what is being made, and forget what was made."""
        await self._tasks.cancel_all()
        with contextlib.suppress(ConferenceError):
            await asyncio.to_thread(_clean, self._folder)

    def find(self, document: DocumentId, by: ParticipantId) -> Job:
        """Return a list that was made for somebody. Raises: ConferenceError(`not_found`)."""
        job = self._jobs.get(document)
        if job is None or job.by != by or not job.size_bytes:
            raise ConferenceError(ErrorCode.NOT_FOUND, "no such list")
        return job

    async def _make(self, connection: Connection, message: protocol.MakeList) -> Message:
        check(message.order)
        name = self._name("participants", message.order.session)
        return await self._begin(connection, message.ref, name, message.order.format, make_list, message.order)

    async def _make_minutes(self, connection: Connection, message: MakeMinutes) -> Message:
        if message.session is not None and self._details().session(message.session) is None:
            raise ConferenceError(ErrorCode.NOT_FOUND, "no such session")
        asked = message.format, message.session
        return await self._begin(
            connection, message.ref, self._name("minutes", message.session), message.format, make_minutes, *asked
        )

    async def _pack(self, connection: Connection, message: PackMeeting) -> Message:
        name = f"{self._details().meeting}.meeting"
        return await self._begin(
            connection, message.ref, name, ENDING, pack_meeting, message.has_people, bounds=PACKING
        )

    async def _begin(
        self,
        connection: Connection,
        ref: int,
        name: str,
        ending: str,
        work: Work,
        *asked: object,
        bounds: Bounds = MAKING,
    ) -> Message:
        await self._forget_old()
        running = [job for job in self._jobs.values() if job.task is not None and not job.task.done()]
        if len(running) >= MOST_AT_ONCE or len(self._jobs) >= MOST_KEPT:
            raise ConferenceError(ErrorCode.BUSY, "other lists are being made", 10)
        document = DocumentId(PREFIX + secrets.token_hex(8))
        ends_s = self._clock.mono_s() + KEPT_S
        path = self._folder / f"{document}.{ending}"
        job = Job(document, connection.participant, work, asked, path, f"{name}.{ending}", ends_s, bounds)
        self._jobs[document] = job
        job.task = spawn(self._run(job), name="make list", owner=self._tasks)
        return protocol.ListStarted(ref, document)

    async def _run(self, job: Job) -> None:
        def tell(stage: ListStage, people: int = 0, error: ErrorCode | None = None) -> None:
            self._tell(job.by, protocol.ListProgress(job.document, stage, people, error))

        begun_s = self._clock.mono_s()
        arguments = self._database, *job.asked, job.path, self._clock.now_ms()
        try:
            people = await run_apart(job.bounds, lambda told: tell(*told), job.work, *arguments)
            job.size_bytes, job.sha256 = await asyncio.to_thread(_measure, job.path)
        except asyncio.CancelledError:
            await asyncio.shield(asyncio.to_thread(job.path.unlink, True))
            raise
        except (ConferenceError, OSError) as error:
            code = error.code if isinstance(error, ConferenceError) else ErrorCode.DISK
            _log.warning("x %s was not made: %s", job.document, error)
            self._jobs.pop(job.document, None)
            await asyncio.to_thread(job.path.unlink, True)
            tell(ListStage.FAILED, error=code)
            return
        _log.info("= %s: %d lines in %.1f s", job.document, people, self._clock.mono_s() - begun_s)
        tell(ListStage.MADE, people)

    async def _cancel(self, connection: Connection, message: protocol.CancelList) -> None:
        job = self._jobs.get(message.document)
        if job is None or job.by != connection.participant:
            raise ConferenceError(ErrorCode.NOT_FOUND, "no such list")
        was_running = job.task is not None and not job.task.done()
        await self._forget(job)
        if was_running:
            self._tell(job.by, protocol.ListProgress(job.document, ListStage.CANCELLED))

    async def _ask_attendance(self, connection: Connection, message: protocol.AskAttendance) -> None:
        if message.session is not None and self._details().session(message.session) is None:
            raise ConferenceError(ErrorCode.NOT_FOUND, "no such session")
        if self._is_reading:
            raise ConferenceError(ErrorCode.BUSY, "the journal is being read", 2)
        self._is_reading = True
        spawn(self._take_attendance(connection, message.session), name="attendance", owner=self._tasks)

    async def _take_attendance(self, connection: Connection, session: int | None) -> None:
        now_ms = self._clock.now_ms()
        try:
            found, former = await run_apart(READING, hear_nothing, take_attendance, self._database, session, now_ms)
            answer = protocol.AttendanceTold(session, now_ms, found, former=former)
        except ConferenceError as error:
            _log.warning("x attendance: %s", error)
            answer = protocol.AttendanceTold(session, now_ms, error=error.code)
        finally:
            self._is_reading = False
        if self._audience.get(connection.participant) is connection:
            connection.send(answer)

    def _tell(self, who: ParticipantId, message: Message) -> None:
        if (connection := self._audience.get(who)) is not None:
            connection.send(message)

    def _name(self, what: str, session: int | None) -> str:
        details = self._details()
        number = "" if session is None else f" {session}"
        return stem_of(f"{details.symbol or details.title} {what}{number}")

    async def _forget_old(self) -> None:
        now_s = self._clock.mono_s()
        for job in [job for job in self._jobs.values() if job.ends_s <= now_s]:
            await self._forget(job)

    async def _forget(self, job: Job) -> None:
        """End a list that is being made, remove one that was made."""
        self._jobs.pop(job.document, None)
        if job.task is not None:
            job.task.cancel()
            await asyncio.wait({job.task})
        await asyncio.to_thread(job.path.unlink, True)


def _clean(folder: Path) -> None:
    make_directory(folder)
    try:
        for path in folder.iterdir():
            path.unlink()
    except OSError as error:
        raise ConferenceError(ErrorCode.DISK, f"{folder.name}: {error.strerror}") from error


def _measure(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return file.tell(), digest.hexdigest()
