"""Coming in over real TLS: with a token, with a code, and not at all."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from common.aio.tasks import TaskOwner, spawn
from common.control.client import ControlClient, LinkState
from common.control.joinlink import JoinLink
from common.model.errors import ErrorCode
from common.model.ids import MeetingId
from room_console.core.control.server import ControlServer
from tests.helpers.control import (
    GOOD_CODE,
    Notes,
    SmallGateway,
    attached,
    certificate,
    link_to,
    serving,
    until,
    with_fingerprint,
)


@pytest.fixture
def gateway() -> SmallGateway:
    return SmallGateway(coded={"carla"})


@pytest_asyncio.fixture
async def server(gateway: SmallGateway, tmp_path: Path) -> AsyncIterator[ControlServer]:
    async with serving(gateway, certificate(tmp_path)) as server:
        yield server


async def run_to_the_end(link: JoinLink) -> Notes:
    notes = Notes()
    await ControlClient(link, "device-key", "test", notes).run()
    return notes


async def test_a_token_brings_its_holder_in(server: ControlServer, gateway: SmallGateway) -> None:
    async with attached([link_to(server, "anna")]) as [(client, notes)]:
        assert [s for s, _ in notes.states] == [LinkState.CONNECTING, LinkState.ATTACHED]
        assert client.view == gateway.view
        assert notes.welcomes[0][0].participant == "anna"
        assert gateway.hellos[0].device_key == "device-key-of-a-test"
    assert notes.states[-1] == (LinkState.CLOSED, None)
    await until(lambda: gateway.gone == ["anna"])


async def test_a_link_to_another_meeting_at_the_same_place_is_no_link_to_this_one(
    server: ControlServer, gateway: SmallGateway
) -> None:
    notes = await run_to_the_end(replace(link_to(server, "anna"), meeting=MeetingId("another")))
    assert notes.states == [(LinkState.CONNECTING, None), (LinkState.CLOSED, ErrorCode.LINK_INVALID)]
    assert gateway.hellos == []


async def test_a_wrong_code_is_told_and_the_right_one_brings_in(server: ControlServer) -> None:
    notes, owner = Notes(), TaskOwner("test")
    client = ControlClient(link_to(server, "carla"), "device-key", "test", notes)
    spawn(client.run(), "client", owner)
    await until(lambda: len(notes.prompts) == 1)
    client.enter_code("000000")
    await until(lambda: len(notes.prompts) == 2)
    client.resend_code()
    await until(lambda: len(notes.prompts) == 3)
    client.enter_code(GOOD_CODE)
    await until(lambda: notes.views)
    assert [error for _, error in notes.prompts] == [None, ErrorCode.CODE_WRONG, ErrorCode.TOO_FAST]
    assert [prompt.tries_left for prompt, _ in notes.prompts] == [5, 4, 4]
    await client.close()
    await owner.cancel_all()


async def test_five_wrong_codes_end_it(server: ControlServer) -> None:
    notes, owner = Notes(), TaskOwner("test")
    client = ControlClient(link_to(server, "carla"), "device-key", "test", notes)
    life = spawn(client.run(), "client", owner)
    for tries in range(5):
        await until(lambda: bool(notes.prompts) and notes.prompts[-1][0].tries_left == 5 - tries)  # noqa: B023
        client.enter_code("000000")
    await life
    assert notes.states[-1] == (LinkState.CLOSED, ErrorCode.CODE_LOCKED)


async def test_an_unknown_token_is_refused_for_good(server: ControlServer) -> None:
    link = link_to(server, "anna")
    stranger = JoinLink(link.host, link.port, link.meeting, "a-token-that-nobody-was-given", link.fingerprint)
    notes = await run_to_the_end(stranger)
    assert notes.states[-1] == (LinkState.CLOSED, ErrorCode.TOKEN_UNKNOWN)


async def test_another_certificate_gets_no_token(server: ControlServer, gateway: SmallGateway) -> None:
    notes = await run_to_the_end(with_fingerprint(link_to(server, "anna"), bytes(32)))
    assert notes.states[-1] == (LinkState.CLOSED, ErrorCode.CERTIFICATE)
    assert gateway.hellos == []


async def test_leaving_is_told_to_the_console(server: ControlServer, gateway: SmallGateway) -> None:
    async with attached([link_to(server, "anna")]) as [(client, notes)]:
        await client.leave()
        assert notes.states[-1] == (LinkState.CLOSED, None)
    assert [type(m).__name__ for m in gateway.handled] == ["Leave"]
