"""A meeting as the pattern of the next one: what is prepared anew each time is left out, days are moved ahead."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import msgspec

from common.model.agenda import Session
from common.model.catalogue import NewMeeting
from common.model.zones import at_ms_of, in_zone
from room_console.core.catalogue.meetingfile import MeetingFile

DAY_MS: Final = 86_400_000
WEEK_MS: Final = 7 * DAY_MS


def next_of(file: MeetingFile, new: NewMeeting, now_ms: int) -> MeetingFile:
    """Return the next meeting: channels, agenda, rules and limits as they were; no people, no links to documents.

    Sessions and deadline keep their weekdays and hours, by as many weeks later that none lies in the past. The
    registration page is closed. Raises: ConferenceError(`malformed`) for a time zone that is none.
    """
    known = file.details
    first_ms = min((session.starts_at_ms for session in known.sessions), default=None)
    weeks = 0 if first_ms is None else max(0, -((first_ms - now_ms - DAY_MS) // WEEK_MS))
    sessions = tuple(_moved(session, weeks, known.timezone, new.timezone) for session in known.sessions)
    deadline_ms = file.registration.deadline_at_ms
    if deadline_ms is not None:
        deadline_ms = _later(deadline_ms, weeks, known.timezone, new.timezone)
    details = replace(
        known,
        symbol=new.symbol,
        title=new.title,
        format=new.format,
        timezone=new.timezone,
        sessions=sessions,
        agenda=tuple(replace(item, links=()) for item in known.agenda),
    )
    registration = replace(file.registration, deadline_at_ms=deadline_ms, is_page_open=False)
    return msgspec.structs.replace(file, details=details, registration=registration, people=())


def _moved(session: Session, weeks: int, zone: str, to: str) -> Session:
    starts_at_ms = _later(session.starts_at_ms, weeks, zone, to)
    lasts_ms = session.ends_at_ms - session.starts_at_ms
    return replace(session, starts_at_ms=starts_at_ms, ends_at_ms=starts_at_ms + lasts_ms)


def _later(at_ms: int, weeks: int, zone: str, to: str) -> int:
    """Return when the clocks of another zone show the same, so many weeks later."""
    shown = in_zone(at_ms, zone) + timedelta(weeks=weeks)
    return at_ms_of(shown.date(), shown.time(), to)
