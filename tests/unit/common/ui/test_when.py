"""Times in the meeting's zone and in one's own."""

from datetime import UTC, date, time
from zoneinfo import ZoneInfo

import pytest

from common.model.agenda import Session, session_after
from common.model.errors import ConferenceError
from common.model.zones import at_ms_of, in_zone, place_of, zone, zone_names
from common.ui.when import both, clock_of, is_here, local_clock, local_span, seconds_of, span

ZURICH = "Europe/Zurich"
GENEVA_MORNING = (at_ms_of(date(2026, 5, 4), time(10), ZURICH), at_ms_of(date(2026, 5, 4), time(13), ZURICH))
NEW_YORK, ZURICH_HERE, AUCKLAND = (ZoneInfo(n) for n in ("America/New_York", ZURICH, "Pacific/Auckland"))
HOUR_MS = 3_600_000


def plain(text: str) -> str:
    """Take the marks of direction out."""
    return text.replace("\u2068", "").replace("\u2069", "")


def test_a_session_is_said_by_the_meetings_clocks_and_ones_own() -> None:
    assert plain(both(*GENEVA_MORNING, ZURICH, NEW_YORK)) == (
        "Mon 4 May 2026, 10:00–13:00 Zurich time · 04:00–07:00 your time"
    )
    assert plain(both(*GENEVA_MORNING, ZURICH, ZURICH_HERE)) == "Mon 4 May 2026, 10:00–13:00 Zurich time"


def test_another_day_is_said_where_it_is_one() -> None:
    starts_at_ms, ends_at_ms = (at_ms + 4 * HOUR_MS for at_ms in GENEVA_MORNING)
    assert plain(local_span(starts_at_ms, ends_at_ms, ZURICH, AUCKLAND)) == "Tue 5 May 2026, 00:00–03:00 your time"
    assert plain(span(GENEVA_MORNING[0], GENEVA_MORNING[1] + 12 * HOUR_MS, ZURICH)) == (
        "Mon 4 May 2026, 10:00 – Tue 5 May 2026, 01:00"
    )


def test_summer_time_ends_in_one_place_before_the_other() -> None:
    in_between = at_ms_of(date(2026, 10, 26), time(10), ZURICH)
    assert plain(local_span(in_between, in_between + HOUR_MS, ZURICH, NEW_YORK)) == "05:00–06:00 your time"


def test_a_clock_shows_seconds_there_and_the_hour_here_where_it_is_another() -> None:
    at_ms = GENEVA_MORNING[0] + 7_000
    assert seconds_of(at_ms, ZURICH) == "10:00:07"
    assert plain(local_clock(at_ms, ZURICH, NEW_YORK)) == "04:00 your time"
    assert local_clock(at_ms, ZURICH, ZURICH_HERE) == ""


def test_the_same_offset_is_the_same_time() -> None:
    assert is_here(GENEVA_MORNING[0], ZURICH, ZoneInfo("Africa/Johannesburg"))
    assert not is_here(GENEVA_MORNING[0], ZURICH, UTC)


def test_an_hour_that_is_not_there_and_one_that_is_there_twice() -> None:
    gap = at_ms_of(date(2026, 3, 29), time(2, 30), ZURICH)
    assert in_zone(gap, ZURICH).hour == 3
    twice = at_ms_of(date(2026, 10, 25), time(2, 30), ZURICH)
    assert clock_of(twice, ZURICH) == clock_of(twice + HOUR_MS, ZURICH) == "02:30"


def test_a_zone_that_this_computer_does_not_know_is_shown_in_utc() -> None:
    assert clock_of(GENEVA_MORNING[0], "Europe/Atlantis") == "08:00"


def test_zones() -> None:
    assert ZURICH in zone_names()
    assert zone_names()[0] == "UTC"
    assert not any(name.startswith("Etc/") for name in zone_names())
    assert place_of("America/Argentina/Buenos_Aires") == "Buenos Aires"
    for name in ("../passwd", "/etc/passwd", "Nowhere/At_All", "", "Europe"):
        with pytest.raises(ConferenceError):
            zone(name)
    with pytest.raises(ConferenceError):
        in_zone(10**20, ZURICH)


def test_the_next_session_is_the_one_that_runs_or_comes() -> None:
    first, second = Session(1, "", 0, 10), Session(2, "", 20, 30)
    assert session_after((second, first), 5) is first
    assert session_after((second, first), 10) is second
    assert session_after((second, first), 30) is None
