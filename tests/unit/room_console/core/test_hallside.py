"""What the configuration says about media reaches the engine; a slow device holds nobody's sound up."""

import asyncio
import threading
import time
from collections.abc import Callable

import pytest

from common.model.hall import HallDevices
from common.model.ids import LegId
from common.model.media import DownlinkFeeds, LegEnd
from common.model.patch import default_patch
from common.rtc.picturerate import LAYERS, PictureStep
from room_console.core import hallside
from room_console.core.hall import bridge
from room_console.core.hall.silent import SilentHall
from room_console.core.hallside import HallSide, picture_layers
from room_console.core.media.memory import MemoryEngine
from room_console.core.settings.declared import MediaSettings
from tests.helpers.control import until
from tests.helpers.hallkit import PullableHall

OPEN_TIMEOUT_S = 10.0


class SlowHall(SilentHall):
    """A device that opens and closes only once the media loop has taken a turn meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.turns: list[bool] = []
        self.turn: Callable[[threading.Event], None] = lambda turned: None

    def start(self) -> None:
        """Open."""
        self._wait()
        super().start()

    def stop(self) -> None:
        """Close."""
        super().stop()
        self._wait()

    def _wait(self) -> None:
        turned = threading.Event()
        self.turn(turned)
        self.turns.append(turned.wait(OPEN_TIMEOUT_S))


async def test_the_media_loop_goes_on_while_the_device_opens_and_closes() -> None:
    hall = SlowHall()
    side = HallSide(MemoryEngine(), hall, None, default_patch(0, 0))
    hall.turn = lambda turned: side._runner.call(turned.set)
    await side.start()
    await side.stop()
    assert hall.turns == [True, True]


async def test_a_late_hall_takes_what_waits_on_the_loop_before_its_next_block(monkeypatch: pytest.MonkeyPatch) -> None:
    hall, order = PullableHall(), list[str]()
    side = HallSide(MemoryEngine(), hall, None, default_patch(8, 10))

    def pull() -> None:
        order.append("block")
        asyncio.get_running_loop().call_soon(order.append, "others")

    monkeypatch.setattr(side.bridge.uplinks, "pull", pull)
    hall.speak(3)
    await side.start()
    await until(lambda: len(order) == 6)
    await side.stop()
    assert order == ["block", "others"] * 3


async def test_a_hall_without_a_device_carries_nothing_until_somebody_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "STILL_BLOCKS", 2)
    monkeypatch.setattr(hallside, "REST_S", 3600.0)
    engine, carried, ahead_s = MemoryEngine(), list[int](), [0.0]
    side = HallSide(engine, SilentHall(clock=lambda: time.monotonic() + ahead_s[0]), None, default_patch(0, 0))
    monkeypatch.setattr(side.bridge.uplinks, "pull", lambda: carried.append(1))
    await side.start()
    await until(lambda: side._is_resting)
    assert len(carried) == 2
    ahead_s[0] = 1_000.0
    await side.run(engine.open_downlink(LegId("leg"), DownlinkFeeds(main=None)))
    await until(lambda: len(carried) > 10)
    assert side.bridge.xruns < 1_000, "none of the 100,000 blocks of the rest; a busy machine may miss some since"
    await side.run(engine.close_leg(LegId("leg"), LegEnd.LEFT))
    await until(lambda: side._is_resting)
    await side.stop()


async def test_a_device_takes_the_place_of_a_hall_that_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "STILL_BLOCKS", 2)
    monkeypatch.setattr(hallside, "REST_S", 3600.0)
    side, coming = HallSide(MemoryEngine(), SilentHall(), None, default_patch(0, 0)), PullableHall()
    await side.start()
    await until(lambda: side._is_resting)
    coming.start()
    await side.use_device(coming, HallDevices(coming.name, coming.name, coming.inputs, coming.outputs))
    coming.speak()
    await until(lambda: len(coming.played) == 1)
    await side.stop()


def test_the_best_layer_is_what_is_configured_and_the_others_take_half_of_it_at_most() -> None:
    layers = picture_layers(MediaSettings())
    assert layers == (PictureStep(1_500_000, 25, 1280 * 720), *LAYERS[1:])


def test_no_more_layers_than_are_configured() -> None:
    assert [len(picture_layers(MediaSettings(picture_layers=count))) for count in (1, 2, 3)] == [1, 2, 3]


def test_a_small_picture_has_no_layer_that_is_larger_or_nearly_as_costly() -> None:
    small = MediaSettings(picture_width=640, picture_height=360, picture_bitrate_bps=250_000)
    assert picture_layers(small) == (PictureStep(250_000, 25, 640 * 360),)
    middle = MediaSettings(picture_width=640, picture_height=360, picture_bitrate_bps=600_000)
    assert picture_layers(middle) == (PictureStep(600_000, 25, 640 * 360), LAYERS[2])
