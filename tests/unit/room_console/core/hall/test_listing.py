import pytest

from common.devices.audio import AudioDevice
from common.model.errors import ErrorCode, MediaError
from room_console.core.hall import listing
from room_console.core.hall.listing import DeviceListing, describe_devices, find_devices
from room_console.core.hall.opening import open_hall
from room_console.core.hall.silent import SilentHall
from room_console.core.hall.virtual import VirtualHall

MIXER = AudioDevice("portaudio:JACK:system", "system (JACK)", 16, 16, 48_000, is_default_input=True)


def test_the_built_in_devices_are_always_listed() -> None:
    lines = describe_devices(DeviceListing((), ("virtual",), fault="PortAudio is not installed")).splitlines()
    assert any(line.startswith("  virtual") for line in lines)
    assert any(line.startswith("  none") for line in lines)
    assert "  PortAudio is not installed" in lines


def test_a_device_is_written_as_the_configuration_wants_it() -> None:
    text = describe_devices(DeviceListing((MIXER,), ("virtual", "v4l2:/dev/video0")))
    assert "  portaudio:JACK:system  (16 inputs, 16 outputs, 48000 Hz, default input)" in text
    assert text.endswith("Cameras:\n  virtual\n  v4l2:/dev/video0")


def test_a_machine_without_portaudio_lists_what_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> list[AudioDevice]:
        raise MediaError(ErrorCode.DEVICE, "PortAudio is not installed")

    monkeypatch.setattr(listing, "list_devices", fail)
    found = find_devices()
    assert found.audio == ()
    assert found.cameras[0] == "virtual"
    assert "not installed" in found.fault


def test_a_hall_is_made_by_its_name() -> None:
    assert isinstance(open_hall("virtual"), VirtualHall)
    silent = open_hall("none", 2, 4)
    assert isinstance(silent, SilentHall)
    assert (silent.inputs, silent.outputs) == (2, 4)
    mixer = open_hall("portaudio:JACK:system", 16, 12)
    assert (mixer.name, mixer.inputs, mixer.outputs) == ("portaudio:JACK:system", 16, 12)
    assert not mixer.is_alive
    with pytest.raises(MediaError, match="tape"):
        open_hall("tape")
