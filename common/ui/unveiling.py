"""The painting of what has just come into sight, part by part: a whole page at once would hold the window."""

from collections.abc import Iterator

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QWidget
from shiboken6 import isValid

from common.ui.slices import Slices

MOST = 14
"""So many widgets are painted without a break; a table or a list counts as all of them."""
Part = list[QWidget]


class Unveiling(QObject):
    """Paints one widget's parts, each in a turn of the loop of its own, in the order of reading. Thread: main.

    They are there from the start: they have the focus, take keys and are read out; only the painting waits.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._veiled: list[Part] = []
        self._slices = Slices(self)

    def begin(self, widget: QWidget) -> None:
        """Begin, in place of what has not come to its end; what is not seen needs no veil."""
        while self._veiled:
            self._lift()
        if not widget.isVisible():
            return
        self._veiled = list(parts(widget))
        for part in self._veiled:
            for veiled in part:
                veiled.setUpdatesEnabled(False)
        self._slices.begin(self._work())

    def _work(self) -> Iterator[None]:
        while self._veiled:
            self._lift()
            yield

    def _lift(self) -> None:
        for widget in self._veiled.pop(0):
            if isValid(widget):
                widget.setUpdatesEnabled(True)


def parts(widget: QWidget) -> Iterator[Part]:
    """Return all in a widget that is not hidden, in parts of `MOST` at most; none where that is so little itself."""
    together, weight = Part(), 0
    for child in _children(widget):
        more = _weight(child)
        if weight + more > MOST and together:
            yield together
            together, weight = [], 0
        if more > MOST and not isinstance(child, QAbstractItemView):
            yield from parts(child)
        else:
            together.append(child)
            weight += more
    if together:
        yield together


def _children(widget: QWidget) -> list[QWidget]:
    found = widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [child for child in found if not child.isHidden() and not child.isWindow()]


def _weight(widget: QWidget) -> int:
    """Return what counts for the painting of a widget, as far as it is told apart: `MOST` and one more are enough."""
    weight, rest = 0, [widget]
    while rest and weight <= MOST:
        one = rest.pop()
        is_view = isinstance(one, QAbstractItemView)
        weight += MOST if is_view else 1
        rest += () if is_view else _children(one)
    return weight
