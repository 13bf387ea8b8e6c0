"""A card with a title, what belongs to it, and a place where it says what went wrong."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

from common.ui import theme
from common.ui.notice import Notice
from common.ui.text import ElidedLabel

HALF_PX = theme.SPACE_PX // 2


class Panel(QFrame):
    """`head` is the line of the title, `body` what is under it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.title = ElidedLabel(step="lead", is_bold=True)
        self.notice = Notice()
        self.head = QHBoxLayout()
        self.head.setSpacing(theme.SPACE_PX)
        self.head.addWidget(self.title, 1)
        self.body = QVBoxLayout()
        self.body.setSpacing(HALF_PX // 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_PX, HALF_PX, theme.SPACE_PX, HALF_PX)
        column.setSpacing(HALF_PX)
        column.addLayout(self.head)
        column.addWidget(self.notice)
        column.addLayout(self.body, 1)

    def name_it(self, title: str) -> None:
        """Give it its title."""
        self.title.setText(title)
        self.setAccessibleName(title)


def scrolled(inner: QWidget, name: str) -> QScrollArea:
    """Let something be scrolled up and down, by the keyboard too."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName(name)
    area.setWidget(inner)
    return area


def side_by_side(start: QWidget, end: QWidget) -> QSplitter:
    """Let two parts share the width as the user likes; neither goes away."""
    both = QSplitter(Qt.Orientation.Horizontal)
    both.setChildrenCollapsible(False)
    both.setHandleWidth(theme.SPACE_PX * 2 + 2)
    for place, part in enumerate((start, end)):
        both.addWidget(part)
        both.setStretchFactor(place, 1)
    return both
