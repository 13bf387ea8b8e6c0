"""Events reach their reader in order; without a reader the oldest go, and the log says so."""

from common.model.ids import LegId
from room_console.core.media.engine import LegUp
from room_console.core.media.events import CAPACITY_EVENTS, EngineEvents
from tests.helpers.logfail import LogWatch


async def test_events_come_in_order_until_the_end() -> None:
    events = EngineEvents()
    told = [LegUp(LegId("a")), LegUp(LegId("b"))]
    for event in told:
        events.tell(event)
    events.tell(None)
    assert [event async for event in events.read()] == told


async def test_without_a_reader_the_oldest_go(expects_logs: LogWatch) -> None:
    expects_logs("x engine event")
    events = EngineEvents()
    for number in range(CAPACITY_EVENTS + 1):
        events.tell(LegUp(LegId(str(number))))
    events.tell(None)
    read = [event async for event in events.read()]
    assert len(read) == CAPACITY_EVENTS - 1
    assert read[0] == LegUp(LegId("2"))
