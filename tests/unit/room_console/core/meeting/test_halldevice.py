"""Who may change the hall's devices, to which, and what is kept of it."""

import pytest

from common.model.errors import ErrorCode
from common.model.hall import HallDevices
from common.model.ids import ParticipantId
from room_console.core.meeting.events import decode_event, encode_event
from room_console.core.meeting.hallevents import HallDeviceChanged
from room_console.core.meeting.hallinputs import HallDeviceOpened
from tests.helpers.playbook import ANNA, CHAIR, OLGA, a_room, given, kept

FILE = HallDevices("portaudio:ALSA:mixer", "portaudio:ALSA:mixer", 16, 16)
SPARE = HallDevices("portaudio:ALSA:spare", "portaudio:ALSA:spare", 16, 16)


def test_an_operator_s_choice_is_kept_with_what_the_configuration_said() -> None:
    room = given(a_room()).when(HallDeviceOpened(OLGA, SPARE, FILE))
    event = HallDeviceChanged(SPARE, FILE, OLGA, room.now_ms)
    room.then_only(kept(event))
    assert decode_event(encode_event(event)) == event


@pytest.mark.parametrize(
    ("by", "code"),
    [(CHAIR, ErrorCode.NOT_ALLOWED), (ANNA, ErrorCode.NOT_ALLOWED), (ParticipantId("nobody"), ErrorCode.NOT_FOUND)],
)
def test_nobody_but_an_operator_changes_it(by: ParticipantId, code: ErrorCode) -> None:
    given(a_room()).refused(HallDeviceOpened(by, SPARE, FILE), code)


def test_a_device_that_lacks_ports_of_the_patch_is_refused() -> None:
    small = HallDevices("portaudio:ALSA:small", "portaudio:ALSA:small", 7, 16)
    given(a_room()).refused(HallDeviceOpened(OLGA, small, FILE), ErrorCode.PATCH_INVALID)
