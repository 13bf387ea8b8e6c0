"""Coaching: a time with the technician before the meeting is booked, and waited for."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from common.model.coaching import CoachingSlot
from common.model.zones import UTC
from common.ui import when
from common.ui.buttons import IconButton
from common.ui.notice import Notice
from common.ui.text import isolated, label, paragraph
from delegate_app.core.state import DelegateState
from delegate_app.ui.pages.card import CardPage

_CARD_PX = 640
EARLY_MS = 15 * 60_000
"""So long before their time people may say that they are there."""
_ROWS = 7


class CoachingPage(CardPage):
    """What is booked above, what can be booked below."""

    opened = Signal()
    book_wanted = Signal(str)
    cancel_wanted = Signal()
    wait_wanted = Signal(bool)
    check_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_CARD_PX, parent)
        self._state = DelegateState()
        self._offered: tuple[CoachingSlot, ...] | None = ()
        self.notice = Notice()
        self.slots = QListWidget()
        self.slots.setAccessibleName(self.tr("Times that can be booked"))
        self.slots.setProperty("kind", "choice")
        self.slots.setMinimumHeight(self.fontMetrics().lineSpacing() * _ROWS)
        self.book = IconButton(self.tr("Book this time"), "coaching", "primary")
        self.cancel = IconButton(self.tr("Cancel the booking"), "close", "quiet")
        self.wait = IconButton(self.tr("I am ready"), "check", "primary")
        self.check = IconButton(self.tr("Check headset, voice and network"), "health", "quiet")
        self.back = IconButton(self.tr("Back"), kind="quiet")
        self._mine = paragraph(step="lead")
        self._hint = paragraph(ink="muted")
        self._fill(None)
        self._lay_out()
        self.slots.itemSelectionChanged.connect(self._look)
        self.slots.itemActivated.connect(lambda _: self.book.click())
        self.book.clicked.connect(self._book)
        self.cancel.clicked.connect(self.cancel_wanted)
        self.wait.clicked.connect(lambda: self.wait_wanted.emit(not self._state.assistance.is_waiting))
        self.check.clicked.connect(self.check_wanted)
        self.back.clicked.connect(self.closed)

    def show_state(self, state: DelegateState, now_ms: int) -> None:
        """Show what is booked and what can be; `now_ms` is the console's clock."""
        self._state = state
        slot, zone = state.help.slot, self._timezone
        self._mine.setText(
            self.tr("You have no coaching booked.")
            if slot is None
            else self.tr("Your coaching: {when}").format(when=when.both(slot.starts_at_ms, slot.ends_at_ms, zone))
        )
        self.cancel.setVisible(slot is not None)
        self._fill(state.help.offered)
        self.show_time(now_ms)

    def show_time(self, now_ms: int) -> None:
        """Let it be said that one is there, when the time comes."""
        slot, is_waiting = self._state.help.slot, self._state.assistance.is_waiting
        is_time = slot is not None and slot.starts_at_ms - EARLY_MS <= now_ms < slot.ends_at_ms
        self.wait.setVisible(is_time or is_waiting)
        self.wait.setText(self.tr("I do not wait any more") if is_waiting else self.tr("I am ready"))
        if is_waiting:
            text = self.tr("The technician sees that you are there, and will open a private room. Stay in this window.")
        elif is_time:
            text = self.tr("It is time: say that you are ready, with your headset on.")
        elif slot is not None:
            text = self.tr("Come back here when it is time. You will be reminded by e-mail.")
        else:
            text = self.tr("A technician goes through headset, camera, voice and network with you, in private.")
        self._hint.setText(text)

    @property
    def _timezone(self) -> str:
        return self._state.view.details.timezone if self._state.view is not None else UTC

    def _fill(self, offered: tuple[CoachingSlot, ...] | None) -> None:
        if offered == self._offered:
            return
        self._offered = offered
        self.slots.clear()
        for slot in offered or ():
            item = QListWidgetItem(isolated(when.both(slot.starts_at_ms, slot.ends_at_ms, self._timezone)))
            item.setData(Qt.ItemDataRole.UserRole, slot.slot)
            self.slots.addItem(item)
        if not offered:
            text = self.tr("Looking for free times…") if offered is None else self.tr("No time is free at this moment.")
            item = QListWidgetItem(isolated(text))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.slots.addItem(item)
        self._look()

    def _look(self) -> None:
        self.book.setEnabled(bool(self.slots.selectedItems()))
        is_moving = self._state.help.slot is not None
        self.book.setText(self.tr("Move to this time") if is_moving else self.tr("Book this time"))

    def _book(self) -> None:
        for item in self.slots.selectedItems():
            self.book_wanted.emit(item.data(Qt.ItemDataRole.UserRole))

    def _lay_out(self) -> None:
        self.column.addWidget(label(self.tr("Coaching with the technician"), "title"))
        self.column.addWidget(self.notice)
        self.column.addWidget(self._mine)
        self.column.addWidget(self._hint)
        self.column.addWidget(self.wait)
        first = QHBoxLayout()
        first.addWidget(self.check)
        first.addStretch()
        first.addWidget(self.cancel)
        self.column.addLayout(first)
        self.column.addWidget(label(self.tr("Free times"), is_bold=True))
        self.column.addWidget(self.slots, 1)
        last = QHBoxLayout()
        last.addWidget(self.book, 1)
        last.addWidget(self.back)
        self.column.addLayout(last)
