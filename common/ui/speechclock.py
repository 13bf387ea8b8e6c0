"""A speech's time as everybody sees it: a light in colour and shape, figures that do not jump, and a word.

It goes by itself between two states: each figure changes at its own instant, so that clocks on several screens turn
together.
"""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from common.model.floor import FloorRequest, Overrun, SpeechTimers
from common.model.speechtime import Light
from common.ui import fonts, theme
from common.ui.announce import announce
from common.ui.speechpainter import gap_px, paint_reading, widest_figure
from common.ui.speechreading import NO_READING, Reading, ms_to_next, reading
from common.ui.text import StepName

MIN_WAIT_MS: Final = 10
"""A timer that wakes a little early is not asked again at once for ever."""


def _mono_ms() -> float:
    return time.monotonic() * 1000


class SpeechClock(QWidget):
    """Shows the speech timer of one request. Thread: main.

    `step` and `times` give its size: `SpeechClock("small")` suits a row, `SpeechClock("display", 3)` two metres. Where
    the rules warn of an overrun, it is read out once, and stands on a ground of its own as long as it lasts.
    """

    light_changed = Signal(Light)

    def __init__(
        self,
        step: StepName = "lead",
        times: float = 1.0,
        *,
        has_word: bool = True,
        mono_ms: Callable[[], float] = _mono_ms,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._step = theme.Step[step.upper()]
        self._times = times
        self._has_word = has_word
        self._mono_ms = mono_ms
        self._request: FloorRequest | None = None
        self._timers = SpeechTimers()
        self._ahead_ms = 0.0
        """The console's clock less the monotonic one."""
        self._reading = NO_READING
        self._turn = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._turn.timeout.connect(self._go_on)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Speaking time"))

    @property
    def reading(self) -> Reading:
        """What it shows."""
        return self._reading

    @property
    def is_warning(self) -> bool:
        """Tell whether time is over where the rules want that noticed."""
        return self._reading.light is Light.RED and self._timers.overrun is not Overrun.SHOW

    def show_request(self, request: FloorRequest | None, timers: SpeechTimers, now_ms: int) -> None:
        """Show a speech from now on; None clears it. `now_ms` is the console's clock, ms since the Unix epoch."""
        was_warning, self._request, self._timers = self.is_warning, request, timers
        self._ahead_ms = now_ms - self._mono_ms()
        self._go_on()
        if self.is_warning is not was_warning:
            self.updateGeometry()
            self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the text and the language."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LanguageChange, QEvent.Type.LayoutDirectionChange):
            self.updateGeometry()
            self.update()

    def showEvent(self, event: QShowEvent) -> None:
        """Go on where time has come to."""
        super().showEvent(event)
        self._go_on()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stand still while nobody sees it."""
        super().hideEvent(event)
        self._turn.stop()

    def sizeHint(self) -> QSize:
        """Ask for room for the longest of its texts."""
        size, figures = self.minimumSizeHint(), QFontMetrics(self._font(is_bold=True))
        if self._has_word and self._reading.word:
            word_px = QFontMetrics(self._word_font()).horizontalAdvance(self._reading.word)
            size.setWidth(size.width() + gap_px(figures) + word_px)
        return size

    def minimumSizeHint(self) -> QSize:
        """Ask for light and figures at least."""
        figures = QFontMetrics(self._font(is_bold=True))
        width = figures.height() + gap_px(figures) + figures.horizontalAdvance(widest_figure(self._reading))
        return QSize(width + 2 + 2 * self._margin_px(figures), figures.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the light, the figures, and the word where there is room."""
        del event
        painter, colours, space, ink = QPainter(self), theme.current().colours, QRectF(self.rect()), None
        word_font = self._word_font() if self._has_word else None
        figures_font = self._font(is_bold=True)
        if self.is_warning:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.fail))
            painter.drawRoundedRect(space, theme.RADIUS_PX, theme.RADIUS_PX)
            margin_px, ink = self._margin_px(QFontMetrics(figures_font)), colours.on_fail
            space.adjust(margin_px, 0, -margin_px, 0)
        paint_reading(painter, space, self._reading, figures_font, word_font, is_rtl=self.isRightToLeft(), ink=ink)
        painter.end()

    def _margin_px(self, figures: QFontMetrics) -> int:
        return gap_px(figures) if self.is_warning else 0

    def _font(self, is_bold: bool) -> QFont:
        return fonts.application_font(round(theme.current().size_px(self._step) * self._times), is_bold)

    def _word_font(self) -> QFont:
        smallest_px = theme.current().size_px(theme.Step.SMALL)
        return fonts.application_font(max(smallest_px, round(self._font(False).pixelSize() * 0.55)))

    def _go_on(self) -> None:
        now_ms = round(self._ahead_ms + self._mono_ms())
        shown = reading(self._request, self._timers, now_ms)
        if shown != self._reading:
            before, self._reading = self._reading, shown
            self._tell(before)
            self.update()
        wait_ms = ms_to_next(self._request, now_ms)
        if wait_ms is None or not self.isVisible():
            self._turn.stop()
        else:
            self._turn.start(max(MIN_WAIT_MS, wait_ms))

    def _tell(self, before: Reading) -> None:
        shown = self._reading
        if (before.word, len(before.figure)) != (shown.word, len(shown.figure)):
            self.updateGeometry()
        if (before.word, before.light, before.minutes) != (shown.word, shown.light, shown.minutes):
            self.setAccessibleDescription(f"{shown.figure} {shown.word}".strip())
        if before.light is not shown.light:
            self.light_changed.emit(shown.light)
            if shown.light is Light.RED and self._timers.overrun is not Overrun.SHOW:
                announce(self, self._warning(), is_urgent=True)

    def _warning(self) -> str:
        if self._timers.overrun is Overrun.CUT and self._timers.grace_s:
            words = self.tr("Speaking time is over. The floor is taken back in {seconds} seconds.")
            return words.format(seconds=self._timers.grace_s)
        return self.tr("Speaking time is over")
