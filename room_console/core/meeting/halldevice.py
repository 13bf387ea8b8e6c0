"""Whether the hall's sound may go by other devices."""

from common.model.errors import ConferenceError, ErrorCode
from common.model.hall import HallDevices
from common.model.ids import ParticipantId
from common.model.patch import faults
from common.model.people import Action
from room_console.core.meeting.hallevents import HallDeviceChanged
from room_console.core.meeting.hallinputs import HallDeviceOpened
from room_console.core.meeting.permissions import require
from room_console.core.meeting.state import MeetingState


def check(state: MeetingState, by: ParticipantId, devices: HallDevices) -> None:
    """Let pass whom the role allows it, where the patch fits.

    Raises: ConferenceError(`not_found`, `not_allowed`), (`patch_invalid`) naming every port that is missing.
    """
    require(state, by, Action.OPERATE)
    found = faults(state.patch, devices.inputs, devices.outputs) if state.patch is not None else []
    if found:
        raise ConferenceError(ErrorCode.PATCH_INVALID, "; ".join(dict.fromkeys(found)))


def decide(state: MeetingState, wish: HallDeviceOpened, now_ms: int) -> list[HallDeviceChanged]:
    """Decide on other devices, also on the same again. Raises: as `check`."""
    check(state, wish.by, wish.devices)
    return [HallDeviceChanged(wish.devices, wish.instead_of, wish.by, now_ms)]
