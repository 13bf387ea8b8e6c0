"""A missing packet is asked for at once, again with patience, and given up in time."""

from itertools import pairwise

import pytest

from common.rtc.missing import FIRST_ROUND_TRIP_S, LEAST_REORDER_S, MOST_ASKS, MOST_REORDER_S, MissingPackets

ROUND_TRIP_S = 0.04


def ticks(seconds: float) -> list[float]:
    """Return the instants of a time that begins at 100 s."""
    return [100.0 + number * 0.005 for number in range(round(seconds / 0.005))]


def taught(round_trip_s: float = ROUND_TRIP_S) -> MissingPackets:
    """Return one that has learnt the round trip."""
    missing = MissingPackets()
    for number in range(60):
        missing.note_gap(number, number + 1, float(number))
        missing.due(number + LEAST_REORDER_S)
        missing.note_arrived(number, number + LEAST_REORDER_S + round_trip_s)
    return missing


def test_the_round_trip_is_learnt() -> None:
    assert MissingPackets().round_trip_s == FIRST_ROUND_TRIP_S
    assert taught().round_trip_s == pytest.approx(ROUND_TRIP_S, rel=0.05)


def test_it_is_asked_for_at_once_then_after_the_round_trip_and_ever_longer_and_not_for_ever() -> None:
    missing = taught()
    missing.note_gap(100, 101, 100.0)
    asks = [at_s for at_s in ticks(3.0) if missing.due(at_s)]
    gaps = [later - earlier for earlier, later in pairwise(asks)]
    assert asks[0] <= 100.01
    assert len(asks) == MOST_ASKS
    assert ROUND_TRIP_S <= gaps[0] <= 2 * ROUND_TRIP_S
    assert all(later > earlier for earlier, later in pairwise(gaps))


def test_after_two_requests_in_vain_it_is_doubtful_and_in_the_end_hopeless() -> None:
    missing = taught()
    missing.note_gap(100, 101, 100.0)
    states = [(len(missing.due(at_s)), missing.is_doubtful(at_s), missing.is_hopeless(at_s)) for at_s in ticks(2.0)]
    asks_before_doubt = sum(asks for asks, is_doubtful, _ in states if not is_doubtful)
    asks_before_the_end = sum(asks for asks, _, is_hopeless in states if not is_hopeless)
    assert (asks_before_doubt, asks_before_the_end) == (2, MOST_ASKS)
    assert states[-1][2]
    missing.note_arrived(100, 102.0)
    assert not missing.is_hopeless(103.0)


def test_what_was_only_overtaken_teaches_to_wait_a_little() -> None:
    missing = taught()
    missing.note_gap(100, 101, 100.0)
    missing.note_arrived(100, 100.015)
    missing.note_gap(102, 103, 101.0)
    assert missing.due(101.01) == []
    assert missing.due(101.016) == [102]
    assert missing.round_trip_s == pytest.approx(ROUND_TRIP_S, rel=0.05)
    missing.note_arrived(102, 101.06)
    missing.note_gap(104, 105, 102.0)
    missing.note_arrived(104, 112.0)
    missing.note_gap(106, 107, 120.0)
    assert missing.due(120.0 + MOST_REORDER_S + 0.001) == [106]


def test_too_wide_a_gap_is_not_asked_for() -> None:
    missing = MissingPackets()
    assert not missing.note_gap(0, 5000, 0.0)
    assert len(missing) == 0


def test_what_is_no_longer_needed_is_not_asked_for() -> None:
    missing = MissingPackets()
    missing.note_gap(0, 10, 0.0)
    missing.forget_before(8)
    assert missing.due(1.0) == [8, 9]
