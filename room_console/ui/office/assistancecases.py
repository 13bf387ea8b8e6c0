"""The cases that were closed, to be read again: who was helped, with what, by whom."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from common.model.zones import UTC
from common.protocol.codec import ConsoleMessage
from common.protocol.rooms import Cases, ListCases
from common.ui import theme, when
from common.ui.helpwords import trouble_words
from common.ui.notice import Notice
from common.ui.text import paragraph
from room_console.ui.office.page import Ask
from room_console.ui.state import ConsoleState
from room_console.ui.tables.closedcasesmodel import ClosedCasesModel
from room_console.ui.tables.programmetable import ProgrammeTable


class ClosedCasesPane(QWidget):
    """Reads them anew each time it is opened; the selected one is told whole under the table."""

    def __init__(self) -> None:
        super().__init__()
        self.ask: Callable[[], Ask]
        self.notice = Notice()
        self.model = ClosedCasesModel()
        self.table = ProgrammeTable(self.model, self.tr("Closed cases"), first_to_go=(4, 2, 3))
        self.empty = paragraph(self.tr("No case is closed yet."), ink="muted")
        self.detail = paragraph(step="small", ink="muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACE_PX, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        for part in (self.notice, self.empty):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        column.addWidget(self.detail)
        self.table.selectionModel().currentChanged.connect(lambda *_: self._show_detail())
        self._look()

    def show_state(self, state: ConsoleState, now_ms: int) -> None:
        """Name those who are told of, by the meeting's clocks."""
        self.model.now_ms = now_ms
        view = state.view
        people = view.participants if view is not None else {}
        timezone = view.details.timezone if view is not None else UTC
        if people is not self.model.people or timezone != self.model.timezone:
            self.model.people, self.model.timezone = people, timezone
            self.table.viewport().update()
            self._show_detail()

    def read(self) -> None:
        """Ask for the cases of everyone."""
        self.ask()(ListCases(), self.notice, self.show_cases)

    def show_cases(self, answer: ConsoleMessage) -> None:
        """Show the cases that were read."""
        if isinstance(answer, Cases):
            self.model.show(answer.cases, None)
            self._look()

    def _look(self) -> None:
        has_rows = bool(self.model.rows)
        self.table.setVisible(has_rows)
        self.empty.setVisible(not has_rows)
        self._show_detail()

    def _show_detail(self) -> None:
        place = self.table.row
        case = self.model.rows[place] if place is not None and place < len(self.model.rows) else None
        self.detail.setVisible(case is not None)
        if case is None:
            return
        called, closed = (when.instant(at_ms, self.model.timezone) for at_ms in (case.called_at_ms, case.closed_at_ms))
        by = self.model.people.get(case.closed_by)
        closed = self.tr("Closed: {when}").format(when=closed)
        lines = (
            trouble_words(case.trouble),
            self.tr("Called: {when}").format(when=called),
            self.tr("{closed}, by {who}").format(closed=closed, who=by.name) if by is not None else closed,
            case.note,
        )
        self.detail.setText("\n".join(filter(None, lines)))
