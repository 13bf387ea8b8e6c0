"""The core put together: it starts, ends, comes back, and its parts are joined."""

import shutil
import socket
from pathlib import Path

import pytest

from common.control.joinlink import parse_join_link
from common.model.errors import ConferenceError, ErrorCode, MediaError
from common.model.ids import Revision
from common.model.people import Presence, Role
from common.protocol.envelope import Bye
from common.protocol.floor import RequestFloor
from common.protocol.media import SetMuted
from common.protocol.operator import EndMeeting
from common.protocol.view import Changes, Snapshot
from room_console.core.console import Console
from room_console.core.opening import OPERATOR, OPERATOR_LINK
from tests.helpers.consolekit import ANNA, BORIS, CHAIR, OLGA, ROLES, console_kit, heard, in_memory, settings
from tests.helpers.coreprocess import free_port, participants
from tests.helpers.logfail import LogWatch


def forget_database(state: Path) -> None:
    """Throw the database away, and nothing else."""
    for path in state.glob("console.db*"):
        path.unlink()


async def test_what_was_decided_is_there_after_a_restart_and_everyone_reconnecting(tmp_path: Path) -> None:
    async with console_kit(tmp_path) as kit:
        anna, chair = await kit.attach(ANNA), await kit.attach(CHAIR)
        request = await kit.grant(chair, anna)
        await kit.desk.handle(await kit.attach(BORIS), RequestFloor(ref=1))
        await kit.desk.handle(anna, SetMuted(ref=2, is_muted=True))
        instance = kit.desk.instance
        before = kit.state.speakers.ordered
    async with console_kit(tmp_path) as kit:
        assert kit.desk.instance != instance
        assert kit.state.speakers.ordered == before
        assert kit.state.speakers.granted[0].request == request
        assert kit.state.own[ANNA].is_muted
        assert kit.state.participants[ANNA].presence is Presence.RECONNECTING


async def test_nobody_is_on_air_after_a_restart_before_they_are_heard_again(tmp_path: Path) -> None:
    async with console_kit(tmp_path) as kit:
        anna, chair = await kit.attach(ANNA), await kit.attach(CHAIR)
        await kit.grant(chair, anna)
        await kit.speak(anna)
        await heard(kit, ANNA)
    async with console_kit(tmp_path) as kit:
        assert [r.is_on_air for r in kit.state.speakers.granted] == [False]
        await kit.speak(await kit.attach(ANNA))
        await heard(kit, ANNA)
        assert [r.is_on_air for r in kit.state.speakers.granted] == [True]


async def test_who_comes_back_in_another_role_gets_the_whole_view(tmp_path: Path) -> None:
    async with console_kit(tmp_path) as kit:
        await kit.attach(ANNA)
        await kit.attach(BORIS)
        seen = kit.conductor.meeting.revision
    async with console_kit(tmp_path, settings({**ROLES, ANNA: Role.CHAIR})) as kit:
        _, snapshot, *_ = (await kit.attach(ANNA, seen)).messages
        assert isinstance(snapshot, Snapshot)
        assert set(snapshot.view.own) == set(kit.state.people)
        _, changes, *_ = (await kit.attach(BORIS, seen)).messages
        assert isinstance(changes, Changes)
        _, old, *_ = (await kit.attach(OLGA, Revision(seen - 1))).messages
        assert isinstance(old, Snapshot)


async def test_the_operators_link_opens_a_new_database_behind_the_same_door(tmp_path: Path) -> None:
    port = free_port()
    async with console_kit(tmp_path, settings(port=port)) as kit:
        old = (tmp_path / OPERATOR_LINK).read_text()
        assert parse_join_link(old).fingerprint == kit.console.address.fingerprint
    forget_database(tmp_path)
    async with console_kit(tmp_path, settings(port=port)):
        link = parse_join_link((tmp_path / OPERATOR_LINK).read_text())
        assert link.token != parse_join_link(old).token
        async with participants({OPERATOR.participant: link}) as people:
            assert people[OPERATOR.participant].view.participants[OPERATOR.participant].presence is Presence.JOINED


async def test_an_operators_link_from_before_a_crash_at_the_first_start_is_replaced(tmp_path: Path) -> None:
    """A new database is opened and killed before the link of the old one was replaced."""
    port = free_port()
    async with console_kit(tmp_path, settings(port=port)):
        stale = (tmp_path / OPERATOR_LINK).read_text()
    forget_database(tmp_path)
    async with console_kit(tmp_path, settings(port=port)):
        pass
    (tmp_path / OPERATOR_LINK).write_text(stale)
    async with console_kit(tmp_path, settings(port=port)):
        text = (tmp_path / OPERATOR_LINK).read_text()
        assert text != stale
        async with participants({OPERATOR.participant: parse_join_link(text)}) as people:
            assert people[OPERATOR.participant].view


@pytest.mark.parametrize(("is_ended", "may_return"), [(True, False), (False, True)])
async def test_only_an_operators_end_is_for_good(tmp_path: Path, is_ended: bool, may_return: bool) -> None:
    async with console_kit(tmp_path) as kit:
        if is_ended:
            await kit.desk.handle(await kit.attach(OLGA), EndMeeting(ref=1))
        else:
            kit.console.end()
        await kit.console.wait_ended()
        said: list[object] = []
        server = kit.console._server
        assert server is not None
        stop = server.stop

        async def noted(last: Bye) -> None:
            said.append(last)
            await stop(last)

        server.stop = noted  # type: ignore[method-assign, assignment]
    assert said == [Bye(may_return=may_return)]


async def test_a_hall_that_does_not_start_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with in_memory() as made:
        console = Console(settings(), tmp_path)

    async def fail() -> None:
        raise MediaError(ErrorCode.MEDIA_FAILED, "no engine")

    monkeypatch.setattr(made[0][0], "start", fail)
    with pytest.raises(MediaError):
        await console.start()
    await console.stop()
    async with console_kit(tmp_path) as again:
        assert again.state.people


async def test_a_port_in_use_is_said_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, in_memory():
        console = Console(settings(port=taken.getsockname()[1]), tmp_path)
        with pytest.raises(ConferenceError) as failure:
            await console.start()
        assert failure.value.code is ErrorCode.UNREACHABLE
        await console.stop()
    shutil.rmtree(tmp_path)


async def test_two_cores_on_one_directory_are_one_too_many(tmp_path: Path, expects_logs: LogWatch) -> None:
    async with console_kit(tmp_path):
        with pytest.raises(ConferenceError) as failure, in_memory():
            Console(settings(), tmp_path)
        assert failure.value.code is ErrorCode.BUSY
