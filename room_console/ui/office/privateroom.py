"""The private room as the operator has it: opened with one press, and it says who hears whom."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.protocol.rooms import CloseRoom, OpenRoom
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.notice import Notice
from common.ui.text import paragraph, restyle
from room_console.ui.linewords import fitness_words
from room_console.ui.office.page import Ask
from room_console.ui.state import ConsoleState
from room_console.ui.wording import refusal


class PrivateRoomPane(QWidget):
    """For the person who is selected; a room with another is ended by opening this one."""

    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._who: ParticipantId | None = None
        self._is_open = False
        self.ask: Ask | None = None
        self.notice = Notice()
        self.words = paragraph()
        self.sound = paragraph(step="small", ink="muted")
        self.button = IconButton(self.tr("Talk in private"), "headphones", "primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX // 2)
        for widget in (self.button, self.words, self.sound, self.notice):
            column.addWidget(widget)
        self.button.clicked.connect(self._press)

    def show_person(self, who: ParticipantId | None, state: ConsoleState) -> None:
        """Show how it stands with somebody."""
        if who != self._who:
            self.notice.clear()
        self._who = who
        own = state.view.own.get(who) if state.view is not None and who is not None else None
        room = own.assistance.room if own is not None and own.assistance is not None else None
        self._is_open = room is not None
        self.button.setEnabled(state.is_attached and who is not None)
        self.button.setText(self.tr("End the private talk") if room is not None else self.tr("Talk in private"))
        if room is None:
            text, ink = self.tr("Off-air: by the talkback microphone and the output of pre-listen."), "muted"
        elif room.is_entered:
            text, ink = self.tr("In the private room: they hear you, you hear them, nobody else hears either."), "live"
        else:
            text, ink = self.tr("They are asked whether they want to talk; they do not hear you yet."), "warn"
        self.words.setText(text)
        restyle(self.words, ink=ink)
        report = state.reports.get(who) if who is not None else None
        words = fitness_words(report) if room is not None else ""
        self.sound.setText(words)
        self.sound.setVisible(bool(words))

    def _press(self) -> None:
        if self.ask is None or self._who is None:
            return
        if self._is_open:
            self.ask(CloseRoom(), self.notice)
        else:
            self.ask(OpenRoom(participant=self._who), self._refuse)

    def _refuse(self, error: ConferenceError) -> None:
        known = {
            ErrorCode.PATCH_INVALID: self.tr("Patch first the talkback microphone and the output of pre-listen."),
            ErrorCode.UNEXPECTED: self.tr("They are not here, are next to speak, or have the floor."),
            ErrorCode.LIMIT: self.tr("Another operator is in the private room."),
        }
        self.notice.say(known.get(error.code) or refusal(error), "warn", may_dismiss=True)
