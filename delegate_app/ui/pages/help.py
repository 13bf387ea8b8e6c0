"""Help: what is wrong, the call for a technician, the chat with them, the other device that they granted."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from common.model.ids import ParticipantId
from common.model.rooms import Trouble
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.chatview import ChatView
from common.ui.helpwords import trouble_words, waiting_words
from common.ui.notice import Notice
from common.ui.text import label, paragraph
from delegate_app.core.state import DelegateState
from delegate_app.ui.pages.card import CardPage

_CARD_PX = 640


class HelpPage(CardPage):
    """One call at a time; the chat is there with or without one."""

    call_wanted = Signal(Trouble)
    withdraw_wanted = Signal()
    coaching_wanted = Signal()
    tips_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_CARD_PX, parent)
        self._state = DelegateState()
        self.notice = Notice()
        self.call = IconButton(self.tr("Call a technician"), "help", "primary")
        self.withdraw = IconButton(self.tr("I need no help any more"), "check")
        self.chat = ChatView(self._name_of)
        self.link = QLineEdit()
        self.link.setReadOnly(True)
        self.link.setAccessibleName(self.tr("Link for your phone or tablet"))
        self.copy = IconButton(self.tr("Copy"), "copy")
        self.coaching = IconButton(self.tr("Coaching"), "coaching", "quiet")
        self.tips = IconButton(self.tr("Troubleshooting"), "info", "quiet")
        self.back = IconButton(self.tr("Back"), kind="quiet")
        self._status = paragraph(step="lead")
        self._choice = QButtonGroup(self)
        self._choices = self._make_choices()
        self._mobile = self._make_mobile()
        self._lay_out()
        self.call.clicked.connect(self._call)
        self.withdraw.clicked.connect(self.withdraw_wanted)
        self.coaching.clicked.connect(self.coaching_wanted)
        self.tips.clicked.connect(self.tips_wanted)
        self.back.clicked.connect(self.closed)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.link.text()))

    def show_state(self, state: DelegateState, now_ms: int) -> None:
        """Show the call, the chat and the link; `now_ms` is the console's clock."""
        self._state = state
        case = state.assistance.case
        self._choices.setVisible(case is None)
        self.call.setVisible(case is None)
        self.withdraw.setVisible(case is not None)
        self._status.setVisible(case is not None)
        self.chat.show_lines(state.help_chat)
        self._mobile.setVisible(bool(state.help.mobile_link))
        if state.help.mobile_link and self.link.text() != state.help.mobile_link:
            self.link.setText(state.help.mobile_link)
            self.link.setCursorPosition(0)
        self.show_time(now_ms)

    def showEvent(self, event: QShowEvent) -> None:
        """Keep buttons and fields as high as their words, however little room there is: the card can be scrolled."""
        super().showEvent(event)
        for control in (*self.card.findChildren(IconButton), *self.card.findChildren(QLineEdit)):
            control.ensurePolished()
            control.setMinimumHeight(control.sizeHint().height())

    def show_time(self, now_ms: int) -> None:
        """Say how the call stands."""
        case = self._state.assistance.case
        if case is None:
            return
        if case.taken_by is not None:
            text = self.tr("A technician looks after you: {trouble}.")
        else:
            text = self.tr("A technician was called: {trouble}. You have waited {time}.")
        waited = waiting_words(case.called_at_ms, now_ms)
        self._status.setText(text.format(trouble=trouble_words(case.trouble), time=waited))

    def _call(self) -> None:
        chosen = list(Trouble)[max(0, self._choice.checkedId())]
        self.call_wanted.emit(chosen)

    def _name_of(self, who: ParticipantId) -> str:
        return self.tr("You") if who == self._state.me else self.tr("Technician")

    def _make_choices(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX // 2)
        for number, trouble in enumerate(Trouble):
            choice = QRadioButton(trouble_words(trouble))
            choice.setChecked(number == 0)
            self._choice.addButton(choice, number)
            column.addWidget(choice)
        return box

    def _make_mobile(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label(self.tr("Your phone or tablet may join"), is_bold=True))
        hint = self.tr("Open this link there. It asks for a code of its own, and takes your place from this computer.")
        column.addWidget(paragraph(hint, ink="muted"))
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_PX)
        row.addWidget(self.link, 1)
        row.addWidget(self.copy)
        column.addLayout(row)
        return box

    def _lay_out(self) -> None:
        self.column.addWidget(label(self.tr("What is wrong?"), "title"))
        self.column.addWidget(self.notice)
        self.column.addWidget(self._choices)
        self.column.addWidget(self._status)
        self.column.addWidget(self.call)
        self.column.addWidget(self.withdraw)
        self.column.addWidget(self._mobile)
        self.column.addWidget(label(self.tr("Write to the technician"), is_bold=True))
        self.column.addWidget(self.chat)
        last = QHBoxLayout()
        for button in (self.coaching, self.tips):
            last.addWidget(button)
        last.addStretch()
        last.addWidget(self.back)
        self.column.addLayout(last)
