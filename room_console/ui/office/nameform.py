"""What the meeting is called, how it is held, in whose time."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame

from common.model.agenda import Format, Session
from common.model.meeting import MeetingDetails
from common.protocol.meetings import NameMeeting
from common.ui import when
from common.ui.buttons import IconButton
from common.ui.flow import flowing
from common.ui.text import label
from room_console.ui.meetingwords import format_word
from room_console.ui.office.fields import Fields, as_form, line
from room_console.ui.office.zonefield import ZoneField

LONGEST_SYMBOL, LONGEST_TITLE = 120, 300


class NameForm(QFrame):
    """Filled in from what is there; sent as a whole."""

    wanted = Signal(object)
    """A `NameMeeting`."""
    cancelled = Signal()

    def __init__(self, save_word: str = "") -> None:
        super().__init__()
        self.symbol, self.name, self.zone = line(LONGEST_SYMBOL), line(LONGEST_TITLE), ZoneField()
        self._sessions: tuple[Session, ...] = ()
        self._timezone = ""
        self.held = QComboBox()
        for held in Format:
            self.held.addItem(format_word(held), held)
        self.moved = label(step="small", ink="warn")
        self.save = IconButton(save_word or self.tr("Save"), "check", "primary")
        self.cancel = IconButton(self.tr("Cancel"), kind="quiet")
        fields = Fields(3)
        fields.add(self.tr("Title"), self.name, span=3)
        fields.add(self.tr("Symbol"), self.symbol)
        fields.add(self.tr("Held"), self.held)
        fields.add(self.tr("Time zone"), self.zone)
        fields.stretch(2, 1, 2)
        as_form(self, fields, self.moved, flowing(self.save, self.cancel))
        for field in (self.name, self.zone):
            field.textChanged.connect(self._look)
        for field in (self.name, self.symbol, self.zone):
            field.returnPressed.connect(self._save)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.cancelled)
        self._look()

    def fill(self, details: MeetingDetails) -> None:
        """Show what is there."""
        self._sessions, self._timezone = details.sessions, details.timezone
        self.symbol.setText(details.symbol)
        self.name.setText(details.title)
        self.zone.setText(details.timezone)
        self.held.setCurrentIndex(self.held.findData(details.format))

    def message(self) -> NameMeeting:
        """Return what stands in the fields."""
        return NameMeeting(
            symbol=self.symbol.text().strip(),
            title=self.name.text().strip(),
            format=Format(self.held.currentData()),
            timezone=self.zone.text().strip(),
        )

    def _look(self) -> None:
        self.save.setEnabled(bool(self.name.text().strip()) and self.zone.is_valid)
        self.moved.setText(self._moved())
        self.moved.setVisible(bool(self.moved.text()))

    def _moved(self) -> str:
        """Say when the first session is by the clocks of another zone: its instants stay."""
        timezone = self.zone.text().strip()
        if not self._sessions or timezone == self._timezone or not self.zone.is_valid:
            return ""
        first = self._sessions[0]
        then = when.span(first.starts_at_ms, first.ends_at_ms, timezone)
        return self.tr("Session {number} is then {when}").format(number=first.number, when=then)

    def _save(self) -> None:
        if self.save.isEnabled():
            self.wanted.emit(self.message())
