"""Headsets and cameras that come, go and fail."""

import asyncio
from dataclasses import replace

import pytest

from common.model.errors import ConferenceError, ErrorCode, MediaError
from common.model.floor import RequestStatus
from common.model.voice import MicrophoneState
from common.protocol.media import OfferUplink, ReportVoice
from delegate_app.core.devices import CHECKS_A_PERIOD, RETRY_S, SOON_S, WATCH_PERIOD_S, DeviceDesk, Socket, best
from delegate_app.core.settings import AUTOMATIC, Settings
from delegate_app.core.statekeeper import StateKeeper
from tests.helpers.delegate import Bench, delegate, is_silent, until
from tests.helpers.delegatedevices import FakeKit
from tests.helpers.fakecontrol import LINK, view_of
from tests.helpers.logfail import LogWatch


class Chosen:
    """Settings of a user with a headset, kept in memory."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def load(self) -> tuple[Settings, bool]:
        return self.settings, True

    def save(self, settings: Settings) -> None:
        self.settings = settings


@pytest.mark.parametrize(
    ("wanted", "names", "chosen"),
    [
        (AUTOMATIC, ["default", "other"], "default"),
        ("other", ["default", "other"], "other"),
        ("gone", ["default", "other"], "default"),
        (None, ["default"], None),
        (AUTOMATIC, [], None),
    ],
)
def test_the_best_of_what_is_there(wanted: str | None, names: list[str], chosen: str | None) -> None:
    assert best(wanted, names) == chosen


async def ready(bench: Bench) -> None:
    await until(lambda: bench.client.state.devices.microphone == "headset")


async def test_a_lost_headset_is_said_and_another_takes_over_without_a_new_request(expects_logs: LogWatch) -> None:
    expects_logs("was lost")
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        bench.control.attach(view_of(RequestStatus.GRANTED))
        await ready(bench)
        await until(lambda: bench.peers.uplinks and bench.peers.uplinks[0].blocks)
        bench.kit.pull("headset")
        await until(lambda: bench.client.state.devices.microphone == "built-in")
        assert bench.client.state.devices.lost == "headset"
        await until(lambda: bench.client.state.devices.headphone == "built-in")
        blocks = bench.peers.uplinks[0].blocks
        before = len(blocks)
        await until(lambda: len(blocks) > before + 5 and not is_silent(blocks[-1]))
        assert len(bench.peers.uplinks) == 1
        assert bench.control.count(OfferUplink) == 1
        told = [m.microphone for m in bench.control.posts if isinstance(m, ReportVoice)]
        assert told[-3:] == [MicrophoneState.IN_USE, MicrophoneState.LOST, MicrophoneState.REPLACED]


async def test_a_lost_headset_that_is_back_is_lost_no_more(expects_logs: LogWatch) -> None:
    expects_logs("was lost")
    now, alive = [0.0], {"headset", "built-in"}
    kit, keeper = FakeKit(), StateKeeper()

    async def put(name: str | None) -> None:
        await asyncio.sleep(0)

    socket = Socket("microphone", put, lambda: socket.used in alive)
    desk = DeviceDesk(kit, keeper, [socket], lambda: now[0])
    await desk.look()
    alive.discard("headset")
    await desk.look()
    assert keeper.state.devices.microphone == "built-in"
    assert (keeper.state.devices.lost, keeper.state.devices.lost_places) == ("headset", ("microphone",))
    alive.add("headset")
    now[0] += RETRY_S
    await desk.look()
    assert keeper.state.devices.microphone == "headset"
    assert (keeper.state.devices.lost, keeper.state.devices.lost_places) == (None, ())


async def test_a_new_default_takes_nobodys_microphone_in_mid_speech() -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        bench.control.attach(view_of(RequestStatus.GRANTED, is_on_air=True))
        await ready(bench)
        speaking = bench.kit.inputs["headset"]
        bench.kit.names.insert(0, "screen with a microphone")
        await until(lambda: len(bench.client.state.devices.microphones) == 3)
        await asyncio.sleep(WATCH_PERIOD_S / CHECKS_A_PERIOD)
        assert bench.client.state.devices.microphone == "headset"
        assert speaking.is_alive
        bench.control.tell(view_of())
        await until(lambda: bench.client.state.devices.microphone == "screen with a microphone")


async def test_a_headset_that_is_not_listed_while_it_is_taken_stays_in_use() -> None:
    async with delegate(FakeKit(exclusive={"headset"})) as bench:
        await ready(bench)
        opened = bench.kit.inputs["headset"]
        used: set[tuple[str | None, str | None]] = set()
        bench.client.subscribe(lambda state: used.add((state.devices.microphone, state.devices.headphone)))
        bench.kit.plug("screen")
        await until(lambda: "screen" in [d.name for d in bench.client.state.devices.microphones])
        assert "headset" in [d.name for d in bench.client.state.devices.headphones]
        assert used <= {("headset", None), ("headset", "headset")}
        assert bench.kit.inputs["headset"] is opened
        assert opened.is_alive


async def test_ports_that_are_taken_are_there_all_the_same() -> None:
    kit, keeper = FakeKit(names=["headset"]), StateKeeper()
    headset = kit.list_audio()[0]

    async def put(name: str | None) -> None:
        await asyncio.sleep(0)

    socket = Socket("headphone", put, lambda: True)
    desk = DeviceDesk(kit, keeper, [socket])
    await desk.look()
    kit.list_audio = lambda: [replace(headset, outputs=0)]  # type: ignore[method-assign]
    await desk.look()
    assert [d.outputs for d in keeper.state.devices.headphones] == [1]
    assert keeper.state.devices.headphone == "headset"


async def test_an_only_headset_that_stops_is_opened_again_soon_and_once_it_refuses_later(
    expects_logs: LogWatch,
) -> None:
    expects_logs("was lost")
    expects_logs("was not opened")
    now, tried = [0.0], []
    alive = True

    async def put(name: str | None) -> None:
        await asyncio.sleep(0)
        tried.append((now[0], name))
        if name is not None and not alive:
            raise MediaError(ErrorCode.DEVICE, name)

    socket = Socket("microphone", put, lambda: alive)
    desk = DeviceDesk(FakeKit(names=["headset"]), StateKeeper(), [socket], lambda: now[0])
    await desk.look()
    alive = False
    for _ in range(20):
        await desk.look()
        now[0] += 0.5
    assert [at for at, name in tried if name == "headset"] == [0.0, SOON_S, SOON_S + RETRY_S]


async def test_devices_that_cannot_be_listed_once_are_listed_again(
    expects_logs: LogWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    expects_logs("could not be listed")
    expects_logs("was lost")
    async with delegate(FakeKit(cameras=["webcam"])) as bench:
        await until(lambda: bench.client.state.devices.camera == "webcam")
        listed = bench.kit.list_cameras
        asked: list[int] = []

        def gone_in_between() -> list[str]:
            asked.append(1)
            raise FileNotFoundError("index")

        monkeypatch.setattr(bench.kit, "list_cameras", gone_in_between)
        await until(lambda: asked)
        monkeypatch.setattr(bench.kit, "list_cameras", listed)
        bench.kit.pull("webcam")
        await until(lambda: bench.client.state.devices.camera is None)


async def test_the_wanted_headset_is_used_again_when_it_returns() -> None:
    settings = Chosen(Settings(microphone="headset", headphone="headset"))
    async with delegate(FakeKit(names=["built-in"]), settings=settings) as bench:
        await until(lambda: bench.client.state.devices.microphone == "built-in")
        bench.kit.plug("headset")
        await until(lambda: bench.client.state.devices.microphone == "headset")
        await until(lambda: bench.client.state.devices.headphone == "headset")
        assert bench.client.state.devices.lost is None


async def test_a_device_plugged_in_is_listed_within_two_seconds_and_can_be_chosen() -> None:
    settings = Chosen(Settings())
    async with delegate(settings=settings) as bench:
        await ready(bench)
        bench.kit.plug("new one")
        await until(lambda: "new one" in [d.name for d in bench.client.state.devices.microphones], 2.0)
        playing = bench.kit.outputs["headset"]
        await bench.client.choose_microphone("new one")
        assert bench.client.state.devices.microphone == "new one"
        assert bench.kit.outputs["headset"] is playing
        assert playing.is_alive
        assert settings.settings.microphone == "new one"


async def test_a_device_that_does_not_open_is_said_to_who_chose_it_and_the_other_stays(
    expects_logs: LogWatch,
) -> None:
    expects_logs("was not opened")
    async with delegate(FakeKit(broken={"built-in"})) as bench:
        await ready(bench)
        with pytest.raises(ConferenceError, match="device"):
            await bench.client.choose_microphone("built-in")
        assert bench.client.state.devices.microphone == "headset"


async def test_a_camera_can_be_switched_off_and_on() -> None:
    async with delegate(FakeKit(cameras=["webcam"])) as bench:
        await until(lambda: bench.client.state.devices.camera == "webcam")
        await bench.client.choose_camera(None)
        assert bench.client.state.devices.camera is None
        first = bench.kit.opened_cameras["webcam"]
        assert not first.is_alive
        await bench.client.choose_camera("webcam")
        second = bench.kit.opened_cameras["webcam"]
        assert second.is_alive
    assert bench.kit.is_closed
