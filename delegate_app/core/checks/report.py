"""The report of a run: made, handed to the console, and kept until the console has it."""

import asyncio
import logging
import platform
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from common.control.joinlink import JoinLink
from common.model.checks import CheckName, CheckResult, Finding, ReadinessReport, Verdict
from common.model.errors import ConferenceError
from common.protocol.checks import MAX_TEXT, SubmitReport
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Request
from delegate_app.core.checks.state import Delivery, LastCheck, merged
from delegate_app.core.settings import KeptReport

SUBMIT_TIMEOUT_S = 15.0
Ask = Callable[[Request], Awaitable[ConsoleMessage]]
OpenLink = Callable[[JoinLink], AbstractAsyncContextManager[Ask]]
"""Attach by a join link for the checks only. Raises: ConferenceError."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Way:
    """How to the console: its link, and how to ask it where the meeting is joined already."""

    link: JoinLink
    title: str = ""
    request: Ask | None = None


def make_report(results: Iterable[CheckResult], app: str, now_ms: int, is_complete: bool) -> ReadinessReport:
    """Make the report: one result of each check; what was not run says so. `now_ms` is our clock."""
    found = merged((CheckResult(name, Verdict.SKIPPED, Finding.NOT_RUN) for name in CheckName), results)
    ahead_s = next((r.value for r in found if r.name is CheckName.CLOCK), None) or 0.0
    system = f"{platform.system()} {platform.release()} {platform.machine()}"[:MAX_TEXT]
    return ReadinessReport(now_ms - round(ahead_s * 1000), app, system, found, is_complete)


class ReportPost:
    """Hands reports over; one that the console could not take waits in the settings. Thread: the client's loop."""

    def __init__(self, keep: Callable[[KeptReport], None], open_link: OpenLink) -> None:
        self._kept: KeptReport | None = None
        self._keep = keep
        self._open_link = open_link

    @property
    def last(self) -> LastCheck | None:
        """The last run that was kept, if it was whole."""
        kept = self._kept
        if kept is None or not kept.report.is_complete:
            return None
        return LastCheck(kept.kept_at_ms, kept.meeting, kept.microphone, kept.headphone)

    def recall(self, kept: KeptReport | None) -> None:
        """Know the report that was kept when the program last ran."""
        self._kept = kept

    def keep(self, kept: KeptReport) -> None:
        """Keep a report in place of the one before."""
        self._kept = kept
        self._keep(kept)

    async def send(self, way: Way) -> Delivery:
        """Send the report that is kept, by this way. It stays kept where that fails."""
        kept = self._kept
        if kept is None or kept.place != place_of(way.link):
            return Delivery.NONE
        if not await self.submit(way, kept.report):
            return Delivery.KEPT
        if self._kept is kept:
            self.keep(kept.handed_over())
        return Delivery.SENT

    async def submit(self, way: Way, report: ReadinessReport) -> bool:
        """Hand a report over without keeping it; tell whether the console has taken it."""
        try:
            async with asyncio.timeout(SUBMIT_TIMEOUT_S):
                await self._submit(way, report)
        except (ConferenceError, TimeoutError) as error:
            _log.info("x the report could not be handed over: %s", error)
            return False
        return True

    def is_waiting_for(self, link: JoinLink) -> bool:
        """Tell whether a report waits for this meeting's console."""
        return self._kept is not None and not self._kept.is_sent and self._kept.place == place_of(link)

    async def _submit(self, way: Way, report: ReadinessReport) -> None:
        if way.request is not None:
            await way.request(SubmitReport(report=report))
            return
        async with self._open_link(way.link) as request:
            await request(SubmitReport(report=report))


def place_of(link: JoinLink) -> str:
    """Name a meeting at its console, without any secret."""
    return f"{link.host}:{link.port}/{link.meeting}"
