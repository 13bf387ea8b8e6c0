"""Where the meeting stands in its programme: what is debated, which session runs, when the next one is."""

from PySide6.QtCore import QCoreApplication

from common.model.agenda import Session, session_after
from common.model.meeting import MeetingView
from common.ui import when


def programme_words(view: MeetingView, now_ms: int) -> str:
    """Say what is debated and until when; between sessions, when the next one is. `now_ms` is the console's clock."""
    details = view.details
    session = details.session(view.current_session)
    words = []
    if (item := details.item(view.current_item)) is not None:
        said = _tr("Item {number}: {title}")
        words.append(said.format(number=_isolated(item.number), title=_isolated(item.title)))
    if session is not None:
        words += [session_name(session), when.session_words(session, details.timezone)]
    elif (following := session_after(details.sessions, now_ms)) is not None:
        words.append(_next_words(following, details.timezone))
    elif details.sessions:
        words.append(_tr("The last session is over"))
    return " · ".join(map(_isolated, words))


def session_name(session: Session) -> str:
    """Name a session: Session 1, or by its title too."""
    name = _tr("Session {number}").format(number=session.number)
    return f"{name}: {_isolated(session.title)}" if session.title else name


def _next_words(session: Session, timezone: str) -> str:
    said = _tr("Next: {session}, {when}")
    return said.format(session=session_name(session), when=when.session_words(session, timezone))


def _isolated(text: str) -> str:
    return f"\u2068{text}\u2069"


def _tr(text: str) -> str:
    return QCoreApplication.translate("Programme", text)
