"""By which devices the hall's sound goes: what the configuration says, and what was chosen in the meeting since."""

import msgspec

from common.model.hall import HallDevices
from room_console.core.meeting.hallevents import HallDeviceChanged
from room_console.core.settings import Settings
from room_console.core.settings.declared import HallSettings


def configured(hall: HallSettings) -> HallDevices:
    """Return what the configuration says."""
    return HallDevices(hall.device, hall.output_device or hall.device, hall.inputs, hall.outputs)


def in_force(settings: Settings, chosen: HallDeviceChanged | None) -> Settings:
    """Return the settings with what was chosen, unless the configuration says something else than it did then."""
    if chosen is None or chosen.instead_of != configured(settings.hall):
        return settings
    devices = chosen.devices
    hall = msgspec.structs.replace(
        settings.hall,
        device=devices.input,
        output_device=devices.output if devices.output != devices.input else "",
        inputs=devices.inputs,
        outputs=devices.outputs,
    )
    return msgspec.structs.replace(settings, hall=hall)
