"""Chat: what everyone and the staff write, kept in order, and the notices to all."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from common.model.chat import EVENT_CHAT, STAFF_CHAT, ChatLine, ChatName
from common.model.ids import ParticipantId
from common.protocol import chat
from common.protocol.chatlog import ChatLog
from common.protocol.codec import ConsoleMessage
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.chatview import ChatView
from common.ui.chatwords import chat_person
from common.ui.notice import Notice
from room_console.ui.office.chatmoderation import MutedPane, NoticesPane, WaitingPane
from room_console.ui.office.page import OfficePage
from room_console.ui.state import ConsoleState
from room_console.ui.widgets.panel import side_by_side


class ChatPage(OfficePage):
    """The chats at the start, what is to be decided beside them. Nothing is drawn while the page is not seen."""

    icon = "chat"
    key = "Alt+C"

    def __init__(self) -> None:
        super().__init__()
        self._state = ConsoleState()
        self._log = ChatLog()
        self._standing = chat.ChatModeration((), ())
        self._shown: tuple[object, ...] = ()
        self.notice = Notice()
        self.everyone, self.staff = ChatView(self._name_of), ChatView(self._name_of)
        self.remove = IconButton(self.tr("Remove"), "close")
        self.remove.describe(self.tr("Remove the message that is chosen (Del)"))
        self.mute = IconButton(self.tr("Mute"), "volume-off")
        self.mute.describe(self.tr("Mute who wrote the message that is chosen (M)"))
        self.is_open = QCheckBox(self.tr("Chat for everyone"))
        self.is_moderated = QCheckBox(self.tr("Messages wait for a moderator"))
        self.is_private_open = QCheckBox(self.tr("Private chats"))
        self.waiting, self.muted, self.notices = WaitingPane(), MutedPane(), NoticesPane()
        self._lay_out()
        self._connect()
        self._arm()

    @property
    def title(self) -> str:
        """The page's name."""
        return self.tr("Chat")

    def show_state(self, state: ConsoleState) -> None:
        """Show names as they are now."""
        self._state = state
        self._show()

    def opened(self) -> None:
        """Show what has come while the page was not seen."""
        self._show()

    def take(self, message: ConsoleMessage) -> None:
        """Keep what is told, and ask for what is lacking."""
        if isinstance(message, chat.ChatModeration):
            self._standing = message
            self.set_mark(str(len(message.waiting)) if message.waiting else "")
        else:
            log = self._log.told(message, None)
            if log == self._log:
                return
            self._log = log
        if isinstance(message, chat.Chats) and (lacking := self._log.lacks()) is not None:
            self.ask(lacking, self.notice)
        if self.isVisible():
            self._show()

    def _show(self) -> None:
        people = self._state.view.participants if self._state.view is not None else {}
        shown = (self._log, self._standing, people)
        if all(new is old for new, old in zip(shown, self._shown, strict=False)) and self._shown:
            return
        before, self._shown = self._shown, shown
        self.everyone.show_lines(self._log.lines(EVENT_CHAT))
        self.staff.show_lines(self._log.lines(STAFF_CHAT))
        rules = self._log.rules
        for box, is_set in (
            (self.is_open, rules.is_event_open),
            (self.is_moderated, rules.is_moderated),
            (self.is_private_open, rules.is_private_open),
        ):
            box.setChecked(is_set)
        self.everyone.let_write("" if rules.is_event_open else self.tr("The chat for everyone is closed."))
        if not before or before[1] is not self._standing or before[2] is not people:
            self.waiting.show_lines(self._standing.waiting, self._name_of)
            self.muted.show_people(self._standing.muted, self._name_of)
        self.notices.show_notices(self._log.notices)
        self._name_tabs()
        self._arm()

    def _name_tabs(self) -> None:
        for place, (words, count) in enumerate(
            (
                (self.tr("Waiting"), len(self._standing.waiting)),
                (self.tr("Mute"), len(self._standing.muted)),
                (self.tr("Notices"), 0),
            )
        ):
            self.tabs.setTabText(place, f"{words} ({count})" if count else words)

    def _arm(self) -> None:
        line = self._chosen
        self.remove.setEnabled(line is not None)
        self.mute.setEnabled(line is not None and line.by not in self._standing.muted)

    @property
    def _chosen(self) -> ChatLine | None:
        number = self.everyone.text.chosen
        found = (line for line in self._log.lines(EVENT_CHAT) if line.number == number and not line.is_removed)
        return next(found, None)

    def _connect(self) -> None:
        self.everyone.text.let_choose()
        self.everyone.text.line_chosen.connect(lambda _: self._arm())
        self.remove.clicked.connect(self._remove)
        self.mute.clicked.connect(self._mute)
        for key, button in (("Del", self.remove), ("M", self.mute)):
            shortcut = QShortcut(QKeySequence(key), self.everyone.text)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(button.click)
        self.everyone.said.connect(lambda text: self._say(self.everyone, EVENT_CHAT, text))
        self.staff.said.connect(lambda text: self._say(self.staff, STAFF_CHAT, text))
        self.is_open.clicked.connect(lambda on: self._set_rules(is_event_open=on))
        self.is_moderated.clicked.connect(lambda on: self._set_rules(is_moderated=on))
        self.is_private_open.clicked.connect(lambda on: self._set_rules(is_private_open=on))
        self.waiting.judged.connect(
            lambda number, is_passed: self.ask(chat.PassChatLine(number=number, is_passed=is_passed), self.notice)
        )
        self.muted.freed.connect(
            lambda who: self.ask(chat.MuteInChat(participant=ParticipantId(who), is_muted=False), self.notice)
        )
        self.notices.field.wanted.connect(
            lambda message: self.ask(message, self.notice, lambda _: self.notices.field.sent())
        )
        self.notices.withdrawn.connect(lambda number: self.ask(chat.WithdrawNotice(number=number), self.notice))

    def _remove(self) -> None:
        if (line := self._chosen) is not None:
            self.ask(chat.RemoveChatLine(number=line.number), self.notice)

    def _mute(self) -> None:
        if (line := self._chosen) is not None:
            self.ask(chat.MuteInChat(participant=line.by), self.notice)

    def _say(self, view: ChatView, name: ChatName, text: str) -> None:
        saying = chat.SendChat(text=text, kind=name.kind)
        self.ask(saying, self.notice, lambda _: view.forget_field())

    def _set_rules(self, **changed: bool) -> None:
        self.ask(chat.SetChatRules(rules=replace(self._log.rules, **changed)), self.notice)
        self._shown = ()

    def _name_of(self, who: ParticipantId) -> str:
        view = self._state.view
        person = view.participants.get(who) if view is not None else None
        return chat_person(person) if person is not None else self.tr("Somebody who is listed no more")

    def _lay_out(self) -> None:
        first = QWidget()
        column = QVBoxLayout(first)
        column.setContentsMargins(0, theme.SPACE_PX, 0, 0)
        column.addWidget(self.everyone, 1)
        acts = QHBoxLayout()
        for button in (self.remove, self.mute):
            acts.addWidget(button)
        acts.addStretch()
        column.addLayout(acts)
        chats = _tabs(self.tr("Chats"), (first, self.tr("Everyone")), (self.staff, self.tr("Staff")))
        self.tabs = _tabs(self.tr("Moderation"), (self.waiting, ""), (self.muted, ""), (self.notices, ""))
        self._name_tabs()
        side = QWidget()
        rules = QVBoxLayout(side)
        rules.setContentsMargins(0, 0, 0, 0)
        rules.setSpacing(theme.SPACE_PX // 2)
        for box in (self.is_open, self.is_moderated, self.is_private_open):
            rules.addWidget(box)
        rules.addWidget(self.tabs, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.SPACE_PX)
        page.addWidget(self.notice)
        page.addWidget(side_by_side(chats, side), 1)


def _tabs(name: str, *pages: tuple[QWidget, str]) -> QTabWidget:
    tabs = QTabWidget()
    tabs.setDocumentMode(True)
    tabs.tabBar().setDrawBase(False)
    tabs.tabBar().setAccessibleName(name)
    for page, words in pages:
        tabs.addTab(page, words)
    return tabs
