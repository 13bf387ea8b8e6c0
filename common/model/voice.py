"""What is done to a participant's voice before it is sent, and whether a microphone hears it."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class VoiceProcessing:
    """What is done to a voice. A headset's is left as it is: all of it is off until it is needed or chosen."""

    removes_echo: bool = False
    """Of the loudspeaker, from what the microphone hears."""
    reduces_noise: bool = False
    levels_gain: bool = False

    @property
    def is_any(self) -> bool:
        """Tell whether the voice is changed at all."""
        return self.removes_echo or self.reduces_noise or self.levels_gain


UNTOUCHED = VoiceProcessing()


class MicrophoneState(StrEnum):
    """Whether a participant's app hears them."""

    UNKNOWN = "unknown"
    """Not said yet, or by an app that does not say."""
    IN_USE = "in_use"
    NONE = "none"
    """There is none, or it is switched off by choice."""
    LOST = "lost"
    """It was pulled out, and no other has taken its place."""
    REPLACED = "replaced"
    """It was pulled out, and another one hears instead."""
