"""How a stream is opened on each kind of sound system. The measurements are in docs/decisions/0301."""

from dataclasses import dataclass

from common.devices.audio import AudioDevice
from common.model.units import BLOCK_SAMPLES

SERVER_PCMS = ("ALSA:pulse", "ALSA:default", "ALSA:pipewire")
"""ALSA's names for a sound server behind it."""
SERVER_LATENCY_S = 0.04
PULSE_WISH = "PULSE_LATENCY_MSEC"
"""Would overrule what PortAudio agrees with ALSA, after which ALSA's PulseAudio module stops at its first underrun."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """What PortAudio is asked for; a block of 0 samples is the device's own.

    So long as `settling_s` after its start a device may be quiet and is not taken for lost.
    """

    latency: float | str
    block_samples: int
    settling_s: float


AS_LOW_AS_IT_GOES = Tuning("low", 0, 0.5)
SOUND_SERVER = Tuning(SERVER_LATENCY_S, BLOCK_SAMPLES, 2.0)
"""Such a server comes down from its own latency at first: a null sink of PulseAudio is quiet for 1.2 s."""


def tuning_of(device: AudioDevice) -> Tuning:
    """Return the settings for a device."""
    return SOUND_SERVER if device.name.endswith(SERVER_PCMS) else AS_LOW_AS_IT_GOES
