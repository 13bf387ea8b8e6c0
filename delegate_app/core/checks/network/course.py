"""One run, step by step: each failure becomes a result, and what it makes impossible is left out."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Final

from common.aio.clock import Clock, SystemClock
from common.control.joinlink import JoinLink
from common.model.checks import CheckName, CheckResult, Finding, Verdict
from common.model.errors import ConferenceError, ErrorCode
from common.protocol.checks import CheckAccess
from delegate_app.core.checks.network.asking import Pulse, clock_result, feel_pulse, finding_of, wait_turn
from delegate_app.core.checks.network.checklink import Ask, open_check_link
from delegate_app.core.checks.network.ledger import Ledger
from delegate_app.core.checks.network.measuring import Measuring
from delegate_app.core.checks.network.ndt7 import MeasuringPlace
from delegate_app.core.checks.network.reaching import SYSTEM, Reaching, Surroundings

LIMIT_S: Final = 27.0
"""Of a run, but for the waiting; letting go of everything takes 2.5 s at most."""
_FOR_THE_REST: Final = frozenset({Finding.BUSY, Finding.NOT_OFFERED})
"""Reasons that hold for every check that is left out; for others it is that one before failed."""


class Course:
    """One run. Thread: one loop's, with selectors: Windows' other kind loses UDP after an ICMP error."""

    def __init__(
        self,
        link: JoinLink,
        ask: Ask | None,
        ledger: Ledger,
        surroundings: Surroundings = SYSTEM,
        clock: Clock | None = None,
    ) -> None:
        self.pulse: Pulse | None = None
        """What the pings showed, once they are done."""
        self._link = link
        self._ask = ask
        self._ledger = ledger
        self._surroundings = surroundings
        self._clock = clock or SystemClock()
        self._reaching = Reaching(link, ledger, surroundings)
        self._rest = Finding.NOT_RUN

    async def run(self) -> tuple[CheckResult, ...]:
        """Check everything that there is time for."""
        try:
            async with asyncio.timeout(LIMIT_S) as limit, AsyncExitStack() as stack:
                await self._steps(limit, stack)
        except TimeoutError:
            pass
        return self._ledger.results(self._rest)

    async def _steps(self, limit: asyncio.Timeout, stack: AsyncExitStack) -> None:
        if not await self._reaching.run() or (ask := await self._control(stack)) is None:
            return
        self._ledger.begin(CheckName.CLOCK)
        self.pulse = self.pulse or await feel_pulse(ask, self._clock)
        self._ledger.add([clock_result(self.pulse)])
        access = await self._turn(ask, limit)
        if access is None:
            return
        try:
            key = bytes.fromhex(access.probe_key)
        except ValueError:
            self._refuse(Finding.REFUSED)
            return
        assert self._reaching.address is not None
        link = self._link
        place = MeasuringPlace(self._reaching.address, link.port, link.fingerprint, access.ticket, link.host)
        await Measuring(access, key, place, self._ledger, self._reaching, self._surroundings.look_up).run()

    async def _control(self, stack: AsyncExitStack) -> Ask | None:
        """Check the control link: the one that was given, or one of our own."""
        self._ledger.begin(CheckName.CONTROL)
        begun_s = self._clock.mono_s()
        error: ConferenceError | None = None
        ask = self._ask
        if ask is not None:
            self.pulse = await feel_pulse(ask, self._clock)
            taken_ms = self.pulse.round_trip_ms if self.pulse else None
        else:
            try:
                there = replace(self._link, host=self._reaching.address or self._link.host)
                ask = await stack.enter_async_context(open_check_link(there, name=self._link.host))
                taken_ms = (self._clock.mono_s() - begun_s) * 1000
            except ConferenceError as refusal:
                error, taken_ms = refusal, None
        if ask is not None and taken_ms is not None:
            self._ledger.add([CheckResult(CheckName.CONTROL, Verdict.PASS, Finding.GOOD, taken_ms)])
            return ask
        finding = finding_of(error) if error is not None else Finding.BLOCKED
        finding = await self._reaching.lost() if finding is Finding.BLOCKED else finding
        text = str(error.code) if error is not None else str(ErrorCode.UNREACHABLE)
        self._ledger.add([CheckResult(CheckName.CONTROL, Verdict.FAIL, finding, text=text)])
        return None

    async def _turn(self, ask: Ask, limit: asyncio.Timeout) -> CheckAccess | None:
        """Wait for our turn to measure; that time is not the run's."""
        self._ledger.begin(CheckName.UDP)
        loop = asyncio.get_running_loop()
        left_s = (limit.when() or loop.time()) - loop.time()
        limit.reschedule(None)
        try:
            return await wait_turn(ask, self._clock, self._ledger.wait)
        except ConferenceError as error:
            finding = finding_of(error)
            self._refuse(await self._reaching.lost() if finding is Finding.BLOCKED else finding)
            return None
        finally:
            limit.reschedule(loop.time() + left_s)

    def _refuse(self, finding: Finding) -> None:
        """Note that nothing can be measured."""
        if finding in _FOR_THE_REST:
            self._rest = finding
        else:
            self._ledger.add([CheckResult(CheckName.UDP, Verdict.FAIL, finding)])
