"""Reports: what is let in, kept before it is answered, and told to whom."""

import asyncio
import math
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import msgspec
import pytest
import pytest_asyncio

from common.aio.clock import ManualClock
from common.aio.tasks import TaskOwner, spawn
from common.model.checks import CheckName, CheckResult, Finding, ReadinessReport, Verdict
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId, Revision
from common.model.people import Role
from common.protocol.checks import MAX_RESULTS, MAX_TEXT, ListReadiness, Readiness, SubmitReport
from common.protocol.codec import MAX_EVENT_BYTES
from room_console.core.audience import Audience
from room_console.core.readinessdesk import GATHER_S, MAX_REPORT_BYTES, REPORT_BURST, REPORTS_A_MESSAGE, ReadinessDesk
from tests.helpers.corestore import NotedConnection
from tests.helpers.logfail import LogWatch
from tests.helpers.reports import BAD_MBPS, a_report, a_whole_report

ANNA, BORIS, CHAIR, OLGA = (ParticipantId(name) for name in ("anna", "boris", "chair", "olga"))
STRANGER = ParticipantId("stranger")


@dataclass
class ReportsInMemory:
    """A `ReportStore` that can be full, and slow while `may_write` is clear."""

    rows: list[tuple[ParticipantId, int, bytes]] = field(default_factory=list)
    is_full: bool = False
    may_write: asyncio.Event = field(default_factory=asyncio.Event)

    async def put_report(self, participant: ParticipantId, at_ms: int, report: bytes) -> int:
        await self.may_write.wait()
        if self.is_full:
            raise ConferenceError(ErrorCode.DISK, "full")
        self.rows.append((participant, len(self.rows) + 1, report))
        return len(self.rows)

    async def newest_reports(self) -> list[tuple[ParticipantId, int, bytes]]:
        return list({row[0]: row for row in self.rows}.values())

    async def reports_of(self, participant: ParticipantId) -> list[bytes]:
        return [data for who, _, data in reversed(self.rows) if who == participant]


@dataclass
class Desk:
    """A desk at which anybody but the stranger is known."""

    store: ReportsInMemory = field(default_factory=ReportsInMemory)
    clock: ManualClock = field(default_factory=ManualClock)
    audience: Audience = field(default_factory=lambda: Audience(Revision(0)))

    def __post_init__(self) -> None:
        self.store.may_write.set()
        self.desk = ReadinessDesk(self.store, self.audience, lambda who: who != STRANGER, self.clock)

    async def submit(self, who: ParticipantId, report: ReadinessReport) -> None:
        await self.desk.submit(who, SubmitReport(ref=1, report=report))

    async def refusal(self, who: ParticipantId, report: ReadinessReport) -> ConferenceError:
        with pytest.raises(ConferenceError) as caught:
            await self.submit(who, report)
        return caught.value

    def enter(self, who: ParticipantId, role: Role) -> NotedConnection:
        connection = NotedConnection(who, role)
        self.audience.add(connection)
        return connection

    async def history(self, who: ParticipantId) -> tuple[ReadinessReport, ...]:
        return (await self.desk.history(ListReadiness(ref=1, participant=who))).reports


def told(connection: NotedConnection) -> list[dict[ParticipantId, ReadinessReport]]:
    return [message.reports for message in connection.messages if isinstance(message, Readiness)]


@pytest_asyncio.fixture
async def made(no_task_left: None) -> AsyncIterator[Desk]:
    desk = Desk()
    await desk.desk.start()
    yield desk
    await desk.desk.stop()


async def test_a_report_is_kept_before_it_is_answered(made: Desk) -> None:
    made.store.may_write.clear()
    owner = TaskOwner("test")
    submitting = spawn(made.submit(ANNA, a_report()), "submit", owner)
    await asyncio.sleep(0.01)
    assert not submitting.done()
    made.store.may_write.set()
    await submitting
    assert await made.history(ANNA) == (a_report(),)


async def test_one_that_can_not_be_kept_is_refused_and_told_to_nobody(made: Desk) -> None:
    olga = made.enter(OLGA, Role.OPERATOR)
    made.store.is_full = True
    assert (await made.refusal(ANNA, a_report())).code is ErrorCode.DISK
    await made.clock.elapse(2 * GATHER_S)
    assert told(olga) == []
    assert await made.history(ANNA) == ()


async def test_staff_are_told_the_newest_together_and_nobody_else_is(made: Desk) -> None:
    chair, olga = made.enter(CHAIR, Role.CHAIR), made.enter(OLGA, Role.OPERATOR)
    others = [made.enter(ANNA, Role.DELEGATE), made.enter(BORIS, Role.INTERPRETER)]
    await made.submit(ANNA, a_report())
    await made.submit(ANNA, a_report(down_mbps=BAD_MBPS))
    await made.submit(BORIS, a_report())
    await made.clock.elapse(GATHER_S)
    assert told(chair) == told(olga) == [{ANNA: a_report(down_mbps=BAD_MBPS), BORIS: a_report()}]
    assert [told(other) for other in others] == [[], []]
    await made.clock.elapse(10 * GATHER_S)
    assert len(told(olga)) == 1, "nothing has changed since"


async def test_a_link_that_dies_meanwhile_takes_no_report_along(made: Desk) -> None:
    olga = made.enter(OLGA, Role.OPERATOR)
    made.store.may_write.clear()
    owner = TaskOwner("test")
    spawn(made.submit(ANNA, a_report()), "submit", owner)
    await asyncio.sleep(0.01)
    await owner.cancel_all()
    made.store.may_write.set()
    await made.clock.elapse(GATHER_S)
    assert told(olga) == [{ANNA: a_report()}]


async def test_history_is_newest_first_and_only_of_the_known(made: Desk) -> None:
    reports = [a_report(down_mbps=float(n)) for n in range(3)]
    for report in reports:
        await made.submit(ANNA, report)
    assert await made.history(ANNA) == tuple(reversed(reports))
    assert await made.history(BORIS) == ()
    with pytest.raises(ConferenceError) as unknown:
        await made.history(STRANGER)
    assert unknown.value.code is ErrorCode.NOT_FOUND
    assert (await made.refusal(STRANGER, a_report())).code is ErrorCode.NOT_FOUND


async def test_a_few_a_minute_and_then_a_wait_for_each_by_themselves(made: Desk) -> None:
    for _ in range(REPORT_BURST):
        await made.submit(ANNA, a_report())
    refused = await made.refusal(ANNA, a_report())
    assert refused.code is ErrorCode.TOO_FAST
    assert refused.retry_after_s is not None
    await made.submit(BORIS, a_report())
    made.clock.advance(refused.retry_after_s + 0.001)
    await made.submit(ANNA, a_report())
    assert (await made.refusal(ANNA, a_report())).code is ErrorCode.TOO_FAST


RESULT = CheckResult(CheckName.JITTER, Verdict.PASS, Finding.GOOD, 3.0)


@pytest.mark.parametrize(
    ("report", "code"),
    [
        (replace(a_report(), results=(RESULT,) * (MAX_RESULTS + 1)), ErrorCode.TOO_LARGE),
        (a_report(text="x" * (MAX_TEXT + 1)), ErrorCode.TOO_LARGE),
        (replace(a_report(), app="x" * (MAX_TEXT + 1)), ErrorCode.TOO_LARGE),
        (replace(a_report(), system="x" * (MAX_TEXT + 1)), ErrorCode.TOO_LARGE),
        (
            replace(a_report(), results=(replace(RESULT, text="\U0001f600" * MAX_TEXT),) * MAX_RESULTS),
            ErrorCode.TOO_LARGE,
        ),
        (a_report(down_mbps=math.nan), ErrorCode.MALFORMED),
        (a_report(down_mbps=-math.inf), ErrorCode.MALFORMED),
    ],
)
async def test_what_is_no_honest_report_is_refused(made: Desk, report: ReadinessReport, code: ErrorCode) -> None:
    assert (await made.refusal(ANNA, report)).code is code
    assert made.store.rows == []


async def test_the_largest_that_is_let_in_is_kept(made: Desk) -> None:
    await made.submit(ANNA, replace(a_report(), results=(replace(RESULT, text="x" * MAX_TEXT),) * MAX_RESULTS))
    assert len(made.store.rows[0][2]) <= MAX_REPORT_BYTES


async def test_a_name_that_breaks_the_line_is_mended(made: Desk) -> None:
    await made.submit(ANNA, a_report(text="Head\u202eset\n\x07 one"))
    (report,) = await made.history(ANNA)
    assert report.results[-1].text == "Headset one"


@pytest.mark.parametrize("made_at_ms", [-1, 0, 4_000_000_000_000])
async def test_a_clock_that_is_wrong_dates_no_report(made: Desk, made_at_ms: int) -> None:
    await made.submit(ANNA, a_report(made_at_ms))
    (report,) = await made.history(ANNA)
    assert report.made_at_ms == made.clock.now_ms()


async def test_a_member_of_the_staff_who_comes_is_told_all_in_parts_that_fit(made: Desk) -> None:
    everybody = [ParticipantId(f"p-{n}") for n in range(3 * REPORTS_A_MESSAGE + 1)]
    for who in (*everybody, STRANGER):
        made.store.rows.append((who, len(made.store.rows) + 1, msgspec.json.encode(a_whole_report())))
    await made.desk.stop()
    await made.desk.start()
    olga = made.enter(OLGA, Role.OPERATOR)
    made.desk.greet(olga)
    await made.clock.elapse(0)
    assert [len(reports) for reports in told(olga)] == [REPORTS_A_MESSAGE] * 3 + [1]
    assert set().union(*told(olga)) == set(everybody), "who is registered no more is not told"
    assert REPORTS_A_MESSAGE * MAX_REPORT_BYTES < MAX_EVENT_BYTES


async def test_one_who_goes_again_meanwhile_is_told_no_more(made: Desk) -> None:
    await made.submit(ANNA, a_report())
    olga = made.enter(OLGA, Role.OPERATOR)
    made.desk.greet(olga)
    made.audience.remove(olga)
    await made.clock.elapse(0)
    assert told(olga) == []


async def test_a_kept_report_that_can_not_be_read_costs_no_other(made: Desk, expects_logs: LogWatch) -> None:
    good = msgspec.json.encode(a_report())
    made.store.rows += [(ANNA, 1, b'{"made_at_ms": "?"}'), (BORIS, 2, good)]
    expects_logs("a kept report can't be read")
    await made.desk.stop()
    await made.desk.start()
    assert await made.history(ANNA) == ()
    olga = made.enter(OLGA, Role.OPERATOR)
    made.desk.greet(olga)
    await made.clock.elapse(0)
    assert told(olga) == [{BORIS: a_report()}]
