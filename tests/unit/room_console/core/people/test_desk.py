"""Files from the office: sent in pieces, shown, carried out; keys made and revoked."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from common.aio.clock import SystemClock
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Attendance, Role
from common.model.registration import Source
from common.protocol import people as messages
from room_console.core.people.applying import Imports
from room_console.core.people.decoding import MAX_FILE_BYTES
from room_console.core.people.desk import MOST_PIECE_BYTES, MOST_PLANS
from room_console.core.people.reading import read_csv
from tests.helpers.consolekit import OLGA, ConsoleKit, console_kit, settings
from tests.helpers.corestore import NotedConnection
from tests.helpers.peoplefile import people_csv


@pytest_asyncio.fixture
async def kit(tmp_path: Path, no_task_left: None) -> AsyncIterator[ConsoleKit]:
    """Run a console with an operator alone."""
    async with console_kit(tmp_path / "state", settings({OLGA: Role.OPERATOR})) as running:
        yield running


async def upload(kit: ConsoleKit, olga: NotedConnection, data: bytes) -> messages.ImportPreview:
    """Send a file in pieces."""
    for offset in range(0, len(data), MOST_PIECE_BYTES):
        piece = data[offset : offset + MOST_PIECE_BYTES]
        is_last = offset + len(piece) == len(data)
        answer = await kit.desk.handle(olga, messages.UploadPeople(ref=1, offset=offset, data=piece, is_last=is_last))
    assert isinstance(answer, messages.ImportPreview)
    return answer


async def apply(kit: ConsoleKit, olga: NotedConnection, plan: int, **how: bool) -> messages.ImportDone:
    """Carry out what was shown."""
    done = await kit.desk.handle(olga, messages.ApplyImport(ref=2, plan=plan, **how))
    assert isinstance(done, messages.ImportDone)
    return done


async def test_a_file_is_shown_then_carried_out_and_again_changes_nothing(kit: ConsoleKit) -> None:
    olga = await kit.attach(OLGA)
    before = kit.conductor.meeting.revision
    shown = await upload(kit, olga, people_csv(600, 50))
    assert (shown.new, shown.changed, shown.same, shown.faults) == (600, 0, 0, 0)
    assert kit.conductor.meeting.revision == before
    assert (await apply(kit, olga, shown.plan)).done == 600
    assert (kit.state.headcount.listed, kit.state.headcount.active) == (600, 50)
    after = kit.conductor.meeting.revision
    again = await upload(kit, olga, people_csv(600, 50))
    assert (again.new, again.changed, again.same) == (0, 0, 600)
    assert (await apply(kit, olga, again.plan)).done == 0
    assert kit.conductor.meeting.revision == after


async def test_the_lines_come_some_at_a_time_before_the_counts(kit: ConsoleKit) -> None:
    olga = await kit.attach(OLGA)
    await upload(kit, olga, people_csv(450, 0))
    pages = [m for m in olga.messages if isinstance(m, messages.ImportEntries)]
    assert [len(page.new) for page in pages] == [200, 200, 50]
    assert (pages[0].new[0].line, pages[0].new[0].name) == (2, "Anna Keller 0")


async def test_who_is_missing_is_taken_off_only_when_that_is_asked_for(kit: ConsoleKit) -> None:
    olga = await kit.attach(OLGA)
    await apply(kit, olga, (await upload(kit, olga, people_csv(60, 5))).plan)
    less = people_csv(60, 5, skip=range(10, 35))
    shown = await upload(kit, olga, less)
    assert shown.missing == 25
    assert (await apply(kit, olga, shown.plan)).removed == 0
    shown = await upload(kit, olga, less)
    assert (await apply(kit, olga, shown.plan, removes_missing=True)).removed == 25
    assert kit.state.headcount.listed == 35


async def test_lines_with_faults_stop_the_whole_unless_they_are_passed_over(kit: ConsoleKit) -> None:
    olga = await kit.attach(OLGA)
    data = people_csv(30, 0).replace(b"person.7@example.org", b"person.7")
    shown = await upload(kit, olga, data)
    assert (shown.faults, shown.new) == (1, 29)
    assert await kit.refusal(olga, messages.ApplyImport(ref=2, plan=shown.plan)) is ErrorCode.MALFORMED
    gone = messages.ApplyImport(ref=2, plan=shown.plan, is_partial=True, removes_missing=True)
    assert await kit.refusal(olga, gone) is ErrorCode.MALFORMED
    done = await apply(kit, olga, shown.plan, is_partial=True)
    assert (done.done, done.refused) == (29, 1)


async def test_a_late_swap_outlives_the_same_file_and_a_restart(tmp_path: Path, no_task_left: None) -> None:
    people = {OLGA: Role.OPERATOR}
    async with console_kit(tmp_path / "state", settings(people)) as kit:
        olga = await kit.attach(OLGA)
        await apply(kit, olga, (await upload(kit, olga, people_csv(5, 0))).plan)
        who = next(p.participant for p in kit.state.people.values() if p.key == "R-00001")
        assert kit.state.people[who].attendance is Attendance.REMOTE
        await kit.desk.handle(olga, messages.SwapAttendance(ref=3, participant=who, attendance=Attendance.ON_SITE))
    async with console_kit(tmp_path / "state", settings(people)) as kit:
        olga = await kit.attach(OLGA)
        shown = await upload(kit, olga, people_csv(5, 0))
        assert (shown.same, shown.changed, shown.warnings) == (5, 0, 1)
        await apply(kit, olga, shown.plan)
        assert kit.state.people[who].attendance is Attendance.ON_SITE


async def test_a_preview_is_for_once_and_not_for_long(kit: ConsoleKit) -> None:
    olga = await kit.attach(OLGA)
    plans = [(await upload(kit, olga, people_csv(2, 0))).plan for _ in range(MOST_PLANS + 1)]
    assert await kit.refusal(olga, messages.ApplyImport(ref=2, plan=plans[0])) is ErrorCode.NOT_FOUND
    await apply(kit, olga, plans[-1])
    assert await kit.refusal(olga, messages.ApplyImport(ref=2, plan=plans[-1])) is ErrorCode.NOT_FOUND


async def test_a_plan_is_carried_out_by_one_alone_and_again_where_that_failed(kit: ConsoleKit) -> None:
    olga = await kit.attach(OLGA)
    shown = await upload(kit, olga, people_csv(20, 0).replace(b"person.7@example.org", b"person.7"))
    wanted = messages.ApplyImport(ref=2, plan=shown.plan)
    refusals = tuple(await asyncio.gather(kit.refusal(olga, wanted), kit.refusal(olga, wanted)))
    assert refusals == (ErrorCode.MALFORMED, ErrorCode.NOT_FOUND)
    assert (await apply(kit, olga, shown.plan, is_partial=True)).done == 19


async def test_a_removal_that_is_refused_is_told_as_any_refusal(kit: ConsoleKit) -> None:
    class Refusing:
        turn = asyncio.Lock()

        async def remove(self, participant: ParticipantId, by: ParticipantId | None, source: Source) -> None:
            raise ConferenceError(ErrorCode.DISK)

    olga = await kit.attach(OLGA)
    await apply(kit, olga, (await upload(kit, olga, people_csv(20, 0))).plan)
    imports = Imports(kit.conductor, Refusing(), SystemClock())
    less = await imports.read(read_csv, people_csv(20, 0, skip=range(5)))
    with pytest.raises(ConferenceError) as refusal:
        await imports.apply(less, OLGA, Source.OFFICE, removes_missing=True)
    assert refusal.value.code is ErrorCode.DISK


async def test_pieces_follow_each_other_and_are_no_larger_than_said(kit: ConsoleKit) -> None:
    olga = await kit.attach(OLGA)

    async def refused(offset: int, data: bytes) -> ErrorCode:
        return await kit.refusal(olga, messages.UploadPeople(ref=1, offset=offset, data=data))

    assert await refused(5, b"x") is ErrorCode.UNEXPECTED
    assert await refused(0, b"x" * (MOST_PIECE_BYTES + 1)) is ErrorCode.UNEXPECTED
    await kit.desk.handle(olga, messages.UploadPeople(ref=1, offset=0, data=b"key"))
    assert await refused(2, b"x") is ErrorCode.UNEXPECTED
    for offset in range(3, MAX_FILE_BYTES - MOST_PIECE_BYTES, MOST_PIECE_BYTES):
        await kit.desk.handle(olga, messages.UploadPeople(ref=1, offset=offset, data=b"x" * MOST_PIECE_BYTES))
    assert await refused(offset + MOST_PIECE_BYTES, b"x" * MOST_PIECE_BYTES) is ErrorCode.TOO_LARGE
    kit.desk.detached(olga)


async def test_a_file_that_is_none_is_shown_as_such(kit: ConsoleKit) -> None:
    olga = await kit.attach(OLGA)
    shown = await upload(kit, olga, b"PK\x03\x04\x00\x00")
    assert shown.faults == 1
    assert await kit.refusal(olga, messages.ApplyImport(ref=2, plan=shown.plan)) is ErrorCode.NOT_FOUND


async def test_a_key_is_told_once_and_listed_without_its_secret(kit: ConsoleKit) -> None:
    olga = await kit.attach(OLGA)
    made = await kit.desk.handle(olga, messages.MakeApiKey(ref=1, label=" Badge  office "))
    assert isinstance(made, messages.ApiKeyMade)
    listed = [m for m in olga.messages if isinstance(m, messages.ApiKeys)]
    assert [[key.label for key in m.keys] for m in listed] == [[], ["Badge office"]]
    assert made.key not in str(listed)
    await kit.desk.handle(olga, messages.RevokeApiKey(ref=2, id=listed[-1].keys[0].id))
    assert [m for m in olga.messages if isinstance(m, messages.ApiKeys)][-1].keys == ()
    assert await kit.refusal(olga, messages.RevokeApiKey(ref=3, id="none")) is ErrorCode.NOT_FOUND
    assert await kit.refusal(olga, messages.MakeApiKey(ref=4, label="\u202ex")) is ErrorCode.MALFORMED
