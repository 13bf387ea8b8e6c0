import numpy as np
import pytest

from common.audio.ring import SampleRing
from common.devices.portaudio.queue import AIM_SAMPLES, MOST_SAMPLES, WATCH_SAMPLES, HallQueue
from common.devices.portaudio.shared import Count
from common.model.units import BLOCK_SAMPLES

CALL_SAMPLES = 96


class Rig:
    """A hall's queue whose device and media loop are both the test."""

    def __init__(self, waiting_samples: int) -> None:
        self.ring = SampleRing(10 * BLOCK_SAMPLES)
        self.counts = np.zeros(len(Count), dtype=np.int64)
        self.queue = HallQueue(self.ring, self.counts)
        self.at = 0
        self.write(waiting_samples)

    def write(self, samples: int) -> None:
        """Write a sound whose every sample is its number."""
        self.ring.write_samples(np.arange(self.at, self.at + samples, dtype=np.float32)[:, None])
        self.at += samples

    def play(self) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        outdata = np.full((CALL_SAMPLES, 1), np.nan, dtype=np.float32)
        self.queue.play(outdata)
        return outdata[:, 0]

    def go_on(self, samples: int) -> None:
        """Play, and answer every block at its time."""
        for number in range(samples // CALL_SAMPLES):
            if number % (BLOCK_SAMPLES // CALL_SAMPLES) == 0:
                self.write(BLOCK_SAMPLES)
            self.play()


def test_what_waits_is_played_in_order() -> None:
    rig = Rig(AIM_SAMPLES)
    assert rig.play() == pytest.approx(np.arange(CALL_SAMPLES))
    assert rig.play() == pytest.approx(np.arange(CALL_SAMPLES, 2 * CALL_SAMPLES))


def test_what_is_missing_is_silent_and_counted_and_waits_from_then_on() -> None:
    rig = Rig(CALL_SAMPLES)
    rig.play()
    assert not rig.play().any()
    assert rig.counts[Count.SHORT] == 1
    rig.write(BLOCK_SAMPLES + CALL_SAMPLES)
    rig.go_on(BLOCK_SAMPLES)
    assert rig.ring.fill_samples == BLOCK_SAMPLES + CALL_SAMPLES


def test_after_10_s_more_than_is_needed_is_left_out_under_a_cross_fade() -> None:
    rig = Rig(AIM_SAMPLES + 300)
    rig.go_on(WATCH_SAMPLES)
    assert rig.counts[Count.CUT_SAMPLES] == 0
    rig.write(BLOCK_SAMPLES)
    before = rig.at - rig.ring.fill_samples
    faded = rig.play()
    assert rig.counts[Count.CUT_SAMPLES] == 300
    assert faded[0] == before
    assert (np.diff(faded) > 0).all()
    assert rig.play()[0] == before + CALL_SAMPLES + 300


def test_a_queue_at_its_aim_is_left_alone() -> None:
    rig = Rig(AIM_SAMPLES)
    rig.go_on(3 * WATCH_SAMPLES)
    assert rig.counts[Count.CUT_SAMPLES] == 0
    assert rig.counts[Count.SHORT] == 0


def test_far_too_much_is_cut_back_at_once() -> None:
    rig = Rig(MOST_SAMPLES + 2 * BLOCK_SAMPLES)
    rig.play()
    assert rig.ring.fill_samples == AIM_SAMPLES
