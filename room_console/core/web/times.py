"""Instants as a page or mail shows them: in the meeting's time, with a mark by which the browser adds the reader's."""

from dataclasses import dataclass
from datetime import UTC, datetime

from common.model.zones import in_zone, place_of
from room_console.core.web.words import Words


@dataclass(frozen=True, slots=True)
class ShownTime:
    """`iso` is the instant for `datetime` (UTC); the texts are in the meeting's time zone."""

    iso: str
    day: str
    clock: str
    place: str
    zone: str
    """By its IANA name."""
    whole: str
    """Day, clock and place together."""

    def __str__(self) -> str:
        return self.whole


def shown_time(at_ms: int, timezone: str, words: Words) -> ShownTime:
    """Write an instant. Raises: ConferenceError(`malformed`) for a time zone that is none."""
    there = in_zone(at_ms, timezone)
    day = words.text(
        "time.day",
        weekday=words.text(f"time.weekday.{there.isoweekday()}"),
        day=there.day,
        month=words.text(f"time.month.{there.month}"),
        year=there.year,
    )
    iso = datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    clock, place = f"{there:%H:%M}", place_of(timezone)
    return ShownTime(iso, day, clock, place, timezone, words.text("time.instant", day=day, clock=clock, place=place))
