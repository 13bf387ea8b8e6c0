"""What a List of Participants is to be: session, parts, languages of the headings, format."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from common.model.meeting import MeetingDetails
from common.model.record import REGISTERED_PARTS, ListFormat, ListOrder, ListPart
from common.ui import theme
from common.ui.flow import FlowLayout
from room_console.ui.documentwords import LANGUAGE_NAMES, part_word
from room_console.ui.meetingwords import session_name
from room_console.ui.office.fields import Fields


class ListOptions(QWidget):
    """Fields over a line of parts."""

    session_chosen = Signal()
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.session, self.format = QComboBox(), QComboBox()
        self.first, self.second = QComboBox(), QComboBox()
        for kind in ListFormat:
            self.format.addItem(kind.upper(), kind)
        self.second.addItem(self.tr("None"), "")
        for tag, name in LANGUAGE_NAMES.items():
            self.first.addItem(name, tag)
            self.second.addItem(name, tag)
        self.second.setCurrentIndex(self.second.findData("fr"))
        self.parts = {part: QCheckBox(part_word(part)) for part in ListPart}
        self.emails = QCheckBox(self.tr("E-mail addresses"))
        self.emails.setToolTip(self.tr("Only where the meeting lists them"))
        self.parts[ListPart.FOLLOWERS].setToolTip(self.tr("Only where the meeting lists them"))
        for part in REGISTERED_PARTS:
            self.parts[part].setChecked(True)
        for box in (*self.parts.values(), self.emails):
            box.toggled.connect(self.changed)
        self.session.currentIndexChanged.connect(lambda _: self.session_chosen.emit())
        self.session.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.session.setMinimumContentsLength(14)
        self._lay_out()
        self.show_details(None)

    def show_details(self, details: MeetingDetails | None) -> None:
        """Offer the sessions that there are."""
        sessions = details.sessions if details is not None else ()
        wanted = [(self.tr("Everybody registered"), None), *((session_name(s), s.number) for s in sessions)]
        if wanted == [(self.session.itemText(n), self.session.itemData(n)) for n in range(self.session.count())]:
            return
        chosen = self.session.currentData()
        self.session.blockSignals(True)
        self.session.clear()
        for text, number in wanted:
            self.session.addItem(text, number)
        self.session.setCurrentIndex(max(0, self.session.findData(chosen)))
        self.session.blockSignals(False)

    @property
    def chosen_session(self) -> int | None:
        """The number of the session, None for everybody registered."""
        number = self.session.currentData()
        return number if isinstance(number, int) else None

    @property
    def order(self) -> ListOrder | None:
        """What is ordered; None while no part is."""
        parts = tuple(part for part, box in self.parts.items() if box.isChecked())
        languages = dict.fromkeys(tag for tag in (self.first.currentData(), self.second.currentData()) if tag)
        if not parts:
            return None
        kind = ListFormat(self.format.currentData())
        return ListOrder(kind, parts, tuple(languages), self.chosen_session, self.emails.isChecked())

    def _lay_out(self) -> None:
        fields = Fields(4)
        fields.add(self.tr("Who"), self.session)
        fields.add(self.tr("Headings in"), self.first)
        fields.add(self.tr("and in"), self.second)
        fields.add(self.tr("Format"), self.format)
        fields.stretch(2, 1, 1, 1)
        holder = QWidget()
        boxes = FlowLayout(holder)
        for box in (*self.parts.values(), self.emails):
            boxes.addWidget(box)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        column.addWidget(fields)
        column.addWidget(holder)
