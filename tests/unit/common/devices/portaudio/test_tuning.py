import pytest

from common.devices.audio import AudioDevice
from common.devices.portaudio.tuning import AS_LOW_AS_IT_GOES, SOUND_SERVER, Tuning, tuning_of


@pytest.mark.parametrize(
    ("name", "tuning"),
    [
        ("portaudio:ALSA:pulse", SOUND_SERVER),
        ("portaudio:ALSA:default", SOUND_SERVER),
        ("portaudio:ALSA:pipewire", SOUND_SERVER),
        ("portaudio:ALSA:USB Headset: Audio (hw:1,0)", AS_LOW_AS_IT_GOES),
        ("portaudio:JACK Audio Connection Kit:system", AS_LOW_AS_IT_GOES),
        ("portaudio:Windows WASAPI:Headset", AS_LOW_AS_IT_GOES),
    ],
)
def test_only_a_sound_server_behind_alsa_needs_more_time(name: str, tuning: Tuning) -> None:
    assert tuning_of(AudioDevice(name, name, 2, 2, 48_000)) == tuning
