"""The list's part of the chair's window: the list, or in its place who spoke how long, what was done, a correction."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from common.model.floor import RequestKind
from common.model.meeting import MeetingView
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.floorwords import undo_words
from common.ui.text import ElidedLabel, cut_off, isolated, label, restyle
from room_console.ui.chair.journal import ChairJournal
from room_console.ui.chair.list import SpeakersInLarge
from room_console.ui.chair.rows import Row
from room_console.ui.chair.times import SpokenTimes
from room_console.ui.keys import Key
from room_console.ui.widgets.correction import Correction
from room_console.ui.widgets.panel import Panel


class UndoButton(IconButton):
    """Says as much of what it takes back, and whose, as there is room for."""

    def __init__(self, words: str) -> None:
        super().__init__(words, "undo")
        self._words = words
        self._room_px: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def say(self, words: str) -> None:
        """Say what a press takes back."""
        self._words = words
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut off what has no room."""
        super().resizeEvent(event)
        self._room_px = self.width() - self.iconSize().width() - 4 * theme.SPACE_PX
        self._show()

    def _show(self) -> None:
        shown = self._words if self._room_px is None else cut_off(self.fontMetrics(), self._words, self._room_px)
        if shown != self.text():
            self.setText(shown)
        keys = QKeySequence(QKeySequence.StandardKey.Undo)
        self.describe(self._words, keys.toString())


class ListPanel(Panel):
    """Shows; what its buttons mean is the presenter's. With what is not seen nothing is done."""

    selected = Signal()
    """Another request is selected, or the list is seen or hidden."""

    def __init__(self) -> None:
        super().__init__()
        self.list, self.times, self.journal, self.correction = (
            SpeakersInLarge(),
            SpokenTimes(),
            ChairJournal(),
            Correction(),
        )
        self.count, self.open = ElidedLabel(step="lead", is_bold=True), label(step="body")
        self.spoken, self.happened = IconButton(icon="clock"), IconButton(icon="document")
        self.toggle = IconButton()
        self.call, self.deny = IconButton(self.tr("Call"), "hand"), IconButton(self.tr("Deny"), "close")
        self.up, self.down = IconButton(icon="arrow-up"), IconButton(icon="arrow-down")
        self.correct = IconButton(icon="edit")
        self.undo = UndoButton(self.tr("Undo"))
        self.pages, self.verbs = QStackedWidget(), QWidget()
        self._view: MeetingView | None = None
        self.name_it(self.tr("List of speakers"))
        self._lay_out()
        self._describe()
        self._connect()

    @property
    def waiting(self) -> Row | None:
        """Who is selected among those who wait."""
        chosen = self.list.chosen()
        return chosen if chosen is not None and chosen.place else None

    def show_view(self, view: MeetingView, rows: tuple[Row, ...], now_ms: int, *, is_attached: bool) -> None:
        """Show the list, whose `rows` are `rows_of(view)`, and how long and open it is."""
        self._view = view
        self.list.show_rows(rows)
        self.times.show_view(view)
        self.journal.show_view(view, now_ms, is_attached=is_attached)
        self.correction.show_view(view, is_attached=is_attached)
        self._show_head(is_open=view.rules.is_list_open, waiting=sum(row.place > 0 for row in rows))
        words = undo_words(view)
        self.undo.say(words or self.tr("Undo"))
        self.undo.setEnabled(bool(words) and is_attached)

    def enable(self, is_attached: bool) -> None:
        """Let that be done which can be done with who is selected, where they are seen."""
        chosen = self.list.chosen() if self.pages.currentWidget() is self.list else None
        for button in (self.call, self.deny, self.up, self.down):
            button.setEnabled(chosen is not None and chosen.place > 0 and is_attached)
        self.correct.setEnabled(chosen is not None and chosen.kind is not RequestKind.CHAIR and is_attached)
        self.toggle.setEnabled(is_attached)

    def show_page(self, page: QWidget) -> None:
        """Show the list, or something else in its place."""
        self.pages.setCurrentWidget(page)
        self.verbs.setVisible(page is self.list)
        self.spoken.setChecked(page is self.times)
        self.happened.setChecked(page is self.journal)
        first: dict[QWidget, QWidget] = {self.times: self.times.by, self.journal: self.journal.lines}
        if page is not self.correction:
            first.get(page, page).setFocus()
        self.selected.emit()

    def _show_head(self, *, is_open: bool, waiting: int) -> None:
        self.count.setText(isolated(self.tr("{count} waiting").format(count=waiting)))
        self.open.setText(self.tr("Open") if is_open else self.tr("Closed"))
        restyle(self.open, tone="plain" if is_open else "warn")
        self.toggle.setText(self.tr("Close list") if is_open else self.tr("Open list"))
        self.toggle.show_icon("lock" if is_open else "list")
        self.toggle.setShortcut(Key.LIST)
        self.list.show_why_empty(
            self.tr("Nobody has asked for the floor.")
            if is_open
            else self.tr("The list is closed. Open it to let people ask for the floor.")
        )

    def _selected(self) -> None:
        self.selected.emit()

    def _begin_correction(self) -> None:
        chosen, view = self.list.chosen(), self._view
        request = next((r for r in view.floor if chosen and r.request == chosen.request), None) if view else None
        if view is not None and request is not None:
            self.show_page(self.correction)
            self.correction.begin(view, request)

    def _describe(self) -> None:
        self.spoken.describe(self.tr("Who spoke for how long"), Key.TIMES)
        self.happened.describe(self.tr("Who did what, and when"), Key.JOURNAL)
        for button in (self.spoken, self.happened):
            button.setCheckable(True)
            button.setProperty("reach", "touch")
        self.call.describe(self.tr("Give the floor to the selected one"), detail=self.tr("Return"))
        self.deny.describe(self.tr("Deny the selected request"), Key.DENY)
        self.up.describe(self.tr("Move the selected request up"), Key.UP)
        self.down.describe(self.tr("Move the selected request down"), Key.DOWN)
        self.correct.describe(self.tr("Correct for whom the selected one speaks, and in which language"), Key.CORRECT)
        correction = self.correction
        large = (correction.group, correction.spoken, correction.apply, correction.cancel)
        for part in (self.call, self.deny, self.up, self.down, self.correct, self.undo, *large):
            part.setProperty("reach", "touch")

    def _connect(self) -> None:
        for button, page in ((self.spoken, self.times), (self.happened, self.journal)):
            button.clicked.connect(lambda is_on, page=page: self.show_page(page if is_on else self.list))
            page.closed.connect(lambda: self.show_page(self.list))
        self.correction.closed.connect(lambda: self.show_page(self.list))
        self.correct.clicked.connect(self._begin_correction)
        self.list.selectionModel().currentChanged.connect(self._selected)

    def _lay_out(self) -> None:
        self.title.hide()
        if (whole := self.layout()) is not None:
            whole.setContentsMargins(*(theme.SPACE_PX * 3 // 2,) * 4)
            whole.setSpacing(theme.SPACE_PX)
        self.open.setProperty("kind", "tag")
        self.head.addWidget(self.count, 1)
        self.head.addWidget(self.open, 0, Qt.AlignmentFlag.AlignVCenter)
        self.head.addWidget(self.toggle)
        for page in (self.list, self.times, self.journal, self.correction):
            self.pages.addWidget(page)
        self.body.addWidget(self.pages, 1)
        verbs = QHBoxLayout(self.verbs)
        verbs.setContentsMargins(0, theme.SPACE_PX, 0, 0)
        verbs.setSpacing(theme.SPACE_PX)
        for button, share in ((self.call, 1), (self.deny, 1), (self.up, 0), (self.down, 0), (self.correct, 0)):
            verbs.addWidget(button, share)
        self.body.addWidget(self.verbs)
        last = QHBoxLayout()
        last.setContentsMargins(0, theme.SPACE_PX, 0, 0)
        last.setSpacing(theme.SPACE_PX)
        last.addWidget(self.undo, 1)
        for button in (self.spoken, self.happened):
            last.addWidget(button)
        self.body.addLayout(last)
