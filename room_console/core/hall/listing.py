"""What this machine has, named as the configuration names it."""

from dataclasses import dataclass

from common.devices.audio import AudioDevice
from common.devices.camera import list_cameras
from common.devices.portaudio import list_devices
from common.model.errors import MediaError
from common.model.hall import NONE, VIRTUAL
from room_console.core.hall.camera import VIRTUAL_CAMERA


@dataclass(frozen=True, slots=True)
class DeviceListing:
    """`fault` says why sound devices can't be listed; the built-in ones are always there."""

    audio: tuple[AudioDevice, ...]
    cameras: tuple[str, ...]
    fault: str = ""


def find_devices() -> DeviceListing:
    """Look for all devices; takes up to some seconds."""
    cameras = (VIRTUAL_CAMERA, *list_cameras())
    try:
        return DeviceListing(tuple(list_devices()), cameras)
    except MediaError as error:
        return DeviceListing((), cameras, error.detail)


def describe_devices(listing: DeviceListing | None = None) -> str:
    """Write the listing for a terminal, in English."""
    found = find_devices() if listing is None else listing
    lines = [
        "Hall devices:",
        f"  {VIRTUAL}  (no hardware: seven voices speak)",
        f"  {NONE}  (a meeting without a mixer)",
    ]
    lines += [
        f"  {d.name}  ({d.inputs} inputs, {d.outputs} outputs, {d.sample_rate_hz} Hz"
        f"{', default input' if d.is_default_input else ''}{', default output' if d.is_default_output else ''})"
        for d in found.audio
    ]
    if found.fault:
        lines.append(f"  {found.fault}")
    return "\n".join([*lines, "Cameras:", *(f"  {camera}" for camera in found.cameras)])
