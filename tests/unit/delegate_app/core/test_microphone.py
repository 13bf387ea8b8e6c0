"""Nothing leaves the microphone without the floor, nor while muted (R11)."""

import numpy as np
import pytest

from common.model.units import BLOCK_SAMPLES
from delegate_app.core.microphone import MicrophoneGate

VOICE = np.ones((BLOCK_SAMPLES, 1), np.float32)


@pytest.mark.parametrize(("has_floor", "is_muted", "is_open"), [(0, 0, 0), (0, 1, 0), (1, 1, 0), (1, 0, 1)])
def test_open_only_with_the_floor_and_unmuted(has_floor: bool, is_muted: bool, is_open: bool) -> None:
    gate = MicrophoneGate()
    gate.set(has_floor, is_muted)
    assert bool(np.any(gate.pass_on(VOICE))) == is_open
    assert gate.is_open == is_open


def test_shut_from_the_beginning() -> None:
    assert not np.any(MicrophoneGate().pass_on(VOICE))


def test_shutting_is_silent_from_the_next_block_on_and_opening_fades_in() -> None:
    gate = MicrophoneGate()
    gate.set(True, False)
    first, second = gate.pass_on(VOICE), gate.pass_on(VOICE)
    assert first[0, 0] == 0.0
    assert np.all(np.diff(first[:, 0]) > 0)
    assert second is VOICE
    gate.set(True, True)
    assert not np.any(gate.pass_on(VOICE))


def test_silence_has_the_shape_of_a_block_whatever_came_in() -> None:
    assert MicrophoneGate().pass_on(VOICE[:10]).shape == (BLOCK_SAMPLES, 1)
