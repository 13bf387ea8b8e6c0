"""The operator's microphone on its way to the private room; silence, to the last bit, while none is open."""

from common.audio.format import Block
from common.audio.gain import RampedGain
from room_console.core.hall.buses import SILENCE


class Talkback:
    """Ramped in at the opening of the room and out at its end. Thread: the media loop's."""

    def __init__(self) -> None:
        self._gain = RampedGain(0.0)

    def open(self, is_open: bool) -> None:
        """Let the operator be heard from the next block on, or no more."""
        self._gain.target = float(is_open)

    def carry(self, microphone: Block) -> Block:
        """Return what the room is given of the operator's (BLOCK_SAMPLES, 1)."""
        return SILENCE if self._gain.is_silent else self._gain.apply(microphone)
