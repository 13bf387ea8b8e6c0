"""A figure that changes often: as wide as its widest value, right-aligned, repainted only when it differs."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel

from common.ui.text import InkName, StepName, label, restyle


class Figure(QLabel):
    """Is laid out once for `widest`, so that nothing beside it moves. Figures are tabular in the fonts we bring."""

    def __init__(self, widest: str, step: StepName = "small", ink: InkName = "text") -> None:
        super().__init__()
        dressed = label(step=step, ink=ink)
        self.setProperty("step", dressed.property("step"))
        self.setProperty("ink", ink)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._widest = widest
        self._fix()

    def show_text(self, text: str, ink: InkName = "text") -> None:
        """Show a value."""
        if text != self.text():
            self.setText(text)
        restyle(self, ink=ink)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._fix()

    def _fix(self) -> None:
        self.ensurePolished()
        width = self.fontMetrics().horizontalAdvance(self._widest) + 2
        if self.minimumWidth() != width:
            self.setMinimumWidth(width)
