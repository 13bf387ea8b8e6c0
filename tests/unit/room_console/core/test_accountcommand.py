"""`account`, while the console rests and while it runs: the same words, and nobody's place is taken."""

import argparse
import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from common.aio.tasks import TaskOwner, spawn
from common.control.client import ControlClient, LinkState
from common.control.joinlink import parse_join_link
from common.control.trust import trusting
from common.control.websocketlink import SETTLE_TURNS
from common.model.errors import ErrorCode
from common.model.ids import ParticipantId
from common.protocol.codec import decode_from_console, encode
from common.protocol.envelope import Message, Refused, Request
from common.protocol.floor import ReleaseFloor
from common.protocol.operator import EndMeeting
from common.protocol.staff import ListStaff, Staff
from room_console.core import accountcommand, desks, staffcommands
from room_console.core.accountcommand import run_account
from room_console.core.accountoptions import add_account_arguments
from room_console.core.admission.passwords import Passwords
from room_console.core.command import EXIT_FAILED, EXIT_FINE, EXIT_USAGE
from room_console.core.opening import OPERATOR_LINK
from room_console.core.staffcommands import PATH
from tests.helpers.accounts import CHEAP
from tests.helpers.consolekit import ANNA, DEVICE, console_kit
from tests.helpers.control import Notes, until

pytestmark = pytest.mark.usefixtures("cheap_hashes")


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (desks, accountcommand):
        monkeypatch.setattr(module, "Passwords", lambda: Passwords(CHEAP))


async def account(state: Path, *words: str) -> int:
    """Run the command as another process would; return its exit code."""
    parser = argparse.ArgumentParser()
    add_account_arguments(parser)
    return await asyncio.to_thread(run_account, parser.parse_args([*words, "--state", str(state)]))


@contextlib.asynccontextmanager
async def window(state: Path) -> AsyncIterator[Notes]:
    """Attach as the window of this machine does."""
    notes, owner = Notes(), TaskOwner("window")
    client = ControlClient(parse_join_link((state / OPERATOR_LINK).read_text()), DEVICE, "window", notes)
    spawn(client.run(), "window", owner)
    try:
        await until(lambda: notes.views)
        yield notes
    finally:
        await client.close()
        await owner.cancel_all()


async def said_to_the_core(state: Path, wish: Request, token: str | None = None) -> tuple[int, Message | None]:
    """Ask as the command does; return the status, and the message where there is one."""
    link = parse_join_link((state / OPERATOR_LINK).read_text())
    headers = {"Authorization": f"Bearer {token if token is not None else link.token}"}
    url = f"https://{link.host}:{link.port}{PATH}"
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=await trusting(link.fingerprint))) as session,
        session.post(url, data=encode(wish), headers=headers) as answer,
    ):
        body = await answer.read()
    for _ in range(SETTLE_TURNS):
        await asyncio.sleep(0)
    return answer.status, decode_from_console(body) if answer.status == 200 else None


@pytest.mark.parametrize("is_running", [False, True], ids=["at rest", "running"])
async def test_an_account_is_made_listed_shut_out_and_let_in_again(
    tmp_path: Path, is_running: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    async with contextlib.AsyncExitStack() as stack:
        if is_running:
            await stack.enter_async_context(console_kit(tmp_path))
        assert await account(tmp_path, "add", "maria", "--name", "Maria Keller", "--role", "chair") == EXIT_FINE
        assert re.fullmatch(
            r"maria: (\w{5}-){3}\w{5}  \(to be changed at the first sign-in\)\n", capsys.readouterr().out
        )
        assert await account(tmp_path, "disable", "maria") == EXIT_FINE
        assert await account(tmp_path, "list") == EXIT_FINE
        assert capsys.readouterr().out == "done\nmaria\tMaria Keller\tchair\tdisabled\t-\n"
        assert await account(tmp_path, "enable", "maria") == EXIT_FINE
        assert await account(tmp_path, "reset", "maria") == EXIT_FINE
        assert "maria: " in capsys.readouterr().out


@pytest.mark.parametrize("is_running", [False, True], ids=["at rest", "running"])
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("add", "Maria Keller"), EXIT_USAGE, "malformed"),
        (("add",), EXIT_USAGE, "malformed"),
        (("reset", "nobody"), EXIT_FAILED, "not_found"),
        (("add", "otto"), EXIT_FAILED, "already"),
    ],
)
async def test_what_is_wrong_is_said_in_one_line(
    tmp_path: Path, is_running: bool, words: tuple[str, ...], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with contextlib.AsyncExitStack() as stack:
        if is_running:
            await stack.enter_async_context(console_kit(tmp_path))
        assert await account(tmp_path, "add", "otto") == EXIT_FINE
        assert await account(tmp_path, *words) == code
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith(f"error: {said}: ")


async def test_the_window_stays_attached_and_is_told(tmp_path: Path) -> None:
    async with console_kit(tmp_path) as kit, window(tmp_path) as notes:
        assert await account(tmp_path, "add", "maria") == EXIT_FINE
        assert await account(tmp_path, "list") == EXIT_FINE
        await until(lambda: ParticipantId("staff-maria") in kit.state.people)
        await until(lambda: ParticipantId("staff-maria") in notes.views[-1][0].participants)
        assert [state for state, _ in notes.states] == [LinkState.CONNECTING, LinkState.ATTACHED]


async def test_nobody_else_is_served_and_nothing_but_accounts(tmp_path: Path) -> None:
    async with console_kit(tmp_path) as kit:
        local = await kit.admission.issue_token(ANNA, expires_at_ms=1 << 50, is_local=True)
        for token in (local, "t" * 43, ""):
            assert await said_to_the_core(tmp_path, ListStaff(ref=3), token) == (401, None)
        for wish in (ReleaseFloor(ref=3), EndMeeting(ref=3)):
            status, answer = await said_to_the_core(tmp_path, wish)
            assert status == 200
            assert isinstance(answer, Refused)
            assert (answer.ref, answer.code) == (3, ErrorCode.UNEXPECTED)
        status, answer = await said_to_the_core(tmp_path, ListStaff(ref=3))
        assert isinstance(answer, Staff)
        assert answer.accounts == ()


async def test_nobody_asks_from_another_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with console_kit(tmp_path):
        monkeypatch.setattr(staffcommands, "is_this_machine", lambda address, own: False)
        assert await said_to_the_core(tmp_path, ListStaff(ref=3)) == (404, None)


async def test_a_core_that_does_not_answer_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with console_kit(tmp_path):
        link = tmp_path / OPERATOR_LINK
        port = parse_join_link(link.read_text()).port
        link.write_text(link.read_text().replace(f":{port}/", ":1/"))
        assert await account(tmp_path, "list") == EXIT_FAILED
    assert capsys.readouterr().err == "error: unreachable: the core does not answer\n"
