"""A report that was answered is there after kill -9, whichever link it came by; staff who come see it."""

import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from common.aio.tasks import TaskOwner, spawn
from common.control.client import ControlClient
from common.control.joinlink import JoinLink
from common.control.listener import LinkState
from common.model.ids import ParticipantId
from common.model.people import Role
from common.protocol.checks import ListReadiness, Readiness, ReadinessHistory, SubmitReport
from common.protocol.envelope import Done
from tests.helpers.control import Notes, until
from tests.helpers.coreprocess import CoreProcess, Participant, core_process, participants
from tests.helpers.reports import a_report

PEOPLE = {"anna": Role.DELEGATE, "boris": Role.DELEGATE, "chair": Role.CHAIR}
BORIS = ParticipantId("boris")
WAIT_S = 20.0


@contextlib.asynccontextmanager
async def check_link(link: JoinLink) -> AsyncIterator[tuple[ControlClient, Notes]]:
    """Attach for the checks alone, from a device that no code was ever entered on."""
    owner, notes = TaskOwner("check"), Notes()
    client = ControlClient(link, "a-device-that-was-never-seen-before", "check", notes, is_check=True)
    spawn(client.run(), name="check link", owner=owner)
    try:
        await until(lambda: client.state is LinkState.ATTACHED, WAIT_S)
        yield client, notes
    finally:
        await client.close()
        await owner.cancel_all()


def told(staff: Participant) -> dict[ParticipantId, object]:
    """Return the newest report of each, as somebody of the staff was told."""
    newest: dict[ParticipantId, object] = {}
    for message in staff.watcher.messages:
        if isinstance(message, Readiness):
            newest |= message.reports
    return newest


@pytest.mark.timeout(120)
async def test_what_was_answered_is_there_after_a_kill(tmp_path: Path) -> None:
    core = CoreProcess(tmp_path, PEOPLE)
    async with core_process(core):
        remote = await core.links(["boris"], local=False)
        async with participants(await core.links(["anna", "chair"])) as people:
            async with check_link(remote["boris"]) as (checking, notes):
                for client, mbps in ((people["anna"].client, 11.0), (checking, 22.0)):
                    answer = await client.request(SubmitReport(report=a_report(down_mbps=mbps)))
                    assert isinstance(answer, Done)
                core.kill()
                assert (notes.views, notes.prompts) == ([], []), "no view, and no code was asked for"
            killed_mono_s = time.monotonic()
            chair = people["chair"]
            chair.watcher.messages.clear()
            core.start()
            await chair.wait_welcome(killed_mono_s, WAIT_S)
            await until(lambda: len(told(chair)) == 2, WAIT_S)
            assert told(chair) == {"anna": a_report(down_mbps=11.0), "boris": a_report(down_mbps=22.0)}
            history = await chair.client.request(ListReadiness(participant=BORIS))
            assert isinstance(history, ReadinessHistory)
            assert history.reports == (a_report(down_mbps=22.0),)
