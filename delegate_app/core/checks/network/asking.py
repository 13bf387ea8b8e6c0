"""What is asked over the control link: how the clocks differ, and for our turn to measure."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from common.aio.clock import Clock
from common.model.checks import CheckName, CheckResult, Finding, Verdict, judged
from common.model.errors import ConferenceError, ErrorCode
from common.protocol.checks import CheckAccess, StartCheck
from common.protocol.envelope import Ping, Pong
from delegate_app.core.checks.network.checklink import Ask

PINGS = 5
PINGING_S = 1.5
"""For so long more pings are begun; the one of the shortest way counts."""
PING_TIMEOUT_S = 3.0
WAIT_LIMIT_S = 300.0
"""Of waiting for our turn."""
LEAST_WAIT_S, USUAL_WAIT_S, MOST_WAIT_S = 0.2, 2.0, 30.0
_BUSY = frozenset({ErrorCode.BUSY, ErrorCode.TOO_FAST, ErrorCode.LIMIT})
_NOT_KNOWN_THERE = frozenset({ErrorCode.UNEXPECTED, ErrorCode.MALFORMED})


@dataclass(frozen=True, slots=True)
class Pulse:
    """What the best ping showed."""

    round_trip_ms: float
    ahead_s: float
    """Our clock less the console's."""


async def feel_pulse(ask: Ask, clock: Clock) -> Pulse | None:
    """Ping; None where no answer came."""
    best: Pulse | None = None
    begun_s = clock.mono_s()
    try:
        async with asyncio.timeout(PING_TIMEOUT_S):
            for _ in range(PINGS):
                if best is not None and clock.mono_s() - begun_s > PINGING_S:
                    break
                asked_s = clock.mono_s()
                pong = await ask(Ping())
                round_trip_ms = (clock.mono_s() - asked_s) * 1000
                if isinstance(pong, Pong) and (best is None or round_trip_ms < best.round_trip_ms):
                    ahead_ms = clock.now_ms() - (pong.now_ms + round_trip_ms / 2)
                    best = Pulse(round_trip_ms, ahead_ms / 1000)
    except (TimeoutError, ConferenceError):
        return best
    return best


def clock_result(pulse: Pulse | None) -> CheckResult:
    """Judge this computer's clock."""
    if pulse is None:
        return CheckResult(CheckName.CLOCK, Verdict.SKIPPED, Finding.NOT_RUN)
    result = judged(CheckName.CLOCK, pulse.ahead_s)
    if result.verdict is Verdict.PASS:
        return result
    finding = Finding.CLOCK_AHEAD if pulse.ahead_s > 0 else Finding.CLOCK_BEHIND
    return CheckResult(CheckName.CLOCK, result.verdict, finding, pulse.ahead_s)


async def wait_turn(ask: Ask, clock: Clock, on_wait: Callable[[float], None]) -> CheckAccess:
    """Ask until the console lets us measure; `on_wait` is told each pause, s.

    Raises: ConferenceError, `busy` after WAIT_LIMIT_S.
    """
    begun_s = clock.mono_s()
    while True:
        try:
            answer = await ask(StartCheck())
        except ConferenceError as error:
            if error.code not in _BUSY or clock.mono_s() - begun_s >= WAIT_LIMIT_S:
                raise
            pause_s = pause_of(error.retry_after_s)
        else:
            if isinstance(answer, CheckAccess):
                return answer
            raise ConferenceError(ErrorCode.UNEXPECTED, "not the answer to a check's start")
        on_wait(pause_s)
        await clock.sleep(pause_s)


def pause_of(retry_after_s: float | None) -> float:
    """Return how long to wait, whatever the console says."""
    if retry_after_s is None or retry_after_s != retry_after_s:  # noqa: PLR0124 - not a number
        return USUAL_WAIT_S
    return min(max(retry_after_s, LEAST_WAIT_S), MOST_WAIT_S)


def finding_of(error: ConferenceError) -> Finding:
    """Say what a refusal on the control link means for the checks."""
    if error.code in _BUSY:
        return Finding.BUSY
    if error.code in _NOT_KNOWN_THERE:
        return Finding.NOT_OFFERED
    if error.code is ErrorCode.CERTIFICATE:
        return Finding.WRONG_CERTIFICATE
    return Finding.BLOCKED if error.code in {ErrorCode.UNREACHABLE, ErrorCode.TIMEOUT} else Finding.REFUSED
