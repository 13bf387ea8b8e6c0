"""The desk of what happened."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from common.aio.clock import ManualClock
from common.model.chronicle import Deeds, SpeakingTime, TimeBy
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import Revision
from common.model.people import Role, may
from common.model.rooms import CaseId, Trouble
from common.protocol.chronicle import AskJournal, AskSpeakingTime, JournalPage, SpeakingTimes
from common.protocol.envelope import Message, Request
from room_console.core.audience import Audience
from room_console.core.chronicle.desk import MOST_AT_ONCE, ChronicleDesk
from room_console.core.desk import Desk
from room_console.core.meeting.helpevents import HelpCaseOpened
from tests.helpers.chronicled import Chronicle, a_debate
from tests.helpers.control import until
from tests.helpers.corestore import NotedConnection
from tests.helpers.playbook import ANNA, CHAIR, OLGA
from tests.helpers.recordkit import keep


class Rig:
    """The desk over the journal of a debate, and the chair and the operator who ask."""

    def __init__(self, database: Path, debate: Chronicle) -> None:
        self.audience = Audience(Revision(0))
        self.chair = NotedConnection(CHAIR, Role.CHAIR)
        self.audience.add(self.chair)
        clock = ManualClock(debate.room.now_ms)
        self.desk = ChronicleDesk(database, lambda: debate.room.meeting.state, self.audience, clock)

        self.operator = NotedConnection(OLGA, Role.OPERATOR)

    async def ask(self, message: Request, by: NotedConnection | None = None) -> Message | None:
        return await self.desk.answers[type(message)].handler(by or self.chair, message)

    async def page(self, by: NotedConnection | None = None, **asked: object) -> JournalPage:
        answer = await self.ask(AskJournal(ref=1, **asked), by)  # type: ignore[arg-type]
        assert isinstance(answer, JournalPage)
        return answer


@pytest_asyncio.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    debate = a_debate()
    made = Rig(await keep(tmp_path / "state", debate.entries), debate)
    yield made
    await made.desk.stop()


async def test_the_newest_is_told_first(rig: Rig) -> None:
    page = await rig.page()
    assert [line.deed for line in page.lines[:2]] == ["went_on_air", "floor_given"]
    assert page.before is None


async def test_it_is_filtered_by_kind_and_by_whom_it_concerns(rig: Rig) -> None:
    assert {line.deeds for line in (await rig.page(deeds=Deeds.FLOOR)).lines} == {Deeds.FLOOR}
    found = (await rig.page(text=" boRIS ")).lines
    assert found
    assert all("boris" in (line.by, line.participant) for line in found)
    assert (await rig.page(text="nobody of this name")).lines == ()


async def test_a_chair_reads_nothing_of_calls_for_help(rig: Rig, tmp_path: Path) -> None:
    debate = a_debate()
    now_ms, state = debate.room.now_ms, debate.room.meeting.state
    called = HelpCaseOpened(CaseId(1), ANNA, Trouble.MICROPHONE, ANNA, now_ms)
    database = await keep(tmp_path / "helped", [*debate.entries, (now_ms, called)])
    rig.desk = ChronicleDesk(database, lambda: state, rig.audience, ManualClock(now_ms))
    assert (await rig.page(rig.operator)).lines[0].deeds is Deeds.HELP
    assert (await rig.page(rig.operator, deeds=Deeds.HELP)).lines
    assert Deeds.HELP not in {line.deeds for line in (await rig.page()).lines}
    with pytest.raises(ConferenceError) as caught:
        await rig.page(deeds=Deeds.HELP)
    assert caught.value.code is ErrorCode.NOT_ALLOWED


async def test_only_so_many_read_at_once(rig: Rig) -> None:
    answers = await asyncio.gather(*(rig.page() for _ in range(MOST_AT_ONCE + 1)), return_exceptions=True)
    refused = [one for one in answers if isinstance(one, ConferenceError)]
    assert [one.code for one in refused] == [ErrorCode.BUSY]
    assert (await rig.page()).lines


async def test_speaking_time_is_told_when_it_is_read(rig: Rig) -> None:
    assert await rig.ask(AskSpeakingTime(ref=2, by=TimeBy.GROUP, session=1)) is None
    with pytest.raises(ConferenceError) as caught:
        await rig.ask(AskSpeakingTime(ref=3, by=TimeBy.GROUP))
    assert caught.value.code is ErrorCode.BUSY
    await until(lambda: rig.chair.messages, 30.0)
    told = rig.chair.messages[-1]
    assert isinstance(told, SpeakingTimes)
    assert (told.by, told.session, told.error) == (TimeBy.GROUP, 1, None)
    assert told.times[0] == SpeakingTime("The Group", 1, 90_000)


async def test_no_such_session(rig: Rig) -> None:
    with pytest.raises(ConferenceError) as caught:
        await rig.ask(AskSpeakingTime(ref=2, by=TimeBy.KIND, session=9))
    assert caught.value.code is ErrorCode.NOT_FOUND


@pytest.mark.parametrize("role", list(Role))
async def test_it_is_for_those_who_conduct_only(rig: Rig, role: Role) -> None:
    desk: Desk = rig.desk
    is_staff = role in (Role.CHAIR, Role.SECRETARIAT, Role.OPERATOR)
    assert {may(role, answer.needs) for answer in desk.answers.values()} == {is_staff}
