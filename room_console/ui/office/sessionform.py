"""One session: its number and title, its day and hours in the meeting's time, and how it is held."""

from datetime import date, time, timedelta
from typing import cast

from PySide6.QtCore import QDate, Qt, QTime, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QFrame, QSpinBox, QTimeEdit

from common.model.agenda import Format, Session, overlapped
from common.model.zones import at_ms_of, in_zone
from common.protocol.meetings import PutSession
from common.ui import when
from common.ui.buttons import IconButton
from common.ui.flow import flowing
from common.ui.text import label
from room_console.ui.meetingwords import format_word
from room_console.ui.office.fields import Fields, as_form, line

LONGEST = 120
MOST = 9_999
NEXT_DAY = timedelta(days=1)
FIRST_HOUR, LAST_HOUR = time(10), time(13)


class SessionForm(QFrame):
    """A session that ends before it starts ends on the next day."""

    wanted = Signal(object)
    """A `PutSession`."""
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._timezone = "UTC"
        self._replaces: int | None = None
        self._others: tuple[Session, ...] = ()
        self.number = QSpinBox(minimum=1, maximum=MOST)
        self.name = line(LONGEST)
        self.day, self.starts, self.ends = QDateEdit(), QTimeEdit(), QTimeEdit()
        self.day.setCalendarPopup(True)
        for part, shown_as in ((self.day, "d MMM yyyy"), (self.starts, "HH:mm"), (self.ends, "HH:mm")):
            part.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            part.setDisplayFormat(shown_as)
        self.held = QComboBox()
        for held in Format:
            self.held.addItem(format_word(held), held)
        self.local, self.clash = label(step="small", ink="muted"), label(step="small", ink="warn")
        keeps_place = self.clash.sizePolicy()
        keeps_place.setRetainSizeWhenHidden(True)
        self.clash.setSizePolicy(keeps_place)
        self.save = IconButton(self.tr("Save session"), "check", "primary")
        self.cancel = IconButton(self.tr("Cancel"), kind="quiet")
        self._lay_out()
        for signal in (self.day.dateChanged, self.starts.timeChanged, self.ends.timeChanged):
            signal.connect(self._say_local)
        self.name.returnPressed.connect(self._save)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.cancelled)

    def fill(self, session: Session | None, others: tuple[Session, ...], timezone: str, now_ms: int) -> None:
        """Show a session, or begin one: after the last of the others, else on the day of `now_ms`."""
        self._timezone = timezone
        self._replaces = session.number if session is not None else None
        self._others = tuple(other for other in others if other != session)
        shown = session or _next(others, timezone, now_ms)
        starts, ends = in_zone(shown.starts_at_ms, timezone), in_zone(shown.ends_at_ms, timezone)
        self.number.setValue(shown.number)
        self.name.setText(shown.title)
        self.day.setDate(QDate(starts.year, starts.month, starts.day))
        self.starts.setTime(QTime(starts.hour, starts.minute))
        self.ends.setTime(QTime(ends.hour, ends.minute))
        self.held.setCurrentIndex(self.held.findData(shown.format))
        self._say_local()

    def session(self) -> Session:
        """Return what stands in the fields."""
        day = cast("date", self.day.date().toPython())
        starts = at_ms_of(day, cast("time", self.starts.time().toPython()), self._timezone)
        ends = at_ms_of(day, cast("time", self.ends.time().toPython()), self._timezone)
        if ends <= starts:
            ends = at_ms_of(day + NEXT_DAY, cast("time", self.ends.time().toPython()), self._timezone)
        held = Format(self.held.currentData())
        return Session(self.number.value(), self.name.text().strip(), starts, ends, held)

    def _lay_out(self) -> None:
        fields = Fields(4)
        fields.add(self.tr("No."), self.number)
        fields.add(self.tr("Title (may be empty)"), self.name, span=2)
        fields.add(self.tr("Held"), self.held)
        fields.add(self.tr("Day"), self.day)
        fields.add(self.tr("From"), self.starts)
        fields.add(self.tr("To"), self.ends)
        fields.stretch(1, 1, 1, 1)
        as_form(self, fields, self.local, self.clash, flowing(self.save, self.cancel))

    def _say_local(self) -> None:
        made = self.session()
        self.local.setText(when.session_words(made, self._timezone))
        other = overlapped(made, self._others)
        self.clash.setVisible(other is not None)
        if other is not None:
            words = self.tr("It overlaps session {number}, and only one can be open")
            self.clash.setText(words.format(number=other.number))

    def _save(self) -> None:
        self.wanted.emit(PutSession(session=self.session(), replaces=self._replaces))


def _next(others: tuple[Session, ...], timezone: str, now_ms: int) -> Session:
    """Propose a session: the day after the last one, at the hours of the first."""
    number = max((s.number for s in others), default=0) + 1
    if others:
        first, last = others[0], others[-1]
        length_ms = first.ends_at_ms - first.starts_at_ms
        clock = in_zone(first.starts_at_ms, timezone).time()
        day = in_zone(last.starts_at_ms, timezone).date() + NEXT_DAY
        starts = at_ms_of(day, clock, timezone)
        return Session(number, "", starts, starts + length_ms, last.format)
    day = in_zone(now_ms, timezone).date()
    return Session(number, "", at_ms_of(day, FIRST_HOUR, timezone), at_ms_of(day, LAST_HOUR, timezone))
