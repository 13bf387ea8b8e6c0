"""Nothing leaves the microphone without the floor, nor while muted (R11)."""

import numpy as np
import pytest

from common.audio.format import Block
from common.audio.gain import RAMP_MS
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ
from delegate_app.core.microphone import Microphone, MicrophoneGate

RAMP_SAMPLES = round(RAMP_MS * SAMPLE_RATE_HZ / 1000)
VOICE = np.ones((BLOCK_SAMPLES, 1), np.float32)


@pytest.mark.parametrize(("has_floor", "is_muted", "is_open"), [(0, 0, 0), (0, 1, 0), (1, 1, 0), (1, 0, 1)])
def test_open_only_with_the_floor_and_unmuted(has_floor: bool, is_muted: bool, is_open: bool) -> None:
    gate = MicrophoneGate()
    gate.set(has_floor, is_muted)
    assert bool(np.any(gate.pass_on(VOICE))) == is_open
    assert gate.is_open == is_open


def test_shut_from_the_beginning() -> None:
    assert not np.any(MicrophoneGate().pass_on(VOICE))


def test_opening_ramps_in_and_then_every_bit_passes() -> None:
    gate = MicrophoneGate()
    gate.set(True, False)
    first, second = gate.pass_on(VOICE), gate.pass_on(VOICE)
    assert first[0, 0] == 0.0
    assert np.all(np.diff(first[:RAMP_SAMPLES, 0]) > 0)
    assert np.all(first[RAMP_SAMPLES:] == 1.0)
    assert second is VOICE


def test_shutting_is_silent_after_5_ms_without_a_click() -> None:
    gate = MicrophoneGate()
    gate.set(True, False)
    gate.pass_on(VOICE)
    gate.set(True, True)
    closing = gate.pass_on(VOICE)
    assert closing[0, 0] == 1.0
    assert np.abs(np.diff(closing[:, 0])).max() < 0.01
    assert not np.any(closing[RAMP_SAMPLES:])
    assert not np.any(gate.pass_on(VOICE))


def test_silence_has_the_shape_of_a_block_whatever_came_in() -> None:
    assert MicrophoneGate().pass_on(VOICE[:10]).shape == (BLOCK_SAMPLES, 1)


class Heard:
    """A microphone that has heard so many blocks."""

    name = "heard"
    xruns = 0
    is_alive = True
    latency_ms = 0.0

    def __init__(self, *blocks: Block) -> None:
        self.blocks = list(blocks)

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def read(self) -> Block | None:
        return self.blocks.pop(0) if self.blocks else None


def test_with_nothing_chosen_a_voice_is_sent_bit_for_bit() -> None:
    rng = np.random.default_rng(1)
    blocks = [rng.standard_normal((BLOCK_SAMPLES, 1)).astype(np.float32) for _ in range(20)]
    microphone = Microphone()
    microphone.gate.set(True, False)
    microphone.use(Heard(*blocks))
    sent = [microphone.read() for _ in blocks]
    for before, after in zip(blocks[1:], sent[1:], strict=True):
        assert after is before
    assert microphone.read() is None


def test_the_meter_shows_the_voice_behind_a_shut_gate() -> None:
    microphone = Microphone()
    microphone.use(Heard(*[VOICE] * 5))
    for _ in range(5):
        passed = microphone.read()
        assert passed is not None
        assert not np.any(passed)
    assert microphone.level.rms_dbfs == 0.0
    microphone.use(None)
    assert microphone.read() is None
    assert microphone.level.rms_dbfs < -100.0
