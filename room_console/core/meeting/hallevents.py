"""What the journal keeps of the hall's sound devices."""

from common.model.hall import HallDevices
from common.model.ids import ParticipantId
from room_console.core.meeting.eventbase import EventBase


class HallDeviceChanged(EventBase, frozen=True, tag="hall_device_changed"):
    """The hall's sound goes by other devices. `at_ms` since the Unix epoch, UTC.

    `instead_of` is what the configuration said: when it says something else, it counts again.
    """

    devices: HallDevices
    instead_of: HallDevices
    by: ParticipantId
    at_ms: int
