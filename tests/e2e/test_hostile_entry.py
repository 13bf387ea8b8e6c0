"""At the door: wrong versions, tokens, devices and codes. Each is refused with its documented error."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from common.aio.clock import SystemClock
from common.control.client import ControlClient, LinkState
from common.control.joinlink import JoinLink, parse_join_link
from common.model.errors import ErrorCode
from common.model.ids import ParticipantId
from common.protocol.entry import CodeRequired, EnterCode, ResendCode, Welcome
from common.protocol.envelope import Refused
from room_console.core.admission.admission import Admission
from room_console.core.admission.entrance import KIND, Entrance
from room_console.core.admission.mail import OutboxMailer
from room_console.core.admission.ways import Ways
from room_console.core.settings import CodeSettings
from room_console.core.shelf import Shelf
from room_console.core.store.secret import ensure_secret
from room_console.core.store.store import Store
from tests.e2e.conftest import PEOPLE
from tests.helpers.control import Notes
from tests.helpers.coreprocess import CoreProcess
from tests.helpers.rawlink import Debated, meeting_beside, newest_code, raw_link

DEVICE, OTHER_DEVICE = "the-device-that-was-admitted", "some-other-device-altogether"


async def expired_token(state: Path) -> str:
    """Issue a token that has expired already, into a core's database while it does not run."""
    store = Store.open(state / "console.db")
    ways = Ways(CodeSettings(), OutboxMailer(state / "outbox"), lambda: "A meeting")
    admission = Admission(store, ways, lambda _: None, SystemClock(), ensure_secret(state))
    token = await admission.issue_token(ParticipantId("late"), expires_at_ms=SystemClock().now_ms() - 1)
    await admission.close()
    await store.close()
    return token


@pytest.fixture(scope="module")
def core_and_expired(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[CoreProcess, JoinLink]]:
    """Have a core, and a link to it that has expired."""
    process = CoreProcess(tmp_path_factory.mktemp("core"), PEOPLE)
    token = asyncio.run(expired_token(process.state))
    asyncio.run(process.open())
    operator = parse_join_link(process.operator_link.read_text())
    yield process, replace(operator, token=token)
    assert asyncio.run(process.stop()) == 0
    assert process.complaints() == []


@pytest.fixture
def core(core_and_expired: tuple[CoreProcess, JoinLink]) -> CoreProcess:
    """Have that core."""
    return core_and_expired[0]


@pytest_asyncio.fixture(autouse=True)
async def beside(core: CoreProcess, no_task_left: None) -> AsyncIterator[Debated]:
    """Hold a meeting beside every test here."""
    async with meeting_beside(core) as debated:
        yield debated


async def refused(link: JoinLink, device: str = DEVICE, **changes: object) -> ErrorCode:
    """Say hello, be refused, and see the link end; return the code."""
    async with raw_link(link) as raw:
        answer = await raw.enter(device, **changes)
        assert isinstance(answer, Refused), answer
        assert await raw.hear() is None
        return answer.code


async def admitted(core: CoreProcess, name: str) -> JoinLink:
    """Come in by a code, as DEVICE; return the link."""
    link = (await core.links([name], local=False))[name]
    async with raw_link(link) as raw:
        assert isinstance(await raw.enter(DEVICE), CodeRequired)
        code = newest_code(core.state / "outbox", f"{name}@example.org")
        assert isinstance(await raw.ask(EnterCode(code=code)), Welcome)
    return link


@pytest.mark.parametrize("version", [0, 2, 2**40])
async def test_another_version_of_the_protocol(core: CoreProcess, version: int) -> None:
    link = (await core.links(["anna"]))["anna"]
    assert await refused(link, protocol=version) is ErrorCode.VERSION


async def test_an_unknown_token(core: CoreProcess) -> None:
    link = (await core.links(["anna"]))["anna"]
    for token in ("no-such-token-but-long-enough", "", "x" * 4000, link.token[::-1]):
        assert await refused(replace(link, token=token)) is ErrorCode.TOKEN_UNKNOWN


async def test_a_token_that_a_newer_one_replaced(core: CoreProcess) -> None:
    old = (await core.links(["anna"]))["anna"]
    new = (await core.links(["anna"]))["anna"]
    assert await refused(old) is ErrorCode.TOKEN_UNKNOWN
    async with raw_link(new) as raw:
        assert isinstance(await raw.enter(), Welcome)


async def test_an_expired_token(core_and_expired: tuple[CoreProcess, JoinLink]) -> None:
    assert await refused(core_and_expired[1]) is ErrorCode.TOKEN_EXPIRED


async def test_a_used_token_on_another_device(core: CoreProcess) -> None:
    link = await admitted(core, "boris")
    assert await refused(link, OTHER_DEVICE) is ErrorCode.TOKEN_USED
    assert await refused(link, OTHER_DEVICE) is ErrorCode.TOKEN_USED
    async with raw_link(link) as raw:
        assert isinstance(await raw.enter(DEVICE), Welcome)


@pytest.mark.parametrize("key", ["", "short", "x" * 5000])
async def test_a_key_that_is_none(core: CoreProcess, key: str) -> None:
    link = (await core.links(["anna"]))["anna"]
    assert await refused(link, key) is ErrorCode.MALFORMED


async def test_five_wrong_codes_lock_even_the_right_one_out(core: CoreProcess) -> None:
    link = (await core.links(["carla"], local=False))["carla"]
    async with raw_link(link) as raw:
        assert isinstance(await raw.enter(DEVICE), CodeRequired)
        right = newest_code(core.state / "outbox", "carla@example.org")
        wrong = f"{(int(right) + 1) % 1_000_000:06}"
        for tries_left in (4, 3, 2, 1):
            assert await raw.refusal(EnterCode(code=wrong)) is ErrorCode.CODE_WRONG
            status = await raw.hear()
            assert isinstance(status, CodeRequired)
            assert status.tries_left == tries_left
        assert await raw.refusal(EnterCode(code=wrong)) is ErrorCode.CODE_LOCKED
        assert await raw.hear() is None
    async with raw_link(link) as raw:
        prompt = await raw.enter(DEVICE)
        assert isinstance(prompt, CodeRequired)
        assert prompt.tries_left == 0
        assert await raw.refusal(EnterCode(code=right)) is ErrorCode.CODE_LOCKED
    async with raw_link(link) as raw:
        await raw.enter(DEVICE)
        assert await raw.refusal(ResendCode()) is ErrorCode.TOO_FAST


async def test_a_crash_gives_no_new_tries(core: CoreProcess) -> None:
    """What a crash would leave behind at that instant holds the count."""
    link = (await core.links(["dalia"], local=False))["dalia"]
    async with raw_link(link) as raw:
        await raw.enter(DEVICE)
        right = newest_code(core.state / "outbox", "dalia@example.org")
        wrong = f"{(int(right) + 1) % 1_000_000:06}"
        for _ in range(3):
            assert await raw.refusal(EnterCode(code=wrong)) is ErrorCode.CODE_WRONG
            await raw.hear()
    copy = core.state.parent / "copy"
    copy.mkdir()
    for path in core.state.glob("console.db*"):
        await asyncio.to_thread((copy / path.name).write_bytes, path.read_bytes())
    assert await tries_kept(copy / "console.db") == 3


async def tries_kept(database: Path) -> int:
    """Count the wrong tries that a database holds for Dalia."""
    store = Store.open(database)
    shelf = Shelf(store, KIND, Entrance)
    await shelf.load()
    await store.close()
    (code,) = shelf["dalia"].codes
    return code.tries


async def test_a_client_that_is_locked_out_says_so_and_may_be_started_again(core: CoreProcess) -> None:
    link = (await core.links(["anna"], local=False))["anna"]
    notes = Notes()
    client = ControlClient(link, DEVICE, "test", notes)

    def prompted(prompt: CodeRequired, error: ErrorCode | None) -> None:
        notes.prompts.append((prompt, error))
        right = newest_code(core.state / "outbox", "anna@example.org")
        client.enter_code(f"{(int(right) + 1) % 1_000_000:06}")

    notes.on_code_required = prompted  # type: ignore[method-assign]
    async with asyncio.timeout(20):
        await client.run()
    assert notes.states[-1] == (LinkState.CLOSED, ErrorCode.CODE_LOCKED)
    assert len(notes.prompts) == 5
    again = Notes()
    second = ControlClient(link, DEVICE, "test", again)
    async with asyncio.TaskGroup() as group:
        group.create_task(second.run())
        async with asyncio.timeout(20):
            while not again.prompts:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        await second.close()
    assert again.prompts[0][0].tries_left == 0
    assert again.prompts[0][0].resend_in_s <= 30.0
