"""A participant measures the way to a whole console: check link, probes on the media port, both bandwidth tests."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from common.aio.tasks import TaskOwner, spawn
from common.control.client import ControlClient, LinkState
from common.control.joinlink import JoinLink
from common.model.errors import ErrorCode
from common.model.people import Presence
from common.protocol.checks import CheckAccess, StartCheck
from common.protocol.floor import RequestFloor
from common.rtc.probe import ProbeEcho, ProbeRequest, build_request, parse_echo
from room_console.core.console import Console
from tests.helpers.consolekit import ANNA, settings
from tests.helpers.control import Notes, until
from tests.helpers.logfail import LogWatch
from tests.helpers.ndt7client import download, upload

pytestmark = pytest.mark.flaky(reruns=2)
FAR_MS = 4_000_000_000_000


@asynccontextmanager
async def running(state: Path) -> AsyncIterator[tuple[Console, JoinLink]]:
    """Run a console with its real engine; give Anna's join link too."""
    console = Console(settings(), state)
    try:
        await console.start()
        token = await console._admission.issue_token(ANNA, expires_at_ms=FAR_MS)
        yield console, console.address.link(token)
    finally:
        await console.stop()


@asynccontextmanager
async def check_link(link: JoinLink) -> AsyncIterator[tuple[ControlClient, Notes]]:
    """Open a link for the checks alone."""
    owner, notes = TaskOwner("check"), Notes()
    client = ControlClient(link, "some-device-key-that-was-never-admitted", "check", notes, is_check=True)
    spawn(client.run(), "client", owner)
    try:
        await until(lambda: client.state is LinkState.ATTACHED)
        yield client, notes
    finally:
        await client.leave()
        await owner.cancel_all()


async def echoes(access: CheckAccess, count: int) -> list[ProbeEcho]:
    """Send probes to the first address; return the echoes that come within a second."""
    host, _, port = access.probe_addresses[0].rpartition(":")
    key = bytes.fromhex(access.probe_key)
    found: list[ProbeEcho] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.setblocking(False)
        loop = asyncio.get_running_loop()
        for number in range(count):
            await loop.sock_sendto(udp, build_request(key, ProbeRequest(number, number)), (host, int(port)))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                while len(found) < count:
                    found.append(parse_echo(key, await loop.sock_recv(udp, 2_048)))
    return found


async def test_a_run_from_the_token_to_the_last_byte(tmp_path: Path, no_task_left: None) -> None:
    async with running(tmp_path) as (console, link), check_link(link) as (client, notes):
        access = await client.request(StartCheck())
        assert isinstance(access, CheckAccess)
        assert [echo.received for echo in await echoes(access, 20)] == list(range(1, 21))
        server = console._server
        assert server is not None
        assert (await download(server, access.ticket, 0.3)).payload_bytes > 100_000
        assert (await upload(server, access.ticket, 0.3)).told[-1]["AppInfo"]["NumBytes"] > 100_000
        assert len(console._runs) == 0
        assert notes.views == []
        assert console._conductor.meeting.state.participants[ANNA].presence is Presence.ABSENT
        refusal = await asyncio.gather(client.request(RequestFloor()), return_exceptions=True)
        assert getattr(refusal[0], "code", None) is ErrorCode.NOT_ALLOWED


async def test_a_media_process_that_was_replaced_answers_the_same_key(
    tmp_path: Path, no_task_left: None, expects_logs: LogWatch
) -> None:
    expects_logs("media process .* is gone")
    async with running(tmp_path) as (console, link), check_link(link) as (client, _):
        access = await client.request(StartCheck())
        assert isinstance(access, CheckAccess)
        engine = console._hall.engine
        engine.process._link.cut()  # type: ignore[attr-defined]
        await until(lambda: engine.process.deaths == 1 and engine.process._ready is not None, 20.0)  # type: ignore[attr-defined]
        ready = engine.process._ready  # type: ignore[attr-defined]
        port = ready.candidates[0].split()[5]
        moved = CheckAccess(0, "", access.probe_key, (f"127.0.0.1:{port}",), 1.0)
        async with asyncio.timeout(10.0):
            while not await echoes(moved, 1):
                """It listens a moment before it is told the key."""
        assert [echo.sequence for echo in await echoes(moved, 5)] == [1, 2, 3, 4], "the first was answered before"
