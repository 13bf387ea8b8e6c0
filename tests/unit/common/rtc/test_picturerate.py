"""The picture keeps to what the line allows, and gives way at once where the machine is too slow."""

from itertools import pairwise

from common.rtc.picturerate import LAYERS, STEPS, PictureRate


def test_a_late_encoder_goes_a_step_down() -> None:
    rate = PictureRate(0.0)
    rate.note_encoded(0.039, 1.0)
    assert rate.step is STEPS[1]


def test_many_late_pictures_of_one_trouble_count_once_a_second() -> None:
    rate = PictureRate(0.0)
    for number in range(20):
        rate.note_encoded(0.039, 3.0 + number / 25)
    assert rate.step is STEPS[1]
    for second in range(4, 20):
        rate.note_encoded(1.0, float(second))
    assert rate.step is STEPS[-1]


def test_after_good_seconds_it_comes_back_step_by_step() -> None:
    rate = PictureRate(0.0)
    rate.note_encoded(0.1, 2.0)
    rate.note_encoded(0.1, 4.0)
    rate.note_encoded(0.001, 8.9)
    assert rate.step is STEPS[2]
    rate.note_encoded(0.001, 9.1)
    assert rate.step is STEPS[1]
    rate.note_encoded(0.001, 14.2)
    assert rate.step is STEPS[0]


def test_no_step_takes_more_than_is_allowed_and_the_last_holds_always() -> None:
    rate = PictureRate(0.0)
    for most_bps, step in ((600_000, STEPS[2]), (500_000, STEPS[2]), (10_000, STEPS[-1]), (9_000_000, STEPS[0])):
        rate.allow(most_bps)
        assert rate.step is step


def test_the_slower_of_line_and_machine_decides() -> None:
    rate = PictureRate(0.0)
    rate.allow(500_000)
    rate.note_encoded(0.2, 2.0)
    assert rate.step is STEPS[3]
    rate.allow(120_000)
    assert rate.step is STEPS[4]
    rate.allow(1_500_000)
    assert rate.step is STEPS[3]


def test_layers_and_steps_go_from_the_best_to_the_least() -> None:
    for steps in (STEPS, LAYERS):
        for better, worse in pairwise(steps):
            assert better.bit_rate_bps > worse.bit_rate_bps
            assert better.most_pixels > worse.most_pixels
