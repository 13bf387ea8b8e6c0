"""The hall's devices are listed, and changed while the meeting runs; the choice outlives the core."""

import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from common.aio.tasks import TaskOwner, spawn
from common.devices.audio import AudioDevice
from common.model.errors import ErrorCode, MediaError
from common.model.hall import HallDevices
from common.model.patch import default_patch
from common.protocol.operator import ChangeHall, Device, Devices, HallChanged, ListDevices, SetPatch
from room_console.core import halldesk
from room_console.core.hall import beside, revival
from room_console.core.hall.listing import DeviceListing
from room_console.core.hall.silent import SilentHall
from tests.helpers.consolekit import ANNA, CHAIR, OLGA, ConsoleKit, console_kit, settings
from tests.helpers.control import until
from tests.helpers.logfail import LogWatch

MIXER, SMALL, SPEAKERS, OTHER = (f"portaudio:{n}" for n in ("ALSA:mixer", "ALSA:small", "ALSA:speakers", "JACK:system"))
FOUND = DeviceListing(
    (
        AudioDevice(MIXER, "", 32, 32, 48_000),
        AudioDevice(SMALL, "", 2, 2, 44_100),
        AudioDevice(SPEAKERS, "", 0, 16, 48_000),
        AudioDevice(OTHER, "", 16, 16, 48_000),
    ),
    ("camera:one",),
)
NONE = HallDevices("none", "none", 8, 16)


class Sounding(SilentHall):
    """A device that runs at once, or where it is told to, never."""

    made: list["Sounding"]
    fault = ""
    may_open = threading.Event()

    def start(self) -> None:
        self.may_open.wait(5.0)
        if self.fault:
            raise MediaError(ErrorCode.DEVICE, self.fault)
        super().start()


def make(name: str, inputs: int, outputs: int, output_name: str = "") -> Sounding:
    Sounding.made.append(Sounding(inputs, outputs, name=name))
    return Sounding.made[-1]


@pytest_asyncio.fixture
async def kit(tmp_path: Path, no_task_left: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ConsoleKit]:
    """Run a console on a machine with four devices."""
    Sounding.made, Sounding.fault = [], ""
    Sounding.may_open.set()
    monkeypatch.setattr(revival, "LINGER_S", 0.0)
    monkeypatch.setattr(beside, "STEADY_S", 0.0)
    monkeypatch.setattr(halldesk, "find_devices", lambda: FOUND)
    monkeypatch.setattr(halldesk, "open_hall", make)
    async with console_kit(tmp_path / "state") as running:
        yield running


def change(name: str, output: str = "") -> ChangeHall:
    return ChangeHall(ref=1, input=name, output=output or name)


async def test_devices_are_listed_as_they_are_found_and_the_one_without_hardware(kit: ConsoleKit) -> None:
    answer = await kit.desk.handle(await kit.attach(OLGA), ListDevices(ref=9))
    audio = tuple(Device(d.name, d.inputs, d.outputs, d.sample_rate_hz) for d in FOUND.audio)
    assert answer == Devices(9, (*audio, Device("none", 8, 16, 48_000)), ("camera:one",))


async def test_a_sound_system_that_does_not_answer_is_not_waited_for(
    kit: ConsoleKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(halldesk, "LIST_S", 0.01)
    may_answer = threading.Event()
    monkeypatch.setattr(halldesk, "find_devices", lambda: may_answer.wait(30.0))
    olga = await kit.attach(OLGA)
    try:
        assert await kit.refusal(olga, ListDevices(ref=1)) is ErrorCode.TIMEOUT
    finally:
        may_answer.set()


async def test_the_hall_goes_over_to_another_device_and_all_staff_are_told(kit: ConsoleKit) -> None:
    olga, chair, anna = await kit.attach(OLGA), await kit.attach(CHAIR), await kit.attach(ANNA)
    before = kit.hall.device
    assert await kit.desk.handle(olga, change(MIXER)) is None
    assert kit.hall.device is Sounding.made[-1]
    assert kit.hall.ports() == (8, 16), "as many as the configuration says, of the 32 that there are"
    assert not before.is_alive or await _closed(before)
    kept = kit.state.hall
    assert kept is not None
    assert (kept.by, kept.devices, kept.instead_of) == (OLGA, HallDevices(MIXER, MIXER, 8, 16), NONE)
    told = HallChanged(OLGA, MIXER, MIXER, kept.at_ms)
    assert [m for m in olga.messages if isinstance(m, HallChanged)] == [told]
    assert [m for m in chair.messages if isinstance(m, HallChanged)] == [told]
    assert not [m for m in anna.messages if isinstance(m, HallChanged)]
    health = kit.monitor.health()
    assert (health.hall_device, health.hall_output, health.hall_is_running, health.hall_fault) == (MIXER, "", True, "")


async def _closed(device: object) -> bool:
    await until(lambda: not device.is_alive)  # type: ignore[attr-defined]
    return True


async def test_sound_may_go_out_by_another_device_of_the_same_sound_system(
    kit: ConsoleKit, expects_logs: LogWatch
) -> None:
    expects_logs("was not taken")
    olga = await kit.attach(OLGA)
    assert await kit.refusal(olga, change(MIXER, OTHER)) is ErrorCode.DEVICE
    assert await kit.refusal(olga, change(SPEAKERS, MIXER)) is ErrorCode.DEVICE
    assert await kit.desk.handle(olga, change(MIXER, SPEAKERS)) is None
    assert kit.hall.devices == HallDevices(MIXER, SPEAKERS, 8, 16)
    assert kit.monitor.health().hall_output == SPEAKERS
    assert await kit.desk.handle(olga, change("none")) is None, "and back"


async def test_nobody_but_an_operator_lists_or_changes_them(kit: ConsoleKit) -> None:
    for who in (CHAIR, ANNA):
        connection = await kit.attach(who)
        assert await kit.refusal(connection, ListDevices(ref=1)) is ErrorCode.NOT_ALLOWED
        assert await kit.refusal(connection, change(MIXER)) is ErrorCode.NOT_ALLOWED
    assert Sounding.made == []


async def test_a_device_that_lacks_ports_is_refused_before_it_is_opened(
    kit: ConsoleKit, expects_logs: LogWatch
) -> None:
    expects_logs("was not taken")
    olga = await kit.attach(OLGA)
    with pytest.raises(Exception, match=r"input 3 does not exist.*output 3 does not exist"):
        await kit.desk.handle(olga, change(SMALL))
    assert Sounding.made == []
    assert await kit.desk.handle(olga, SetPatch(ref=1, patch=default_patch(2, 2, 1))) is None
    assert await kit.desk.handle(olga, change(SMALL)) is None
    assert kit.hall.ports() == (2, 2)
    assert await kit.refusal(olga, SetPatch(ref=1, patch=default_patch(8, 16))) is ErrorCode.PATCH_INVALID


async def test_a_device_that_does_not_run_leaves_all_as_it_was(kit: ConsoleKit, expects_logs: LogWatch) -> None:
    expects_logs("was not taken")
    olga, before = await kit.attach(OLGA), kit.hall.device
    Sounding.fault = "in use by another program"
    with pytest.raises(MediaError, match="in use by another program"):
        await kit.desk.handle(olga, change(MIXER))
    assert (kit.hall.device, kit.hall.devices) == (before, NONE)
    assert before.is_alive
    assert kit.state.hall is None
    Sounding.fault = ""
    assert await kit.desk.handle(olga, change(MIXER)) is None


async def test_what_is_in_use_already_or_no_device_or_made_up_voices_are_refused(
    kit: ConsoleKit, expects_logs: LogWatch
) -> None:
    expects_logs("was not taken")
    olga = await kit.attach(OLGA)
    assert await kit.refusal(olga, change("none")) is ErrorCode.ALREADY
    assert await kit.refusal(olga, change("virtual")) is ErrorCode.DEVICE
    assert await kit.refusal(olga, change("portaudio:ALSA:gone")) is ErrorCode.DEVICE


async def test_one_change_at_a_time_and_it_is_done_though_the_wisher_has_gone(kit: ConsoleKit) -> None:
    olga = await kit.attach(OLGA)
    Sounding.may_open.clear()
    owner = TaskOwner("test")
    spawn(kit.desk.handle(olga, change(MIXER)), "wish", owner)
    await until(lambda: len(Sounding.made) == 1)
    assert await kit.refusal(olga, change(OTHER)) is ErrorCode.BUSY
    await owner.cancel_all()
    Sounding.may_open.set()
    await until(lambda: kit.hall.device is Sounding.made[0])


async def test_a_choice_that_the_disk_does_not_take_is_not_used(
    kit: ConsoleKit, monkeypatch: pytest.MonkeyPatch, expects_logs: LogWatch
) -> None:
    expects_logs("was not taken")
    olga, before = await kit.attach(OLGA), kit.hall.device

    async def full(*_: object) -> None:
        raise MediaError(ErrorCode.DISK, "full")

    monkeypatch.setattr(kit.conductor, "submit", full)
    assert await kit.refusal(olga, change(MIXER)) is ErrorCode.DISK
    assert kit.hall.device is before
    await until(lambda: not Sounding.made[0].is_alive)


async def test_a_core_that_is_started_again_opens_the_choice_until_the_file_says_something_else(
    kit: ConsoleKit, tmp_path: Path
) -> None:
    again = tmp_path / "again"
    async with console_kit(again) as first:
        await first.desk.handle(await first.attach(OLGA), change(MIXER))
    async with console_kit(again) as second:
        assert second.hall.devices == HallDevices(MIXER, MIXER, 8, 16)
        assert second.hall.device.name == MIXER
    edited = settings()
    edited = type(edited)(
        **{name: getattr(edited, name) for name in edited.__struct_fields__ if name != "hall"},
        hall=type(edited.hall)(device="none", camera="none", inputs=10),
    )
    async with console_kit(again, edited) as third:
        assert third.hall.device.name == "none"
