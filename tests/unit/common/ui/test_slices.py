"""Long work done a piece at a time."""

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from pytestqt.qtbot import QtBot

from common.ui.slices import Slices


class Painted(QObject):
    """Writes down when it is told to paint, as a window is after each piece of work."""

    def __init__(self, told: list[str]) -> None:
        super().__init__()
        self._told = told

    def event(self, event: QEvent) -> bool:
        """Take it down."""
        if event.type() is QEvent.Type.User:
            self._told.append("paint")
        return super().event(event)


def test_what_a_piece_leaves_to_paint_has_a_turn_without_work(qapp: QObject) -> None:
    told: list[str] = []
    owner, window = QObject(), Painted(told)

    def work() -> Iterator[None]:
        for _ in range(3):
            told.append("work")
            QCoreApplication.postEvent(window, QEvent(QEvent.Type.User))
            yield

    slices = Slices(owner, lambda: told.append("done"))
    slices.begin(work())
    while slices.is_busy:
        told.append("turn")
        QCoreApplication.processEvents()
    turns = " ".join(told).split("turn")
    assert not any("work" in turn and "paint" in turn for turn in turns)
    assert [word for word in told if word != "turn"] == ["work", "paint"] * 3 + ["done"]


def test_a_work_that_is_left_goes_no_further(qtbot: QtBot) -> None:
    owner, told = QObject(), list[int]()

    def work() -> Iterator[None]:
        for piece in range(3):
            told.append(piece)
            yield

    slices = Slices(owner, lambda: told.append(-1))
    slices.begin_now(work())
    slices.stop()
    assert not slices.is_busy
    qtbot.wait(20)
    assert told == [0]
