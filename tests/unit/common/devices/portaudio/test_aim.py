"""How much waits for a headphone: more after a shortage, less again when more was there than was needed."""

import numpy as np

from common.devices.portaudio.aim import (
    MOST_EXTRA_SAMPLES,
    SPARE_SAMPLES,
    STEP_SAMPLES,
    TICK_SAMPLES,
    WATCH_SAMPLES,
    QueueAim,
    QueueWatch,
)
from common.devices.portaudio.shared import Count
from common.model.units import BLOCK_SAMPLES

CALL = 128
LEAST = CALL + TICK_SAMPLES + SPARE_SAMPLES


def test_at_first_a_call_a_tick_and_a_little_wait_about_a_block() -> None:
    assert QueueAim().samples(CALL, 0, 0, 0) == LEAST
    assert abs(LEAST - BLOCK_SAMPLES) < TICK_SAMPLES / 4


def test_each_shortage_lets_more_wait_up_to_a_bound() -> None:
    aim = QueueAim()
    assert aim.samples(CALL, 1, 0, 0) == LEAST + STEP_SAMPLES
    assert aim.samples(CALL, 1, 0, 0) == LEAST + STEP_SAMPLES
    for short in range(2, 50):
        most = aim.samples(CALL, short, 0, 0)
    assert most == LEAST + MOST_EXTRA_SAMPLES


def test_what_was_not_needed_for_a_whole_watch_waits_no_more() -> None:
    aim = QueueAim()
    aim.samples(CALL, 1, 0, 0)
    aim.samples(CALL, 2, 0, 0)
    enough = SPARE_SAMPLES + STEP_SAMPLES
    assert aim.samples(CALL, 2, 1, enough) == LEAST + STEP_SAMPLES
    assert aim.samples(CALL, 2, 1, enough) == LEAST + STEP_SAMPLES
    assert aim.samples(CALL, 2, 2, enough - 1) == LEAST + STEP_SAMPLES
    assert aim.samples(CALL, 2, 3, enough) == LEAST
    assert aim.samples(CALL, 2, 4, enough) == LEAST


def test_a_device_with_large_calls_gets_as_much_more() -> None:
    assert QueueAim().samples(BLOCK_SAMPLES, 0, 0, 0) == LEAST + BLOCK_SAMPLES - CALL


def test_the_least_that_waited_is_told_every_10_s() -> None:
    counts = np.zeros(len(Count), np.int64)
    watch = QueueWatch(counts)
    for number in range(WATCH_SAMPLES // 480 - 1):
        watch.note(300 if number != 7 else 40, 480)
    assert counts[Count.WATCHES] == 0
    watch.note(300, 480)
    assert (counts[Count.WATCHES], counts[Count.LEAST_SAMPLES]) == (1, 40)
    for _ in range(WATCH_SAMPLES // 480):
        watch.note(250, 480)
    assert (counts[Count.WATCHES], counts[Count.LEAST_SAMPLES]) == (2, 250)
