"""What the panes of sessions and of the agenda have in common: a table, a form in its place, buttons below."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from common.model.errors import ConferenceError
from common.protocol.envelope import Request
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.flow import FlowLayout
from common.ui.notice import Notice
from common.ui.text import paragraph
from room_console.ui.meetingwords import meeting_refusal
from room_console.ui.office.page import Ask
from room_console.ui.state import ConsoleState
from room_console.ui.tables.programmetable import ProgrammeTable
from room_console.ui.widgets.panel import scrolled

ROWS_PX = 96
"""What the table needs beside a form."""


class ProgrammePane(QWidget):
    """`ask` is set by the page. The form stands above the table while something is made or changed."""

    def __init__(self, table: ProgrammeTable, form: QWidget) -> None:
        super().__init__()
        self.ask: Callable[[], Ask] = _nobody
        self._is_form_shown = False
        self.table, self.form, self.notice = table, form, Notice()
        self.empty = paragraph(ink="muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.verbs = QWidget()
        self.buttons = FlowLayout(self.verbs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACE_PX, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        self.form_area = scrolled(self.form, "")
        column.addWidget(self.form_area)
        column.addWidget(self.notice)
        column.addWidget(self.table, 1)
        column.addWidget(self.empty, 1)
        column.addWidget(self.verbs)
        self.form_area.hide()
        self.table.doubleClicked.connect(lambda _: self.edit())
        self.table.selectionModel().currentChanged.connect(lambda *_: self.enable())
        self.state = ConsoleState()

    def edit(self) -> None:
        """Open the form on what is selected."""
        raise NotImplementedError

    def enable(self) -> None:
        """Enable what can be done."""
        raise NotImplementedError

    def button(self, text: str, icon: str, act: Callable[[], None], kind: str = "plain") -> IconButton:
        """Add a button."""
        made = IconButton(text, icon, "primary" if kind == "primary" else "plain")
        made.clicked.connect(act)
        self.buttons.addWidget(made)
        return made

    def show_form(self, is_shown: bool) -> None:
        """Open the form, or put it away; the buttons below go while it is there."""
        self._is_form_shown = is_shown
        self.form_area.setVisible(is_shown)
        self.verbs.setVisible(not is_shown)
        self.show_rows()
        if not is_shown:
            self.table.setFocus()

    def show_rows(self) -> None:
        """Show the table, or say that it is empty; where there is no room beside the form, the form is alone."""
        form_px = self.form.sizeHint().height()
        has_room = not self._is_form_shown or self.height() >= form_px + theme.current().scaled_px(ROWS_PX)
        has_rows = self.table.model().rowCount() > 0
        self.table.setVisible(has_rows and has_room)
        self.empty.setVisible(not has_rows and has_room)
        self.form_area.setMinimumHeight(form_px if has_room else 0)
        self.form_area.setMaximumHeight(form_px if has_room else max(form_px, self.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room again."""
        super().resizeEvent(event)
        self.show_rows()

    def wish(self, message: Request, *, ends_form: bool = False) -> None:
        """Ask the core; a refusal is said here, and the form stays."""
        self.notice.clear()
        self.ask()(message, self._refuse, (lambda _: self.show_form(False)) if ends_form else None)

    def _refuse(self, error: ConferenceError) -> None:
        self.notice.say(meeting_refusal(error), "warn", may_dismiss=True)


def _nobody() -> Ask:
    raise RuntimeError("a pane stands on a page")
