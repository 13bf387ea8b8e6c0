"""Which outputs are taken for loudspeakers."""

import pytest

from common.devices.audio import AudioDevice
from common.devices.kind import DeviceKind, output_kind


def device(title: str, inputs: int = 0, outputs: int = 2) -> AudioDevice:
    """Return a device of that title."""
    return AudioDevice(f"portaudio:X:{title}", title, inputs, outputs, 48_000)


JABRA_MICROPHONE = device("Microphone (Jabra EVOLVE 20) (Windows WASAPI)", inputs=1, outputs=0)
REALTEK_MICROPHONE = device("Microphone Array (Realtek(R) Audio) (Windows WASAPI)", inputs=2, outputs=0)
MAC_MICROPHONE = device("MacBook Pro Microphone (Core Audio)", inputs=1, outputs=0)
OTHERS = [JABRA_MICROPHONE, REALTEK_MICROPHONE, MAC_MICROPHONE]


@pytest.mark.parametrize(
    "title",
    [
        "Speakers (Realtek(R) Audio) (Windows WASAPI)",
        "MacBook Pro Speakers (Core Audio)",
        "Built-in Output (Core Audio)",
        "HDA Intel PCH: HDMI 0 (hw:0,3) (ALSA)",
        "Lautsprecher (High Definition Audio Device) (MME)",
        "Haut-parleurs (Realtek High Definition Audio) (MME)",
        "扬声器 (Realtek Audio) (Windows WASAPI)",
        "مكبرات الصوت (Realtek Audio) (MME)",
        "Speakers (Some Cinema System) (Windows WASAPI)",
    ],
)
def test_loudspeakers(title: str) -> None:
    assert output_kind(device(title), OTHERS) is DeviceKind.LOUDSPEAKER


@pytest.mark.parametrize(
    "title",
    [
        "Headphones (Realtek(R) Audio) (Windows WASAPI)",
        "External Headphones (Core Audio)",
        "Anna's AirPods (Core Audio)",
        "Headset Earphone (Plantronics C320) (MME)",
        "Speakers (Jabra EVOLVE 20) (Windows WASAPI)",
        "Speakers (2- Jabra EVOLVE 20) (Windows WASAPI)",
        "Kopfhörer (Realtek Audio) (MME)",
        "耳机 (Realtek Audio) (Windows WASAPI)",
    ],
)
def test_headsets(title: str) -> None:
    assert output_kind(device(title), OTHERS) is DeviceKind.HEADSET


@pytest.mark.parametrize(
    "title", ["pulse (ALSA)", "default (ALSA)", "HDA Intel PCH: ALC257 Analog (hw:0,0) (ALSA)", "system (JACK)", ""]
)
def test_names_that_say_nothing(title: str) -> None:
    assert output_kind(device(title), OTHERS) is DeviceKind.UNKNOWN
