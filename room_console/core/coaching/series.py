"""From a series as a technician states it to instants: wall-clock time of the meeting's zone, whatever its summer."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from common.model.coaching import SlotSeries
from common.model.errors import ConferenceError, ErrorCode
from common.model.zones import zone

DAY_MIN: Final = 24 * 60
LENGTH_MIN: Final = (5, 180)
MOST_PAUSE_MIN: Final = 120


def instants_of(series: SlotSeries, timezone: str) -> list[tuple[int, int]]:
    """Return begin and end of each slot in ms since the epoch; one that a change of the clocks distorts is left out.

    Raises: ConferenceError(`malformed`) for a series without a slot, or a time zone that is not known.
    """
    day, place = _day(series), zone(timezone)
    minutes = range(series.from_min, series.to_min - series.length_min + 1, series.length_min + series.pause_min)
    spans = ((_instant_ms(day, at, place), _instant_ms(day, at + series.length_min, place)) for at in minutes)
    found: list[tuple[int, int]] = []
    for start_ms, end_ms in spans:
        is_whole = end_ms - start_ms == series.length_min * 60_000
        if is_whole and (not found or start_ms >= found[-1][1]):
            found.append((start_ms, end_ms))
    if not found:
        raise ConferenceError(ErrorCode.MALFORMED, "no slot lies between these times")
    return found


def _day(series: SlotSeries) -> date:
    is_sound = (
        0 <= series.from_min < series.to_min <= DAY_MIN
        and LENGTH_MIN[0] <= series.length_min <= LENGTH_MIN[1]
        and 0 <= series.pause_min <= MOST_PAUSE_MIN
    )
    try:
        day = date.fromisoformat(series.day)
    except ValueError as error:
        raise ConferenceError(ErrorCode.MALFORMED, "the day is not a date") from error
    if not is_sound or not 2000 <= day.year <= 2200:
        raise ConferenceError(ErrorCode.MALFORMED, "a series of slots out of its limits")
    return day


def _instant_ms(day: date, at_min: int, place: ZoneInfo) -> int:
    wall = datetime.combine(day, time()) + timedelta(minutes=at_min)
    return round(wall.replace(tzinfo=place).astimezone(UTC).timestamp() * 1000)
