"""The meeting's sessions as an iCalendar object (RFC 5545), for everybody the same: it holds no token."""

from datetime import UTC, date, datetime

from icalendar import Calendar, Event, Timezone, vCalAddress

from common.model.meeting import MeetingDetails
from common.model.zones import zone
from room_console.core.web.words import Words

PRODUCT = "-//Hemicycle//Room Console//EN"


def calendar_of(details: MeetingDetails, words: Words, organiser: str, place: str, now_ms: int) -> bytes:
    """Write the sessions, CRLF between lines; empty where the meeting has none.

    `place` is where one joins, without a token. Times stand in the meeting's zone, which is described beside them.
    """
    if not details.sessions:
        return b""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if details.timezone != "UTC":
        calendar.add_component(_zone_of(details))
    for session in details.sessions:
        calendar.add_component(_entry(details, words, session.number, organiser, place, now_ms))
    return bytes(calendar.to_ical())


def _zone_of(details: MeetingDetails) -> Timezone:
    years = [_local(details, instant).year for s in details.sessions for instant in (s.starts_at_ms, s.ends_at_ms)]
    first, last = date(min(years) - 1, 1, 1), date(max(years) + 2, 1, 1)
    return Timezone.from_tzinfo(zone(details.timezone), details.timezone, first, last)


def _entry(details: MeetingDetails, words: Words, number: int, organiser: str, place: str, now_ms: int) -> Event:
    session = details.session(number)
    assert session is not None
    entry = Event()
    title = f"{details.title}: {session.title}" if session.title else details.title
    entry.add("uid", f"{details.meeting}-session-{number}@{organiser.rpartition('@')[2]}")
    entry.add("dtstamp", datetime.fromtimestamp(now_ms // 1000, UTC))
    entry.add("sequence", now_ms // 1000)
    entry.add("dtstart", _local(details, session.starts_at_ms))
    entry.add("dtend", _local(details, session.ends_at_ms))
    entry.add("summary", f"{details.symbol} {title}".strip())
    entry.add("description", words.text("mail.invitation.calendar", place=place))
    entry.add("url", place)
    entry.add("status", "CONFIRMED")
    entry.add("transp", "OPAQUE")
    entry.add("class", "PRIVATE")
    entry["organizer"] = vCalAddress(f"mailto:{organiser}")
    return entry


def _local(details: MeetingDetails, instant_ms: int) -> datetime:
    return datetime.fromtimestamp(instant_ms / 1000, zone(details.timezone))
