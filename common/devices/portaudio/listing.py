"""Devices by the names that settings and the patch keep: `portaudio:HOSTAPI:NAME`.

PortAudio lists only when it is initialised, and that must not happen under running streams: a process of its own does
it, each time anew.
"""

from collections import Counter
from multiprocessing.connection import Connection
from typing import Any

from common.devices.audio import AudioDevice
from common.devices.portaudio.apart import Apart
from common.devices.portaudio.library import border
from common.model.errors import ErrorCode, MediaError
from common.model.hall import PREFIX

LIST_TIMEOUT_S = 10.0


def list_devices() -> list[AudioDevice]:
    """List what there is now; takes half a second and more. Raises: MediaError(`device`)."""
    lister = Apart("device-list", send_devices)
    try:
        answer = lister.receive(LIST_TIMEOUT_S)
    finally:
        lister.stop()
    if isinstance(answer, list):
        return answer
    raise MediaError(ErrorCode.DEVICE, str(answer or "the list of sound devices does not come"))


def send_devices(link: "Connection[list[AudioDevice] | str, None]") -> None:
    """Send the list, or why there is none. Runs in its own process."""
    try:
        link.send(devices_here())
    except MediaError as error:
        link.send(error.detail)


def devices_here() -> list[AudioDevice]:
    """List what PortAudio found when this process initialised it. Raises: MediaError(`device`)."""
    with border("list") as sounddevice:
        hosts = sounddevice.query_hostapis()
        raw = list(sounddevice.query_devices())
        default_input, default_output = sounddevice.default.device
    names = _names(raw, hosts)
    return [
        AudioDevice(
            name=name,
            title=f"{device['name']} ({hosts[device['hostapi']]['name']})",
            inputs=device["max_input_channels"],
            outputs=device["max_output_channels"],
            sample_rate_hz=round(device["default_samplerate"]),
            is_default_input=index == default_input,
            is_default_output=index == default_output,
        )
        for index, (name, device) in enumerate(zip(names, raw, strict=True))
    ]


def pick(devices: list[AudioDevice], name: str | None, *, is_input: bool) -> tuple[int, AudioDevice]:
    """Return place and device of a name, or of the default one for None. Raises: MediaError(`device`)."""
    for index, device in enumerate(devices):
        is_default = device.is_default_input if is_input else device.is_default_output
        ports = device.inputs if is_input else device.outputs
        if (name is None and is_default) or (name == device.name and ports):
            return index, device
    kind = "input" if is_input else "output"
    raise MediaError(ErrorCode.DEVICE, f"no {kind} device {name}" if name else f"no {kind} device at all")


def _names(raw: list[dict[str, Any]], hosts: Any) -> list[str]:
    """Name each device; the second of two that a host API calls the same gets `#2`."""
    seen: Counter[str] = Counter()
    names = []
    for device in raw:
        name = f"{PREFIX}{hosts[device['hostapi']]['name']}:{device['name']}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return names
