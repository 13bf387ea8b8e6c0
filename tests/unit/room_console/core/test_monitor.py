"""Staff, and nobody else, are told of levels, health and lines."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from common.audio.meter import Level
from common.model.ids import SlotNumber
from common.model.units import LEVELS_HZ
from common.model.voice import MicrophoneState
from common.protocol.media import OpenDownlink, ReportLink, ReportVoice
from common.protocol.operator import Health, Levels, LinkReports
from room_console.core.hall.levels import HallLevels
from room_console.core.monitor import Stillness
from tests.helpers.consolekit import ANNA, CHAIR, OLGA, ConsoleKit, console_kit
from tests.helpers.control import until


@pytest_asyncio.fixture
async def kit(tmp_path: Path, no_task_left: None) -> AsyncIterator[ConsoleKit]:
    """Run a console."""
    async with console_kit(tmp_path / "state") as running:
        yield running


async def test_health_is_measured(kit: ConsoleKit) -> None:
    anna, chair = await kit.attach(ANNA), await kit.attach(CHAIR)
    await kit.desk.handle(anna, OpenDownlink(ref=1))
    await kit.grant(chair, anna)
    await kit.speak(anna)
    health = kit.monitor.health()
    assert (health.uplinks, health.downlinks, health.connections) == (1, 1, 0)
    assert health.hall_device == "none"
    assert health.hall_is_running
    assert health.journal_is_writable
    assert health.rss_mb > 10
    assert health.uptime_s >= 0


async def test_staff_is_told_of_levels_and_health_and_others_are_not(kit: ConsoleKit) -> None:
    anna, chair, olga = await kit.attach(ANNA), await kit.attach(CHAIR), await kit.attach(OLGA)
    await until(lambda: {"levels", "health"} <= set(chair.latest) & set(olga.latest), 10.0)
    for staff in (chair, olga):
        levels, health = staff.latest["levels"], staff.latest["health"]
        assert isinstance(levels, Levels)
        assert isinstance(health, Health)
        assert set(levels.slots) == {SlotNumber(n) for n in range(1, 5)}
        assert all(-120 <= level.rms_dbfs <= level.peak_dbfs <= 0 for level in levels.outputs.values())
    assert anna.latest == {}


def test_levels_that_stand_still_are_told_once_a_second_and_the_next_move_at_once() -> None:
    still, silence = Stillness(), HallLevels(outputs={"loudspeakers": Level(-120.0, -120.0)})
    told = [still.is_worth_telling(silence) for _ in range(5 * LEVELS_HZ + 1)]
    assert sum(told[: LEVELS_HZ + 1]) == LEVELS_HZ + 1
    assert sum(told[LEVELS_HZ + 1 :]) == 4
    assert still.is_worth_telling(HallLevels(outputs={"loudspeakers": Level(-60.0, -50.0)}))


async def test_a_report_of_a_line_reaches_staff(kit: ConsoleKit) -> None:
    anna, chair = await kit.attach(ANNA), await kit.attach(CHAIR)
    await kit.desk.handle(anna, OpenDownlink(ref=1))
    await kit.desk.handle(anna, ReportLink(ref=0, received=90, lost=10, concealed=10, late=0, jitter_ms=3.0))

    def told() -> list[LinkReports]:
        return [m for m in chair.messages if isinstance(m, LinkReports) and ANNA in m.reports]

    await until(told, 10.0)
    assert told()[0].reports[ANNA].loss == 0.1
    assert told()[0].reports[ANNA].has_downlink
    kit.desk.detached(anna)
    assert not [m for m in anna.messages if isinstance(m, LinkReports)]


async def test_a_lost_microphone_reaches_staff_at_once(kit: ConsoleKit) -> None:
    anna, chair = await kit.attach(ANNA), await kit.attach(CHAIR)
    await kit.desk.handle(anna, ReportVoice(microphone=MicrophoneState.LOST))
    last = chair.messages[-1]
    assert isinstance(last, LinkReports)
    assert last.reports[ANNA].microphone is MicrophoneState.LOST
    assert not [m for m in anna.messages if isinstance(m, LinkReports)]
