"""A field in which one of everybody is found by a part of the name."""

from collections.abc import Mapping

from PySide6.QtCore import QStringListModel, Qt, Signal
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
        self._by_text: dict[str, ParticipantId] = {}
        self._texts = QStringListModel(self)
        completer = QCompleter(self._texts, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(_SHOWN)
        self.setCompleter(completer)
        self.textChanged.connect(lambda _: self.picked.emit())

    @property
    def person(self) -> ParticipantId | None:
        """Who is named; None while the text is nobody's."""
        return self._by_text.get(self.text())

    def show_people(self, people: Mapping[ParticipantId, ParticipantView]) -> None:
        """Offer these."""
        if people is self._people:
            return
        self._people = people
        texts: dict[str, ParticipantId] = {}
        for who, view in people.items():
            text = person_words(view)
            texts[text if text not in texts else f"{text} ({who})"] = who
        if texts != self._by_text:
            self._by_text = texts
            self._texts.setStringList(sorted(texts, key=str.casefold))


def person_words(person: ParticipantView) -> str:
    """Name somebody with their delegation."""
    return " – ".join(part for part in (person.name, person.delegation) if part)
