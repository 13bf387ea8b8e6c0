"""A place in a window where much changes, and seldom the room that it needs."""

from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget


class Bay(QWidget):
    """Gives a widget all of its room.

    Where something may need another size, Qt lays the widgets around it out anew, and those around them, as far as the
    window. That ends here as long as the widget asks for the same as before.
    """

    def __init__(self, inner: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inner = inner
        inner.setParent(self)
        self._told = self._wanted()

    def sizeHint(self) -> QSize:
        """Ask for what the widget asks for."""
        return self._told[0] if self.isVisible() else self._inner.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Ask for no less than the widget does."""
        return self._told[1] if self.isVisible() else self._least()

    def event(self, event: QEvent) -> bool:
        """Look whether the widget asks for more or less: it, or something in it, has changed."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._look()
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Look soon, for nothing is told while it is not seen."""
        super().showEvent(event)
        QCoreApplication.postEvent(self, QEvent(QEvent.Type.LayoutRequest))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the widget what there is."""
        super().resizeEvent(event)
        self._inner.setGeometry(self.rect())

    def _look(self) -> None:
        wanted = self._wanted()
        if wanted != self._told:
            self._told = wanted
            self.updateGeometry()

    def _wanted(self) -> tuple[QSize, QSize]:
        return self._inner.sizeHint(), self._least()

    def _least(self) -> QSize:
        return self._inner.minimumSizeHint().expandedTo(self._inner.minimumSize())
