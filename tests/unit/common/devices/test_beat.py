"""A loop that looks by the beat finds a block within a millisecond or two, with few looks, whatever the device is."""

from collections.abc import Callable

import pytest

from common.devices.beat import CREEP_S, EARLY_S, LOOK_S, BlockBeat
from common.model.units import BLOCK_S, BLOCK_SAMPLES, SAMPLE_RATE_HZ

MOST_S = 0.0025
SETTLING_BLOCKS = 20


def completed_s(block: int, call_samples: int) -> float:
    """Say when a device that gives so many samples a call has given this block whole."""
    calls = -(-(block + 1) * BLOCK_SAMPLES // call_samples)
    return calls * call_samples / SAMPLE_RATE_HZ


def looked(
    call_samples: int, blocks: int, stall_s: Callable[[int], float] = lambda block: 0.0
) -> tuple[list[float], float]:
    """Look by the beat; return how late each block was found, and how many looks each took. A stall follows a block."""
    now_s, looks, lates = [0.0], 0, list[float]()
    beat = BlockBeat(lambda: now_s[0])
    while len(lates) < blocks:
        looks += 1
        while (late_s := now_s[0] - completed_s(len(lates), call_samples)) >= 0.0:
            beat.note()
            lates.append(late_s)
            now_s[0] += stall_s(len(lates))
        now_s[0] += beat.wait_s(MOST_S)
    return lates, looks / blocks


@pytest.mark.parametrize("call_samples", [64, 480])
def test_an_even_device_is_found_at_once(call_samples: int) -> None:
    lates, looks = looked(call_samples, 500)
    assert max(lates[SETTLING_BLOCKS:]) <= LOOK_S + 1e-6
    assert looks < 7


def test_calls_that_do_not_divide_a_block_are_found_soon() -> None:
    lates, looks = looked(128, 500)
    assert max(lates[SETTLING_BLOCKS:]) <= LOOK_S + EARLY_S
    assert sum(lates) / len(lates) < LOOK_S
    assert looks < 9


def test_calls_of_two_blocks_are_found_as_soon_as_without_a_beat() -> None:
    lates, looks = looked(1024, 500)
    first_of_a_call = [
        late_s for n, late_s in enumerate(lates) if n == 0 or completed_s(n, 1024) > completed_s(n - 1, 1024)
    ]
    assert max(first_of_a_call) <= MOST_S
    assert looks < 9


def test_a_loop_that_was_late_finds_the_next_block_in_time() -> None:
    lates, _ = looked(480, 200, lambda block: 0.019 if block % 50 == 40 else 0.0)
    assert max(lates) > 0.008
    after = [late_s for n, late_s in enumerate(lates) if n > SETTLING_BLOCKS and n % 50 not in (40, 41)]
    assert max(after) <= LOOK_S + 1e-6


def test_one_late_look_moves_what_is_expected_only_a_little() -> None:
    now_s = [0.0]
    beat = BlockBeat(lambda: now_s[0])
    for _ in range(SETTLING_BLOCKS):
        now_s[0] += BLOCK_S
        beat.note()
    now_s[0] += BLOCK_S + 0.004
    beat.note()
    assert beat.wait_s(1.0) == pytest.approx(BLOCK_S - 0.004 + CREEP_S - EARLY_S)


def test_a_device_that_gives_nothing_is_looked_at_no_more_often_than_must_be() -> None:
    now_s = [0.0]
    beat = BlockBeat(lambda: now_s[0])
    now_s[0] = 0.5
    assert beat.wait_s(MOST_S) == MOST_S
