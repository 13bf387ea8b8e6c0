"""Devices by the names that settings and the patch keep: `portaudio:HOSTAPI:NAME`."""

from collections import Counter
from typing import Any

from common.devices.audio import AudioDevice
from common.devices.portaudio.library import border
from common.model.errors import ErrorCode, MediaError

PREFIX = "portaudio:"


def list_devices() -> list[AudioDevice]:
    """List what PortAudio found when it was initialised. Raises: MediaError(`device`)."""
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


def find_device(name: str | None, *, is_input: bool) -> tuple[int, AudioDevice]:
    """Return PortAudio's index of a device, or of the default one for None. Raises: MediaError(`device`)."""
    for index, device in enumerate(list_devices()):
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
