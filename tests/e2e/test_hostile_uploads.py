"""Attacks by what is sent in: 100 MB, a bomb, names that would do harm; over real sockets."""

import asyncio
import gzip
import tracemalloc
from collections.abc import AsyncIterator

import aiohttp
import pytest

from common.protocol.people import ApiKeyMade, MakeApiKey
from common.protocol.staff import ListStaff, Staff
from tests.helpers.attacker import OWNERS_ADDRESS, Attacker
from tests.helpers.consolekit import OLGA, ConsoleKit
from tests.helpers.control import until

HUNDRED_MB = 100 * 1024 * 1024


async def pieces(total_bytes: int) -> AsyncIterator[bytes]:
    """Give so many bytes, without ever holding them."""
    for _ in range(total_bytes // 65_536):
        yield bytes(65_536)


PATHS = [
    ("POST", "/api/people"),
    ("PUT", "/documents/any"),
    ("POST", "/register"),
    ("POST", "/control"),
    ("PUT", "/none"),
]


@pytest.mark.parametrize(("method", "path"), PATHS)
async def test_a_hundred_megabytes_are_refused_and_never_held(kit: ConsoleKit, method: str, path: str) -> None:
    key = await api_key(kit)
    tracemalloc.start()
    try:
        async with Attacker(kit, "127.0.79.1") as attacker:
            for length in (None, HUNDRED_MB):
                headers = {"Authorization": f"Bearer {key}", "Content-Type": "text/csv"}
                headers |= {"Content-Length": str(length)} if length else {}
                try:
                    async with attacker.http.request(method, path, data=pieces(HUNDRED_MB), headers=headers) as answer:
                        assert 400 <= answer.status < 500
                except (aiohttp.ClientError, OSError):
                    pass
        assert tracemalloc.get_traced_memory()[1] < 40 * 1024 * 1024
    finally:
        tracemalloc.stop()
    assert isinstance(await kit.desk.handle(await kit.attach(OLGA), ListStaff(ref=5)), Staff)
    await until(lambda: not any("RequestHandler" in repr(task) for task in asyncio.all_tasks()), 10.0)


async def api_key(kit: ConsoleKit) -> str:
    """Make a key of another system."""
    made = await kit.desk.handle(await kit.attach(OLGA), MakeApiKey(ref=2, label="organiser"))
    assert isinstance(made, ApiKeyMade)
    return made.key


async def imported(kit: ConsoleKit, rows: str) -> tuple[int, str]:
    """Import people as another system does; return status and answer."""
    key = await api_key(kit)
    body = f"name,delegation,email\n{rows}\n".encode()
    head = {"Authorization": f"Bearer {key}", "Content-Type": "text/csv; charset=utf-8"}
    async with (
        Attacker(kit, OWNERS_ADDRESS) as client,
        client.http.post("/api/people", data=body, headers=head) as answer,
    ):
        return answer.status, await answer.text()


async def test_a_bomb_of_zeros_is_not_even_opened(kit: ConsoleKit) -> None:
    bomb = gzip.compress(bytes(HUNDRED_MB), 9)
    key = await api_key(kit)
    head = {"Authorization": f"Bearer {key}", "Content-Type": "text/csv", "Content-Encoding": "gzip"}
    tracemalloc.start()
    try:
        async with (
            Attacker(kit, OWNERS_ADDRESS) as client,
            client.http.post("/api/people", data=bomb, headers=head) as answer,
        ):
            assert answer.status == 400
        assert tracemalloc.get_traced_memory()[1] < 20 * 1024 * 1024
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["An\u202ena", "Anna\u2066", "A" + "\u0301" * 9 + "nna", "An\u0007na", "x" * 5_000])
async def test_a_name_that_would_do_harm_is_refused_by_line_and_column(kit: ConsoleKit, name: str) -> None:
    status, answer = await imported(kit, f'"{name}",Ruritania,mallory@example.org')
    assert status == 422
    assert '"line":2' in answer.replace(" ", "")
    assert not any(p.email == "mallory@example.org" for p in kit.state.people.values())


async def test_a_name_in_look_alike_letters_is_told_to_who_imports(kit: ConsoleKit) -> None:
    await imported(kit, "Anna Kovac,Ruritania,anna.kovac@example.org")
    status, answer = await imported(kit, "\u0410nn\u0430 Kovac,Ruritania,mallory@example.org")
    assert status == 200
    assert "look" in answer.lower()


async def test_html_in_a_name_stays_text(kit: ConsoleKit) -> None:
    wild = "<img src=x onerror=alert(1)>"
    status, _ = await imported(kit, f'"{wild}",<b>Ruritania</b>,mallory@example.org')
    assert status == 200
    (person,) = (p for p in kit.state.people.values() if p.email == "mallory@example.org")
    assert person.name == wild
