"""A field in which one of everybody is found by a part of the name."""

from collections.abc import Mapping

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QToolButton

from common.model.ids import ParticipantId
from common.model.meeting import ParticipantView

_SHOWN = 12


class PersonPicker(QLineEdit):
    """Offers names while one types; `person` is whose name stands there whole."""

    picked = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self.setClearButtonEnabled(True)
        if isinstance(clear := self.findChild(QToolButton), QToolButton):
            clear.setAccessibleName(self.tr("Clear the name"))
        self._people: Mapping[ParticipantId, ParticipantView] = {}
        self._offered: Mapping[ParticipantId, ParticipantView] | None = None
        self._by_text: dict[str, ParticipantId] = {}
        self._texts = QStringListModel(self)
        completer = QCompleter(self._texts, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(_SHOWN)
        self.setCompleter(completer)
        self.textEdited.connect(lambda _: self._offer())
        self.textChanged.connect(lambda _: self.picked.emit())

    @property
    def person(self) -> ParticipantId | None:
        """Who is named; None while the text is nobody's."""
        return self.offered.get(self.text()) if self.text() else None

    @property
    def offered(self) -> Mapping[str, ParticipantId]:
        """Whose each of the names is."""
        self._offer()
        return self._by_text

    def show_people(self, people: Mapping[ParticipantId, ParticipantView]) -> None:
        """Offer these; they are looked at when somebody is looked for."""
        self._people = people

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Put the names in order before the first is typed."""
        super().focusInEvent(event)
        self._offer()

    def _offer(self) -> None:
        if self._people is self._offered:
            return
        self._offered = self._people
        texts: dict[str, ParticipantId] = {}
        for who, view in self._people.items():
            text = person_words(view)
            texts[text if text not in texts else f"{text} ({who})"] = who
        if texts != self._by_text:
            self._by_text = texts
            self._texts.setStringList(sorted(texts, key=str.casefold))


def person_words(person: ParticipantView) -> str:
    """Name somebody with their delegation."""
    return " – ".join(part for part in (person.name, person.delegation) if part)
