"""Every key and what it does, over the window: the same key or Escape puts it away."""

from collections.abc import Sequence

from PySide6.QtCore import QMargins, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from common.ui import theme
from common.ui.text import label
from room_console.ui.keys import Key
from room_console.ui.keytable import KeyGroup
from room_console.ui.widgets.panel import scrolled


class KeyOverview(QDialog):
    """Groups of keys in columns."""

    def __init__(self, parent: QWidget | None, groups: Sequence[KeyGroup], columns: int = 2) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        self.setProperty("kind", "window")
        inner = QWidget()
        row = QHBoxLayout(inner)
        row.setSpacing(theme.SPACE_PX * 4)
        for number in range(columns):
            column = QVBoxLayout()
            column.setSpacing(theme.SPACE_PX)
            for group in groups[number::columns]:
                column.addWidget(label(group.title, is_bold=True))
                column.addWidget(_grid(group))
            column.addStretch(1)
            row.addLayout(column)
        whole = QVBoxLayout(self)
        whole.addWidget(scrolled(inner, self.tr("Keys")))
        wanted = inner.sizeHint().grownBy(QMargins(*(theme.SPACE_PX * 4,) * 4))
        self.resize(wanted.boundedTo(parent.size()) if parent is not None else wanted)


def show_keys(over: QWidget, groups: Sequence[KeyGroup], columns: int = 2) -> KeyOverview:
    """Open the overview over a window, until it is put away."""
    overview = KeyOverview(over, groups, columns)
    overview.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    QShortcut(QKeySequence(Key.KEYS), overview).activated.connect(overview.close)
    overview.open()
    return overview


def _grid(group: KeyGroup) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, theme.SPACE_PX)
    grid.setHorizontalSpacing(theme.SPACE_PX * 2)
    grid.setVerticalSpacing(theme.SPACE_PX // 2)
    for row, (key, does) in enumerate(group.entries):
        name = label(key, "small")
        name.setProperty("kind", "tag")
        name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        grid.addWidget(name, row, 0)
        grid.addWidget(label(does), row, 1)
    grid.setColumnStretch(1, 1)
    return holder
