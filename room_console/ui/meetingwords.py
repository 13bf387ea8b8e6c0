"""Words for how a meeting is held and debated."""

from PySide6.QtCore import QCoreApplication

from common.model.agenda import AgendaItem, Format, SegmentKind, Session
from common.model.errors import ConferenceError, ErrorCode
from common.model.meeting import MeetingDetails, MeetingView
from common.ui import when
from common.ui.text import isolated
from room_console.ui.wording import refusal


def format_word(held: Format) -> str:
    """Say how a meeting is held."""
    return {
        Format.PHYSICAL: _tr("In the hall"),
        Format.VIRTUAL: _tr("Virtual"),
        Format.HYBRID: _tr("Hybrid"),
    }[held]


def kind_word(kind: SegmentKind) -> str:
    """Say how an item is debated."""
    return {
        SegmentKind.PRESENTATION: _tr("Presentation"),
        SegmentKind.PANEL: _tr("Panel"),
        SegmentKind.OPEN_FLOOR: _tr("Open floor"),
    }[kind]


def session_name(session: Session) -> str:
    """Name a session: Session 1, or by its title too."""
    name = _tr("Session {number}").format(number=session.number)
    return f"{name}: {isolated(session.title)}" if session.title else name


def item_name(item: AgendaItem) -> str:
    """Name an item: item 4(a): General statements."""
    return _tr("item {number}: {title}").format(number=isolated(item.number), title=isolated(item.title))


def course_words(view: MeetingView) -> str:
    """Say which session is open and what is debated; nothing where neither is."""
    session, item = view.details.session(view.current_session), view.details.item(view.current_item)
    words = [session_name(session)] if session is not None else []
    if item is not None:
        words.append(item_name(item))
    return " · ".join(map(isolated, words))


def days_words(details: MeetingDetails) -> str:
    """Say on which days a meeting is, in its own time."""
    if not details.sessions:
        return _tr("No session is planned yet")
    first = when.day_of(details.sessions[0].starts_at_ms, details.timezone)
    last = when.day_of(details.sessions[-1].starts_at_ms, details.timezone)
    return first if first == last else f"{first} – {last}"


def meeting_refusal(error: ConferenceError) -> str:
    """Say in a sentence why the meeting was not changed, or why a meeting can't be had."""
    sentences = {
        ErrorCode.ALREADY: _tr("That number is in use, or it is so already; nothing was changed."),
        ErrorCode.UNEXPECTED: _tr(
            "It is under way, or another is: close the session, or end the item, first. A session that was held stays, "
            "and keeps its number."
        ),
        ErrorCode.LIMIT: _tr("There are as many as there can be."),
        ErrorCode.BUSY: _tr("The meeting is open now: end it first."),
        ErrorCode.NOT_FOUND: _tr("It is not there any more: look again."),
        ErrorCode.TOO_LARGE: _tr("The file is too large to be a meeting."),
        ErrorCode.VERSION: _tr("The file is of a newer console."),
        ErrorCode.MALFORMED: _tr("That can't be: {reason}."),
    }
    return sentences[error.code].format(reason=error.detail) if error.code in sentences else refusal(error)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Meetings", text)
