"""What went wrong, said where it happened: the line, a device that was pulled out, an echo."""

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from common.model.voice import MicrophoneState
from common.ui.notice import Notice, Tone
from delegate_app.core.state import DelegateState, Phase
from delegate_app.ui.soundwords import echo_warning


def lost_words(has_sound: bool) -> str:
    """Say that the connection was lost; on a line that is too slow for all the sound goes on without it."""
    if has_sound:
        return QCoreApplication.translate(
            "MeetingNotices",
            "You still hear the meeting, but nothing else gets through. Reconnecting; your place is kept.",
        )
    return QCoreApplication.translate(
        "MeetingNotices", "The connection was lost. Reconnecting; your place and channel are kept."
    )


class MeetingNotices(QObject):
    """Fills the notices of the meeting's page from each state."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.link, self.device, self.voice = Notice(), Notice(), Notice()
        self._lost_before: tuple[str | None, MicrophoneState, str | None] = (None, MicrophoneState.UNKNOWN, None)

    def show_state(self, state: DelegateState) -> None:
        """Say what there is to say."""
        self._show_link(state)
        self._show_lost(state)
        if warning := echo_warning(state.voice):
            self.voice.say(warning, "warn", self.tr("Choose"))
        else:
            self.voice.clear()

    def _show_link(self, state: DelegateState) -> None:
        if state.phase is Phase.RECONNECTING:
            self.link.say(lost_words(state.media.has_downlink), "warn")
        elif state.media.is_moving:
            self.link.say(self.tr("The network has changed. The sound is on its way back by itself."), "warn")
        elif state.media.is_line_thin:
            self.link.say(self.tr("Your connection is slow. Pictures are paused so that the sound stays."), "accent")
        else:
            self.link.clear()

    def _show_lost(self, state: DelegateState) -> None:
        devices = state.devices
        shown = (devices.lost, devices.microphone_state, devices.camera)
        if devices.lost is None:
            self.device.clear()
        elif shown != self._lost_before:
            if devices.lost_places[-1:] != ("camera",):
                text, tone = self._lost_words(devices.lost.split(":")[-1], devices.microphone_state)
                self.device.say(text, tone, self.tr("Choose"), may_dismiss=True)
            elif "microphone" not in devices.lost_places:
                self.device.say(self._camera_words(devices.camera), "warn", self.tr("Choose"), may_dismiss=True)
        self._lost_before = shown

    def _camera_words(self, other: str | None) -> str:
        """Say that the camera is gone; not in the place of a microphone's loss, which is worse."""
        if other is not None:
            return self.tr("Your camera was unplugged. Another one shows you now.")
        return self.tr("Your camera was unplugged: nobody sees you. You are still heard.")

    def _lost_words(self, device: str, microphone: MicrophoneState) -> tuple[str, Tone]:
        match microphone:
            case MicrophoneState.LOST:
                text = self.tr("{device} was unplugged: nobody hears you. Plug it in again, or choose another.")
                return text.format(device=device), "fail"
            case MicrophoneState.REPLACED:
                text = self.tr("{device} was unplugged. You are heard by another microphone.")
                return text.format(device=device), "warn"
            case _:
                text = self.tr("{device} was unplugged. Plug it in again, or choose another.")
                return text.format(device=device), "warn"
