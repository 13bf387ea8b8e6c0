"""The slots' side of the bridge: remote speakers come and go without a click."""

import numpy as np

from common.audio.format import Block, BlockReader
from common.audio.gain import RAMP_MS, RampedGain
from common.model.ids import SlotNumber
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ
from room_console.core.hall.buses import SILENCE

RAMP_SAMPLES = round(RAMP_MS * SAMPLE_RATE_HZ / 1000)


class SlotInput:
    """One remote speaker's sound, ramped in at its start and after a gap, out into a gap and at its end."""

    def __init__(self, reader: BlockReader) -> None:
        self._reader = reader
        self._gain = RampedGain(0.0)
        self._last: Block = SILENCE
        self._is_leaving = False

    @property
    def is_over(self) -> bool:
        """Tell whether it has left and is silent."""
        return self._is_leaving and self._gain.is_silent

    def leave(self) -> None:
        """Ramp out with the next block."""
        self._is_leaving = True
        self._gain.target = 0.0

    def read(self) -> Block:
        """Return the next (BLOCK_SAMPLES, 1), silent where the speaker has none."""
        block = self._reader.read()
        if block is None:
            return self._fade_from_last()
        if not self._is_leaving:
            self._gain.target = 1.0
        ready = self._gain.apply(block)
        self._last = ready
        return ready

    def _fade_from_last(self) -> Block:
        silence: Block = np.zeros((BLOCK_SAMPLES, 1), dtype=np.float32)
        silence[:RAMP_SAMPLES, 0] = np.linspace(self._last[-1, 0], 0.0, RAMP_SAMPLES, dtype=np.float32)
        self._last = SILENCE
        self._gain = RampedGain(0.0)
        return silence


class SlotInputs:
    """All slots that are connected. Thread: the media loop's."""

    def __init__(self) -> None:
        self._connected: dict[SlotNumber, SlotInput] = {}
        self._leaving: list[tuple[SlotNumber, SlotInput]] = []

    def connect(self, slot: SlotNumber, reader: BlockReader) -> None:
        """Let a speaker be heard; one who is there already is ramped out."""
        self.disconnect(slot)
        self._connected[slot] = SlotInput(reader)

    def disconnect(self, slot: SlotNumber) -> None:
        """Ramp a speaker out; nothing happens where there is none."""
        if (leaver := self._connected.pop(slot, None)) is not None:
            leaver.leave()
            self._leaving.append((slot, leaver))

    def read(self) -> dict[SlotNumber, Block]:
        """Return one block of each slot that is connected or ramps out."""
        blocks = {slot: speaker.read() for slot, speaker in self._connected.items()}
        for slot, leaver in self._leaving:
            block = leaver.read()
            blocks[slot] = blocks[slot] + block if slot in blocks else block
        self._leaving = [(slot, leaver) for slot, leaver in self._leaving if not leaver.is_over]
        return blocks
