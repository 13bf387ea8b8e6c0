"""A meeting that is over, and a core that is only restarted: what those who are in are told."""

from pathlib import Path

from common.control.joinlink import parse_join_link
from common.control.listener import LinkState
from common.model.people import Role
from common.protocol.envelope import Done
from common.protocol.operator import EndMeeting
from room_console.rehearsal.staff import StaffLink
from tests.helpers.control import until
from tests.helpers.coreprocess import CoreProcess, core_process, participants

PEOPLE = {"anna": Role.DELEGATE}
END_TIMEOUT_S = 8.0


async def test_a_core_stopped_by_the_system_is_come_back_to(tmp_path: Path) -> None:
    async with core_process(CoreProcess(tmp_path, PEOPLE)) as core, participants(await core.links(PEOPLE)) as people:
        anna = people["anna"]
        assert await core.stop() == 0
        await until(lambda: anna.client.state is LinkState.RECONNECTING)
        core.start()
        await anna.wait_welcome(core.started_mono_s)
        assert LinkState.CLOSED not in [state for state, _ in anna.watcher.states]


async def test_a_meeting_that_an_operator_ends_is_over_for_all(tmp_path: Path) -> None:
    async with core_process(CoreProcess(tmp_path, PEOPLE)) as core, participants(await core.links(PEOPLE)) as people:
        anna = people["anna"]
        link = parse_join_link(core.operator_link.read_text(encoding="utf-8"))
        async with StaffLink(link) as operator:
            assert isinstance(await operator.client.request(EndMeeting()), Done)
            await until(lambda: not core.is_running, END_TIMEOUT_S)
        assert await core.stop() == 0
        assert anna.watcher.states[-1] == (LinkState.CLOSED, None)
