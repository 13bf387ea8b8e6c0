"""A series of slots as it is stated: day, from, to, length, pause, by the meeting's clocks."""

from PySide6.QtCore import QDate, Qt, QTime, Signal
from PySide6.QtWidgets import QDateEdit, QSpinBox, QTimeEdit, QVBoxLayout, QWidget

from common.model.coaching import SlotSeries
from common.ui import theme, when
from common.ui.buttons import IconButton
from common.ui.flow import FlowLayout
from common.ui.text import paragraph
from room_console.ui.office.fields import named

_LENGTH_MIN, _PAUSE_MIN = 20, 5
_MOST_LENGTH_MIN, _MOST_PAUSE_MIN, _LEAST_LENGTH_MIN = 180, 120, 5
_FROM, _TO = QTime(9, 0), QTime(12, 0)


class SeriesForm(QWidget):
    """Says how many slots that makes before they are made."""

    wanted = Signal(object)
    """A `SlotSeries`."""

    def __init__(self) -> None:
        super().__init__()
        self.day = QDateEdit(QDate.currentDate().addDays(1))
        self.day.setCalendarPopup(True)
        self.begin, self.end = QTimeEdit(_FROM), QTimeEdit(_TO)
        self.length, self.pause = QSpinBox(), QSpinBox()
        for spin, least, most, value in (
            (self.length, _LEAST_LENGTH_MIN, _MOST_LENGTH_MIN, _LENGTH_MIN),
            (self.pause, 0, _MOST_PAUSE_MIN, _PAUSE_MIN),
        ):
            spin.setRange(least, most)
            spin.setValue(value)
            spin.setSuffix(self.tr(" min"))
        for field in (self.day, self.begin, self.end, self.length, self.pause):
            field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        for edit, display in ((self.day, "yyyy-MM-dd"), (self.begin, "HH:mm"), (self.end, "HH:mm")):
            edit.setDisplayFormat(display)
        self.make = IconButton(self.tr("Make slots"), "plus")
        self.words = paragraph(step="small", ink="muted")
        self._zone = ""
        self._lay_out()
        self.begin.timeChanged.connect(self._look)
        self.end.timeChanged.connect(self._look)
        self.length.valueChanged.connect(self._look)
        self.pause.valueChanged.connect(self._look)
        self.make.clicked.connect(lambda: self.wanted.emit(self.series))
        self._look()

    @property
    def series(self) -> SlotSeries:
        """What stands in the fields."""
        return SlotSeries(
            self.day.date().toString(Qt.DateFormat.ISODate),
            _minutes(self.begin.time()),
            _minutes(self.end.time()),
            self.length.value(),
            self.pause.value(),
        )

    def show_zone(self, timezone: str) -> None:
        """Say whose clocks are meant."""
        if timezone != self._zone:
            self._zone = timezone
            self._look()

    def _look(self) -> None:
        series = self.series
        room_min = series.to_min - series.from_min - series.length_min
        count = room_min // (series.length_min + series.pause_min) + 1 if room_min >= 0 else 0
        words = self.tr("{count} slots, by {zone}").format(count=count, zone=when.zone_word(self._zone or "UTC"))
        self.words.setText(words)
        self.make.setEnabled(count > 0)

    def _lay_out(self) -> None:
        fields = QWidget()
        flow = FlowLayout(fields)
        for name, field in (
            (self.tr("Day"), self.day),
            (self.tr("From"), self.begin),
            (self.tr("To"), self.end),
            (self.tr("Length"), self.length),
            (self.tr("Pause"), self.pause),
        ):
            flow.addWidget(named(name, field))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX // 2)
        column.addWidget(fields)
        column.addWidget(self.words)
        column.addWidget(self.make, 0, Qt.AlignmentFlag.AlignLeading)


def _minutes(time: QTime) -> int:
    return time.hour() * 60 + time.minute()
