"""Who asks to measure gets a ticket, a key and the relays; who must wait is told how long."""

from collections.abc import AsyncIterator
from pathlib import Path
from unittest.mock import patch

import msgspec
import pytest
import pytest_asyncio

from common.model.errors import ConferenceError, ErrorCode, MediaError
from common.model.ids import ParticipantId
from common.model.people import Role
from common.protocol.checks import CheckAccess, StartCheck
from common.protocol.envelope import Bye
from common.rtc.probe import KEY_BYTES
from room_console.core.control.ndt7.runs import Direction
from room_console.core.measuring import RELAY_S
from tests.helpers.consolekit import ANNA, BORIS, OLGA, OTTO, ConsoleKit, console_kit, hello, settings
from tests.helpers.corestore import NotedConnection

CLEO, DORA = ParticipantId("cleo"), ParticipantId("dora")


@pytest_asyncio.fixture
async def kit(tmp_path: Path, no_task_left: None) -> AsyncIterator[ConsoleKit]:
    """Run a console where one may measure at once, and which has a relay."""
    secret = tmp_path / "secret"
    secret.touch(mode=0o600)
    secret.write_text("shared with the relay")
    roles = {ANNA: Role.DELEGATE, BORIS: Role.DELEGATE, OTTO: Role.OBSERVER, OLGA: Role.OPERATOR}
    made = settings(roles)
    media = msgspec.structs.replace(
        made.media, relay_urls=("turn:relay.example.org?transport=udp",), relay_secret_file=str(secret)
    )
    readiness = msgspec.structs.replace(made.readiness, most_at_once=1)
    async with console_kit(
        tmp_path / "state", msgspec.structs.replace(made, media=media, readiness=readiness)
    ) as running:
        yield running


async def check_link(kit: ConsoleKit, who: ParticipantId) -> NotedConnection:
    """Open a link for the checks alone."""
    connection = NotedConnection(who, kit.state.people[who].role)
    await kit.desk.attached(connection, msgspec.structs.replace(hello(""), is_check=True), None)
    return connection


async def access(kit: ConsoleKit, connection: NotedConnection) -> CheckAccess:
    """Ask to measure, and may."""
    answer = await kit.desk.handle(connection, StartCheck(ref=5))
    assert isinstance(answer, CheckAccess)
    return answer


async def test_the_answer_has_all_that_measuring_needs(kit: ConsoleKit) -> None:
    given = await access(kit, await check_link(kit, ANNA))
    assert given.ref == 5
    assert len(bytes.fromhex(given.probe_key)) == KEY_BYTES
    assert 30 <= given.expires_in_s <= 60
    (relay,) = given.ice_servers
    expires_s = int((relay.username or "").partition(":")[0])
    assert abs(expires_s - kit.operations.now_ms() / 1000 - RELAY_S) < 5
    assert given.ticket not in repr(given)
    assert given.probe_key not in repr(given)


@pytest.mark.parametrize("who", [ANNA, OTTO, OLGA])
async def test_every_role_may_measure_on_either_link(kit: ConsoleKit, who: ParticipantId) -> None:
    checking = await check_link(kit, who)
    first = await access(kit, checking)
    second = await access(kit, await kit.attach(who))
    assert first.ticket != second.ticket
    assert first.probe_key != second.probe_key


async def test_others_wait_their_turn(kit: ConsoleKit) -> None:
    anna, boris = await check_link(kit, ANNA), await kit.attach(BORIS)
    await access(kit, anna)
    with pytest.raises(ConferenceError) as refusal:
        await kit.desk.handle(boris, StartCheck(ref=1))
    assert refusal.value.code is ErrorCode.BUSY
    assert (refusal.value.retry_after_s or 0) >= 1
    kit.desk.detached(anna)
    await access(kit, boris)


async def test_a_link_that_closes_ends_only_the_run_that_it_asked_for(kit: ConsoleKit) -> None:
    first, joined = await check_link(kit, ANNA), await kit.attach(ANNA)
    await access(kit, first)
    given = await access(kit, joined)
    kit.desk.detached(first)
    kit.console._runs.begin(Direction.UPLOAD, given.ticket).end()
    kit.desk.detached(joined)
    with pytest.raises(ConferenceError):
        kit.console._runs.begin(Direction.DOWNLOAD, given.ticket)


async def test_who_gives_up_waiting_holds_nobody_up(kit: ConsoleKit) -> None:
    anna, boris, otto = [await check_link(kit, who) for who in (ANNA, BORIS, OTTO)]
    await access(kit, anna)
    for waiting in (boris, otto):
        assert await kit.refusal(waiting, StartCheck(ref=1)) is ErrorCode.BUSY
    kit.desk.detached(anna)
    kit.desk.detached(boris)
    await access(kit, otto)


async def test_one_check_link_a_participant(kit: ConsoleKit) -> None:
    older, newer = await check_link(kit, ANNA), await check_link(kit, ANNA)
    assert older.messages[-1] == Bye(ErrorCode.ALREADY, may_return=False)
    assert await kit.refusal(older, StartCheck(ref=1)) is ErrorCode.UNEXPECTED
    kit.desk.detached(older)
    await access(kit, newer)


async def test_where_media_fail_nobody_keeps_the_place(kit: ConsoleKit) -> None:
    anna, boris = await check_link(kit, ANNA), await check_link(kit, BORIS)

    async def fail(key: bytes, lifetime_s: float) -> tuple[str, ...]:
        raise MediaError(ErrorCode.MEDIA_FAILED)

    with patch.object(kit.engine, "allow_probe", fail):
        assert await kit.refusal(anna, StartCheck(ref=1)) is ErrorCode.MEDIA_FAILED
    await access(kit, boris)
