"""The inside of one step of the checks: what it is about, then its card; scrolled where the window is small."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from common.ui import theme
from common.ui.text import label, paragraph

MOST_PX = 880


class StepBody(QScrollArea):
    """A title, a sentence, and a column in the middle of the window that is never too wide to be read."""

    def __init__(self, title: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.title = label(title, "title")
        self.title.setVisible(bool(title))
        self.sentence = paragraph(sentence, "lead", "muted")
        self.sentence.setVisible(bool(sentence))
        middle = QWidget()
        middle.setMaximumWidth(theme.current().scaled_px(MOST_PX))
        self.column = QVBoxLayout(middle)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.SPACE_PX * 2)
        self.column.addWidget(self.title)
        self.column.addWidget(self.sentence)
        inside = QWidget()
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(middle, 1000)
        row.addStretch(1)
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(*(theme.SPACE_PX * 2,) * 4)
        outer.addLayout(row)
        outer.addStretch()
        self.setWidget(inside)


def card(*parts: QWidget | QLayout) -> QFrame:
    """Put widgets and layouts one under the other on a card."""
    frame = QFrame()
    frame.setProperty("kind", "card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(*(theme.SPACE_PX * 2,) * 4)
    column.setSpacing(theme.SPACE_PX)
    for part in parts:
        if isinstance(part, QLayout):
            column.addLayout(part)
        else:
            column.addWidget(part)
    return frame


def turn(box: QBoxLayout, is_wide: bool) -> None:
    """Lay a box out side by side where there is room, else one under the other."""
    box.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)
