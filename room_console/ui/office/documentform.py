"""What a document is: its kind, agenda item and speaker; for one that is uploaded, or one that is there."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QFrame

from common.model.documents import Document, DocumentKind
from common.model.ids import ParticipantId
from common.model.meeting import MeetingView
from common.model.people import Role
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.flow import flowing
from room_console.ui.documentwords import document_kind_word
from room_console.ui.meetingwords import item_name
from room_console.ui.office.fields import Fields, as_form

SPEAKING_ROLES = frozenset({Role.DELEGATE, Role.OBSERVER, Role.CHAIR, Role.SECRETARIAT})


class DocumentForm(QFrame):
    """Fields and two buttons. The speaker is found by typing a part of name or delegation."""

    kept = Signal()
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.kind, self.item, self.speaker = QComboBox(), QComboBox(), QComboBox()
        for kind in DocumentKind:
            self.kind.addItem(document_kind_word(kind), kind)
        self.speaker.setEditable(True)
        self.speaker.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.speaker.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.speaker.setMinimumContentsLength(12)
        self.item.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.item.setMinimumContentsLength(12)
        completer = QCompleter(self.speaker.model(), self.speaker)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.speaker.setCompleter(completer)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.keep = IconButton(self.tr("Keep"), "check", "primary")
        self.cancel = IconButton(self.tr("Cancel"), kind="quiet")
        self.keep.clicked.connect(self.kept)
        self.cancel.clicked.connect(self.cancelled)
        fields = Fields(3)
        fields.add(self.tr("Kind"), self.kind)
        fields.add(self.tr("Agenda item"), self.item)
        fields.add(self.tr("Speaker (type a part of the name)"), self.speaker)
        fields.stretch(1, 2, 2)
        as_form(self, fields, flowing(self.keep, self.cancel), gap_px=theme.SPACE_PX // 2)

    def fill(self, document: Document | None, view: MeetingView, verb: str) -> None:
        """Show a document, or begin one; `verb` is what the button says."""
        self.keep.setText(verb)
        self.item.clear()
        self.item.addItem(self.tr("No item"), "")
        for item in view.details.agenda:
            self.item.addItem(item_name(item), item.number)
        self.speaker.clear()
        self.speaker.addItem(self.tr("Nobody"), None)
        people = [person for person in view.participants.values() if person.role in SPEAKING_ROLES]
        for person in sorted(people, key=lambda p: (p.delegation.casefold(), p.name.casefold())):
            self.speaker.addItem(f"{person.delegation}, {person.name}".lstrip(", "), person.participant)
        self.kind.setCurrentIndex(self.kind.findData(document.kind if document else DocumentKind.STATEMENT))
        self.item.setCurrentIndex(max(0, self.item.findData(document.item if document else view.current_item or "")))
        self.speaker.setCurrentIndex(max(0, self.speaker.findData(document.speaker if document else None)))

    @property
    def chosen(self) -> tuple[DocumentKind, str, ParticipantId | None]:
        """What stands in the fields; a speaker who was typed, and is nobody, is nobody."""
        place = self.speaker.findText(self.speaker.currentText())
        speaker = self.speaker.itemData(place) if place >= 0 else None
        return DocumentKind(self.kind.currentData()), str(self.item.currentData() or ""), speaker
