"""A chat as it is read and written: plain text, never markup."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from common.model.chat import MAX_TEXT, ChatLine
from common.model.ids import ParticipantId
from common.ui import theme
from common.ui.announce import announce
from common.ui.buttons import IconButton
from common.ui.chattext import ChatText
from common.ui.slices import Slices
from common.ui.text import isolated, paragraph

_LEAST_ROWS = 4
FIRST_LINES = 50
"""Shown of a chat that is opened; those before them are there at a press."""
AT_ONCE = 5
"""Written without a break; those before them follow in as many turns as it takes, for a line takes 0.3 ms."""
QUIET_MS = 4_000
"""After something was read out, new lines are gathered for so long."""


class ChatView(QWidget):
    """Lines above, a field below. `name_of` says who wrote."""

    said = Signal(str)

    def __init__(self, name_of: Callable[[ParticipantId], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[ChatLine, ...] = ()
        self._shown_from = self._due_from = 0
        """Of the line that is shown first, and of that which is to be."""
        self._unread: list[ChatLine] = []
        """What came since something was read out."""
        self.text = ChatText(name_of)
        self.text.setAccessibleName(self.tr("Chat"))
        self.text.setPlaceholderText(isolated(self.tr("Nothing was written yet.")))
        self.text.setMinimumHeight(self.fontMetrics().lineSpacing() * _LEAST_ROWS)
        self.earlier = IconButton(self.tr("Earlier messages"), "arrow-up", "quiet")
        self.earlier.hide()
        self.newer = IconButton(self.tr("New messages"), "arrow-down", "quiet")
        self.newer.hide()
        self.pending = paragraph(step="small", ink="muted")
        self.pending.hide()
        self.field = QLineEdit()
        self.field.setMaxLength(MAX_TEXT)
        self.field.setPlaceholderText(self.tr("Write a message"))
        self.field.setAccessibleName(self.tr("Write a message"))
        self.send = IconButton(self.tr("Send"), kind="primary")
        self._quiet = QTimer(self, interval=QUIET_MS, singleShot=True)
        self._filling = Slices(self)
        self._lay_out()
        self.field.textChanged.connect(self._look)
        self.field.returnPressed.connect(self._say)
        self.send.clicked.connect(self._say)
        self.newer.clicked.connect(self.show_end)
        self.earlier.clicked.connect(self.show_earlier)
        self.text.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._quiet.timeout.connect(self._read_out)
        self._look()

    def show_lines(self, lines: Sequence[ChatLine], me: ParticipantId | None = None) -> None:
        """Show these; what others wrote since the last time is read out."""
        lines = tuple(lines)
        if lines == self._lines:
            return
        last = self._lines[-1].number if self._lines else None
        new = [line for line in lines if last is not None and line.number > last and not line.is_removed]
        if not self._lines:
            self._show_from(lines)
        self._lines = lines
        is_at_end = self.text.show_lines(self._shown())
        if new and not is_at_end:
            self.newer.show()
        self._unread += [line for line in new if line.by != me]
        if not self._quiet.isActive():
            self._read_out()

    def show_other(self, lines: Sequence[ChatLine]) -> None:
        """Show another chat, from its end; nothing of it is read out."""
        self._lines = tuple(lines)
        self._unread.clear()
        self._show_from(self._lines)
        self.text.show_lines(())
        self.text.show_lines(self._shown())
        self.show_end()

    def show_earlier(self) -> None:
        """Show as many lines more, and stay where one reads."""
        self._due(line for line in self._lines if line.number < self._due_from)
        self._filling.begin_now(self._fill())

    def show_end(self) -> None:
        """Go to the last line."""
        bar = self.text.verticalScrollBar()
        bar.setValue(bar.maximum())
        self.newer.hide()

    def let_write(self, why_not: str = "", pending: str = "") -> None:
        """Open the field, or say why it is closed; else what became of one's own lines that are not seen."""
        self.field.setEnabled(not why_not)
        self.pending.setText(why_not or pending)
        self.pending.setVisible(bool(why_not or pending))
        self._look()

    def forget_field(self) -> None:
        """Empty the field once what stood there is sent."""
        self.field.clear()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange):
            self.text.show_again()

    def _show_from(self, lines: Sequence[ChatLine]) -> None:
        self._shown_from = lines[-AT_ONCE:][0].number if lines else 0
        self._due(lines)

    def _due(self, lines: Iterable[ChatLine]) -> None:
        lines = tuple(lines)
        self._due_from = lines[-FIRST_LINES:][0].number if lines else 0
        self.earlier.setVisible(len(lines) > FIRST_LINES)
        self._filling.begin(self._fill())

    def _fill(self) -> Iterator[None]:
        """Write what is due, some at a time from the newest to the oldest, and stay where one reads."""
        bar = self.text.verticalScrollBar()
        while due := [line for line in self._lines if self._due_from <= line.number < self._shown_from]:
            self._shown_from = due[-AT_ONCE:][0].number
            from_end = bar.maximum() - bar.value()
            self.text.show_lines(self._shown())
            bar.setValue(bar.maximum() - from_end)
            yield

    def _shown(self) -> tuple[ChatLine, ...]:
        return tuple(line for line in self._lines if line.number >= self._shown_from)

    def _read_out(self) -> None:
        if not self._unread:
            return
        if len(self._unread) == 1:
            words = self.text.words(self._unread[0])
        else:
            words = self.tr("{number} new messages").format(number=len(self._unread))
        self._unread.clear()
        if self.isVisible():
            announce(self, words)
            self._quiet.start()

    def _scrolled(self, value: int) -> None:
        if value >= self.text.verticalScrollBar().maximum() - theme.SPACE_PX:
            self.newer.hide()

    def _look(self) -> None:
        self.send.setEnabled(self.field.isEnabled() and bool(self.field.text().strip()))

    def _say(self) -> None:
        if text := self.field.text().strip():
            self.said.emit(text)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_PX)
        row.addWidget(self.field, 1)
        row.addWidget(self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        column.addWidget(self.earlier)
        column.addWidget(self.text, 1)
        column.addWidget(self.newer)
        column.addWidget(self.pending)
        column.addLayout(row)
