"""Somebody is put in the list by a few letters: found by delegation or name, those in the hall first."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QGridLayout, QLineEdit, QListWidget, QListWidgetItem

from common.model.floor import DEFAULT_PRECEDENCE, MAX_BEHALF, RequestKind
from common.model.ids import ParticipantId
from common.model.meeting import MeetingView, ParticipantView
from common.model.people import Action, Attendance, Role, may
from common.model.registration import Applicant
from common.protocol.floor import EnterRequest
from common.protocol.people import RegisterPerson
from common.ui import theme
from common.ui.floorwords import kind_word
from room_console.ui.widgets.spokenlanguage import SpokenLanguage
from room_console.ui.wording import hall_word, presence_word

MOST_FOUND: Final = 5
LONGEST: Final = 120
_WHO = Qt.ItemDataRole.UserRole


class QuickEntry(QFrame):
    """A field, those it finds, kind, group, language, and whether they sit in the hall. Return enters, Escape closes.

    Who is not registered is entered as `name, delegation`: registered first, as somebody in the hall.
    """

    wanted = Signal(object)
    """An `EnterRequest`."""
    register_wanted = Signal(object, object)
    """A `RegisterPerson`, and the `EnterRequest` that follows it with the participant it was answered by."""
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._people: Mapping[ParticipantId, ParticipantView] = {}
        self._indexed: Mapping[ParticipantId, ParticipantView] | None = None
        self._texts: list[tuple[str, ParticipantView]] = []
        self.who = QLineEdit(maxLength=2 * LONGEST, placeholderText=self.tr("Delegation or name"))
        self.who.setAccessibleName(self.tr("Who is put in the list: delegation or name"))
        self.found = QListWidget()
        self.found.setProperty("kind", "choice")
        self.found.setAccessibleName(self.tr("Found"))
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.kind = QComboBox()
        self.kind.setAccessibleName(self.tr("Kind of request"))
        self.group = QLineEdit(maxLength=MAX_BEHALF, placeholderText=self.tr("On behalf of"))
        self.group.setAccessibleName(self.tr("On behalf of"))
        self.spoken = SpokenLanguage()
        self._kinds: tuple[RequestKind, ...] = ()
        self._show_kinds(DEFAULT_PRECEDENCE)
        self.in_hall = QCheckBox(self.tr("In the hall"))
        self.in_hall.setToolTip(self.tr("Speaks at a microphone of the hall"))
        self._lay_out()
        self.who.textEdited.connect(self._find)
        self.found.currentRowChanged.connect(self._look)
        self.found.itemClicked.connect(self._back)
        for field in (self.who, self.group):
            field.returnPressed.connect(self.enter)

    def show_view(self, view: MeetingView) -> None:
        """Find among its people, who are looked at when somebody is looked for; offer its kinds and languages."""
        self._people = view.participants
        self._show_kinds(view.rules.precedence)
        self.spoken.show_channels(view.details.channels)

    def begin(self) -> None:
        """Begin anew, in the field."""
        self.who.clear()
        self.group.clear()
        self.kind.setCurrentIndex(0)
        self.spoken.choose("")
        self.in_hall.setChecked(True)
        self._find("")
        self.who.setFocus()

    def enter(self) -> None:
        """Put who is found first, or chosen, in the list."""
        if self.found.currentRow() < 0:
            return
        item = self.found.currentItem()
        who: ParticipantId | None = item.data(_WHO)
        message = EnterRequest(
            participant=who or ParticipantId(""),
            kind=RequestKind(self.kind.currentData()),
            on_behalf_of=self.group.text().strip(),
            language=self.spoken.language,
            is_in_hall=self.in_hall.isChecked(),
        )
        if who is not None:
            self.wanted.emit(message)
        else:
            self.register_wanted.emit(RegisterPerson(applicant=applicant_of(self.who.text())), message)
        self.begin()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by the arrows, close by Escape."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif self.found.isVisible() and event.key() in steps:
            row = self.found.currentRow() + steps[Qt.Key(event.key())]
            self.found.setCurrentRow(max(0, min(self.found.count() - 1, row)))
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.SPACE_PX // 2)
        grid.addWidget(self.who, 0, 0)
        grid.addWidget(self.in_hall, 0, 1)
        grid.addWidget(self.found, 1, 0, 1, 2)
        grid.addWidget(self.group, 2, 0)
        grid.addWidget(self.kind, 2, 1)
        grid.addWidget(self.spoken, 3, 0, 1, 2)
        grid.setColumnStretch(0, 1)

    def _show_kinds(self, precedence: tuple[RequestKind, ...]) -> None:
        """Offer the kinds that may be asked for, the ordinary one first."""
        kinds = tuple(sorted(precedence, key=lambda kind: kind is not RequestKind.INTERVENTION))
        if kinds == self._kinds:
            return
        self._kinds = kinds
        chosen = self.kind.currentData()
        self.kind.clear()
        for kind in kinds:
            self.kind.addItem(kind_word(kind), kind)
        self.kind.setCurrentIndex(max(0, self.kind.findData(chosen)))

    def _find(self, text: str) -> None:
        words = text.casefold().split()
        self.found.clear()
        for person in self._matches(words):
            item = QListWidgetItem(" – ".join(filter(None, (person.delegation, person.name, _where(person)))))
            item.setData(_WHO, person.participant)
            self.found.addItem(item)
        if words and not self.found.count():
            self.found.addItem(QListWidgetItem(_registration_words(applicant_of(text))))
        rows = self.found.count()
        self.found.setVisible(rows > 0)
        self.found.setFixedHeight(max(1, rows) * max(1, self.found.sizeHintForRow(0)) + 2 * self.found.frameWidth() + 4)
        self.found.setCurrentRow(0 if rows else -1)

    def _matches(self, words: list[str]) -> list[ParticipantView]:
        """Return the first who have every word: those in the hall before the others, then by protocol order."""
        if not words:
            return []
        if self._indexed is not self._people:
            self._indexed = self._people
            asking = [p for p in self._people.values() if may(p.role, Action.REQUEST_FLOOR)]
            asking.sort(key=lambda p: (p.attendance is not Attendance.ON_SITE, p.order, p.delegation, p.name))
            self._texts = [(f"{p.delegation} {p.name}".casefold(), p) for p in asking]
        found = []
        for text, person in self._texts:
            if all(word in text for word in words):
                found.append(person)
                if len(found) == MOST_FOUND:
                    break
        return found

    def _look(self) -> None:
        """Take those for sitting in the hall who are registered so."""
        if self.found.currentRow() >= 0:
            person = self._people.get(self.found.currentItem().data(_WHO))
            self.in_hall.setChecked(person is None or person.attendance is Attendance.ON_SITE)

    def _back(self) -> None:
        self.who.setFocus()


def applicant_of(text: str) -> Applicant:
    """Take `name, delegation` for somebody who sits in the hall and may speak."""
    name, _, delegation = (part.strip() for part in text.partition(","))
    return Applicant(
        name=name[:LONGEST], delegation=delegation[:LONGEST], role=Role.DELEGATE, attendance=Attendance.ON_SITE
    )


def _registration_words(applicant: Applicant) -> str:
    whose = " – ".join(filter(None, (applicant.delegation, applicant.name)))
    return QCoreApplication.translate("QuickEntry", "Not registered. Register in the hall: {who}").format(who=whose)


def _where(person: ParticipantView) -> str:
    return hall_word() if person.attendance is Attendance.ON_SITE else presence_word(person.presence)
