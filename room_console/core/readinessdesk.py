"""Readiness at the console: reports are checked and kept, and staff are told the newest of everybody (R9).

A report is on disk before it is answered. Of each participant the newest ten are kept. Staff who come are told all in
messages of some dozens, with a breath between them; later changes are gathered for a moment and told together.
"""

import asyncio
import logging
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Final, Protocol

import msgspec

from common.aio.clock import Clock
from common.aio.tasks import TaskOwner, spawn
from common.model.checks import CheckResult, ReadinessReport
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.protocol.checks import MAX_RESULTS, MAX_TEXT, ListReadiness, Readiness, ReadinessHistory, SubmitReport
from room_console.core.audience import Audience
from room_console.core.control.gateway import Connection
from room_console.core.control.tokenbucket import TokenBucket
from room_console.core.meeting.wording import one_line

_log = logging.getLogger(__name__)

MAX_REPORT_BYTES: Final = 16 * 1024
"""An honest one has about 3 kB."""
REPORT_RATE_PER_S, REPORT_BURST = 3 / 60, 3
"""Of one participant."""
REPORTS_A_MESSAGE: Final = 40
"""So many take about a millisecond to encode, and stay below the limit of a message."""
GATHER_S: Final = 0.5

_decoder: Final = msgspec.json.Decoder(ReadinessReport)


class ReportStore(Protocol):
    """What keeps reports. Raises: ConferenceError(`disk`, `busy`), and then nothing was kept."""

    async def put_report(self, participant: ParticipantId, at_ms: int, report: bytes) -> int:
        """Keep a report durably; return its number, ever higher."""
        ...

    async def newest_reports(self) -> list[tuple[ParticipantId, int, bytes]]:
        """Return of each participant the newest report, with its number."""
        ...

    async def reports_of(self, participant: ParticipantId) -> list[bytes]:
        """Return a participant's reports, newest first."""
        ...


class ReadinessDesk:
    """Takes reports and tells staff. Thread: the core's loop."""

    def __init__(
        self, store: ReportStore, audience: Audience, is_known: Callable[[ParticipantId], bool], clock: Clock
    ) -> None:
        self._store = store
        self._audience = audience
        self._is_known = is_known
        self._clock = clock
        self._newest: dict[ParticipantId, tuple[int, ReadinessReport]] = {}
        self._changed: set[ParticipantId] = set()
        self._has_changed = asyncio.Event()
        self._buckets: dict[ParticipantId, TokenBucket] = {}
        self._tasks = TaskOwner("readiness")

    async def start(self) -> None:
        """Read what is kept, and begin to tell. Raises: ConferenceError(`disk`)."""
        for participant, number, data in await self._store.newest_reports():
            for report in _decoded([data]):
                self._newest[participant] = (number, report)
        spawn(self._tell_changed(), name="tell readiness", owner=self._tasks)

    async def stop(self) -> None:
        """Stop telling."""
        await self._tasks.cancel_all()

    async def submit(self, by: ParticipantId, message: SubmitReport) -> None:
        """Keep a report; on disk when it returns.

        Raises: ConferenceError(`not_found`, `too_fast`, `too_large`, `malformed`, `disk`).
        """
        self._check_known(by)
        now_s, now_ms = self._clock.mono_s(), self._clock.now_ms()
        bucket = self._buckets.setdefault(by, TokenBucket(REPORT_RATE_PER_S, REPORT_BURST, now_s))
        if wait_s := bucket.take(now_s):
            raise ConferenceError(ErrorCode.TOO_FAST, "so many reports a minute are too many", wait_s)
        report = checked(message.report, now_ms)
        data = msgspec.json.encode(report)
        if len(data) > MAX_REPORT_BYTES:
            raise ConferenceError(ErrorCode.TOO_LARGE, f"a report of {len(data)} bytes")
        keeping = spawn(self._keep(by, now_ms, report, data), name="keep report", owner=self._tasks)
        if (error := await asyncio.shield(keeping)) is not None:
            raise error

    async def history(self, message: ListReadiness) -> ReadinessHistory:
        """Return all reports of one participant, newest first. Raises: ConferenceError(`not_found`, `disk`)."""
        self._check_known(message.participant)
        found = await self._store.reports_of(message.participant)
        return ReadinessHistory(message.ref, message.participant, tuple(_decoded(found)))

    def greet(self, connection: Connection) -> None:
        """Begin to tell a member of the staff who came all that is known."""
        spawn(self._tell_all(connection), name="tell all readiness", owner=self._tasks)

    async def _keep(
        self, by: ParticipantId, now_ms: int, report: ReadinessReport, data: bytes
    ) -> ConferenceError | None:
        """Keep a report and see to it that it is told, whether or not its link outlives that."""
        try:
            number = await self._store.put_report(by, now_ms, data)
        except ConferenceError as error:
            return error
        if number > self._newest.get(by, (0, report))[0]:
            self._newest[by] = (number, report)
        _log.info("< report of %s: %s, sound %s", by, report.verdict, report.fitness)
        self._changed.add(by)
        self._has_changed.set()
        return None

    def _check_known(self, participant: ParticipantId) -> None:
        if not self._is_known(participant):
            raise ConferenceError(ErrorCode.NOT_FOUND, "no such participant")

    async def _tell_all(self, connection: Connection) -> None:
        for message in self._messages(tuple(self._newest)):
            if self._audience.get(connection.participant) is not connection:
                return
            connection.send(message)
            await self._clock.sleep(0)

    async def _tell_changed(self) -> None:
        while True:
            await self._has_changed.wait()
            await self._clock.sleep(GATHER_S)
            self._has_changed.clear()
            changed, self._changed = self._changed, set()
            for message in self._messages(tuple(changed)):
                self._audience.send_staff(message)
                await self._clock.sleep(0)

    def _messages(self, participants: tuple[ParticipantId, ...]) -> Iterator[Readiness]:
        """Make each message only when the one before has left, of what is newest then."""
        waiting = iter(participants)
        while some := tuple(islice(waiting, REPORTS_A_MESSAGE)):
            if reports := {p: self._newest[p][1] for p in some if self._is_known(p)}:
                yield Readiness(reports)


def checked(report: ReadinessReport, now_ms: int) -> ReadinessReport:
    """Return a report fit to be kept and shown: one line a text, no instant of the future.

    Raises: ConferenceError(`too_large`) beyond MAX_RESULTS and MAX_TEXT, (`malformed`) for a figure that is none.
    """
    if len(report.results) > MAX_RESULTS:
        raise ConferenceError(ErrorCode.TOO_LARGE, f"{len(report.results)} results, at most {MAX_RESULTS}")
    is_past = 0 < report.made_at_ms <= now_ms
    return replace(
        report,
        made_at_ms=report.made_at_ms if is_past else now_ms,
        app=_one_line(report.app),
        system=_one_line(report.system),
        results=tuple(map(_checked_result, report.results)),
    )


def _checked_result(result: CheckResult) -> CheckResult:
    if result.value is not None and not math.isfinite(result.value):
        raise ConferenceError(ErrorCode.MALFORMED, f"{result.name}: not a figure")
    return replace(result, text=_one_line(result.text))


def _one_line(text: str) -> str:
    """Take out of a device's name, which anybody may have chosen, what would break or reorder a line."""
    if len(text) > MAX_TEXT:
        raise ConferenceError(ErrorCode.TOO_LARGE, f"a text of {len(text)} characters, at most {MAX_TEXT}")
    return one_line(text)


def _decoded(reports: Iterable[bytes]) -> Iterator[ReadinessReport]:
    for data in reports:
        try:
            yield _decoder.decode(data)
        except msgspec.DecodeError as error:
            _log.warning("x a kept report can't be read: %s", error)
