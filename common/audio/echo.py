"""A voice before it is sent, where a loudspeaker is heard in it: libwebrtc's AEC3, noise suppression and gain.

They come through the package `livekit`, which is loaded with the first processor: a headset never needs it.
"""

from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from common.audio.format import Block
from common.model.errors import ErrorCode, MediaError
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ
from common.model.voice import VoiceProcessing

FULL_SCALE = 32767.0
DELAY_STEP_MS = 4
"""A delay that changes by less is not told anew: the canceller finds it by itself to a block."""
MOST_DELAY_MS = 500


def is_available() -> bool:
    """Tell whether a processor can be made; cheap, nothing is loaded."""
    try:
        return find_spec("livekit.rtc") is not None
    except ModuleNotFoundError:
        return False


class VoiceProcessor:
    """Processes one voice, block by block, in 16 bits. Making the first takes a quarter of a second. Thread: one.

    It brings two threads of its own, which sleep. `played` is called with each block that is given to the loudspeaker,
    before the blocks in which it can be heard.
    """

    def __init__(self, processing: VoiceProcessing) -> None:
        """Make it ready. Raises: MediaError(`media_failed`) where the library is missing or does not load."""
        try:
            from livekit.rtc.apm import AudioProcessingModule
            from livekit.rtc.audio_frame import AudioFrame

            self._module = AudioProcessingModule(
                echo_cancellation=processing.removes_echo,
                noise_suppression=processing.reduces_noise,
                high_pass_filter=processing.removes_echo,
                auto_gain_control=processing.levels_gain,
            )
        except (ImportError, OSError, RuntimeError, AttributeError) as error:
            raise MediaError(ErrorCode.MEDIA_FAILED, f"no voice processing: {error}") from error
        self.processing = processing
        self._near = AudioFrame.create(SAMPLE_RATE_HZ, 1, BLOCK_SAMPLES)
        self._far = AudioFrame.create(SAMPLE_RATE_HZ, 1, BLOCK_SAMPLES)
        self._delay_ms: int | None = None

    def played(self, block: Block) -> None:
        """Take (BLOCK_SAMPLES, 1) that is given to the loudspeaker. Raises: MediaError(`media_failed`)."""
        if self.processing.removes_echo:
            _samples(self._far)[:] = _as_16_bits(block)
            self._run(self._module.process_reverse_stream, self._far)

    def heard(self, block: Block, delay_ms: float) -> Block:
        """Return (BLOCK_SAMPLES, 1) of the microphone, processed. Raises: MediaError(`media_failed`).

        `delay_ms` is the time from `played` to the loudspeaker, and from the microphone to here.
        """
        if self.processing.removes_echo:
            self._tell_delay(round(min(max(delay_ms, 0.0), MOST_DELAY_MS)))
        near = _samples(self._near)
        near[:] = _as_16_bits(block)
        self._run(self._module.process_stream, self._near)
        processed: Block = near.astype(np.float32)[:, None] / np.float32(FULL_SCALE)
        return processed

    def _tell_delay(self, delay_ms: int) -> None:
        if self._delay_ms is None or abs(delay_ms - self._delay_ms) >= DELAY_STEP_MS:
            self._delay_ms = delay_ms
            self._run(self._module.set_stream_delay_ms, delay_ms)

    @staticmethod
    def _run(work: Any, argument: Any) -> None:
        try:
            work(argument)
        except (RuntimeError, AssertionError) as error:
            raise MediaError(ErrorCode.MEDIA_FAILED, f"voice processing: {error}") from error


def _samples(frame: Any) -> NDArray[np.int16]:
    """View a frame's samples, to be written."""
    return np.frombuffer(frame.data, np.int16)


def _as_16_bits(block: Block) -> NDArray[np.int16]:
    scaled: NDArray[np.int16] = np.rint(np.clip(block[:, 0], -1.0, 1.0) * np.float32(FULL_SCALE)).astype(np.int16)
    return scaled
