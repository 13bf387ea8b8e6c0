"""A notice of the chair, written in one line and sent with one press."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from common.model.chat import MAX_TEXT, NoticeTo
from common.protocol.chat import PostNotice
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.chatwords import notice_to_words


class NoticeField(QWidget):
    """Asks for what it makes; whoever sends it calls `sent` once it is on disk."""

    wanted = Signal(PostNotice)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QLineEdit()
        self.field.setMaxLength(MAX_TEXT)
        self.field.setPlaceholderText(self.tr("Notice to everyone"))
        self.field.setAccessibleName(self.tr("Notice"))
        self.to = QComboBox()
        self.to.setAccessibleName(self.tr("To whom"))
        for to in NoticeTo:
            self.to.addItem(notice_to_words(to), to)
        self.send = IconButton(self.tr("Send"), kind="primary")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_PX)
        row.addWidget(self.field, 1)
        row.addWidget(self.to)
        row.addWidget(self.send)
        self.field.textChanged.connect(self._look)
        self.field.returnPressed.connect(self._press)
        self.send.clicked.connect(self._press)
        self._look()

    def sent(self) -> None:
        """Begin anew: the notice is kept, and on its way."""
        self.field.clear()

    def _look(self) -> None:
        self.send.setEnabled(bool(self.field.text().strip()))

    def _press(self) -> None:
        if text := self.field.text().strip():
            self.wanted.emit(PostNotice(text=text, to=NoticeTo(self.to.currentData())))
