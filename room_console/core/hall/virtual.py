"""The virtual hall: a device of the same contract with no hardware, in which seven voices speak, and the operator's.

Every microphone hears a little room tone, and who speaks at the hall's own stops while the loudspeakers do: so a hall
behaves, and so a remote speaker who heard themselves would be found out.

Time base: sample n of what it hears is spoken, and sample n of what it plays is heard, at `started_mono_s` +
n / 48,000 of the machine's monotonic clock. So delay can be measured across processes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from common.audio.format import Block
from common.audio.level import from_db
from common.audio.testsignal import TALKBACK_VOICE, VOICES, Voice, chirp, room_tone
from common.devices.paced import MonoClock, PacedDevice, monotonic
from common.model.patch import TALKBACK_INPUT
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ
from room_console.core.hall.recording import HallRecording

INPUTS, OUTPUTS = 8, 10
"""The floor, six booths and talkback; loudspeakers, interpreters, four sends, four returns."""
QUEUE_BLOCKS = 2
"""What lies between a block read and the block written in answer, as in a device's buffers: 20 ms."""
FLOOR_INPUT, LOUDSPEAKERS_OUTPUT = 1, 1
"""Where the virtual hall has its microphones and its loudspeakers, whatever the patch says."""
ATTENTION_DBFS = -50.0
"""From loudspeakers louder than this the hall listens."""
ATTENTION_BLOCKS = 200
"""For so long after the last word."""
VOICES_BY_PORT: Mapping[int, int] = {
    **{port: port - 1 for port in range(1, VOICES + 1)},
    TALKBACK_INPUT: TALKBACK_VOICE,
}


@dataclass(frozen=True, slots=True)
class ChirpSchedule:
    """A chirp in place of the voice on one input port, again and again."""

    port: int = 1
    first_s: float = 2.0
    every_s: float = 3.0


class VirtualHall(PacedDevice):
    """A HallDevice paced by a clock. Thread: the media loop's."""

    def __init__(
        self,
        inputs: int = INPUTS,
        outputs: int = OUTPUTS,
        voices: Mapping[int, int] = VOICES_BY_PORT,
        chirps: ChirpSchedule | None = None,
        record_to: Path | None = None,
        clock: MonoClock = monotonic,
    ) -> None:
        super().__init__("virtual", clock)
        self.inputs = inputs
        self.outputs = outputs
        self._voices = {port: Voice(number) for port, number in voices.items() if port <= inputs}
        self._chirps = chirps
        self._record_to = record_to
        self._recording: HallRecording | None = None
        self._clock = clock
        self._late = 0
        self._tone = room_tone()
        self._listens_until = 0

    def start(self) -> None:
        """Begin, and open the recording's files. Raises: MediaError(`device`)."""
        self.stop()
        self._late = 0
        super().start()
        if self._record_to is not None:
            started = self.started_mono_s or 0.0
            self._recording = HallRecording(self._record_to, self.inputs, self.outputs, started)

    def stop(self) -> None:
        """End; the recording's files are finished."""
        super().stop()
        if self._recording is not None:
            self._recording.close()
            self._recording = None

    @property
    def xruns(self) -> int:
        """Return the blocks that were not fetched, or not answered, in time."""
        return super().xruns + self._late

    def read(self) -> Block | None:
        """Return the next (BLOCK_SAMPLES, inputs) once it has been spoken."""
        if not self._pacer.take():
            return None
        start = (self._pacer.ticks - 1) * BLOCK_SAMPLES
        at = start % len(self._tone)
        block: Block = np.repeat(self._tone[at : at + BLOCK_SAMPLES, None], self.inputs, axis=1)
        is_listening = self._pacer.ticks < self._listens_until
        for port, voice in self._voices.items():
            spoken = voice.take(BLOCK_SAMPLES)[:, 0]
            if port != FLOOR_INPUT or not is_listening:
                block[:, port - 1] += spoken
        if not is_listening:
            self._put_chirp(block, start)
        if self._recording is not None:
            self._recording.hear(start, block)
        return block

    def write(self, block: Block) -> None:
        """Play (BLOCK_SAMPLES, outputs) behind QUEUE_BLOCKS others; what comes too late for that is lost."""
        start = (self._pacer.ticks + QUEUE_BLOCKS - 1) * BLOCK_SAMPLES
        if self.started_mono_s is None:
            return
        if np.abs(block[:, LOUDSPEAKERS_OUTPUT - 1 : LOUDSPEAKERS_OUTPUT]).max(initial=0.0) > from_db(ATTENTION_DBFS):
            self._listens_until = self._pacer.ticks + ATTENTION_BLOCKS
        if self._clock() > self.started_mono_s + start / SAMPLE_RATE_HZ:
            self._late += 1
        elif self._recording is not None:
            self._recording.play(start, block)

    def _put_chirp(self, block: Block, start: int) -> None:
        schedule = self._chirps
        if schedule is None or not 1 <= schedule.port <= self.inputs:
            return
        signal = chirp()
        every, first = round(schedule.every_s * SAMPLE_RATE_HZ), round(schedule.first_s * SAMPLE_RATE_HZ)
        number = max(0, (start + BLOCK_SAMPLES - first - 1) // every)
        begin = first + number * every - start
        here = slice(max(0, begin), max(0, min(BLOCK_SAMPLES, begin + len(signal))))
        if here.start < here.stop:
            block[here, schedule.port - 1] = signal[here.start - begin : here.stop - begin]
