"""Devices without hardware, for rehearsals, tests and delegates without a window. All keep a monotonic clock's time."""

from pathlib import Path

import numpy as np

from common.audio.format import Block, BlockReader
from common.audio.testsignal import Voice, tone
from common.audio.wav import WavWriter
from common.devices.files import load_sound
from common.devices.paced import MonoClock, PacedDevice, monotonic
from common.model.errors import ErrorCode, MediaError
from common.model.units import BLOCK_S, BLOCK_SAMPLES

TONE_S = 1.0
QUEUE_BLOCKS = 2
"""How far ahead of its clock an output takes blocks."""


class PacedInput(PacedDevice):
    """An AudioInput that gives a source's blocks as its clock makes them due."""

    def __init__(self, name: str, source: BlockReader, clock: MonoClock = monotonic) -> None:
        super().__init__(name, clock)
        self._source = source

    def read(self) -> Block | None:
        """Return the next block once it is due."""
        return self._source.read() if self._pacer.take() else None


class _Loop:
    """Gives (n,) again and again, block by block, from the start; `read` never waits."""

    def __init__(self, sound: Block, is_endless: bool = True) -> None:
        self._sound = sound if len(sound) else np.zeros((BLOCK_SAMPLES, 1), dtype=np.float32)
        self._is_endless = is_endless
        self._at = 0

    def read(self) -> Block:
        places = np.arange(self._at, self._at + BLOCK_SAMPLES)
        self._at += BLOCK_SAMPLES
        if self._is_endless:
            return self._sound.take(places, axis=0, mode="wrap")
        block = np.zeros((BLOCK_SAMPLES, 1), dtype=np.float32)
        rest = self._sound[places[0] : places[-1] + 1]
        block[: len(rest)] = rest
        return block


class FileInput(PacedInput):
    """A microphone that plays a sound file. Raises when made: MediaError(`device`)."""

    def __init__(self, path: Path, clock: MonoClock = monotonic, is_endless: bool = True) -> None:
        super().__init__(f"file:{path}", _Loop(load_sound(path), is_endless), clock)


class ToneInput(PacedInput):
    """A microphone that hears a tone."""

    def __init__(self, frequency_hz: int = 1000, level_dbfs: float = -20.0, clock: MonoClock = monotonic) -> None:
        wave = tone(frequency_hz, TONE_S, level_dbfs)[:, None]
        super().__init__(f"tone:{frequency_hz}", _Loop(wave), clock)


class VoiceInput(PacedInput):
    """A microphone that hears one of the seven voices."""

    def __init__(self, number: int, clock: MonoClock = monotonic) -> None:
        super().__init__(f"voice:{number}", Voice(number), clock)


class SilentInput(PacedInput):
    """A microphone in a quiet box."""

    def __init__(self, clock: MonoClock = monotonic) -> None:
        super().__init__("silence", _Loop(np.zeros((BLOCK_SAMPLES, 1), dtype=np.float32)), clock)


class PacedOutput(PacedDevice):
    """An AudioOutput that consumes a block every 10 ms, and silence where none was written; wanted at once."""

    def __init__(self, name: str, clock: MonoClock = monotonic) -> None:
        super().__init__(name, clock)
        self._queue: list[Block] = []
        self._underruns = 0
        self._was_written = False

    def stop(self) -> None:
        """Play nothing more."""
        super().stop()
        self._queue.clear()

    @property
    def xruns(self) -> int:
        """Return how many blocks came too late, since the first."""
        return self._underruns + super().xruns

    @property
    def latency_ms(self) -> float:
        """Return how long what is queued takes."""
        return 1000.0 * len(self._queue) * BLOCK_S

    def wants_block(self) -> bool:
        """Play what is due, and tell whether there is room for a block."""
        self._advance()
        return self.is_alive and len(self._queue) < QUEUE_BLOCKS

    def write(self, block: Block) -> None:
        """Queue (BLOCK_SAMPLES, 1); the oldest goes when QUEUE_BLOCKS already wait."""
        self._advance()
        self._was_written = True
        if len(self._queue) >= QUEUE_BLOCKS:
            del self._queue[0]
            self._underruns += 1
        self._queue.append(block)

    def play(self, block: Block) -> None:
        """Take the block whose instant has come; silence here is a true sound as well."""

    def _advance(self) -> None:
        played = self._pacer.ticks
        while self._pacer.take():
            for _ in range(self._pacer.ticks - played - 1):
                self.play(_SILENCE)
            played = self._pacer.ticks
            if self._queue:
                self.play(self._queue.pop(0))
            else:
                self._underruns += 1 if self._was_written else 0
                self.play(_SILENCE)


class FileOutput(PacedOutput):
    """A headphone that writes what it plays to a WAV file; sample n was heard at `started_mono_s` + n / 48,000."""

    def __init__(self, path: Path, clock: MonoClock = monotonic) -> None:
        super().__init__(f"file:{path}", clock)
        self._path = path
        self._writer: WavWriter | None = None

    def start(self) -> None:
        """Open the file and begin. Raises: MediaError(`device`)."""
        try:
            self._writer = WavWriter(self._path)
        except OSError as error:
            raise MediaError(ErrorCode.DEVICE, f"{self._path.name}: {error.strerror}") from error
        super().start()

    def stop(self) -> None:
        """Finish the file."""
        super().stop()
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def play(self, block: Block) -> None:
        """Write the block; a disk that is full ends the playout."""
        if self._writer is None:
            return
        try:
            self._writer.write(block)
        except OSError:
            self.stop()


_SILENCE: Block = np.zeros((BLOCK_SAMPLES, 1), dtype=np.float32)
