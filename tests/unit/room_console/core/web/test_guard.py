"""What stands before a page that takes something, over real HTTP."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from room_console.core.web.guard import bearer, read_body, read_form
from room_console.core.web.promote import WELCOME, Welcome, promote

MOST_BYTES = 1000


async def take_form(request: web.Request) -> web.Response:
    return web.json_response(await read_form(request, MOST_BYTES))


async def take_body(request: web.Request) -> web.Response:
    return web.Response(text=str(len(await read_body(request, MOST_BYTES, 0.2))))


async def take_key(request: web.Request) -> web.Response:
    promote(request)
    return web.Response(text=bearer(request))


@pytest.fixture
async def server() -> AsyncIterator[TestServer]:
    application = web.Application()
    application[WELCOME] = Welcome(lambda request: None)
    application.router.add_post("/form", take_form)
    application.router.add_post("/body", take_body)
    application.router.add_get("/key", take_key)
    found = TestServer(application)
    async with found:
        yield found


@pytest.fixture
async def http(server: TestServer) -> AsyncIterator[ClientSession]:
    async with ClientSession(server.make_url("/")) as found:
        yield found


async def test_a_form_is_read(http: ClientSession) -> None:
    async with http.post("/form", data={"name": "Anna é", "empty": ""}) as answer:
        assert await answer.json() == {"name": "Anna é", "empty": ""}


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}],
    ids=str,
)
async def test_another_sites_form_is_refused(http: ClientSession, headers: dict[str, str]) -> None:
    async with http.post("/form", data={"a": "b"}, headers=headers) as answer:
        assert answer.status == 403


async def test_a_form_from_here_is_taken(http: ClientSession, server: TestServer) -> None:
    headers = {"Origin": str(server.make_url("/")).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    async with http.post("/form", data={"a": "b"}, headers=headers) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"a=" + b"x" * MOST_BYTES, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"f%d=1" % n for n in range(100)), "application/x-www-form-urlencoded", 400),
        (b"a=%ff", "application/x-www-form-urlencoded", 400),
        (b"\xff\xfe", "application/x-www-form-urlencoded", 400),
        (b'{"a": 1}', "application/json", 415),
    ],
)
async def test_what_is_no_form_is_refused(http: ClientSession, body: bytes, kind: str, status: int) -> None:
    async with http.post("/form", data=body, headers={"Content-Type": kind}) as answer:
        assert answer.status == status


async def test_a_body_of_unsaid_length_is_counted(http: ClientSession) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 100

    async with http.post("/body", data=endless()) as answer:
        assert answer.status == 413


async def test_a_slow_body_is_not_awaited(http: ClientSession) -> None:
    never = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"x"
        await never.wait()

    async with http.post("/body", data=slow()) as answer:
        assert answer.status == 408


async def test_a_compressed_body_is_refused(http: ClientSession) -> None:
    async with http.post("/body", data=b"x", headers={"Content-Encoding": "gzip"}) as answer:
        assert answer.status == 400


async def test_a_key_is_read(http: ClientSession) -> None:
    async with http.get("/key", headers={"Authorization": "Bearer abc"}) as answer:
        assert await answer.text() == "abc"
    for header in ("Basic abc", "Bearer", ""):
        async with http.get("/key", headers={"Authorization": header}) as answer:
            assert answer.status == 401
