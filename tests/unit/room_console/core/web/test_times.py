"""Instants on a page: in the meeting's time, marked for the reader's."""

from room_console.core.web.times import shown_time
from room_console.core.web.words import words_for

SUMMER_MS = 1_782_806_400_000


def test_an_instant_is_shown_in_the_meetings_time() -> None:
    shown = shown_time(SUMMER_MS, "Europe/Zurich", words_for("en"))
    assert str(shown) == "Tuesday 30 June 2026, 10:00 (Zurich)"
    assert shown.iso == "2026-06-30T08:00:00Z"


def test_every_day_and_month_has_its_words() -> None:
    for number in range(400):
        shown_time(SUMMER_MS + number * 86_400_000, "UTC", words_for("ar"))
