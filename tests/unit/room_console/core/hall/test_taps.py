"""Every open uplink is pulled once with each block of the hall, whoever hears it."""

from common.audio.format import Block
from common.model.ids import SlotNumber
from common.model.patch import default_patch
from room_console.core.hall.bridge import HallBridge
from room_console.core.hall.taps import UplinkTap
from tests.helpers.hallkit import Feeds, HandClock, PullableHall, Steady
from tests.helpers.logfail import LogWatch

FIRST, SECOND = SlotNumber(1), SlotNumber(2)


class Counted(Steady):
    """Counts how often it is read."""

    def __init__(self) -> None:
        super().__init__()
        self.reads = 0

    def read(self) -> Block | None:
        """Give a block."""
        self.reads += 1
        return super().read()


def a_bridge(feeds: Feeds | None = None) -> tuple[HallBridge, PullableHall, HandClock]:
    """Make a bridge that runs."""
    hall, clock = PullableHall(), HandClock()
    bridge = HallBridge(hall, default_patch(8, 10), feeds if feeds is not None else Feeds(), clock)
    bridge.start()
    return bridge, hall, clock


def carry(bridge: HallBridge, hall: PullableHall, blocks: int) -> None:
    """Let the hall have so many blocks."""
    hall.speak(blocks)
    assert bridge.pump() == blocks


def test_an_uplink_on_standby_is_pulled_and_not_mixed() -> None:
    feeds = Feeds()
    bridge, hall, _ = a_bridge(feeds)
    tap, sound = UplinkTap(), Counted()
    bridge.uplinks.open(tap, sound)
    carry(bridge, hall, 3)
    assert sound.reads == 3
    assert set(feeds.sound("floor")) == {0.5}


def test_an_uplink_in_two_slots_is_pulled_once() -> None:
    bridge, hall, _ = a_bridge()
    tap, sound = UplinkTap(), Counted()
    bridge.uplinks.open(tap, sound)
    bridge.connect_slot(FIRST, tap)
    bridge.connect_slot(SECOND, tap)
    carry(bridge, hall, 5)
    assert sound.reads == 5
    bridge.disconnect_slot(FIRST)
    carry(bridge, hall, 2)
    assert sound.reads == 7


def test_a_closed_uplink_is_pulled_no_more_and_gives_nothing() -> None:
    bridge, hall, _ = a_bridge()
    tap, sound = UplinkTap(), Counted()
    bridge.uplinks.open(tap, sound)
    carry(bridge, hall, 2)
    bridge.uplinks.close(tap)
    bridge.uplinks.close(tap)
    carry(bridge, hall, 2)
    assert sound.reads == 2
    assert tap.read() is None


def test_without_the_halls_device_the_clock_that_stands_in_pulls(expects_logs: LogWatch) -> None:
    expects_logs("is lost: the device stopped")
    bridge, hall, clock = a_bridge()
    tap, sound = UplinkTap(), Counted()
    bridge.uplinks.open(tap, sound)
    hall.pull_out()
    bridge.pump()
    clock.now_s += 0.105
    bridge.pump()
    bridge.stop()
    assert sound.reads == 10
