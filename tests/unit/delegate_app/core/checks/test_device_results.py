"""What a delegate is told of the devices in use."""

from dataclasses import replace

import pytest

from common.devices.audio import AudioDevice
from common.model.checks import CheckName, CheckResult, Finding, Verdict
from common.model.errors import ErrorCode, MediaError
from common.protocol.checks import MAX_TEXT
from delegate_app.core.checks.devices import device_results
from delegate_app.core.devices import DeviceDesk, Socket
from delegate_app.core.state import DeviceState
from delegate_app.core.statekeeper import StateKeeper
from tests.helpers.delegatedevices import FakeKit
from tests.helpers.logfail import LogWatch


def device(title: str, inputs: int = 1, outputs: int = 0, rate_hz: int = 48_000) -> AudioDevice:
    return AudioDevice(f"portaudio:Core Audio:{title}", f"{title} (Core Audio)", inputs, outputs, rate_hz)


HEADSET = device("Jabra Evolve 20", 1, 2)
ROOM = device("MacBook Pro Microphone")
SPEAKERS = device("MacBook Pro Speakers", 0, 2)
TELEPHONE = device("AirPods Pro", 1, 2, 16_000)
STRANGER = device("Scarlett 2i2", 2, 2)
ALL = (HEADSET, ROOM, SPEAKERS, TELEPHONE, STRANGER)


def using(microphone: AudioDevice | None = HEADSET, headphone: AudioDevice | None = HEADSET) -> DeviceState:
    return DeviceState(
        microphones=tuple(d for d in ALL if d.inputs),
        headphones=tuple(d for d in ALL if d.outputs),
        cameras=("v4l2:/dev/video0",),
        microphone=microphone.name if microphone else None,
        headphone=headphone.name if headphone else None,
        camera="v4l2:/dev/video0",
    )


def found(devices: DeviceState, name: CheckName) -> CheckResult:
    return next(r for r in device_results(devices) if r.name is name)


def test_a_headset_and_a_camera_pass_and_are_named() -> None:
    results = device_results(using())
    assert [r.name for r in results] == [CheckName.MICROPHONE, CheckName.HEADPHONE, CheckName.CAMERA]
    assert {(r.verdict, r.finding) for r in results} == {(Verdict.PASS, Finding.GOOD)}
    assert [r.text for r in results] == ["Jabra Evolve 20", "Jabra Evolve 20", "/dev/video0"]


@pytest.mark.parametrize(
    ("microphone", "headphone", "verdicts", "findings"),
    [
        (ROOM, SPEAKERS, ("warn", "warn"), ("built_in", "loudspeaker")),
        (TELEPHONE, TELEPHONE, ("warn", "warn"), ("hands_free", "hands_free")),
        (STRANGER, STRANGER, ("skipped", "skipped"), ("not_recognised", "not_recognised")),
        (None, None, ("fail", "fail"), ("no_device", "no_device")),
    ],
)
def test_everything_else_is_told_apart(
    microphone: AudioDevice | None, headphone: AudioDevice | None, verdicts: tuple[str, str], findings: tuple[str, str]
) -> None:
    results = device_results(using(microphone, headphone))[:2]
    assert tuple(r.verdict for r in results) == verdicts
    assert tuple(r.finding for r in results) == findings


def test_a_headset_that_was_pulled_out_is_said_though_another_took_over() -> None:
    devices = replace(using(ROOM), lost=HEADSET.name, lost_places=("microphone",))
    assert found(devices, CheckName.MICROPHONE) == CheckResult(
        CheckName.MICROPHONE, Verdict.FAIL, Finding.PULLED_OUT, text="Jabra Evolve 20"
    )
    assert found(devices, CheckName.HEADPHONE).verdict is Verdict.PASS


def test_a_device_that_another_program_has_is_said() -> None:
    refused = (("microphone", HEADSET.name),)
    alone, replaced = replace(using(None), refused=refused), replace(using(ROOM), refused=refused)
    assert (found(alone, CheckName.MICROPHONE).verdict, found(alone, CheckName.MICROPHONE).finding) == ("fail", "busy")
    assert found(replaced, CheckName.MICROPHONE).verdict is Verdict.WARN
    assert found(replaced, CheckName.MICROPHONE).text == "Jabra Evolve 20"


@pytest.mark.parametrize(
    ("changes", "verdict", "finding"),
    [
        ({"cameras": (), "camera": None}, Verdict.WARN, Finding.NO_DEVICE),
        ({"camera": None}, Verdict.SKIPPED, Finding.NOT_RUN),
        ({"camera": None, "refused": (("camera", "v4l2:/dev/video0"),)}, Verdict.FAIL, Finding.BUSY),
        ({"camera": None, "lost": "v4l2:/dev/video0", "lost_places": ("camera",)}, Verdict.FAIL, Finding.PULLED_OUT),
    ],
)
def test_a_camera_that_is_missing_off_taken_or_gone(
    changes: dict[str, object], verdict: Verdict, finding: Finding
) -> None:
    result = found(replace(using(), **changes), CheckName.CAMERA)  # type: ignore[arg-type]
    assert (result.verdict, result.finding) == (verdict, finding)


def test_a_long_name_is_cut_to_what_a_report_takes() -> None:
    long = device("x" * 500)
    devices = replace(using(), microphones=(long,), microphone=long.name)
    assert len(found(devices, CheckName.MICROPHONE).text) == MAX_TEXT


async def test_who_has_a_device_and_lets_it_go_is_followed(expects_logs: LogWatch) -> None:
    expects_logs("was not opened")
    now, taken = [0.0], {"headset"}
    keeper = StateKeeper()

    async def put(name: str | None) -> None:
        if name in taken:
            raise MediaError(ErrorCode.DEVICE, "Device unavailable")

    desk = DeviceDesk(FakeKit(names=["headset"]), keeper, [Socket("microphone", put, lambda: True)], lambda: now[0])
    await desk.look()
    assert list(keeper.state.devices.refused) == [("microphone", "headset")]
    assert found(keeper.state.devices, CheckName.MICROPHONE).finding is Finding.BUSY
    taken.clear()
    now[0] += 6.0
    await desk.look()
    assert not keeper.state.devices.refused
    assert found(keeper.state.devices, CheckName.MICROPHONE).verdict is Verdict.PASS


async def test_a_refused_device_that_is_unplugged_is_forgotten(expects_logs: LogWatch) -> None:
    expects_logs("was not opened")
    kit, keeper = FakeKit(names=["headset"]), StateKeeper()

    async def put(name: str | None) -> None:
        if name is not None:
            raise MediaError(ErrorCode.DEVICE, "Device unavailable")

    desk = DeviceDesk(kit, keeper, [Socket("microphone", put, lambda: True)])
    await desk.look()
    kit.pull("headset")
    await desk.look()
    assert not keeper.state.devices.refused
    assert found(keeper.state.devices, CheckName.MICROPHONE).finding is Finding.NO_DEVICE
