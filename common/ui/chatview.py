"""A chat as it is read and written: plain text, never markup."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QDateTime, QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from common.model.chat import MAX_TEXT, ChatLine
from common.model.ids import ParticipantId
from common.ui import theme
from common.ui.announce import announce
from common.ui.buttons import IconButton

_LEAST_ROWS = 4
_ISOLATE, _END = "\u2068", "\u2069"
"""What was written keeps its own direction, and turns nothing round it (UAX 9, section 2)."""


class ChatView(QWidget):
    """Lines above, a field below. `name_of` says who wrote."""

    said = Signal(str)

    def __init__(self, name_of: Callable[[ParticipantId], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name_of = name_of
        self._lines: tuple[ChatLine, ...] = ()
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.tr("Chat"))
        self.text.setPlaceholderText(self.tr("Nothing was written yet."))
        self.text.setMinimumHeight(self.fontMetrics().lineSpacing() * _LEAST_ROWS)
        self.field = QLineEdit()
        self.field.setMaxLength(MAX_TEXT)
        self.field.setPlaceholderText(self.tr("Write a message"))
        self.field.setAccessibleName(self.tr("Write a message"))
        self.send = IconButton(self.tr("Send"), kind="primary")
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_PX)
        row.addWidget(self.field, 1)
        row.addWidget(self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        column.addWidget(self.text, 1)
        column.addLayout(row)
        self.field.textChanged.connect(self._look)
        self.field.returnPressed.connect(self._say)
        self.send.clicked.connect(self._say)
        self._look()

    def show_lines(self, lines: Sequence[ChatLine]) -> None:
        """Show these; what is new since the last time is read out."""
        lines = tuple(lines)
        if lines == self._lines:
            return
        known = {line.number for line in self._lines}
        new = [line for line in lines if line.number not in known] if self._lines else []
        self._lines = lines
        self.text.setPlainText("\n".join(self._words(line) for line in lines))
        self.text.verticalScrollBar().setValue(self.text.verticalScrollBar().maximum())
        if new:
            announce(self, self._words(new[-1]))

    def forget_field(self) -> None:
        """Empty the field once what stood there is sent."""
        self.field.clear()

    def _words(self, line: ChatLine) -> str:
        time = QDateTime.fromMSecsSinceEpoch(line.at_ms).time()
        clock = QLocale(QLocale.Language.C).toString(time, "HH:mm")
        return f"{clock}  {self._name_of(line.by)}: {_ISOLATE}{line.text}{_END}"

    def _look(self) -> None:
        self.send.setEnabled(bool(self.field.text().strip()))

    def _say(self) -> None:
        if text := self.field.text().strip():
            self.said.emit(text)
