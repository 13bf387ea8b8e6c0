"""The private room, over whatever page is shown: who hears the delegate, and who does not."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from common.model.voice import MicrophoneState
from common.ui import theme
from common.ui.announce import announce
from common.ui.buttons import IconButton
from common.ui.flow import FlowLayout
from common.ui.text import paragraph, restyle
from delegate_app.core.state import DelegateState


class RoomBanner(QFrame):
    """Not seen outside the private room."""

    enter_wanted = Signal()
    leave_wanted = Signal()
    microphone_wanted = Signal(bool)
    """True: on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "notice")
        self.headline = paragraph(step="title")
        self.detail = paragraph()
        self.enter = IconButton(self.tr("Talk to the technician"), "microphone", "primary")
        self.microphone = IconButton()
        self.leave = IconButton(self.tr("End the private talk"), "stop")
        self._is_muted = False
        self._said = ""
        buttons = QWidget()
        row = FlowLayout(buttons)
        for button in (self.enter, self.microphone, self.leave):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.SPACE_PX * 2,) * 4)
        column.setSpacing(theme.SPACE_PX)
        column.addWidget(self.headline)
        column.addWidget(self.detail)
        column.addWidget(buttons)
        self.enter.clicked.connect(self.enter_wanted)
        self.leave.clicked.connect(self.leave_wanted)
        self.microphone.clicked.connect(lambda: self.microphone_wanted.emit(self._is_muted))
        self.hide()

    def show_state(self, state: DelegateState) -> None:
        """Say how the private room stands; be gone without one."""
        room = state.assistance.room
        self.setVisible(room is not None)
        if room is None:
            self._said = ""
            return
        self._is_muted = state.is_muted
        is_heard = room.is_entered and not self._is_unheard(state)
        restyle(self, tone="live" if is_heard else "warn")
        self.enter.setVisible(not room.is_entered)
        self.microphone.setVisible(room.is_entered)
        self.microphone.setText(
            self.tr("Turn the microphone on") if state.is_muted else self.tr("Turn the microphone off")
        )
        self.microphone.show_icon("microphone" if state.is_muted else "microphone-off")
        self.leave.setText(self.tr("End the private talk") if room.is_entered else self.tr("Not now"))
        self.headline.setText(self._headline(room.is_entered))
        self.detail.setText(self._detail(state, room.is_entered))
        self._announce()

    def _headline(self, is_entered: bool) -> str:
        if is_entered:
            return self.tr("Private room with the technician: nobody else hears you")
        return self.tr("The technician would like to talk to you in private")

    def _detail(self, state: DelegateState, is_entered: bool) -> str:
        if not is_entered:
            return self.tr("Your microphone is closed until you agree. Nobody else will hear you or the technician.")
        if state.is_cut_off:
            return self.tr("The connection was lost: the technician does not hear you, and you do not hear them.")
        if state.devices.microphone_state in (MicrophoneState.LOST, MicrophoneState.NONE):
            return self.tr("No microphone is in use: the technician does not hear you. You can write in the chat.")
        if state.is_muted:
            return self.tr("Your microphone is off: the technician does not hear you.")
        return self.tr("Your microphone is on. You hear the technician in the place of the meeting.")

    @staticmethod
    def _is_unheard(state: DelegateState) -> bool:
        is_missing = state.devices.microphone_state in (MicrophoneState.LOST, MicrophoneState.NONE)
        return state.is_muted or is_missing or state.is_cut_off

    def _announce(self) -> None:
        text = f"{self.headline.text()}. {self.detail.text()}"
        self.setAccessibleName(text)
        if text != self._said:
            self._said = text
            announce(self, text, is_urgent=True)
