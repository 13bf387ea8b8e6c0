"""What was chosen in the meeting counts until the configuration says something else than it did then."""

from dataclasses import replace

import msgspec
import pytest

from common.model.hall import HallDevices
from common.model.ids import ParticipantId
from room_console.core.hall.choice import configured, in_force
from room_console.core.meeting.hallevents import HallDeviceChanged
from room_console.core.settings import Settings
from room_console.core.settings.declared import HallSettings

MIXER, SPARE, MONITORS = "portaudio:ALSA:mixer", "portaudio:ALSA:spare", "portaudio:ALSA:monitors"
FILE = Settings(hall=HallSettings(device=MIXER, inputs=16, outputs=16))


def chosen(devices: HallDevices) -> HallDeviceChanged:
    return HallDeviceChanged(devices, configured(FILE.hall), ParticipantId("olga"), 5)


def test_without_a_choice_the_file_counts() -> None:
    assert in_force(FILE, None) is FILE
    assert configured(FILE.hall) == HallDevices(MIXER, MIXER, 16, 16)


def test_a_choice_counts_before_the_file() -> None:
    hall = in_force(FILE, chosen(HallDevices(SPARE, SPARE, 8, 10))).hall
    assert (hall.device, hall.output_device, hall.inputs, hall.outputs) == (SPARE, "", 8, 10)
    pair = in_force(FILE, chosen(HallDevices(SPARE, MONITORS, 8, 10))).hall
    assert (pair.device, pair.output_device) == (SPARE, MONITORS)


@pytest.mark.parametrize(
    "changed", [{"device": SPARE}, {"output_device": MONITORS}, {"inputs": 15}, {"outputs": 17}], ids=str
)
def test_a_file_that_says_something_else_since_then_counts_again(changed: dict[str, object]) -> None:
    edited = msgspec.structs.replace(FILE, hall=msgspec.structs.replace(FILE.hall, **changed))
    assert in_force(edited, chosen(HallDevices(SPARE, SPARE, 8, 10))) is edited


def test_what_else_the_file_says_counts_as_ever() -> None:
    edited = msgspec.structs.replace(FILE, hall=msgspec.structs.replace(FILE.hall, camera="none"))
    devices = replace(configured(FILE.hall), input=SPARE, output=SPARE)
    assert in_force(edited, chosen(devices)).hall.device == SPARE
