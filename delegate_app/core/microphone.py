"""The delegate's end of R11: nothing leaves the microphone before one's turn, nor while muted."""

import logging
from collections.abc import Callable
from typing import Protocol, TypeVar

import numpy as np

from common.audio.echo import VoiceProcessor
from common.audio.format import Block
from common.audio.gain import RampedGain
from common.audio.meter import Level, Meter
from common.devices.audio import AudioInput
from common.model.errors import MediaError
from common.model.units import BLOCK_SAMPLES

T = TypeVar("T")
_log = logging.getLogger(__name__)
_SILENCE: Block = np.zeros((BLOCK_SAMPLES, 1), np.float32)


class MicrophoneGate:
    """Lets sound through only at one's turn and unmuted; else digital silence. Ramps of 5 ms keep it from clicking.

    `set` and `hold` take effect with the next block, from any thread. `pass_on` belongs to the media loop.
    """

    def __init__(self) -> None:
        self.is_wanted_open = False
        """At one's turn and unmuted, whether held shut or not."""
        self._is_held = False
        self._gain = RampedGain(0.0)

    @property
    def is_open(self) -> bool:
        """Whether the next block is let through."""
        return self.is_wanted_open and not self._is_held

    def set(self, is_turn: bool, is_muted: bool) -> None:
        """Say whether it is the delegate's turn, and how their own switch stands."""
        self.is_wanted_open = is_turn and not is_muted

    def hold(self, is_held: bool) -> None:
        """Keep it shut whatever the floor says, while the voice is checked; or no longer."""
        self._is_held = is_held

    def pass_on(self, block: Block) -> Block:
        """Return the block itself while open, ramped where that changes, or silence of BLOCK_SAMPLES."""
        self._gain.target = float(self.is_open)
        return _SILENCE if self._gain.is_silent else self._gain.apply(block)


class VoiceTap(Protocol):
    """Hears along on the media loop, for a check of the voice; it may keep the blocks and never waits."""

    def heard(self, block: Block) -> None:
        """Take what the microphone hears, as it might be sent."""
        ...

    def played(self, block: Block) -> None:
        """Take what is given to the headphone."""
        ...


class Microphone:
    """The microphone in use, up to what may be sent of it. Thread: the media loop's; `level` may be read from any."""

    def __init__(self) -> None:
        self.gate = MicrophoneGate()
        self.device: AudioInput | None = None
        self.on_failed: Callable[[], object] = lambda: None
        """Called, on the media loop, when the processor has failed and is used no more."""
        self.playing_ms: Callable[[], float] = lambda: 0.0
        """Asked how long what is played now takes to the loudspeaker."""
        self.tap: VoiceTap | None = None
        """Set on the media loop."""
        self._processor: VoiceProcessor | None = None
        self._meter = Meter()

    @property
    def level(self) -> Level:
        """What the microphone hears before the gate, of the last 50 ms."""
        return self._meter.level

    def use(self, device: AudioInput | None) -> None:
        """Hear by a microphone that is started already, or by none."""
        self.device = device
        self._meter = Meter()

    def process_by(self, processor: VoiceProcessor | None) -> None:
        """Let the voice go through a processor; through none it comes as it is, to the last bit."""
        self._processor = processor

    def read(self) -> Block | None:
        """Return the next block as it may be sent, or None until there is one."""
        device, processor = self.device, self._processor
        heard = device.read() if device is not None else None
        if device is None or heard is None:
            return None
        block = heard
        if processor is not None:
            block = self._tried(lambda: processor.heard(heard, self.playing_ms() + device.latency_ms), heard)
        self._meter.add(block)
        if self.tap is not None:
            self.tap.heard(block)
        return self.gate.pass_on(block)

    def played(self, block: Block) -> None:
        """Take what is given to the loudspeaker."""
        processor = self._processor
        if processor is not None:
            self._tried(lambda: processor.played(block), None)
        if self.tap is not None:
            self.tap.played(block)

    def _tried(self, work: Callable[[], T], otherwise: T) -> T:
        """Do without the processor once it has failed: a voice as it is comes before a better one."""
        try:
            return work()
        except MediaError as error:
            _log.warning("x %s", error)
            self._processor = None
            self.on_failed()
            return otherwise
