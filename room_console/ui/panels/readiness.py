"""Who is ready, who is not, and who has not tested: a table, its groups, one's history, and the whole as a file."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QDate, QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from common.model.checks import ReadinessReport
from common.model.ids import ParticipantId
from common.model.meeting import ParticipantView
from common.protocol.operator import LinkReport
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.notice import Notice
from common.ui.text import ElidedLabel, isolated, paragraph
from room_console.ui.panels.historypane import HistoryPane
from room_console.ui.state import ConsoleState
from room_console.ui.tables.peopletable import PeopleTable
from room_console.ui.tables.readinessmodel import REMOTE, Column, ReadinessModel
from room_console.ui.tables.row import Row
from room_console.ui.widgets.groups import GroupButtons
from room_console.ui.widgets.panel import scrolled
from room_console.ui.widgets.searchfield import search_field

SIDE_BY_SIDE_PX = 840
"""From here on the history stands beside the table; in less room it takes its place."""
ASK_MS = 150
"""Someone is looked at for so long before their history is asked for: arrow keys pass others by."""
_NO_REPORTS: Mapping[ParticipantId, LinkReport] = {}
_FIRST_TO_GO = (
    Column.LOSS,
    Column.ROUND_TRIP,
    Column.UP,
    Column.DOWN,
    Column.LEVEL,
    Column.SNR,
    Column.BAND,
    Column.DEVICES,
    Column.TESTED,
    Column.NETWORK,
)
_SAMPLES: dict[int, str] = {
    Column.OVERALL: "Ready, part",
    Column.NETWORK: "Problem",
    Column.DEVICES: "Problem",
    Column.SOUND: "Not tested",
    Column.BAND: "Band, kHz",
    Column.LEVEL: "Level, LUFS",
    Column.SNR: "SNR, dB",
    Column.DOWN: "Down, Mbit/s",
    Column.UP: "Up, Mbit/s",
    Column.ROUND_TRIP: "Round trip, ms",
    Column.LOSS: "Loss, %",
    Column.TESTED: "28 Nov 22:48",
}


class ReadinessPanel(QWidget):
    """Return opens one's history, Escape closes it."""

    history_wanted = Signal(object)
    """A `ParticipantId` whose runs are to be asked for."""
    export_wanted = Signal(object, object)
    """A `Path` and the rows (`Row`) to be written there."""

    def __init__(self) -> None:
        super().__init__()
        self._state = ConsoleState()
        self._now_ms = 0
        self._seen: tuple[object, object] = (None, None)
        self._people: dict[ParticipantId, ParticipantView] = {}
        self.model = ReadinessModel(self)
        self.search = search_field(self.tr("Find by delegation, name or verdict"))
        self.details = IconButton(self.tr("Details"), "list")
        self.details.describe(self.tr("Show every test of the selected participant"))
        self.export = IconButton(self.tr("Export"), "folder")
        self.export.describe(self.tr("Write the table into a file for a spreadsheet (CSV)"))
        self.groups = GroupButtons()
        self.notice = Notice()
        self.table = PeopleTable(self.model, self.tr("Readiness"), _SAMPLES, _FIRST_TO_GO, Column.OVERALL)
        self.empty = paragraph(ink="muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.count = ElidedLabel(step="small", ink="muted")
        self.history = HistoryPane()
        self.history_area = scrolled(self.history, self.tr("Tests of one participant"))
        self.history_area.hide()
        self._ask_soon = QTimer(self, interval=ASK_MS, singleShot=True)
        self._ask_soon.timeout.connect(self._ask)
        self._lay_out()
        self._connect()
        self._count()

    def show_state(self, state: ConsoleState, now_ms: int) -> None:
        """Show everyone who is remote; `now_ms` is the console's clock."""
        self._state, self._now_ms = state, now_ms
        self.model.set_now(now_ms)
        people = state.view.participants if state.view is not None else {}
        if self._seen[0] is not people or self._seen[1] is not state.readiness:
            newly_tested = [w for w in state.readiness.keys() - self._people.keys() if w in people]
            if self._seen[0] is not people or newly_tested:
                self._people = {w: p for w, p in people.items() if p.role in REMOTE or w in state.readiness}
            self._seen = people, state.readiness
            self.model.show_people(self._people, _NO_REPORTS, state.readiness)
            self._count()
        self._show_history()

    def show_runs(self, who: ParticipantId, reports: Sequence[ReadinessReport]) -> None:
        """Show the runs that were asked for."""
        self.history.show_history(who, reports)

    def open_history(self) -> None:
        """Look at the one who is selected."""
        if self.table.selected() is not None:
            self.history_area.show()
            self._arrange()
            self._show_history()
            self.history.results.setFocus()

    def close_history(self) -> None:
        """Look at everyone."""
        self.history_area.hide()
        self._arrange()
        self.table.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand side by side where there is room."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        is_open = not self.history_area.isHidden()
        is_wide = self.width() >= theme.current().scaled_px(SIDE_BY_SIDE_PX)
        self._list.setVisible(is_wide or not is_open)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE_PX)
        top.addWidget(self.search, 1)
        top.addWidget(self.details)
        top.addWidget(self.export)
        self._list = QWidget()
        listed = QVBoxLayout(self._list)
        listed.setContentsMargins(0, 0, 0, 0)
        listed.setSpacing(theme.SPACE_PX)
        listed.addLayout(top)
        listed.addWidget(self.groups)
        listed.addWidget(self.table, 1)
        listed.addWidget(self.empty, 1)
        listed.addWidget(self.count)
        both = QHBoxLayout()
        both.setSpacing(theme.SPACE_PX * 2)
        both.addWidget(self._list, 1)
        both.addWidget(self.history_area, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACE_PX, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        column.addWidget(self.notice)
        column.addLayout(both, 1)

    def _connect(self) -> None:
        self.model.settled.connect(self._count)
        self.search.textChanged.connect(self._filter)
        self.groups.chosen.connect(self._choose)
        self.details.clicked.connect(self.open_history)
        self.export.clicked.connect(self._show_menu)
        self.table.activated.connect(self.open_history)
        self.table.selectionModel().currentChanged.connect(self._show_history)
        self.history.closed.connect(self.close_history)

    def _filter(self, text: str) -> None:
        self.model.look_for(text)
        self._count()

    def _choose(self, group: object) -> None:
        self.model.choose(group)  # type: ignore[arg-type]
        self._count()

    def _count(self) -> None:
        shown = self.model.rowCount()
        self.groups.show_sizes(self.model.sizes())
        self.count.setText(isolated(self.tr("{shown} of {total} shown").format(shown=shown, total=self.model.total)))
        self.table.setVisible(shown > 0 or self.model.is_filling)
        self.empty.setVisible(self.table.isHidden())
        self.empty.setText(self._why_empty())
        self.export.setEnabled(self.model.total > 0)
        self.details.setEnabled(self.table.selected() is not None)

    def _why_empty(self) -> str:
        if self._state.view is None:
            return self.tr("Not known before the core is attached.")
        if self.model.total == 0:
            return self.tr("No remote participant is registered yet.")
        return self.tr("Nobody matches. Clear the filter, or choose another group.")

    def _show_history(self) -> None:
        row = self.table.selected()
        self.details.setEnabled(row is not None)
        if self.history_area.isHidden():
            return
        shown = row if row is not None else self.model.row_of(self.history.who)
        if shown is not None and self.history.show_person(shown, self._state.reports.get(shown.who), self._now_ms):
            self._ask_soon.start()

    def _ask(self) -> None:
        if self.history.who is not None and self._state.is_attached:
            self.history_wanted.emit(self.history.who)

    def _show_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        everyone, shown = self.model.everyone(), self.model.shown()
        for words, rows in (
            (self.tr("All {count} participants …"), everyone),
            (self.tr("The {count} shown, in this order …"), shown),
        ):
            action = menu.addAction(words.format(count=len(rows)))
            action.setEnabled(bool(rows))
            action.triggered.connect(lambda _, r=rows: self._choose_file(r))
        menu.popup(self.export.mapToGlobal(self.export.rect().bottomLeft()))

    def _choose_file(self, rows: list[Row]) -> None:
        today = QLocale(QLocale.Language.C).toString(QDate.currentDate(), "yyyy-MM-dd")
        dialog = QFileDialog(self, self.tr("Export the readiness"), f"readiness-{today}.csv")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("Tables (*.csv)"))
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(f"readiness-{today}.csv")
        dialog.fileSelected.connect(lambda path: self.export_wanted.emit(Path(path), rows))
        dialog.open()
