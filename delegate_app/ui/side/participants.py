"""Participants: who is here, by delegation."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QMenu, QToolButton, QVBoxLayout

from common.model.chat import ChatKind, may_chat
from common.model.meeting import ParticipantView
from common.ui import theme
from common.ui.text import paragraph
from delegate_app.core.state import DelegateState
from delegate_app.ui.side.page import SidePage
from delegate_app.ui.side.participantsview import ParticipantsList
from delegate_app.ui.side.participantwords import count_words


class ParticipantsTab(SidePage):
    """A field to search, how many are here, and the list; a person's menu writes to them."""

    name, icon, key = "participants", "people", "Alt+2"

    write_wanted = Signal(str)
    """To this participant."""

    def __init__(self) -> None:
        super().__init__()
        self._state = DelegateState()
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Name or delegation"))
        self.field.setAccessibleName(self.tr("Search participants"))
        self.field.setClearButtonEnabled(True)
        if isinstance(clear := self.field.findChild(QToolButton), QToolButton):
            clear.setAccessibleName(self.tr("Clear the search"))
        self.said = paragraph(ink="muted")
        self.list = ParticipantsList()
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX // 2)
        for widget in (self.field, self.said):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        column.addStretch()
        self.field.textChanged.connect(self._search)
        self.list.participants.worked.connect(self._say)
        self.list.customContextMenuRequested.connect(self._offer_at)
        self.list.activated.connect(lambda _: self._offer())

    @property
    def title(self) -> str:
        """Name it."""
        return self.tr("Participants")

    def show_state(self, state: DelegateState, now_ms: int) -> None:
        """Show who takes part."""
        del now_ms
        self._state = state
        if state.view is not None:
            self.list.participants.show_people(state.view.participants, state.me)

    def opened(self) -> None:
        """Search at once."""
        self.field.setFocus()

    def menu_of(self, person: ParticipantView) -> QMenu | None:
        """Return what can be done with somebody; None where there is nothing."""
        if not self._may_write_to(person):
            return None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        write = menu.addAction(self.tr("Write to them"))
        write.triggered.connect(lambda: self.write_wanted.emit(person.participant))
        return menu

    def _may_write_to(self, person: ParticipantView) -> bool:
        me = self._state.participant
        if me is None or me.participant == person.participant or not self._state.chat.rules.is_private_open:
            return False
        return may_chat(me.role, ChatKind.PRIVATE) and may_chat(person.role, ChatKind.PRIVATE)

    def _offer_at(self, place: QPoint) -> None:
        index = self.list.indexAt(place)
        if index.isValid():
            self.list.setCurrentIndex(index)
            self._offer()

    def _offer(self) -> None:
        index = self.list.currentIndex()
        person = self.list.participants.person(index)
        menu = self.menu_of(person) if person is not None else None
        if menu is not None:
            menu.popup(self.list.viewport().mapToGlobal(self.list.visualRect(index).center()))

    def _search(self, text: str) -> None:
        self.list.participants.search(text)
        self._say()

    def _say(self) -> None:
        shown = self.list.participants
        words = count_words(shown.roster.total)
        if self.field.text().strip() and not shown.rows:
            words = self.tr("Nobody here has such a name.")
        self.said.setText(words)
        self.list.setVisible(bool(shown.rows))
