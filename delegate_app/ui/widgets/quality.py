"""How good the connection is: bars and words, and under them how the sound travels."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from common.ui import theme
from common.ui.text import label
from delegate_app.ui.wording import Tone

_BARS = 4
_SIZE = QSize(28, 20)


class QualityBars(QWidget):
    """Four bars, so many of them lit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lit = 0
        self._tone: Tone = "plain"
        self.setFixedSize(_SIZE)

    def show_bars(self, lit: int, tone: Tone) -> None:
        """Light `lit` bars."""
        self._lit, self._tone = lit, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw them, the lowest where reading begins."""
        del event
        colours = theme.current().colours
        inks = {"live": colours.live_ink, "warn": colours.warn_ink, "fail": colours.fail_ink}
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isRightToLeft():
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        for bar in range(_BARS):
            height = self.height() * (bar + 1) / _BARS
            painter.setBrush(QColor(inks.get(self._tone, colours.muted) if bar < self._lit else colours.border))
            painter.drawRoundedRect(QRectF(bar * 7, self.height() - height, 5, height), 1.5, 1.5)
        painter.end()


class Quality(QWidget):
    """The bars, and the words beside them; figures are in the tool tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars = QualityBars()
        self._words = label(ink="muted")
        self._line = label(step="small", ink="muted")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_PX)
        row.addWidget(self._bars)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._words)
        words.addWidget(self._line)
        row.addLayout(words)
        self._are_words_shown = True

    def show_quality(self, lit: int, words: str, tone: Tone, line: str, figures: str) -> None:
        """Show a verdict, how the sound travels and, in the tool tip, what both rest on."""
        self._bars.show_bars(lit, tone)
        self._words.setText(words)
        self._line.setText(line)
        self._line.setVisible(bool(line) and self._are_words_shown)
        self.setAccessibleName(f"{words}. {line}" if line else words)
        self.setAccessibleDescription(figures)
        self.setToolTip(figures or words)

    def show_words(self, are_shown: bool) -> None:
        """Leave the words out where there is little room; the accessible name stays."""
        self._are_words_shown = are_shown
        self._words.setVisible(are_shown)
        self._line.setVisible(are_shown and bool(self._line.text()))
