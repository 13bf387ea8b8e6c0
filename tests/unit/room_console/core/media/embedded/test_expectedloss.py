"""Copies are made for the loss that listeners report."""

from room_console.core.media.embedded.expectedloss import CALM_REPORTS, MOST_PERCENT, ExpectedLoss


def test_a_loss_is_met_at_once_and_by_the_next_step() -> None:
    expected = ExpectedLoss(10)
    for loss, percent in ((0.0, 10), (0.09, 10), (0.12, 20), (0.2, 20), (0.21, 30), (0.9, MOST_PERCENT)):
        expected.note(loss)
        assert expected.percent == percent


def test_it_falls_slowly_and_never_below_what_is_set() -> None:
    expected = ExpectedLoss(10)
    expected.note(0.25)
    for _ in range(CALM_REPORTS - 1):
        expected.note(0.0)
    assert expected.percent == 30
    expected.note(0.0)
    assert expected.percent == 20
    for _ in range(5 * CALM_REPORTS):
        expected.note(0.0)
    assert expected.percent == 10


def test_a_loss_that_comes_again_begins_the_calm_anew() -> None:
    expected = ExpectedLoss(10)
    expected.note(0.15)
    for _ in range(3):
        for _ in range(CALM_REPORTS - 1):
            expected.note(0.0)
        expected.note(0.15)
    assert expected.percent == 20
