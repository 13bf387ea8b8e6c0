"""Make the hall's device from its name in the configuration."""

from common.devices.audio import HallDevice
from common.devices.portaudio import PortAudioHall
from common.devices.portaudio.listing import PREFIX
from common.model.errors import ErrorCode, MediaError
from room_console.core.hall.silent import SilentHall
from room_console.core.hall.virtual import INPUTS, OUTPUTS, VirtualHall

VIRTUAL, NONE = "virtual", "none"


def open_hall(name: str, inputs: int | None = None, outputs: int | None = None) -> HallDevice:
    """Make `virtual`, `none` or `portaudio:HOSTAPI:NAME`; nothing is started. Raises: MediaError(`device`)."""
    if name == VIRTUAL:
        return VirtualHall(INPUTS if inputs is None else inputs, OUTPUTS if outputs is None else outputs)
    if name == NONE:
        return SilentHall(inputs or 0, outputs or 0)
    if name.startswith(PREFIX):
        return PortAudioHall(name, inputs, outputs)
    raise MediaError(ErrorCode.DEVICE, f"{name}: no kind of hall device")
