"""Everyone registered: found by a few letters, judged at a glance, sent a link from the menu."""

from PySide6.QtCore import QCoreApplication, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from common.model.meeting import ParticipantView
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.notice import Notice
from common.ui.text import ElidedLabel, isolated, paragraph
from room_console.ui.keys import Key
from room_console.ui.linewords import all_words
from room_console.ui.panels.linkcard import LinkCard
from room_console.ui.panels.personform import PersonForm
from room_console.ui.readywords import mark_of, mark_word
from room_console.ui.state import ConsoleState
from room_console.ui.tables.peopletable import PeopleTable
from room_console.ui.tables.rostermodel import Column, RosterModel
from room_console.ui.tables.row import Row
from room_console.ui.widgets.searchfield import search_field

SHOW_MS = 500
"""An onrush of people is shown twice a second."""
_FIRST_TO_GO = (Column.JITTER, Column.LOSS, Column.ROUND_TRIP, Column.LEGS, Column.ROLE, Column.LINK, Column.SOUND)
_SAMPLES: dict[int, str] = {
    Column.ROLE: "Observer",
    Column.STATE: "Mic changed",
    Column.SOUND: "Tested: With care",
    Column.LINK: "Good",
    Column.LOSS: "Loss, %",
    Column.JITTER: "Jitter, ms",
    Column.ROUND_TRIP: "Round trip, ms",
    Column.LEGS: "Up / down",
}


class RosterPanel(QWidget):
    """Filter, table, and in their place when wanted the form and the link."""

    link_wanted = Signal(object)
    """A `ParticipantView` who shall have a new join link."""
    person_wanted = Signal(object)
    """An `AddPerson`."""

    def __init__(self) -> None:
        super().__init__()
        self._is_attached = self._is_known = False
        self.model = RosterModel(self)
        self._latest: ConsoleState | None = None
        self._pause = QTimer(self, interval=SHOW_MS, singleShot=True)
        self._pause.timeout.connect(self._show_latest)
        self.notice = Notice()
        self.link = LinkCard()
        self.form = PersonForm()
        self.form.hide()
        self.search = search_field(self.tr("Find by delegation, name, role or state"))
        keys = QKeySequence(Key.FIND).toString(QKeySequence.SequenceFormat.NativeText)
        self.search.setToolTip(f"{self.search.placeholderText()} ({keys})")
        self.add = IconButton(self.tr("Add"), "plus")
        self.add.setCheckable(True)
        self.add.describe(self.tr("Register someone"))
        self.issue = IconButton(self.tr("New link"), "link")
        self.issue.describe(self.tr("Make a new join link for the selected participant"))
        self.table = PeopleTable(self.model, self.tr("Participants"), _SAMPLES, _FIRST_TO_GO, Column.DELEGATION)
        self.count = ElidedLabel(step="small", ink="muted")
        self.detail = paragraph(step="small", ink="muted")
        self.detail.hide()
        self.empty = paragraph(ink="muted")
        self._lay_out()
        self._connect()

    def show_state(self, state: ConsoleState) -> None:
        """Show everyone; states that come closer together than SHOW_MS are shown as one, the first at once."""
        self._is_attached = state.is_attached
        self._enable()
        self._latest = state
        if not self._pause.isActive():
            self._show_latest()

    def _show_latest(self) -> None:
        state, self._latest = self._latest, None
        if state is None:
            return
        self._pause.start()
        people = state.view.participants if state.view is not None else {}
        self.form.show_channels(state.view.details.channels if state.view is not None else ())
        self.model.show_people(people, state.reports, state.readiness)
        self._is_known = state.view is not None
        self._count()
        self._show_detail()

    def selected(self) -> ParticipantView | None:
        """Return who is selected."""
        row = self.table.selected()
        return row.person if row is not None else None

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE_PX)
        top.addWidget(self.search, 1)
        top.addWidget(self.issue)
        top.addWidget(self.add)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACE_PX, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        column.addLayout(top)
        column.addWidget(self.form)
        column.addWidget(self.notice)
        column.addWidget(self.link)
        column.addWidget(self.table, 1)
        column.addWidget(self.empty, 1)
        column.addWidget(self.detail)
        column.addWidget(self.count)

    def _connect(self) -> None:
        self.model.settled.connect(self._count)
        self.model.settled.connect(self._show_detail)
        self.search.textChanged.connect(self._filter)
        self.add.toggled.connect(self._show_form)
        self.form.cancelled.connect(lambda: self.add.setChecked(False))
        self.form.wanted.connect(self.person_wanted)
        self.issue.clicked.connect(self._want_link)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self.table.selectionModel().currentChanged.connect(self._enable)
        self.table.selectionModel().currentChanged.connect(self._show_detail)

    def _filter(self, text: str) -> None:
        self.model.look_for(text)
        self._count()

    def _show_form(self, is_shown: bool) -> None:
        self.form.clear()
        self.form.setVisible(is_shown)
        (self.form.name if is_shown else self.add).setFocus()

    def person_added(self) -> None:
        """Put the form away: the person is registered."""
        self.add.setChecked(False)

    def _want_link(self) -> None:
        if (selected := self.selected()) is not None and self._is_attached:
            self.link_wanted.emit(selected)

    def _show_menu(self, where: QPoint) -> None:
        if self.selected() is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        issue = QAction(self.tr("Make a new join link (voids the old one)"), menu)
        issue.setEnabled(self._is_attached)
        issue.triggered.connect(self._want_link)
        menu.addAction(issue)
        menu.popup(self.table.viewport().mapToGlobal(where))

    def _count(self) -> None:
        total, shown, here = self.model.total, self.model.rowCount(), self.model.here
        words = self.tr("{shown} of {total} shown, {here} here").format(shown=shown, total=total, here=here)
        self.count.setText(isolated(words))
        self.table.setVisible(shown > 0 or self.model.is_filling)
        self.empty.setVisible(self.table.isHidden())
        self.empty.setText(
            self.tr("Nobody matches. Clear the filter to see everyone.")
            if total
            else self.tr("Nobody is registered yet. Add someone, or name people in the configuration.")
            if self._is_known
            else self.tr("Not known before the core is attached.")
        )
        self._enable()

    def _show_detail(self) -> None:
        """Say of the one selected how both lines run and what is done to the voice."""
        row = self.table.selected()
        words = "\n".join(filter(None, (sound_line(row), all_words(row.report)))) if row is not None else ""
        self.detail.setText(words)
        self.detail.setVisible(bool(words))

    def _enable(self) -> None:
        self.issue.setEnabled(self._is_attached and self.selected() is not None)
        self.add.setEnabled(self._is_attached)


def sound_line(row: Row) -> str:
    """Say what a test found of the voice, where it is not heard now."""
    mark = mark_of(row.report, row.readiness)
    if mark.is_live or row.readiness is None:
        return ""
    return QCoreApplication.translate("Roster", "Sound: {words}").format(words=mark_word(mark))
