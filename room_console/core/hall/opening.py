"""Make the hall's device from its name in the configuration."""

from common.devices.audio import HallDevice
from common.devices.portaudio import PortAudioHall
from common.model.errors import ErrorCode, MediaError
from common.model.hall import NONE, PREFIX, VIRTUAL
from room_console.core.hall.silent import SilentHall
from room_console.core.hall.virtual import INPUTS, OUTPUTS, VirtualHall


def open_hall(name: str, inputs: int | None = None, outputs: int | None = None, output_name: str = "") -> HallDevice:
    """Make `virtual`, `none` or `portaudio:HOSTAPI:NAME`; nothing is started. Raises: MediaError(`device`).

    `output_name` is by what the sound goes out, where that is another device of the same sound system.
    """
    if name == VIRTUAL:
        return VirtualHall(INPUTS if inputs is None else inputs, OUTPUTS if outputs is None else outputs)
    if name == NONE:
        return SilentHall(inputs or 0, outputs or 0)
    if name.startswith(PREFIX):
        return PortAudioHall(name, inputs, outputs, output_name)
    raise MediaError(ErrorCode.DEVICE, f"{name}: no kind of hall device")
