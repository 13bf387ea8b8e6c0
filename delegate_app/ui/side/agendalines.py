"""The agenda as lines: sessions, their items, the links and documents of each item."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication

from common.model.agenda import AgendaItem, SegmentKind, Session
from common.model.documents import Document, DocumentId
from common.model.links import Link, pieces
from common.model.meeting import MeetingView
from common.ui import when
from delegate_app.ui.programme import session_name


class LineKind(Enum):
    """What a line is."""

    SESSION = auto()
    ITEM = auto()
    LINK = auto()
    DOCUMENT = auto()


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One line. `details` stand under the title; `url` or `document` is what opens with it."""

    kind: LineKind
    title: str
    details: tuple[str, ...] = ()
    is_current: bool = False
    url: str = ""
    document: DocumentId | None = None

    @property
    def opens(self) -> bool:
        """Tell whether something opens with it."""
        return bool(self.url) or self.document is not None


def agenda_lines(view: MeetingView, documents: Sequence[Document]) -> list[AgendaLine]:
    """Return the programme in its order; what has no session of its own stands at the end."""
    details = view.details
    by_session: dict[int, list[AgendaItem]] = defaultdict(list)
    known = {session.number for session in details.sessions}
    for item in details.agenda:
        by_session[item.session if item.session in known else 0].append(item)
    by_item: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        by_item[document.item].append(document)
    lines: list[AgendaLine] = []
    for session in details.sessions:
        lines.append(_session_line(session, details.timezone, session.number == view.current_session))
        for item in by_session[session.number]:
            lines += _item_lines(item, by_item[item.number], item.number == view.current_item)
    if by_session[0] and details.sessions:
        lines.append(AgendaLine(LineKind.SESSION, _tr("Not planned yet")))
    for item in by_session[0]:
        lines += _item_lines(item, by_item[item.number], item.number == view.current_item)
    return lines


def kind_word(kind: SegmentKind) -> str:
    """Name how an item is debated."""
    return {
        SegmentKind.PRESENTATION: _tr("Presentation"),
        SegmentKind.PANEL: _tr("Panel"),
        SegmentKind.OPEN_FLOOR: _tr("Open floor"),
    }[kind]


def _session_line(session: Session, timezone: str, is_current: bool) -> AgendaLine:
    starts, ends = session.starts_at_ms, session.ends_at_ms
    said = [when.span(starts, ends, timezone), when.zone_word(timezone), when.local_span(starts, ends, timezone)]
    state = (_tr("Open now"),) if is_current else ()
    return AgendaLine(LineKind.SESSION, session_name(session), (*(part for part in said if part), *state), is_current)


def _item_lines(item: AgendaItem, documents: Sequence[Document], is_current: bool) -> Iterator[AgendaLine]:
    said = f"{_tr('Debated now')} · {kind_word(item.kind)}" if is_current else kind_word(item.kind)
    yield AgendaLine(LineKind.ITEM, f"\u2068{item.number}\u2069  \u2068{item.title}\u2069", (said,), is_current)
    for link in item.links:
        found = next((piece for piece in pieces(link.url) if isinstance(piece, Link)), None)
        if found is not None:
            shown = f"\u2066{found.shown}\u2069"
            yield AgendaLine(LineKind.LINK, link.title or found.shown, (shown,), url=found.url)
    for document in documents:
        yield AgendaLine(LineKind.DOCUMENT, document.name, document=document.document)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Agenda", text)
