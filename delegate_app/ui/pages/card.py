"""A page that is one card in the middle of the window, and can be scrolled where the window is small."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from common.ui import theme
from common.ui.icon import IconLabel
from common.ui.text import label

_MARK_PX = 32


class CardPage(QScrollArea):
    """`column` is the card's inside; `width_px` grows with the text."""

    def __init__(self, width_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(theme.SPACE_PX * 3, theme.SPACE_PX * 3, theme.SPACE_PX * 3, theme.SPACE_PX * 3)
        outer.addStretch(2)
        outer.addLayout(self._mark())
        outer.addSpacing(theme.SPACE_PX)
        self.card = QFrame()
        self.card.setProperty("kind", "card")
        self.card.setMaximumWidth(theme.current().scaled_px(width_px))
        self.card.setMinimumWidth(320)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.card, 1000)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(3)
        self.column = QVBoxLayout(self.card)
        self.column.setContentsMargins(*(theme.SPACE_PX * 4,) * 4)
        self.column.setSpacing(theme.SPACE_PX * 2)
        self.setWidget(inside)

    def _mark(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_PX)
        row.addStretch()
        row.addWidget(IconLabel("mark", "accent_ink", _MARK_PX))
        row.addWidget(label("Hemicycle", "lead", is_bold=True))
        row.addStretch()
        return row
