"""The pages behind the console's real door, over TLS: strangers leave at once, and no log holds a secret."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from aiohttp import ClientSession, TCPConnector

from common.model.registration import RegistrationRules
from room_console.core.meeting import inputs
from tests.helpers.consolekit import OLGA, ConsoleKit, console_kit
from tests.helpers.control import until

NAMES = {"name": "Mei Tanaka", "delegation": "Japan", "email": "mei@example.org"}


@dataclass
class Site:
    """A console with open registration, and a stranger."""

    kit: ConsoleKit
    http: ClientSession
    state: Path

    async def token(self) -> str:
        """Read the form's token."""
        async with self.http.get("/register/kit") as answer:
            found = re.search(r'name="form" value="([^"]+)"', await answer.text())
            assert found is not None
            return found[1]

    def mails(self) -> list[str]:
        """Return the mails that were sent."""
        files = sorted((self.state / "outbox").glob("*.eml"))
        return [message_from_bytes(f.read_bytes(), policy=policy.default).get_content() for f in files]


@pytest.fixture
async def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    monkeypatch.setattr("room_console.core.web.formtoken.LEAST_MS", 0)
    async with console_kit(tmp_path) as kit:
        await kit.conductor.submit(inputs.RegistrationSet(RegistrationRules(is_page_open=True), OLGA))
        base = f"https://127.0.0.1:{kit.console.address.port}"
        async with ClientSession(base, connector=TCPConnector(ssl=False)) as http:
            yield Site(kit, http, tmp_path)


async def test_a_stranger_reads_and_goes(site: Site) -> None:
    server = site.kit.console._server
    assert server is not None
    for path in ("/register/kit", "/join/kit", "/m/kit"):
        async with site.http.get(path) as answer:
            assert answer.status == 200
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["Connection"] == "close"
    await until(lambda: server.connections == 0)


async def test_somebody_registers_and_no_log_holds_the_secret(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with site.http.post("/register/kit", data=NAMES | {"form": await site.token()}) as answer:
        assert "look into your mailbox" in await answer.text()
    await until(site.mails)
    link = f"https://127.0.0.1:{site.kit.console.address.port}/register/kit/confirm?t="
    secret = site.mails()[0].partition(link)[2].split()[0]
    async with site.http.post("/register/kit/confirm", data={"t": secret}) as answer:
        assert "You are registered" in await answer.text()
    assert "mei" in site.kit.state.people
    assert secret not in caplog.text
    assert "mei@example.org" not in caplog.text


async def test_a_mails_link_leads_to_the_console_whatever_host_was_asked(site: Site) -> None:
    headers = {"Host": "evil.example"}
    form = NAMES | {"form": await site.token()}
    async with site.http.post("/register/kit", data=form, headers=headers) as answer:
        assert answer.status in {200, 303}
    await until(site.mails)
    assert "evil.example" not in site.mails()[0]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/register/kit", b"name=" + b"x" * 100_000, 413),
        ("POST", "/register/kit/confirm", b"t=" + b"x" * 100_000, 413),
        ("PUT", "/register/kit", b"", 405),
        ("POST", "/join/kit", b"", 405),
        ("GET", "/register/kit/../../etc/passwd", b"", 404),
        ("GET", "/web/x/..%2f..%2fwords%2fen.json", b"", 404),
        ("GET", "/coaching/kit/" + "x" * 3_000, b"", 410),
    ],
)
async def test_what_is_not_meant_is_refused(site: Site, method: str, path: str, body: bytes, status: int) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    async with site.http.request(method, path, data=body, headers=kind) as answer:
        assert answer.status == status


async def test_many_who_fill_in_forms_at_once_are_braked_and_take_nothing_from_others(site: Site) -> None:
    token = await site.token()

    async def apply(number: int) -> int:
        form = NAMES | {"form": token, "email": f"m{number}@example.org"}
        async with site.http.post("/register/kit", data=form, allow_redirects=False) as answer:
            return answer.status

    answers = await asyncio.gather(*(apply(number) for number in range(60)))
    assert set(answers) == {303, 429}
    assert answers.count(303) <= 20
    async with site.http.get("/join/kit") as answer:
        assert answer.status == 200
