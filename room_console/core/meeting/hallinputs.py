"""What is wished of the hall's sound devices."""

from dataclasses import dataclass

from common.model.hall import HallDevices
from common.model.ids import ParticipantId


@dataclass(frozen=True, slots=True)
class HallDeviceOpened:
    """Other devices of the hall run beside those in use, and the operator wants them used.

    `instead_of` is what the configuration says.
    """

    by: ParticipantId
    devices: HallDevices
    instead_of: HallDevices
