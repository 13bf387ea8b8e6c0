"""The weightings and the gate are those of the standards."""

import numpy as np
import pytest

from common.audio.fitness.bands import a_weights
from common.audio.fitness.frames import BATCH_SAMPLES, Framer
from common.audio.fitness.loudness import gated_lufs


def lufs_of_tone(hz: float, peak: float, seconds: float = 5.0) -> float:
    tone = (np.sin(2 * np.pi * hz * np.arange(round(seconds * 48_000)) / 48_000) * peak).astype(np.float32)
    frames = Framer().add(tone[: len(tone) // BATCH_SAMPLES * BATCH_SAMPLES])
    return gated_lufs(np.concatenate([f.weighted[:, 0] for f in frames]))


def test_a_full_sine_of_997_hz_reads_3_01_lufs_below_zero() -> None:
    assert lufs_of_tone(997.0, 1.0) == pytest.approx(-3.01, abs=0.1)


def test_the_k_weighting_lifts_the_heights_and_cuts_the_depths() -> None:
    assert lufs_of_tone(10_000.0, 0.1) - lufs_of_tone(997.0, 0.1) == pytest.approx(3.3, abs=0.3)
    assert lufs_of_tone(40.0, 0.1) - lufs_of_tone(997.0, 0.1) < -5.0


def test_silence_between_does_not_lower_the_loudness() -> None:
    loud = np.full(500, 1e-3, dtype=np.float32)
    assert gated_lufs(np.concatenate((loud, np.full(1000, 1e-9, dtype=np.float32)))) == pytest.approx(-30.0, abs=0.4)


@pytest.mark.parametrize(("hz", "db"), [(100.0, -19.1), (1_000.0, 0.0), (4_000.0, 1.0), (10_000.0, -2.5)])
def test_the_a_weighting_has_the_values_of_iec_61672(hz: float, db: float) -> None:
    assert 10.0 * np.log10(a_weights(np.array([hz]))[0]) == pytest.approx(db, abs=0.15)
