"""Trying again: soon, then less and less, never further apart than the limit."""

import pytest

from common.aio.backoff import Backoff


def test_pauses_grow_up_to_the_limit() -> None:
    backoff = Backoff(first_s=1.0, factor=2.0, most_s=5.0, jitter=0.0)
    assert [backoff.next_s() for _ in range(5)] == [1.0, 2.0, 4.0, 5.0, 5.0]


def test_a_reset_begins_again() -> None:
    backoff = Backoff(first_s=1.0, factor=2.0, jitter=0.0)
    backoff.next_s()
    backoff.reset()
    assert backoff.next_s() == 1.0


def test_chance_takes_off_a_share_and_never_adds() -> None:
    chances = iter([0.0, 0.5, 1.0])
    backoff = Backoff(first_s=2.0, factor=1.0, jitter=0.3, random=lambda: next(chances))
    assert [backoff.next_s() for _ in range(3)] == pytest.approx([2.0, 1.7, 1.4])
