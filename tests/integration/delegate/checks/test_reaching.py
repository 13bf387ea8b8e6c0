"""Reaching a console over real sockets: what stands in its place is told apart."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from common.control.joinlink import JoinLink
from common.model.checks import CheckName, CheckResult, Finding, Verdict
from common.model.ids import MeetingId
from delegate_app.core.checks.network.ledger import Ledger
from delegate_app.core.checks.network.reaching import SYSTEM, Reaching, Surroundings, is_network_up, look_up
from tests.helpers.certificates import make_certificates
from tests.helpers.control import SmallGateway, certificate, link_to, serving, with_fingerprint

PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
TO_LOGIN = b"HTTP/1.1 302 Found\r\nLocation: http://login.hotel.example/\r\n\r\n"
NOTHING_THERE = b"HTTP/1.1 404 Not Found\r\n\r\n"
NOWHERE = Surroundings(look_up, lambda: True, portal_port=9)


@contextlib.asynccontextmanager
async def answering(answer: bytes, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Answer whatever comes with the same bytes, or with silence; give the port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            await reader.read(4_096 if answer else -1)
            writer.write(answer)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await asyncio.sleep(0.02)


def link_at(port: int, host: str = "127.0.0.1") -> JoinLink:
    return JoinLink(host, port, MeetingId("m"), "t" * 30, bytes(32))


async def reached(link: JoinLink, surroundings: Surroundings = NOWHERE) -> tuple[bool, dict[CheckName, CheckResult]]:
    ledger = Ledger(lambda progress: None)
    is_there = await Reaching(link, ledger, surroundings).run()
    return is_there, {result.name: result for result in ledger.results()}


async def test_a_console_is_reached_by_its_own_certificate(tmp_path: Path) -> None:
    async with serving(SmallGateway(), certificate(tmp_path)) as server:
        is_there, results = await reached(link_to(server, "anna"))
    assert is_there
    for name in (CheckName.NAME, CheckName.TCP, CheckName.TLS):
        assert (results[name].verdict, results[name].text) == (Verdict.PASS, "127.0.0.1")
    assert 0 < (results[CheckName.TLS].value or 0) < 5_000


async def test_another_certificate_is_not_taken(tmp_path: Path) -> None:
    async with serving(SmallGateway(), certificate(tmp_path)) as server:
        is_there, results = await reached(with_fingerprint(link_to(server, "anna"), bytes(32)))
    assert not is_there
    assert (results[CheckName.TLS].verdict, results[CheckName.TLS].finding) == (Verdict.FAIL, Finding.WRONG_CERTIFICATE)
    assert results[CheckName.CONTROL].finding is Finding.NOT_RUN


@pytest.mark.parametrize(("days", "finding"), [(-9, Finding.CLOCK_BEHIND), (400, Finding.CLOCK_AHEAD)])
async def test_a_wrong_date_here_is_told_from_a_wrong_console(tmp_path: Path, days: int, finding: Finding) -> None:
    here = replace(NOWHERE, now=lambda: datetime.now(UTC) + timedelta(days=days))
    async with serving(SmallGateway(), certificate(tmp_path)) as server:
        is_there, results = await reached(link_to(server, "anna"), here)
    assert not is_there
    assert (results[CheckName.TLS].verdict, results[CheckName.TLS].finding) == (Verdict.FAIL, finding)


@pytest.mark.parametrize(
    ("answer", "finding"),
    [
        (PAGE, Finding.CAPTIVE_PORTAL),
        (TO_LOGIN, Finding.CAPTIVE_PORTAL),
        (NOTHING_THERE, Finding.WRONG_CERTIFICATE),
        (b"nonsense\r\n\r\n", Finding.WRONG_CERTIFICATE),
    ],
)
async def test_a_portal_with_a_certificate_of_its_own_is_known_by_its_page(
    tmp_path: Path, answer: bytes, finding: Finding
) -> None:
    context = make_certificates(tmp_path, "127.0.0.1").server
    async with answering(answer, context) as port:
        _, results = await reached(link_at(port))
    assert results[CheckName.TLS].finding is finding


@pytest.mark.parametrize(
    ("answer", "finding"), [(TO_LOGIN, Finding.CAPTIVE_PORTAL), (NOTHING_THERE, Finding.WRONG_CERTIFICATE)]
)
async def test_plain_http_in_the_consoles_place_is_a_portal_if_it_shows_its_page(
    answer: bytes, finding: Finding
) -> None:
    async with answering(answer) as port:
        is_there, results = await reached(link_at(port))
    assert not is_there
    assert results[CheckName.TCP].verdict is Verdict.PASS
    assert results[CheckName.TLS].finding is finding


async def test_a_portal_that_lets_only_the_web_through_is_found_there() -> None:
    async with answering(PAGE) as portal_port:
        _, results = await reached(link_at(9), Surroundings(look_up, lambda: True, portal_port))
    assert (results[CheckName.TCP].verdict, results[CheckName.TCP].finding) == (Verdict.FAIL, Finding.CAPTIVE_PORTAL)


async def test_a_port_that_nobody_serves_is_refused() -> None:
    _, results = await reached(link_at(9))
    assert (results[CheckName.TCP].verdict, results[CheckName.TCP].finding) == (Verdict.FAIL, Finding.REFUSED)


async def test_a_server_that_hangs_up_at_once_or_says_nothing_is_no_console(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("delegate_app.core.checks.network.reaching.TLS_TIMEOUT_S", 0.3)
    monkeypatch.setattr("delegate_app.core.checks.network.reaching.PORTAL_TIMEOUT_S", 0.2)
    async with answering(b"") as port:
        _, results = await reached(link_at(port))
    assert (results[CheckName.TLS].verdict, results[CheckName.TLS].finding) == (Verdict.FAIL, Finding.BLOCKED)


def failing(error: Exception) -> Callable[[str, int], tuple[str, ...]]:
    def fail(host: str, port: int) -> tuple[str, ...]:
        raise error

    return fail


@pytest.mark.parametrize(("is_up", "finding"), [(True, Finding.NOT_FOUND), (False, Finding.NO_NETWORK)])
@pytest.mark.parametrize("error", [OSError("name"), UnicodeError("label too long")])
async def test_a_name_that_nobody_knows_ends_the_check(error: Exception, is_up: bool, finding: Finding) -> None:
    is_there, results = await reached(link_at(9, "no.such.name"), Surroundings(failing(error), lambda: is_up))
    assert not is_there
    assert results[CheckName.NAME] == CheckResult(CheckName.NAME, Verdict.FAIL, finding, text="no.such.name")
    assert {r.finding for r in results.values()} == {finding, Finding.NOT_RUN}


async def test_a_name_server_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("delegate_app.core.checks.network.reaching.NAME_TIMEOUT_S", 0.05)
    is_released = asyncio.Event()
    loop = asyncio.get_running_loop()

    def never(host: str, port: int) -> tuple[str, ...]:
        asyncio.run_coroutine_threadsafe(is_released.wait(), loop).result()
        return ()

    _, results = await reached(link_at(9, "slow.name"), Surroundings(never, lambda: True))
    is_released.set()
    assert results[CheckName.NAME].finding is Finding.BLOCKED


async def test_the_next_address_of_a_name_is_tried(tmp_path: Path) -> None:
    async with serving(SmallGateway(), certificate(tmp_path)) as server:
        both = Surroundings(lambda host, port: ("127.9.9.9", "127.0.0.1"), lambda: True)
        is_there, results = await reached(link_to(server, "anna"), both)
    assert is_there
    assert results[CheckName.TCP].text == "127.0.0.1"


async def test_a_console_that_is_lost_is_told_from_a_network_that_is(tmp_path: Path) -> None:
    ledger = Ledger(lambda progress: None)
    async with serving(SmallGateway(), certificate(tmp_path)) as server:
        reaching = Reaching(link_to(server, "anna"), ledger)
        assert await reaching.run()
        assert await reaching.lost() is Finding.BLOCKED
    assert await reaching.lost() is Finding.CONSOLE_GONE


def test_this_machine_can_say_whether_it_has_a_network() -> None:
    assert is_network_up() in {True, False}
    assert SYSTEM.look_up("127.0.0.1", 1) == ("127.0.0.1",)
