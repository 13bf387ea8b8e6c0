"""A check against a real control server: a wrong clock, a console that cannot measure, or that has no patience."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from common.aio.clock import SystemClock
from common.model.checks import CheckName, CheckResult, Finding, Verdict
from common.model.errors import ConferenceError, ErrorCode
from common.protocol.checks import CheckAccess, StartCheck
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Ping, Pong, Request
from delegate_app.core.checks.network import NetworkCheck, open_check_link
from room_console.core.control.server import ControlServer
from tests.helpers.control import MEETING, SmallGateway, certificate, link_to, serving

SHIFT_S = 4_000


class EarlierClock(SystemClock):
    """The system's, as it was a while ago."""

    def now_ms(self) -> int:
        """Return the time of then."""
        return super().now_ms() - SHIFT_S * 1000


@contextlib.asynccontextmanager
async def earlier_console(folder: Path) -> AsyncIterator[ControlServer]:
    """Serve by a clock that is behind ours."""
    server = ControlServer(
        SmallGateway(), MEETING, host="127.0.0.1", port=0, tls=certificate(folder), clock=EarlierClock()
    )
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


async def checked(check: NetworkCheck) -> dict[CheckName, CheckResult]:
    return {result.name: result for result in await check.run(lambda progress: None)}


async def test_a_clock_that_is_ahead_is_said_to_be(tmp_path: Path) -> None:
    async with earlier_console(tmp_path) as server:
        check = NetworkCheck(link_to(server, "anna"), None)
        results = await checked(check)
    clock = results[CheckName.CLOCK]
    assert (clock.verdict, clock.finding) == (Verdict.FAIL, Finding.CLOCK_AHEAD)
    assert clock.value == check.ahead_s == pytest.approx(SHIFT_S, abs=5)


async def test_a_console_that_knows_no_measuring_is_no_fault(tmp_path: Path) -> None:
    async with serving(SmallGateway(), certificate(tmp_path)) as server:
        results = await checked(NetworkCheck(link_to(server, "anna"), None))
    assert results[CheckName.CONTROL].verdict is Verdict.PASS
    for name in (CheckName.UDP, CheckName.LOSS, CheckName.DOWN):
        assert (results[name].verdict, results[name].finding) == (Verdict.SKIPPED, Finding.NOT_OFFERED)


async def test_a_console_that_wants_a_code_for_a_check_is_not_asked_further(tmp_path: Path) -> None:
    async with serving(SmallGateway(coded={"anna"}), certificate(tmp_path)) as server:
        with pytest.raises(ConferenceError) as refused:
            async with open_check_link(link_to(server, "anna")):
                pass
        assert refused.value.code is ErrorCode.UNEXPECTED
        results = await checked(NetworkCheck(link_to(server, "anna"), None))
    assert results[CheckName.CONTROL].verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("code", "finding"), [(ErrorCode.NOT_ALLOWED, Finding.REFUSED), (ErrorCode.MEDIA_FAILED, Finding.REFUSED)]
)
async def test_a_refusal_to_measure_is_a_result(tmp_path: Path, code: ErrorCode, finding: Finding) -> None:
    async def request(message: Request) -> ConsoleMessage:
        if isinstance(message, Ping):
            return Pong(ref=1, now_ms=SystemClock().now_ms())
        raise ConferenceError(code)

    async with serving(SmallGateway(), certificate(tmp_path)) as server:
        results = await checked(NetworkCheck(link_to(server, "anna"), request))
    assert (results[CheckName.UDP].verdict, results[CheckName.UDP].finding) == (Verdict.FAIL, finding)
    assert results[CheckName.DOWN].finding is Finding.NOT_RUN


@pytest.mark.parametrize("probe_key", ["no hex", "", "00" * 16])
async def test_nonsense_in_place_of_access_is_a_result(tmp_path: Path, probe_key: str) -> None:
    access = CheckAccess(1, "?&\n#é", probe_key, ("nonsense", "0.0.0.0:1", "127.0.0.1:9"), -1.0)

    async def request(message: Request) -> ConsoleMessage:
        return access if isinstance(message, StartCheck) else Pong(ref=1, now_ms=2**62)

    async with serving(SmallGateway(), certificate(tmp_path)) as server:
        results = await checked(NetworkCheck(link_to(server, "anna"), request))
    assert results[CheckName.UDP].verdict is Verdict.FAIL
    assert results[CheckName.DOWN].verdict in {Verdict.FAIL, Verdict.SKIPPED}
    assert results[CheckName.CLOCK].finding is Finding.CLOCK_BEHIND


async def test_a_meetings_link_that_is_lost_is_a_result(tmp_path: Path) -> None:
    async def request(message: Request) -> ConsoleMessage:
        raise ConferenceError(ErrorCode.UNREACHABLE, "not attached")

    async with serving(SmallGateway(), certificate(tmp_path)) as server:
        results = await checked(NetworkCheck(link_to(server, "anna"), request))
    control = results[CheckName.CONTROL]
    assert (control.verdict, control.finding, control.text) == (Verdict.FAIL, Finding.BLOCKED, "unreachable")
