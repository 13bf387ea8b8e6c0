"""The network check against a real console: it measures, gives way at any instant, and says what has gone wrong."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from common.aio.tasks import TaskOwner, spawn
from common.control.joinlink import JoinLink
from common.model.checks import AREAS, Area, CheckName, CheckResult, Finding, Verdict
from common.model.media import MediaPath
from common.model.people import Role
from delegate_app.core.checks.network import NetworkCheck, NetworkProgress, media_path
from delegate_app.core.checks.network.checklink import Ask
from tests.helpers.control import until
from tests.helpers.coreprocess import CoreProcess, core_process, participants

pytestmark = [pytest.mark.flaky(reruns=2), pytest.mark.patient]
LONGEST_S = 30.0
GIVE_WAY_S = 4.0
UNJUDGED = frozenset({CheckName.RELAY_UDP, CheckName.RELAY_TCP, CheckName.RELAY_TLS})
Results = dict[CheckName, CheckResult]


@pytest_asyncio.fixture
async def own_core(tmp_path: Path) -> AsyncIterator[CoreProcess]:
    """Have a console for one test, that may be killed."""
    async with core_process(CoreProcess(tmp_path / "core", {"anna": Role.DELEGATE})) as running:
        yield running


async def link_of(core: CoreProcess) -> JoinLink:
    return (await core.links(["anna"], local=False))["anna"]


class Check:
    """One run, and what it told."""

    def __init__(self, link: JoinLink, request: Ask | None = None) -> None:
        self.told: list[NetworkProgress] = []
        self._owner = TaskOwner("test")
        self._begun_s = time.monotonic()
        self.task = spawn(NetworkCheck(link, request).run(self.told.append), name="check", owner=self._owner)

    def does(self, name: CheckName, share: float = 0.0) -> Callable[[], bool]:
        """Tell whether the run is at a check, or so far."""
        return lambda: bool(self.told) and self.told[-1].doing is name and self.told[-1].share >= share

    async def results(self) -> Results:
        """Wait for the end; every check of the network has a result then."""
        results = await self.task
        assert {result.name for result in results} == AREAS[Area.NETWORK]
        assert time.monotonic() - self._begun_s < LONGEST_S
        return {result.name: result for result in results}


async def test_on_a_good_line_everything_passes_and_can_be_repeated(core: CoreProcess) -> None:
    link = await link_of(core)
    check = Check(link)
    results = await check.results()
    judged = {name: result for name, result in results.items() if name not in UNJUDGED}
    assert {r.finding for name, r in results.items() if name in UNJUDGED} == {Finding.NOT_OFFERED}
    assert {name for name, result in judged.items() if result.verdict is not Verdict.PASS} == set()
    assert results[CheckName.LOSS].text == MediaPath.DIRECT
    assert media_path(tuple(results.values())) is MediaPath.DIRECT
    assert (results[CheckName.DOWN].value or 0) > 4
    assert (results[CheckName.UP].value or 0) > 4
    shares = [progress.share for progress in check.told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    again = Check(link)
    await until(again.does(CheckName.DOWN), LONGEST_S)
    again.task.cancel()
    await asyncio.wait({again.task})
    assert core.complaints() == []


@pytest.mark.parametrize("instant_s", [0.0, 0.003, 0.01, 0.03, 0.1])
async def test_cancelled_early_it_leaves_nothing_behind(core: CoreProcess, instant_s: float) -> None:
    check = Check(await link_of(core))
    await asyncio.sleep(instant_s)
    await given_up(check)


@pytest.mark.parametrize("name", [CheckName.UDP, CheckName.ROUND_TRIP, CheckName.DOWN, CheckName.UP])
async def test_cancelled_while_it_measures_it_gives_its_place_to_others(core: CoreProcess, name: CheckName) -> None:
    link = await link_of(core)
    check = Check(link)
    await until(check.does(name), LONGEST_S)
    await given_up(check)
    told = len(check.told)
    other = Check(link)
    await until(other.does(CheckName.ROUND_TRIP), 5.0)
    await given_up(other)
    assert len(check.told) == told
    assert all(progress.waits_s is None for progress in other.told)


async def given_up(check: Check) -> None:
    begun_s = time.monotonic()
    check.task.cancel()
    await asyncio.wait({check.task}, timeout=GIVE_WAY_S + 1)
    assert check.task.cancelled()
    assert time.monotonic() - begun_s < GIVE_WAY_S


@pytest.mark.parametrize(
    ("during", "share"), [(CheckName.ROUND_TRIP, 0.3), (CheckName.DOWN, 0.65), (CheckName.UP, 0.85)]
)
async def test_a_console_that_goes_in_the_middle_is_said_to_be_gone(
    own_core: CoreProcess, during: CheckName, share: float
) -> None:
    check = Check(await link_of(own_core))
    await until(check.does(during, share), LONGEST_S)
    own_core.kill()
    results = await check.results()
    assert (results[during].verdict, results[during].finding) == (Verdict.FAIL, Finding.CONSOLE_GONE)
    after = {CheckName.LOSS: CheckName.ROUND_TRIP, CheckName.UP: CheckName.DOWN}
    for name, before in after.items():
        if before is during:
            assert (results[name].verdict, results[name].finding) == (Verdict.SKIPPED, Finding.NOT_RUN)


async def test_a_token_that_the_console_does_not_know_is_refused(core: CoreProcess) -> None:
    results = await Check(replace(await link_of(core), token="x" * 43)).results()
    control = results[CheckName.CONTROL]
    assert (control.verdict, control.finding, control.text) == (Verdict.FAIL, Finding.REFUSED, "token_unknown")
    assert results[CheckName.TLS].verdict is Verdict.PASS
    assert results[CheckName.DOWN].finding is Finding.NOT_RUN


async def test_in_the_meeting_it_asks_over_the_meetings_link(core: CoreProcess) -> None:
    links = await core.links(["anna"])
    async with participants(links) as people:
        check = Check(links["anna"], people["anna"].client.request)
        await until(check.does(CheckName.ROUND_TRIP), LONGEST_S)
        done = {result.name: result for result in check.told[-1].done}
        assert done[CheckName.CONTROL].verdict is Verdict.PASS
        assert abs(done[CheckName.CLOCK].value or 0.0) < 5.0
        await given_up(check)
