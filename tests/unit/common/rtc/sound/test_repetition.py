"""A voice carried on by its last period."""

import numpy as np
import pytest

from common.model.units import SAMPLE_RATE_HZ
from common.rtc.sound.repetition import Repetition


def tone(hz: float, first: int, samples: int = 960) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    at = np.arange(first, first + samples) / SAMPLE_RATE_HZ
    return (0.5 * np.sin(2 * np.pi * hz * at)).astype(np.float32)


@pytest.mark.parametrize("hz", [100.0, 160.0, 400.0])
def test_a_tone_goes_on_and_comes_back_without_a_step(hz: float) -> None:
    repetition = Repetition()
    pieces = [repetition.heard(tone(hz, at)) for at in (0, 960, 1920)]
    pieces += [repetition.more(480), repetition.more(480)]
    pieces.append(repetition.heard(tone(hz, 3840)))
    whole = np.concatenate(pieces)
    assert np.abs(np.diff(whole)).max() < 1.2 * np.abs(np.diff(tone(hz, 0))).max()
    assert np.abs(whole - tone(hz, 0, len(whole))).max() < 0.05


def test_before_anything_was_heard_there_is_silence() -> None:
    assert np.array_equal(Repetition().more(480), np.zeros(480, np.float32))
