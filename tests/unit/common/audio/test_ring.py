import numpy as np
import pytest

from common.audio.format import Block
from common.audio.ring import BlockRing, SampleRing
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


def test_nothing_is_given_before_the_aim_is_reached_nor_after_running_empty() -> None:
    ring = BlockRing(capacity_blocks=8, aim_blocks=2)
    ring.write(block(0))
    assert ring.read() is None
    ring.write(block(1))
    assert ring.read() is not None
    assert ring.read() is not None
    assert ring.underruns == 0
    assert ring.read() is None
    assert ring.underruns == 1
    ring.write(block(2))
    assert ring.read() is None
    ring.write(block(3))
    assert ring.read() is not None


@pytest.mark.parametrize(("every", "counter"), [(200, "skipped"), (-200, "repeated")])
def test_two_clocks_that_drift_are_brought_together_without_a_gap(every: int, counter: str) -> None:
    """One clock is faster by one block in 200: 5,000 ppm, far more than any device."""
    ring = BlockRing(capacity_blocks=12, aim_blocks=4)
    for number in range(4):
        ring.write(block(number))
    for tick in range(10_000):
        if every > 0 or tick % -every:
            ring.write(block(4))
        if every > 0 and tick % every == 0:
            ring.write(block(4))
        assert ring.read() is not None
    assert ring.underruns == 0
    assert ring.dropped == 0
    assert 40 <= getattr(ring, counter) <= 55
    assert 2 <= ring.fill <= 6


def test_equal_clocks_are_left_alone() -> None:
    ring = BlockRing(capacity_blocks=8, aim_blocks=3)
    for number in range(2):
        ring.write(block(number))
    for number in range(2, 3000, 2):
        ring.write(block(number))
        ring.write(block(number + 1))
        for _ in range(2):
            got = ring.read()
            assert got is not None
    assert (ring.skipped, ring.repeated, ring.underruns, ring.dropped) == (0, 0, 0, 0)


def test_a_skip_has_no_jump_in_it() -> None:
    ring = BlockRing(capacity_blocks=20, aim_blocks=2)
    at = np.arange(100 * BLOCK_SAMPLES)
    wave = np.sin(2 * np.pi * at * 100 / 48_000).astype(np.float32)[:, None]
    heard: list[Block] = []
    for number in range(100):
        ring.write(wave[number * BLOCK_SAMPLES : (number + 1) * BLOCK_SAMPLES])
        if number >= 8 and (got := ring.read()) is not None:
            heard.append(got)
    assert ring.skipped > 0
    steepest = 2 * np.pi * 100 / 48_000
    assert np.abs(np.diff(np.concatenate(heard)[:, 0])).max() < 1.5 * steepest


def test_an_aim_beyond_the_capacity_is_refused() -> None:
    with pytest.raises(ValueError, match="aim"):
        BlockRing(capacity_blocks=2, aim_blocks=2)
