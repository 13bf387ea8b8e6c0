"""Instants as people read them: in the meeting's time, and in this computer's where that differs (R2).

Instants are ms since the Unix epoch, UTC. Each text keeps its own direction, so that it stands whole in any line.
"""

from datetime import datetime, tzinfo

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from common.model.agenda import Session
from common.model.errors import ConferenceError
from common.model.zones import UTC, in_zone, place_of

_ISOLATE, _END = "\u2068", "\u2069"


def clock_of(at_ms: int, timezone: str) -> str:
    """Say the time of day in a zone: 10:00."""
    return f"{_there(at_ms, timezone):%H:%M}"


def seconds_of(at_ms: int, timezone: str) -> str:
    """Say the time of day in a zone, to the second: 10:00:00."""
    return f"{_there(at_ms, timezone):%H:%M:%S}"


def local_clock(at_ms: int, timezone: str, local: tzinfo | None = None) -> str:
    """Say the time of day by this computer's clock: 14:00 your time; nothing where that is the same."""
    if is_here(at_ms, timezone, local):
        return ""
    return _isolated(_tr("{when} your time").format(when=f"{_here(at_ms, local):%H:%M}"))


def day_of(at_ms: int, timezone: str) -> str:
    """Say the day in a zone: Mon 4 May 2026."""
    return _isolated(_day(_there(at_ms, timezone)))


def zone_word(timezone: str) -> str:
    """Say whose clocks are meant: Zurich time."""
    return _tr("{place} time").format(place=place_of(timezone))


def span(starts_at_ms: int, ends_at_ms: int, timezone: str) -> str:
    """Say from when to when, in a zone: Mon 4 May 2026, 10:00-13:00."""
    return _isolated(_span(_there(starts_at_ms, timezone), _there(ends_at_ms, timezone)))


def is_here(at_ms: int, timezone: str, local: tzinfo | None = None) -> bool:
    """Tell whether the clocks of this place show the same. `local` is this computer's zone if None."""
    return _there(at_ms, timezone).utcoffset() == _here(at_ms, local).utcoffset()


def local_span(starts_at_ms: int, ends_at_ms: int, timezone: str, local: tzinfo | None = None) -> str:
    """Say the same by this computer's clock, without the day where that is the same; nothing where all is the same."""
    if is_here(starts_at_ms, timezone, local):
        return ""
    starts, ends = _here(starts_at_ms, local), _here(ends_at_ms, local)
    is_same_day = starts.date() == _there(starts_at_ms, timezone).date()
    said = f"{starts:%H:%M}–{ends:%H:%M}" if is_same_day else _span(starts, ends)
    return _isolated(_tr("{when} your time").format(when=said))


def both(starts_at_ms: int, ends_at_ms: int, timezone: str, local: tzinfo | None = None) -> str:
    """Say from when to when by the meeting's clocks, and by those of this place."""
    there = span(starts_at_ms, ends_at_ms, timezone)
    here = local_span(starts_at_ms, ends_at_ms, timezone, local)
    place = zone_word(timezone)
    return f"{there} {place} · {here}" if here else f"{there} {place}"


def instant(at_ms: int, timezone: str, local: tzinfo | None = None) -> str:
    """Say when something is due by the meeting's clocks, and by those of this place."""
    there, here = _there(at_ms, timezone), _here(at_ms, local)
    said = _isolated(f"{_day(there)}, {there:%H:%M} {zone_word(timezone)}")
    if is_here(at_ms, timezone, local):
        return said
    clock = f"{here:%H:%M}" if here.date() == there.date() else f"{_day(here)}, {here:%H:%M}"
    return f"{said} · {_isolated(_tr('{when} your time').format(when=clock))}"


def moment(at_ms: int, local: tzinfo | None = None) -> str:
    """Say when something was by the clocks of this place: Mon 4 May 2026, 10:00."""
    here = _here(at_ms, local)
    return _isolated(f"{_day(here)}, {here:%H:%M}")


def session_words(session: Session, timezone: str, local: tzinfo | None = None) -> str:
    """Say when a session is."""
    return both(session.starts_at_ms, session.ends_at_ms, timezone, local)


def _there(at_ms: int, timezone: str) -> datetime:
    try:
        return in_zone(at_ms, timezone)
    except ConferenceError:
        return in_zone(min(max(at_ms, 0), 1 << 45), UTC)


def _here(at_ms: int, local: tzinfo | None) -> datetime:
    there = _there(at_ms, UTC)
    return there.astimezone(local)


def _span(starts: datetime, ends: datetime) -> str:
    if starts.date() == ends.date():
        return f"{_day(starts)}, {starts:%H:%M}–{ends:%H:%M}"
    return f"{_day(starts)}, {starts:%H:%M} – {_day(ends)}, {ends:%H:%M}"


def _day(at: datetime) -> str:
    # Translators: the language of the names of days and months, as BCP 47.
    names = QLocale(_tr("en"))
    day = QDate(at.year, at.month, at.day)
    return f"{names.toString(day, 'ddd')} {at.day} {names.toString(day, 'MMM')} {at.year}"


def _isolated(text: str) -> str:
    return f"{_ISOLATE}{text}{_END}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("When", text)
