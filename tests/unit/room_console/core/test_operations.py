"""What operators do beside the debate."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from common.control.joinlink import parse_join_link
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.patch import default_patch
from common.model.people import Role
from common.protocol.envelope import Bye
from common.protocol.operator import (
    AddPerson,
    EndMeeting,
    IssueLink,
    LinkIssued,
    SetPatch,
)
from common.protocol.view import Changes, PatchChanged
from room_console.core.control.gateway import Admitted
from tests.helpers.consolekit import ANNA, CHAIR, OLGA, ConsoleKit, console_kit, hello

HERE = "127.0.0.1"


@pytest_asyncio.fixture
async def kit(tmp_path: Path, no_task_left: None) -> AsyncIterator[ConsoleKit]:
    """Run a console."""
    async with console_kit(tmp_path / "state") as running:
        yield running


async def test_someone_new_is_registered_and_has_a_link_that_opens(kit: ConsoleKit) -> None:
    olga = await kit.attach(OLGA)
    message = AddPerson(ref=5, name="Mei Tanaka", delegation="Japan", role=Role.DELEGATE, email="mei@example.org")
    issued = await kit.desk.handle(olga, message)
    assert isinstance(issued, LinkIssued)
    assert issued.ref == 5
    link = parse_join_link(issued.link)
    assert (link.port, link.fingerprint) == (kit.console.address.port, kit.console.address.fingerprint)
    assert kit.state.people[issued.participant].name == "Mei Tanaka"
    assert (await kit.desk.enter(hello(link.token), HERE)).ref == 0  # type: ignore[union-attr]


async def test_a_person_without_a_name_is_malformed(kit: ConsoleKit) -> None:
    olga = await kit.attach(OLGA)
    message = AddPerson(ref=1, name="\n", delegation="", role=Role.DELEGATE)
    assert await kit.refusal(olga, message) is ErrorCode.MALFORMED


async def test_a_new_link_voids_the_old_one_and_closes_what_came_by_it(kit: ConsoleKit) -> None:
    olga, anna = await kit.attach(OLGA), await kit.attach(ANNA)
    first = await kit.desk.handle(olga, IssueLink(ref=1, participant=ANNA, is_local=True))
    assert isinstance(first, LinkIssued)
    assert anna.messages[-1] == Bye(ErrorCode.TOKEN_EXPIRED, may_return=False)
    second = await kit.desk.handle(olga, IssueLink(ref=2, participant=ANNA, is_local=True))
    assert isinstance(second, LinkIssued)
    assert isinstance(await kit.desk.enter(hello(parse_join_link(second.link).token), HERE), Admitted)
    with pytest.raises(ConferenceError) as refusal:
        await kit.desk.enter(hello(parse_join_link(first.link).token), HERE)
    assert refusal.value.code is ErrorCode.TOKEN_UNKNOWN


async def test_an_operators_new_link_for_themselves_reaches_them(kit: ConsoleKit) -> None:
    olga = await kit.attach(OLGA)
    assert isinstance(await kit.desk.handle(olga, IssueLink(ref=1, participant=OLGA)), LinkIssued)
    assert not olga.is_closed


async def test_nobody_gets_no_link(kit: ConsoleKit) -> None:
    olga = await kit.attach(OLGA)
    assert await kit.refusal(olga, IssueLink(ref=1, participant=ParticipantId("nobody"))) is ErrorCode.NOT_FOUND


async def test_a_patch_is_used_and_told_to_operators(kit: ConsoleKit) -> None:
    olga, chair = await kit.attach(OLGA), await kit.attach(CHAIR)
    patch = default_patch(8, 16, 2)
    assert await kit.desk.handle(olga, SetPatch(ref=1, patch=patch)) is None
    assert kit.hall.patch == patch
    told = [c for m in olga.messages if isinstance(m, Changes) for c in m.changes]
    assert PatchChanged(patch) in told
    assert not [c for m in chair.messages if isinstance(m, Changes) for c in m.changes if isinstance(c, PatchChanged)]
    wrong = replace(patch, floor_input=99)
    assert await kit.refusal(olga, SetPatch(ref=2, patch=wrong)) is ErrorCode.PATCH_INVALID
    assert kit.hall.patch == patch


async def test_the_end_is_told_to_the_console(kit: ConsoleKit) -> None:
    olga = await kit.attach(OLGA)
    assert await kit.desk.handle(olga, EndMeeting(ref=1)) is None
    await kit.console.wait_ended()
