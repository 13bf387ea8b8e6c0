"""The chats of a delegate in one tab: everyone's, each person's, the technician's, and the chair's notices."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout

from common.model.chat import EVENT_CHAT, STAFF_CHAT, ChatKind, ChatLine, ChatName, may_chat
from common.model.ids import ParticipantId
from common.model.meeting import ParticipantView
from common.protocol.chatlog import ChatLog
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.chatview import ChatView
from common.ui.chatwords import chat_person, closed_words, notice_lines
from common.ui.notice import Notice
from common.ui.personpicker import PersonPicker
from delegate_app.core.state import DelegateState
from delegate_app.ui.side.page import SidePage

NOTICES: Final = None
"""In the place of a chat's name."""


class ChatTab(SidePage):
    """One chat is open; the others are a choice away, with what is unread in them."""

    name = "chat"
    icon = "chat"
    key = "Alt+5"

    said = Signal(object, str)
    """A chat's name, a text."""
    seen = Signal(object)
    """All of this chat was seen."""

    def __init__(self) -> None:
        super().__init__()
        self.open_chat: ChatName | None = EVENT_CHAT
        self._state = DelegateState()
        self._shown: tuple[ChatLog, Mapping[ParticipantId, ParticipantView]] | None = None
        self._begun: dict[ChatName, None] = {}
        """Private chats that were chosen and in which nothing stands yet."""
        self._drafts: dict[ChatName, str] = {}
        """What is half written in the chats that are not open: a line meant for one never lies ready for all."""
        self._counted: ChatLog | None = None
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("Which chat"))
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.write_to = IconButton(icon="plus", kind="quiet")
        self.write_to.describe(self.tr("Write to somebody"))
        self.person = PersonPicker(self.tr("Write to: name or delegation"))
        self.person.hide()
        self.notice = Notice()
        self.chat = ChatView(self._name_of)
        self._lay_out()
        self.choice.activated.connect(lambda place: self.open(self.choice.itemData(place)))
        self.write_to.clicked.connect(self._look_for_somebody)
        self.person.picked.connect(self._pick)
        self.chat.said.connect(self._say)

    @property
    def title(self) -> str:
        """The tab's name."""
        return self.tr("Chat")

    def glance(self, state: DelegateState) -> None:
        """Count what is unread, where a chat has changed."""
        if state.chat is not self._counted:
            self._counted = state.chat
            self.set_badge(sum(state.chat.unread(name, state.me) for name in state.chat.chats))

    def opened(self) -> None:
        """Write at once."""
        self.chat.field.setFocus()

    def show_state(self, state: DelegateState, now_ms: int) -> None:
        """Show what is new; a state in which no chat has changed costs nothing."""
        del now_ms
        people = state.view.participants if state.view is not None else {}
        if self._shown is not None and self._shown[0] is state.chat and self._shown[1] is people:
            return
        self._state, self._shown = state, (state.chat, people)
        if self.choice.view().isVisible():
            self._shown = None
        else:
            self._offer()
        self._show_chat()

    def open(self, name: ChatName | None) -> None:
        """Open a chat (None: the notices), from its end, with what is half written in it."""
        if self.open_chat is not NOTICES:
            self._drafts[self.open_chat] = self.chat.field.text()
        self.open_chat = name
        self.chat.field.setText(self._drafts.pop(name, "") if name is not NOTICES else "")
        if name is not None and name.kind is ChatKind.PRIVATE and not self._state.chat.lines(name):
            self._begun[name] = None
        self._offer()
        self.notice.clear()
        self.chat.show_other(self._lines())
        self._show_chat()
        if self.isVisible():
            self.chat.field.setFocus()

    def forget(self, name: ChatName, text: str) -> None:
        """Empty the field of a chat once what stood there is sent; what was written since stays."""
        if name == self.open_chat and self.chat.field.text().strip() == text:
            self.notice.clear()
            self.chat.forget_field()
        elif self._drafts.get(name, "").strip() == text:
            del self._drafts[name]

    def showEvent(self, event: QShowEvent) -> None:
        """What is open is seen now."""
        super().showEvent(event)
        self._note_seen()

    def changeEvent(self, event: QEvent) -> None:
        """Say what was chosen in the window's language and look."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._shown = None

    def _show_chat(self) -> None:
        self.chat.show_lines(self._lines(), self._state.me)
        self.chat.field.setVisible(self.open_chat is not NOTICES)
        self.chat.send.setVisible(self.open_chat is not NOTICES)
        self.chat.let_write(self._why_not(), self._pending())
        self._note_seen()

    def _lines(self) -> tuple[ChatLine, ...]:
        log = self._state.chat
        return notice_lines(log.notices) if self.open_chat is NOTICES else log.lines(self.open_chat)

    def _why_not(self) -> str:
        """Say why nothing can be written in the chat that is open; empty where it can."""
        name, me, view = self.open_chat, self._state.me, self._state.view
        if name is NOTICES:
            return ""
        people = view.participants if view is not None else {}
        if me in people and not may_chat(people[me].role, name.kind):
            return self.tr("You have no place in this chat any more.")
        if name.kind is ChatKind.PRIVATE and people:
            other = people.get(name.participant) if name.participant is not None else None
            if other is None or not may_chat(other.role, ChatKind.PRIVATE):
                return self.tr("They can not be written to any more.")
        return closed_words(name, self._state.chat)

    def _pending(self) -> str:
        log = self._state.chat
        if self.open_chat != EVENT_CHAT:
            return ""
        if log.waiting:
            text = self.tr("{number} of your messages wait until the moderator lets them pass.")
            return text.format(number=len(log.waiting))
        return self.tr("The moderator did not let your last message pass.") if log.is_rejected else ""

    def _names(self) -> list[ChatName]:
        """Return the chats that are offered, the private ones last; what is open is there, whatever became of it."""
        names = self._readable()
        return names if self.open_chat is NOTICES or self.open_chat in names else [*names, self.open_chat]

    def _readable(self) -> list[ChatName]:
        me, log, view = self._state.me, self._state.chat, self._state.view
        if view is None or me is None or me not in view.participants:
            return []
        role = view.participants[me].role
        names = [EVENT_CHAT, ChatName(ChatKind.HELP, me)]
        if may_chat(role, ChatKind.STAFF):
            names.append(STAFF_CHAT)
        private = [name for name in log.chats if name.kind is ChatKind.PRIVATE]
        newest_first = sorted(private, key=lambda name: -log.lines(name)[-1].at_ms)
        return [*names, *(name for name in self._begun if name not in log.chats), *newest_first]

    def _offer(self) -> None:
        self.choice.blockSignals(True)
        self.choice.clear()
        for name in self._names():
            unread = self._state.chat.unread(name, self._state.me)
            words = self._chat_words(name)
            self.choice.addItem(f"{words}  ({unread})" if unread else words, name)
        self.choice.addItem(self.tr("Notices of the chair"), NOTICES)
        places = (place for place in range(self.choice.count()) if self.choice.itemData(place) == self.open_chat)
        self.choice.setCurrentIndex(next(places, 0))
        self.choice.blockSignals(False)
        self.write_to.setVisible(self._may_write_privately())

    def _may_write_privately(self) -> bool:
        view, me = self._state.view, self._state.me
        if view is None or me is None or me not in view.participants:
            return False
        return self._state.chat.rules.is_private_open and may_chat(view.participants[me].role, ChatKind.PRIVATE)

    def _chat_words(self, name: ChatName) -> str:
        match name.kind:
            case ChatKind.EVENT:
                return self.tr("Everyone")
            case ChatKind.HELP:
                return self.tr("Technician")
            case ChatKind.STAFF:
                return self.tr("Staff")
            case ChatKind.PRIVATE:
                return self._person_words(name.participant)

    def _name_of(self, who: ParticipantId) -> str:
        if who == self._state.me:
            return self.tr("You")
        if self.open_chat is not NOTICES and self.open_chat.kind is ChatKind.HELP:
            return self.tr("Technician")
        return self._person_words(who)

    def _person_words(self, who: ParticipantId | None) -> str:
        view = self._state.view
        person = view.participants.get(who) if view is not None and who is not None else None
        return chat_person(person) if person is not None else self.tr("Somebody who is here no more")

    def _look_for_somebody(self) -> None:
        view = self._state.view
        is_wanted = self.person.isHidden()
        self.person.setVisible(is_wanted)
        if not is_wanted or view is None:
            return
        others = {who: each for who, each in view.participants.items() if who != self._state.me}
        self.person.show_people({w: each for w, each in others.items() if may_chat(each.role, ChatKind.PRIVATE)})
        self.person.clear()
        self.person.setFocus()

    def _pick(self) -> None:
        if (who := self.person.person) is not None:
            self.person.hide()
            self.open(ChatName(ChatKind.PRIVATE, who))

    def _say(self, text: str) -> None:
        if self.open_chat is not NOTICES and not self._why_not():
            self.said.emit(self.open_chat, text)

    def _note_seen(self) -> None:
        log, name = self._state.chat, self.open_chat
        if self.isVisible() and name is not NOTICES and log.seen(name) is not log:
            self.seen.emit(name)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_PX // 2)
        row.addWidget(self.choice, 1)
        row.addWidget(self.write_to)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        column.addLayout(row)
        column.addWidget(self.person)
        column.addWidget(self.notice)
        column.addWidget(self.chat, 1)
