"""Asking the console: for the time, and for our turn."""

import asyncio
from collections.abc import Callable

import pytest

from common.aio.clock import ManualClock
from common.aio.tasks import TaskOwner, spawn
from common.model.checks import Finding, Verdict
from common.model.errors import ConferenceError, ErrorCode
from common.protocol.checks import CheckAccess, StartCheck
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Done, Ping, Pong, Request
from delegate_app.core.checks.network import asking
from delegate_app.core.checks.network.asking import Pulse, clock_result, feel_pulse, finding_of, pause_of, wait_turn

ACCESS = CheckAccess(ref=1, ticket="t", probe_key="00", probe_addresses=(), expires_in_s=60)
Answer = Callable[[Request], ConsoleMessage]


async def test_the_ping_of_the_shortest_way_sets_the_clock() -> None:
    clock, ways_s = ManualClock(), iter([0.4, 0.02, 0.3, 0.3, 0.3])

    async def ask(message: Request) -> ConsoleMessage:
        assert isinstance(message, Ping)
        way_s = next(ways_s)
        clock.advance(way_s * 0.5)
        console_ms = clock.now_ms() - 90_000
        clock.advance(way_s * 0.5)
        return Pong(ref=0, now_ms=console_ms)

    pulse = await feel_pulse(ask, clock)
    assert pulse is not None
    assert pulse.round_trip_ms == pytest.approx(20)
    assert pulse.ahead_s == pytest.approx(90, abs=0.002)
    assert clock_result(pulse).finding is Finding.CLOCK_AHEAD


async def test_without_an_answer_the_clock_is_left_out() -> None:
    async def ask(message: Request) -> ConsoleMessage:
        raise ConferenceError(ErrorCode.UNREACHABLE)

    pulse = await feel_pulse(ask, ManualClock())
    assert pulse is None
    assert clock_result(pulse).verdict is Verdict.SKIPPED


@pytest.mark.parametrize(
    ("ahead_s", "verdict", "finding"),
    [
        (0.2, Verdict.PASS, Finding.GOOD),
        (-31, Verdict.WARN, Finding.CLOCK_BEHIND),
        (-4_000, Verdict.FAIL, Finding.CLOCK_BEHIND),
        (301, Verdict.FAIL, Finding.CLOCK_AHEAD),
    ],
)
def test_a_wrong_clock_is_said_to_be_ahead_or_behind(ahead_s: float, verdict: Verdict, finding: Finding) -> None:
    result = clock_result(Pulse(5.0, ahead_s))
    assert (result.verdict, result.finding, result.value) == (verdict, finding, ahead_s)


async def test_a_busy_console_is_asked_again_when_it_said_until_our_turn_comes() -> None:
    clock, waits, asked = ManualClock(), list[float](), list[float]()
    refusals = iter([4.0, None, 500.0, float("nan"), -3.0])

    async def ask(message: Request) -> ConsoleMessage:
        assert isinstance(message, StartCheck)
        asked.append(clock.mono_s() - 1_000)
        for after_s in refusals:
            raise ConferenceError(ErrorCode.BUSY, "others", retry_after_s=after_s)
        return ACCESS

    owner = TaskOwner("test")
    turn = spawn(wait_turn(ask, clock, waits.append), name="turn", owner=owner)
    await clock.elapse(60.0)
    assert await turn is ACCESS
    assert waits == [4.0, 2.0, 30.0, 2.0, 0.2]
    assert asked == pytest.approx([0, 4, 6, 36, 38, 38.2])


async def test_our_turn_is_not_waited_for_for_ever() -> None:
    clock, owner = ManualClock(), TaskOwner("test")

    async def ask(message: Request) -> ConsoleMessage:
        raise ConferenceError(ErrorCode.BUSY, retry_after_s=15.0)

    turn = spawn(_caught(wait_turn(ask, clock, lambda pause_s: None)), name="turn", owner=owner)
    await clock.elapse(asking.WAIT_LIMIT_S + 1)
    assert (await turn) is ErrorCode.BUSY


@pytest.mark.parametrize("code", [ErrorCode.NOT_ALLOWED, ErrorCode.UNREACHABLE])
async def test_another_refusal_is_final(code: ErrorCode) -> None:
    async def ask(message: Request) -> ConsoleMessage:
        raise ConferenceError(code)

    assert await _caught(wait_turn(ask, ManualClock(), lambda pause_s: None)) is code


async def test_an_answer_of_another_kind_is_none() -> None:
    async def ask(message: Request) -> ConsoleMessage:
        return Done(ref=1)

    assert await _caught(wait_turn(ask, ManualClock(), lambda pause_s: None)) is ErrorCode.UNEXPECTED


def test_every_refusal_has_a_finding() -> None:
    found = {code: finding_of(ConferenceError(code)) for code in ErrorCode}
    assert found[ErrorCode.BUSY] is Finding.BUSY
    assert found[ErrorCode.UNREACHABLE] is Finding.BLOCKED
    assert found[ErrorCode.TOKEN_EXPIRED] is Finding.REFUSED
    assert found[ErrorCode.CERTIFICATE] is Finding.WRONG_CERTIFICATE
    assert found[ErrorCode.UNEXPECTED] is Finding.NOT_OFFERED
    assert pause_of(None) == asking.USUAL_WAIT_S


async def _caught(turn: "asyncio.Future[CheckAccess] | object") -> ErrorCode | None:
    try:
        await turn  # type: ignore[misc]
    except ConferenceError as error:
        return error.code
    return None
