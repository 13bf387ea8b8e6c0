"""The hall's sound devices: by which its sound comes in, by which it goes out."""

from dataclasses import dataclass
from typing import Final

VIRTUAL, NONE = "virtual", "none"
PREFIX: Final = "portaudio:"


@dataclass(frozen=True, slots=True)
class HallDevices:
    """Names as the configuration writes them, the same twice for one device; how many ports of them are used."""

    input: str
    output: str
    inputs: int
    outputs: int


def sound_system_of(name: str) -> str:
    """Return the sound system (PortAudio's host API) that a device belongs to; empty for one without hardware."""
    return name.removeprefix(PREFIX).partition(":")[0] if name.startswith(PREFIX) else ""


def title_of(name: str) -> str:
    """Return what a device is called in its sound system."""
    return name.removeprefix(PREFIX).partition(":")[2] if name.startswith(PREFIX) else name
