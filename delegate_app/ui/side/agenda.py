"""Agenda: sessions with their times, items, what belongs to each."""

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout

from common.ui.text import paragraph
from delegate_app.core.state import DelegateState
from delegate_app.ui.side.agendalines import AgendaLine, agenda_lines
from delegate_app.ui.side.agendaview import AgendaList
from delegate_app.ui.side.page import SidePage


class AgendaTab(SidePage):
    """The whole programme, the current item in view; links open outside, documents as everywhere."""

    name, icon, key = "agenda", "clock", "Alt+3"

    document_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[object, ...] = ()
        self.empty = paragraph(self.tr("This meeting has no agenda yet."), ink="muted")
        self.list = AgendaList()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.empty)
        column.addWidget(self.list, 1)
        column.addStretch()
        self.list.opened.connect(self._open)

    @property
    def title(self) -> str:
        """Name it."""
        return self.tr("Agenda")

    def show_state(self, state: DelegateState, now_ms: int) -> None:
        """Show the programme where it, its documents or its place in it have changed."""
        del now_ms
        view = state.view
        if view is None:
            return
        shown = (view.details, view.current_session, view.current_item, state.documents.known)
        if shown == self._shown:
            return
        self._shown = shown
        lines = agenda_lines(view, state.documents.known)
        self.list.agenda.show_lines(lines)
        self.empty.setVisible(not lines)
        self.list.setVisible(bool(lines))
        self.list.bring_current()

    def opened(self) -> None:
        """Go to the list."""
        self.list.setFocus()

    def _open(self, line: AgendaLine) -> None:
        if line.document is not None:
            self.document_wanted.emit(line.document)
        elif line.url:
            QDesktopServices.openUrl(QUrl(line.url))
