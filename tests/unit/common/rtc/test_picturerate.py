"""The picture gives way at once and comes back slowly."""

from common.rtc.picturerate import MOST_BPS, STEPS, PictureRate, steps_within


def test_a_late_encoder_goes_a_step_down() -> None:
    rate = PictureRate(0.0)
    rate.note_encoded(1000, 0.039, 1.0)
    assert rate.step is STEPS[1]


def test_loss_goes_down_to_the_last_step_and_no_further() -> None:
    rate = PictureRate(0.0)
    for second in range(20):
        rate.note_loss(0.2, second * 1.5)
    assert rate.step is STEPS[-1]


def test_many_reports_of_one_trouble_count_once() -> None:
    rate = PictureRate(0.0)
    for listener in range(10):
        rate.note_loss(0.2, 3.0 + listener / 100)
    assert rate.step is STEPS[1]


def test_little_loss_is_borne() -> None:
    rate = PictureRate(0.0)
    rate.note_loss(0.02, 3.0)
    assert rate.step is STEPS[0]


def test_an_estimate_counts_only_under_what_is_sent() -> None:
    rate = PictureRate(0.0)
    for n in range(1, 51):
        rate.note_encoded(5000, 0.005, n * 0.04)
    rate.note_estimate(1_100_000, 2.1)
    assert rate.step is STEPS[0]
    rate.note_estimate(700_000, 2.1)
    assert rate.step is STEPS[1]


def test_after_good_seconds_it_comes_back_step_by_step() -> None:
    rate = PictureRate(0.0)
    rate.note_loss(0.2, 2.0)
    rate.note_loss(0.2, 4.0)
    rate.note_encoded(100, 0.001, 8.9)
    assert rate.step is STEPS[2]
    rate.note_encoded(100, 0.001, 9.1)
    assert rate.step is STEPS[1]
    rate.note_encoded(100, 0.001, 14.2)
    assert rate.step is STEPS[0]


def test_no_step_takes_more_than_is_allowed() -> None:
    rate = PictureRate(0.0, most_bps=1_000_000)
    assert rate.step == STEPS[1]
    rate.note_loss(0.2, 1.0)
    assert rate.step == STEPS[2]
    rate.note_encoded(100, 0.001, 7.0)
    rate.note_encoded(100, 0.001, 14.0)
    assert rate.step == STEPS[1]


def test_the_best_step_takes_what_more_is_allowed_and_the_last_what_less() -> None:
    assert steps_within(MOST_BPS) == STEPS
    assert [s.bit_rate_bps for s in steps_within(4_000_000)] == [4_000_000, *(s.bit_rate_bps for s in STEPS)]
    [least] = steps_within(100_000)
    assert (least.bit_rate_bps, least.most_pixels) == (100_000, STEPS[-1].most_pixels)
