"""Labels: a step of the type scale, an ink; and one that shortens what does not fit."""

from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QStyleOption, QWidget

StepName = Literal["small", "body", "lead", "title", "display"]
InkName = Literal["text", "muted", "accent", "live", "warn", "fail", "on_scrim"]


def restyle(widget: QWidget, **properties: str | bool) -> None:
    """Set the properties that the style sheet looks at; nothing is done where they are so already."""
    changed = {name: value for name, value in properties.items() if widget.property(name) != value}
    for name, value in changed.items():
        widget.setProperty(name, value)
    if changed:
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


def isolated(text: str) -> str:
    """Keep a text's own direction, whatever stands beside it (UAX 9, section 2.4)."""
    return f"\u2068{text}\u2069"


def own_way(text: str) -> str:
    """Keep a text's own direction on a painter that writes from the right; what has no letters goes by the line."""
    return isolated(text) if any(map(str.isalpha, text)) else text


def cut_off(metrics: QFontMetrics, text: str, room_px: int) -> str:
    """Cut a text off where it has no room; the ellipsis stands where the text ends, in its own direction."""
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room_px)
    return text if shown == text else isolated(shown)


def label(text: str = "", step: StepName = "body", ink: InkName = "text", is_bold: bool = False) -> QLabel:
    """Make a label of one line."""
    return _dressed(_SidedLabel(text), step, ink, is_bold)


def paragraph(text: str = "", step: StepName = "body", ink: InkName = "text") -> QLabel:
    """Make a label that wraps."""
    made = _dressed(_SidedLabel(text), step, ink, False)
    made.setWordWrap(True)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    made.setSizePolicy(policy)
    return made


class _SidedLabel(QLabel):
    """Stands where reading begins, whichever way its own words run; Qt goes by the words."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._take_side()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the direction of reading, where nobody chose another place."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange and self.alignment() & Qt.AlignmentFlag.AlignAbsolute:
            self._take_side()

    def _take_side(self) -> None:
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)


class ElidedLabel(QLabel):
    """One line that ends in an ellipsis where it does not fit; the whole is in its tool tip and accessible name."""

    def __init__(self, text: str = "", step: StepName = "body", ink: InkName = "text", is_bold: bool = False) -> None:
        super().__init__(text)
        _dressed(self, step, ink, is_bold)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 4)

    def setText(self, text: str) -> None:
        """Show another text; line ends become blanks."""
        super().setText(" ".join(text.split()))
        self._tell()

    def is_elided(self) -> bool:
        """Tell whether the text does not fit."""
        return self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()

    def minimumSizeHint(self) -> QSize:
        """Ask for the height of a line and little width."""
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the tool tip true."""
        super().resizeEvent(event)
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what fits."""
        del event
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        space = self.contentsRect()
        shown = own_way(cut_off(self.fontMetrics(), self.text(), space.width()))
        flags = QStyle.visualAlignment(self.layoutDirection(), self.alignment())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(space, int(flags) | int(Qt.TextFlag.TextSingleLine), shown)

    def _tell(self) -> None:
        self.setToolTip(self.text() if self.is_elided() else "")


def _dressed(made: QLabel, step: StepName, ink: InkName, is_bold: bool) -> QLabel:
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("step", step)
    made.setProperty("ink", ink)
    if is_bold:
        made.setProperty("weight", "bold")
    return made
