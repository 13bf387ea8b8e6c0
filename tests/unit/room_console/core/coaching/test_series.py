"""A series is stated in the meeting's time and made into instants."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from common.model.coaching import SlotSeries
from common.model.errors import ConferenceError, ErrorCode
from room_console.core.coaching.series import instants_of


def at_ms(*when: int) -> int:
    """Return an instant given in UTC."""
    return round(datetime(*when, tzinfo=UTC).timestamp() * 1000)  # type: ignore[misc, arg-type]


def test_slots_follow_one_another_with_a_pause_and_end_in_time() -> None:
    found = instants_of(SlotSeries("2027-05-10", 9 * 60, 10 * 60, 20, 10), "Europe/Zurich")
    assert found == [
        (at_ms(2027, 5, 10, 7, 0), at_ms(2027, 5, 10, 7, 20)),
        (at_ms(2027, 5, 10, 7, 30), at_ms(2027, 5, 10, 7, 50)),
    ]


def test_winter_time_is_another_instant() -> None:
    (first, *_) = instants_of(SlotSeries("2027-01-10", 9 * 60, 10 * 60, 20), "Europe/Zurich")
    assert first == (at_ms(2027, 1, 10, 8, 0), at_ms(2027, 1, 10, 8, 20))


def test_a_slot_that_the_clocks_jump_over_is_left_out() -> None:
    found = instants_of(SlotSeries("2027-03-28", 60, 5 * 60, 30), "Europe/Zurich")
    assert all(end - start == 30 * 60_000 for start, end in found)
    assert [start for start, _ in found] == sorted({start for start, _ in found})
    assert at_ms(2027, 3, 28, 1, 0) in [start for start, _ in found]


@pytest.mark.parametrize("day", ["2027-10-31", "2027-03-28"])
def test_no_two_slots_overlap_on_the_day_of_a_change(day: str) -> None:
    found = instants_of(SlotSeries(day, 0, 24 * 60, 25, 5), "Europe/Zurich")
    assert all(second[0] >= first[1] for first, second in pairwise(found))
    assert len(found) > 40


@pytest.mark.parametrize(
    ("series", "timezone"),
    [
        (SlotSeries("10 May", 540, 600, 20), "UTC"),
        (SlotSeries("2027-05-10", 600, 540, 20), "UTC"),
        (SlotSeries("2027-05-10", 540, 550, 20), "UTC"),
        (SlotSeries("2027-05-10", 540, 600, 0), "UTC"),
        (SlotSeries("2027-05-10", -1, 600, 20), "UTC"),
        (SlotSeries("2027-05-10", 540, 1441, 20), "UTC"),
        (SlotSeries("2027-05-10", 540, 600, 20, -20), "UTC"),
        (SlotSeries("9999-12-31", 540, 600, 20), "UTC"),
        (SlotSeries("2027-05-10", 540, 600, 20), "Mars/Olympus"),
        (SlotSeries("2027-05-10", 540, 600, 20), "../../etc/passwd"),
    ],
)
def test_a_series_that_makes_no_sense_is_refused(series: SlotSeries, timezone: str) -> None:
    with pytest.raises(ConferenceError) as refusal:
        instants_of(series, timezone)
    assert refusal.value.code is ErrorCode.MALFORMED
