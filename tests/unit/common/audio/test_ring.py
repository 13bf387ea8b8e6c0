import numpy as np
import pytest

from common.audio.format import Block
from common.audio.ring import SampleRing
from common.model.units import BLOCK_SAMPLES


def ramp(start: int, count: int) -> Block:
    return np.arange(start, start + count, dtype=np.float32)[:, None]


def block(number: int) -> Block:
    return ramp(number * BLOCK_SAMPLES, BLOCK_SAMPLES)


@pytest.mark.parametrize("piece", [64, 100, 128, 441, 480, 1024])
def test_samples_come_out_as_they_went_in_whatever_the_pieces(piece: int) -> None:
    ring = SampleRing(4096)
    written = 0
    taken: list[Block] = []
    while len(taken) < 50:
        ring.write_samples(ramp(written, piece))
        written += piece
        while (got := ring.read_block()) is not None:
            taken.append(got)
    np.testing.assert_array_equal(np.concatenate(taken)[:, 0], np.arange(len(taken) * BLOCK_SAMPLES))


def test_a_short_ring_gives_silence_for_what_is_missing() -> None:
    ring = SampleRing(1024)
    ring.write_samples(ramp(1, 3))
    target = np.full((5, 1), 9.0, dtype=np.float32)
    assert ring.read_into(target) == 3
    assert target[:, 0].tolist() == [1, 2, 3, 0, 0]


def test_a_full_ring_loses_the_oldest_and_counts_them() -> None:
    ring = SampleRing(960)
    for number in range(5):
        ring.write_samples(block(number))
    assert ring.read_block() is not None
    assert ring.dropped_samples == 3 * BLOCK_SAMPLES
    got = ring.read_block()
    assert got is not None
    assert got[0, 0] == 4 * BLOCK_SAMPLES
