"""Which layer a listener gets, by time and what its line says."""

import itertools

from room_console.core.media.embedded.process.layers import (
    FIRST_WAIT_S,
    HOLD_S,
    LONGEST_WAIT_S,
    LayerChoice,
)

RATES = (150_000, 500_000, 1_400_000)


def after(
    choice: LayerChoice, start_s: int, seconds: int, loss: float = 0.0, estimate_bps: int | None = None
) -> list[int | None]:
    """Let seconds pass, with the same news in each; list the layers."""
    layers = []
    for second in range(start_s, start_s + seconds):
        choice.on_loss(loss)
        if estimate_bps is not None:
            choice.on_estimate(estimate_bps, second)
        layers.append(choice.choose(second))
    return layers


def test_it_begins_in_the_middle() -> None:
    assert LayerChoice(RATES, 0.0).layer == 1
    assert LayerChoice((2_000_000,), 0.0).layer == 0


def test_a_good_line_gets_the_largest_after_a_while() -> None:
    layers = after(LayerChoice(RATES, 0.0), 0, 10)
    assert layers[int(FIRST_WAIT_S) - 1] == 1
    assert layers[-1] == 2


def test_loss_takes_the_picture_step_by_step_and_then_wholly() -> None:
    layers = after(LayerChoice(RATES, 0.0), 0, 10, loss=0.2)
    assert layers[-1] is None
    assert 0 in layers


def test_a_step_is_awaited_before_the_next() -> None:
    choice = LayerChoice(RATES, 0.0)
    assert after(choice, 2, 1, loss=0.2) == [0]
    assert after(choice, 3, 1, loss=0.2) == [0]
    assert after(choice, 3 + int(HOLD_S), 1, loss=0.2) == [None]


def test_an_estimate_takes_it_down_at_once_as_far_as_it_says() -> None:
    choice = LayerChoice(RATES, 0.0)
    after(choice, 0, 10)
    assert choice.layer == 2
    assert after(choice, 20, 1, estimate_bps=300_000) == [0]
    assert after(choice, 30, 1, estimate_bps=150_000) == [None]


def test_an_old_estimate_says_nothing() -> None:
    choice = LayerChoice(RATES, 0.0)
    choice.on_estimate(100_000, 0.0)
    assert choice.choose(20.0) == 2


def test_sound_alone_is_tried_with_a_picture_again() -> None:
    choice = LayerChoice(RATES, 0.0)
    after(choice, 0, 6, loss=0.3)
    assert choice.layer is None
    assert 0 in after(choice, 6, 10)


def test_a_trial_that_fails_doubles_the_wait_up_to_a_minute() -> None:
    choice = LayerChoice(RATES, 0.0)
    steps_up: list[int] = []
    before = choice.layer
    for second in range(600):
        choice.on_loss(0.3 if choice.layer == 2 else 0.0)
        layer = choice.choose(second)
        if layer == 2 and before == 1:
            steps_up.append(second)
        before = layer
    waits = [later - earlier for earlier, later in itertools.pairwise(steps_up)]
    assert waits == sorted(waits)
    assert LONGEST_WAIT_S <= waits[-1] <= LONGEST_WAIT_S + 5


def test_a_line_with_no_room_is_not_tried() -> None:
    choice = LayerChoice(RATES, 0.0)
    assert set(after(choice, 0, 60, estimate_bps=600_000)) == {1}


def test_one_lossy_report_among_several_counts() -> None:
    choice = LayerChoice(RATES, 0.0)
    choice.on_loss(0.5)
    choice.on_loss(0.0)
    assert choice.choose(10.0) == 0


def test_while_it_is_held_there_is_none_and_afterwards_the_smallest_is_tried_first() -> None:
    choice = LayerChoice(RATES, 0.0)
    choice.is_held = True
    assert after(choice, 0, 60) == [None] * 60
    choice.is_held = False
    layers = after(choice, 60, 10)
    assert layers[: int(FIRST_WAIT_S) - 1] == [None] * (int(FIRST_WAIT_S) - 1)
    assert layers[int(FIRST_WAIT_S)] == 0
