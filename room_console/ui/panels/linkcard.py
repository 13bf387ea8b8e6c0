"""A join link, shown once: the core keeps no copy."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit

from common.ui import theme
from common.ui.announce import announce
from common.ui.buttons import IconButton
from common.ui.text import paragraph

_COPIED_MS = 2000


class LinkCard(QFrame):
    """Is hidden until there is a link, and forgets it when it is put away."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "notice")
        self.setProperty("tone", "accent")
        self.text = paragraph()
        self.field = QLineEdit(readOnly=True)
        self.field.setAccessibleName(self.tr("Join link"))
        self.copy = IconButton(self.tr("Copy"), "copy", "primary")
        self.copy.describe(self.tr("Copy the join link"))
        self.close_button = IconButton(icon="close", kind="quiet")
        self.close_button.describe(self.tr("Put the link away"))
        self._back = QTimer(self, interval=_COPIED_MS, singleShot=True)
        self._back.timeout.connect(lambda: self.copy.setText(self.tr("Copy")))
        self.copy.clicked.connect(self._copy)
        self.close_button.clicked.connect(self.forget)
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.SPACE_PX, theme.SPACE_PX, theme.SPACE_PX, theme.SPACE_PX)
        grid.setSpacing(theme.SPACE_PX)
        grid.addWidget(self.text, 0, 0)
        grid.addWidget(self.close_button, 0, 1, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignTrailing)
        grid.addWidget(self.field, 1, 0)
        grid.addWidget(self.copy, 1, 1)
        grid.setColumnStretch(0, 1)
        self.hide()

    def show_link(self, name: str, link: str) -> None:
        """Show someone's link."""
        said = self.tr("Join link for {name}. It is shown this once; their older link is void.").format(name=name)
        self.text.setText(said)
        self.field.setText(link)
        self.field.setCursorPosition(0)
        self.show()
        self.copy.setFocus()
        announce(self, said)

    def forget(self) -> None:
        """Put the link away."""
        self.field.clear()
        self.hide()
        self.closed.emit()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.field.text())
        self.copy.setText(self.tr("Copied"))
        announce(self, self.tr("Copied"))
        self._back.start()
