"""ndt7's client against servers that do not keep to it."""

import contextlib
import hashlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from common.model.errors import ConferenceError, ErrorCode
from delegate_app.core.checks.network.ndt7 import SUBPROTOCOL, MeasuringPlace, Outcome, download, upload
from tests.helpers.certificates import make_certificates

SECONDS = 0.6
Behaviour = Callable[[web.WebSocketResponse], Awaitable[None]]
Measure = Callable[[MeasuringPlace, Callable[[float], None], float], Awaitable[Outcome]]


@contextlib.asynccontextmanager
async def serving(folder: Path, behaviour: Behaviour | None, status: int = 200) -> AsyncIterator[MeasuringPlace]:
    """Serve both tests by a behaviour, or refuse them with a status."""

    async def serve(request: web.Request) -> web.StreamResponse:
        if behaviour is None:
            return web.Response(status=status)
        websocket = web.WebSocketResponse(protocols=(SUBPROTOCOL,), max_msg_size=0)
        await websocket.prepare(request)
        with contextlib.suppress(ConnectionError, RuntimeError, aiohttp.ClientError):
            await behaviour(websocket)
        return websocket

    application = web.Application()
    application.router.add_get("/ndt/v7/{test}", serve)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=make_certificates(folder, "127.0.0.1").server)
    await site.start()
    der = ssl.PEM_cert_to_DER_cert((folder / "certificate.pem").read_text())
    try:
        yield MeasuringPlace("127.0.0.1", runner.addresses[0][1], hashlib.sha256(der).digest(), "ticket")
    finally:
        await runner.cleanup()


async def close_at_once(websocket: web.WebSocketResponse) -> None:
    await websocket.close()


async def say_nothing(websocket: web.WebSocketResponse) -> None:
    async for _ in websocket:
        pass


async def talk_nonsense(websocket: web.WebSocketResponse) -> None:
    for _ in range(100_000):
        await websocket.send_str('{"AppInfo": "much"}')


async def send_far_too_much_at_once(websocket: web.WebSocketResponse) -> None:
    await websocket.send_bytes(bytes((1 << 24) + 1))


def nothing(share: float) -> None:
    """Show no progress."""


@pytest.mark.parametrize("measure", [download, upload])
@pytest.mark.parametrize("behaviour", [close_at_once, send_far_too_much_at_once])
async def test_what_ends_too_early_is_unreachable(tmp_path: Path, measure: Measure, behaviour: Behaviour) -> None:
    async with serving(tmp_path, behaviour) as place:
        with pytest.raises(ConferenceError) as error:
            await measure(place, nothing, SECONDS)
    assert error.value.code is ErrorCode.UNREACHABLE


@pytest.mark.parametrize("behaviour", [say_nothing, talk_nonsense])
async def test_an_upload_that_nobody_counts_has_no_rate(tmp_path: Path, behaviour: Behaviour) -> None:
    async with serving(tmp_path, behaviour) as place:
        assert (await upload(place, nothing, SECONDS)).mbps == 0.0


async def test_a_download_in_which_nothing_comes_has_no_rate(tmp_path: Path) -> None:
    async with serving(tmp_path, say_nothing) as place:
        assert (await download(place, nothing, SECONDS)).mbps == 0.0


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, ErrorCode.NOT_ALLOWED), (503, ErrorCode.BUSY), (200, ErrorCode.NOT_ALLOWED), (404, ErrorCode.NOT_ALLOWED)],
)
async def test_a_refusal_is_told_from_silence(tmp_path: Path, status: int, code: ErrorCode) -> None:
    async with serving(tmp_path, None, status) as place:
        with pytest.raises(ConferenceError) as error:
            await download(place, nothing, SECONDS)
    assert error.value.code is code
    assert "ticket" not in str(error.value)


async def test_another_certificate_gets_no_ticket(tmp_path: Path) -> None:
    async with serving(tmp_path, say_nothing) as place:
        other = MeasuringPlace(place.address, place.port, bytes(32), place.ticket)
        with pytest.raises(ConferenceError) as error:
            await download(other, nothing, SECONDS)
    assert error.value.code is ErrorCode.UNREACHABLE


def test_the_ticket_does_not_show() -> None:
    place = MeasuringPlace("fd00::1", 8443, bytes(32), "a&b")
    assert "a&b" not in repr(place)
    assert place.url("upload") == "wss://[fd00::1]:8443/ndt/v7/upload?access_token=a%26b"
