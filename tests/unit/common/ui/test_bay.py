"""A place that keeps what changes in it to itself."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from common.ui.bay import Bay


class Heard(QObject):
    """Counts how often a widget is laid out anew."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.count = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count."""
        self.count += event.type() is QEvent.Type.LayoutRequest
        return False


def a_window(qtbot: QtBot) -> tuple[QWidget, Bay, QWidget, QLabel]:
    """Return a window, a bay in it, what is in that, and a label in there."""
    window, inner, seen = QWidget(), QWidget(), QLabel("short")
    QVBoxLayout(inner).addWidget(seen)
    bay = Bay(inner)
    QVBoxLayout(window).addWidget(bay)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    qtbot.wait(20)
    return window, bay, inner, seen


def test_what_needs_no_other_room_lays_nothing_around_it_out(qtbot: QtBot) -> None:
    window, _, inner, seen = a_window(qtbot)
    inside, around = Heard(inner), Heard(window)
    seen.updateGeometry()
    qtbot.waitUntil(lambda: inside.count > 0)
    qtbot.wait(20)
    assert around.count == 0


def test_what_needs_more_room_gets_it(qtbot: QtBot) -> None:
    window, bay, _, seen = a_window(qtbot)
    least = window.minimumSizeHint()
    seen.setText("\n".join("much more than there was before" for _ in range(9)))
    qtbot.waitUntil(lambda: window.minimumSizeHint().height() > least.height())
    assert bay.minimumSizeHint().width() >= seen.minimumSizeHint().width()
    qtbot.waitUntil(lambda: seen.height() >= seen.minimumSizeHint().height())


def test_what_grew_while_it_was_not_seen_is_asked_for_when_it_is(qtbot: QtBot) -> None:
    _window, bay, _, seen = a_window(qtbot)
    bay.hide()
    seen.setText("much more than there was before\n" * 9)
    bay.show()
    qtbot.waitUntil(lambda: seen.height() >= seen.minimumSizeHint().height())


def test_it_fills_what_there_is(qtbot: QtBot) -> None:
    window, bay, inner, _ = a_window(qtbot)
    window.resize(500, 400)
    qtbot.waitUntil(lambda: inner.size() == bay.size() and bay.width() > 400)
