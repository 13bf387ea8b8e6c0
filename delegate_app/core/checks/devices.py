"""What the devices in use are worth: headset, built-in, loudspeaker, hands-free; missing, taken, pulled out (R9)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from common.devices.audio import AudioDevice
from common.devices.kind import DeviceKind, bare_title, input_kind, output_kind
from common.model.checks import CheckName, CheckResult, Finding, Verdict
from common.protocol.checks import MAX_TEXT
from delegate_app.core.state import DeviceState

_KINDS: Final[Mapping[DeviceKind, tuple[Verdict, Finding]]] = {
    DeviceKind.HEADSET: (Verdict.PASS, Finding.GOOD),
    DeviceKind.BUILT_IN: (Verdict.WARN, Finding.BUILT_IN),
    DeviceKind.LOUDSPEAKER: (Verdict.WARN, Finding.LOUDSPEAKER),
    DeviceKind.HANDS_FREE: (Verdict.WARN, Finding.HANDS_FREE),
    DeviceKind.UNKNOWN: (Verdict.SKIPPED, Finding.NOT_RECOGNISED),
}
_Judge = Callable[[AudioDevice, Sequence[AudioDevice]], DeviceKind]


def device_results(devices: DeviceState) -> tuple[CheckResult, ...]:
    """Judge microphone, headphone and camera as the state has them now."""
    return (
        _sound_result(CheckName.MICROPHONE, devices, input_kind),
        _sound_result(CheckName.HEADPHONE, devices, output_kind),
        camera_result(devices),
    )


def camera_result(devices: DeviceState) -> CheckResult:
    """Judge the camera: a voice can do without one, so that having none is no failure."""
    if (fault := _fault(CheckName.CAMERA, devices, devices.camera)) is not None:
        return fault
    if devices.camera is not None:
        return CheckResult(CheckName.CAMERA, Verdict.PASS, Finding.GOOD, text=name_text(devices.camera))
    if devices.cameras:
        return CheckResult(CheckName.CAMERA, Verdict.SKIPPED, Finding.NOT_RUN)
    return CheckResult(CheckName.CAMERA, Verdict.WARN, Finding.NO_DEVICE)


def device_text(device: AudioDevice) -> str:
    """Name a device for a report."""
    return bare_title(device)[:MAX_TEXT]


def name_text(name: str) -> str:
    """Name, for a report, a device of which only the name is left: without what sound system or driver it is of."""
    return name.split(":", 2 if name.startswith("portaudio:") else 1)[-1][:MAX_TEXT]


def _sound_result(check: CheckName, devices: DeviceState, kind_of: _Judge) -> CheckResult:
    is_input = check is CheckName.MICROPHONE
    listed = devices.microphones if is_input else devices.headphones
    used = devices.microphone if is_input else devices.headphone
    if (fault := _fault(check, devices, used)) is not None:
        return fault
    device = next((d for d in listed if d.name == used), None)
    if device is None:
        return CheckResult(check, Verdict.FAIL, Finding.NO_DEVICE)
    verdict, finding = _KINDS[kind_of(device, devices.headphones if is_input else devices.microphones)]
    return CheckResult(check, verdict, finding, text=device_text(device))


def _fault(check: CheckName, devices: DeviceState, used: str | None) -> CheckResult | None:
    """Tell what is wrong with a place for a device, whatever the device is: pulled out, or not to be opened."""
    field = check.value
    if field in devices.lost_places:
        return CheckResult(check, Verdict.FAIL, Finding.PULLED_OUT, text=name_text(devices.lost or ""))
    refused = next((name for place, name in devices.refused if place == field), None)
    if refused is None:
        return None
    verdict = Verdict.FAIL if used is None else Verdict.WARN
    return CheckResult(check, verdict, Finding.BUSY, text=name_text(refused))
