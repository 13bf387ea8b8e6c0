"""What a hostile or broken client gets on its own link; the meeting goes on."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from common.control.trust import PinnedContext
from common.model.errors import ErrorCode
from common.protocol.envelope import Bye, Ping, Pong, Refused
from common.protocol.floor import RequestFloor, WithdrawFloor
from common.protocol.media import OpenDownlink
from common.protocol.operator import ListDevices
from room_console.core.control.limits import Limits
from room_console.core.control.server import ControlServer
from tests.helpers.control import (
    SmallGateway,
    attached,
    certificate,
    hear,
    hear_bye,
    hello,
    link_to,
    raw_websocket,
    say,
    serving,
    until,
)
from tests.helpers.logfail import LogWatch

LIMITS = Limits(excess_burst=20)


@pytest.fixture
def gateway() -> SmallGateway:
    return SmallGateway()


@pytest_asyncio.fixture
async def server(gateway: SmallGateway, tmp_path: Path) -> AsyncIterator[ControlServer]:
    async with serving(gateway, certificate(tmp_path), LIMITS) as server:
        yield server


async def test_a_message_of_10_mb_ends_the_link_and_nobody_elses(server: ControlServer) -> None:
    async with raw_websocket(server) as bystander, raw_websocket(server) as websocket:
        await say(bystander, hello("bela"))
        await say(websocket, hello("anna"))
        send = asyncio.gather(websocket.send_str("x" * 10_000_000), return_exceptions=True)
        assert await hear_bye(websocket) == Bye(code=ErrorCode.TOO_LARGE, may_return=True)
        await websocket.close()
        await send
        await say(bystander, Ping(ref=7))
        assert [type(await hear(bystander)) for _ in range(3)][-1] is Pong


@pytest.mark.parametrize(
    "text",
    ["no json", '{"type":"unheard_of","ref":3}', '{"type":"hello"}', "[1]", '{"type":"welcome"}', '"\\ud800"'],
)
async def test_what_is_no_message_ends_the_link(server: ControlServer, text: str) -> None:
    async with raw_websocket(server) as websocket:
        await websocket.send_str(text)
        assert await hear_bye(websocket) == Bye(code=ErrorCode.MALFORMED, may_return=True)
        assert await hear(websocket) is None


async def test_bytes_that_are_not_text_end_the_link(server: ControlServer) -> None:
    async with raw_websocket(server) as binary, raw_websocket(server) as mangled:
        await binary.send_bytes(b'{"type":"ping","ref":1}')
        assert await hear_bye(binary) == Bye(code=ErrorCode.MALFORMED, may_return=True)
        await mangled.send_frame(b"\xff\xfe", aiohttp.WSMsgType.TEXT)
        assert await hear_bye(mangled) == Bye(code=ErrorCode.MALFORMED, may_return=True)


async def test_requests_before_hello_are_unexpected(server: ControlServer, gateway: SmallGateway) -> None:
    async with raw_websocket(server) as websocket:
        await say(websocket, RequestFloor(ref=1))
        assert await hear_bye(websocket) == Bye(code=ErrorCode.UNEXPECTED, may_return=True)
    assert gateway.handled == []


async def test_a_second_hello_is_refused(server: ControlServer) -> None:
    async with raw_websocket(server) as websocket:
        await say(websocket, hello("anna"))
        await say(websocket, hello("bela"))
        answers = [await hear(websocket) for _ in range(3)]
        assert answers[2] == Refused(ref=1, code=ErrorCode.UNEXPECTED, detail="already in")


async def test_another_version_is_refused(server: ControlServer) -> None:
    async with raw_websocket(server) as websocket:
        await say(websocket, hello("anna", protocol=99))
        assert await hear(websocket) == Refused(ref=1, code=ErrorCode.VERSION)
        assert await hear(websocket) is None


async def test_a_flood_is_refused_and_then_ended(server: ControlServer, gateway: SmallGateway) -> None:
    async with raw_websocket(server) as websocket:
        await say(websocket, hello("anna"))
        for ref in range(2, 202):
            await say(websocket, WithdrawFloor(ref=ref))
        answers = [await hear(websocket) for _ in range(LIMITS.request_burst + 2)]
        refused = [a for a in answers if isinstance(a, Refused)]
        assert {a.code for a in refused} == {ErrorCode.TOO_FAST}
        assert all(a.retry_after_s is not None and a.retry_after_s <= 1 / LIMITS.requests_per_s for a in refused)
        assert await hear_bye(websocket) == Bye(code=ErrorCode.TOO_FAST, may_return=True)
    assert len(gateway.handled) < 2 * LIMITS.request_burst
    await until(lambda: gateway.gone == ["anna"])


async def test_a_slow_request_holds_up_no_ping_and_a_heap_of_them_is_busy(
    server: ControlServer, gateway: SmallGateway
) -> None:
    gateway.hold = asyncio.Event()
    async with raw_websocket(server) as websocket:
        await say(websocket, hello("anna"))
        assert [type(await hear(websocket)).__name__ for _ in range(2)] == ["Welcome", "Snapshot"]
        await say(websocket, OpenDownlink(ref=2))
        await say(websocket, Ping(ref=3))
        assert isinstance(await hear(websocket), Pong)
        gateway.hold.set()


async def test_a_bug_in_the_console_refuses_one_request(server: ControlServer, expects_logs: LogWatch) -> None:
    expects_logs("list_devices failed by a bug")
    async with raw_websocket(server) as websocket:
        await say(websocket, hello("anna"))
        await say(websocket, ListDevices(ref=2))
        await say(websocket, RequestFloor(ref=3))
        answers = [await hear(websocket) for _ in range(4)]
        assert answers[2] == Refused(ref=2, code=ErrorCode.INTERNAL)
        assert type(answers[3]).__name__ == "Done"


async def test_a_silent_client_is_detached(gateway: SmallGateway, tmp_path: Path) -> None:
    async with (
        serving(gateway, certificate(tmp_path), Limits(silence_s=0.3)) as server,
        raw_websocket(server) as websocket,
    ):
        await say(websocket, hello("anna"))
        assert await hear_bye(websocket) == Bye(code=ErrorCode.TIMEOUT, may_return=True)
        await until(lambda: gateway.gone == ["anna"])


async def test_a_client_that_does_not_read_is_dropped_and_others_are_served(
    gateway: SmallGateway, tmp_path: Path
) -> None:
    crowd = [f"delegate-{n}-{'x' * 50}" for n in range(500)]
    async with (
        serving(gateway, certificate(tmp_path), Limits(queued_messages=16)) as server,
        raw_websocket(server) as deaf,
        attached([link_to(server, "bela")]) as [(_, notes)],
    ):
        await say(deaf, hello("anna"))
        await until(lambda: len(gateway.inside) == 2)
        while "anna" not in gateway.gone:
            told = len(notes.views)
            gateway.register(*crowd)
            await until(lambda told=told: len(notes.views) > told)  # type: ignore[misc]
        assert [c.participant for c in gateway.inside] == ["bela"]


async def test_health_is_told_over_tls_and_nothing_else_is_there(server: ControlServer) -> None:
    connector = aiohttp.TCPConnector(ssl=PinnedContext.made(server.fingerprint))
    async with aiohttp.ClientSession(f"https://127.0.0.1:{server.port}", connector=connector) as session:
        async with session.get("/health") as answer:
            assert await answer.json() == {"is_serving": True}
        no_such = ("/", "/control/Not%20A%20Meeting", "/control/another", "/control/test-meeting/")
        for path, status in {**dict.fromkeys(no_such, 404), "/control/test-meeting": 400}.items():
            async with session.get(path) as answer:
                assert answer.status == status
