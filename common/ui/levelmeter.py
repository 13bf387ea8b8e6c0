"""A level meter: root mean square as a bar, the peak held as a line, on a scale in decibels that is never mirrored."""

from typing import Final

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from common.model.units import LEVELS_HZ, SILENCE_DBFS
from common.ui import theme

FLOOR_DBFS: Final = -60.0
WARN_DBFS: Final = -9.0
FAIL_DBFS: Final = -1.0
HOLD_TICKS: Final = round(1.5 * LEVELS_HZ)
FALL_DB: Final = 20.0 / LEVELS_HZ
"""How far the held peak falls a tick, once it was held long enough."""
_THICKNESS_PX: Final = 8
_LINE_PX: Final = 2


def share_of(dbfs: float) -> float:
    """Return where a level stands on the scale, 0 to 1."""
    return min(1.0, max(0.0, (dbfs - FLOOR_DBFS) / -FLOOR_DBFS))


class LevelMeter(QProgressBar):
    """Shows a level; a progress bar to assistive technology, told the whole decibels once a second.

    `set_level` is called LEVELS_HZ times a second and repaints only when a pixel changes.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rms_dbfs = self._held_dbfs = SILENCE_DBFS
        self._ticks_held = self._ticks = 0
        self._drawn: tuple[int, int] = (0, 0)
        self.setRange(int(FLOOR_DBFS), 0)
        self.setValue(int(FLOOR_DBFS))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Level"))

    @property
    def held_dbfs(self) -> float:
        """The peak as held."""
        return self._held_dbfs

    def set_level(self, rms_dbfs: float, peak_dbfs: float) -> None:
        """Show a level, in dBFS."""
        self._rms_dbfs = rms_dbfs
        self._hold(peak_dbfs)
        self._ticks += 1
        if self._ticks % LEVELS_HZ == 1:
            self.setValue(round(max(FLOOR_DBFS, min(0.0, rms_dbfs))))
        if (drawn := self._pixels()) != self._drawn:
            self._drawn = drawn
            self.update()

    def clear(self) -> None:
        """Show silence, and forget the peak."""
        self._held_dbfs = SILENCE_DBFS
        self._ticks = 0
        self.set_level(SILENCE_DBFS, SILENCE_DBFS)

    def text(self) -> str:
        """Say the level in words."""
        return self.tr("{level} dBFS").format(level=self.value())

    def sizeHint(self) -> QSize:
        """Ask for a thin bar."""
        return QSize(120, _THICKNESS_PX)

    def minimumSizeHint(self) -> QSize:
        """Ask for a short one at least."""
        return QSize(40, _THICKNESS_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar in its three zones and the line of the peak."""
        del event
        colours = theme.current().colours
        painter = QPainter(self)
        bar, line = self._pixels()
        painter.fillRect(self.rect(), QColor(colours.control))
        marks = [0, *(round(share_of(z) * self.width()) for z in (WARN_DBFS, FAIL_DBFS)), self.width()]
        for start, end, colour in zip(marks, marks[1:], (colours.live, colours.warn, colours.fail), strict=False):
            if bar > start:
                painter.fillRect(self._part(start, min(bar, end)), QColor(colour))
        if line > 0:
            painter.fillRect(self._part(max(0, line - _LINE_PX), line), QColor(colours.text))
        painter.end()

    def _hold(self, peak_dbfs: float) -> None:
        if peak_dbfs >= self._held_dbfs:
            self._held_dbfs, self._ticks_held = peak_dbfs, 0
            return
        self._ticks_held += 1
        if self._ticks_held > HOLD_TICKS:
            self._held_dbfs = max(peak_dbfs, self._held_dbfs - FALL_DB)

    def _pixels(self) -> tuple[int, int]:
        width = self.width()
        return round(share_of(self._rms_dbfs) * width), round(share_of(self._held_dbfs) * width)

    def _part(self, start: int, end: int) -> QRect:
        return QRect(start, 0, end - start, self.height())
