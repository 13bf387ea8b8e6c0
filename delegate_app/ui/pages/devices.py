"""The devices: hear oneself be heard, and see oneself, before anybody else does."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from common.devices.audio import AudioDevice
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.devicepicker import DevicePicker
from common.ui.levelmeter import LevelMeter
from common.ui.notice import Notice
from common.ui.text import label, paragraph, restyle
from delegate_app.core.settings import HearsBy
from delegate_app.core.state import DelegateState
from delegate_app.ui.soundwords import microphone_words
from delegate_app.ui.widgets.channels import LevelSlider
from delegate_app.ui.widgets.selfview import SelfView
from delegate_app.ui.widgets.voicechoices import HearingChoice, VoiceWishes

_WIDE_PX = 760
_MOST_PICTURE_PX = 320


class DevicesPage(QWidget):
    """Microphone, headphone and camera, each with a proof that it works."""

    microphone_picked = Signal(object)
    headphone_picked = Signal(object)
    camera_picked = Signal(object)
    volume_chosen = Signal(float)
    voice_chosen = Signal(HearsBy, bool, bool)
    """By what one hears; noise reduced; volume levelled."""
    authenticator_wanted = Signal()
    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notice = Notice()
        self.microphone = DevicePicker(self.tr("Microphone"), "microphone")
        self.headphone = DevicePicker(self.tr("Headphone"), "headphones")
        self.camera = DevicePicker(self.tr("Camera"), "camera", may_be_none=True)
        self.hint = paragraph(ink="muted")
        self.input_meter = LevelMeter()
        self.input_meter.setAccessibleName(self.tr("Level of your microphone"))
        self.output_meter = LevelMeter()
        self.output_meter.setAccessibleName(self.tr("Level of your headphone"))
        self.volume = LevelSlider(self.tr("Volume of the headphone"), icon="volume", is_wide=True)
        self.hearing = HearingChoice()
        self.wishes = VoiceWishes()
        self.preview = SelfView()
        self.preview.meter.hide()
        self.go = IconButton(self.tr("Go to the meeting"), "chevron-forward", "primary")
        self.authenticator = IconButton(self.tr("Authenticator app"), "key", "quiet")
        self.authenticator.describe(
            self.tr("Authenticator app"), "Ctrl+T", self.tr("For the codes by which you come in.")
        )
        self._lay_out()
        self.microphone.picked.connect(self.microphone_picked)
        self.headphone.picked.connect(self.headphone_picked)
        self.camera.picked.connect(self.camera_picked)
        self.volume.chosen.connect(self.volume_chosen)
        self.hearing.picked.connect(self._choose_voice)
        self.wishes.picked.connect(self._choose_voice)
        self.authenticator.clicked.connect(self.authenticator_wanted)
        self.go.clicked.connect(self.done)

    def show_state(self, state: DelegateState) -> None:
        """Show the devices there are and those in use."""
        devices = state.devices
        self.microphone.show_devices(_titled(devices.microphones), devices.microphone)
        self.headphone.show_devices(_titled(devices.headphones), devices.headphone)
        self.camera.show_devices([(name, name.split(":", 1)[-1]) for name in devices.cameras], devices.camera)
        self.volume.show_level(devices.volume)
        self.hearing.show_voice(state.voice)
        self.wishes.show_voice(state.voice)
        self.show_hint()

    def show_hint(self) -> None:
        """Say in words what the meter shows."""
        text, ink = microphone_words(self.microphone.chosen() is not None, self.input_meter.held_dbfs)
        self.hint.setText(text)
        restyle(self.hint, ink=ink)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the picture beside the pickers, or over them, and keep its shape."""
        super().resizeEvent(event)
        is_wide = self.width() >= theme.current().scaled_px(_WIDE_PX)
        column_px = self.width() // (2 if is_wide else 1) - theme.SPACE_PX * 8
        self.preview.setFixedHeight(min(_MOST_PICTURE_PX, column_px * 9 // 16))
        self._box.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)

    def _choose_voice(self) -> None:
        self.voice_chosen.emit(self.hearing.hears_by, self.wishes.noise.isChecked(), self.wishes.gain.isChecked())

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*(theme.SPACE_PX * 3,) * 3, theme.SPACE_PX)
        column.setSpacing(theme.SPACE_PX * 2)
        column.addStretch(1)
        column.addWidget(label(self.tr("Your headset and camera"), "title"))
        explained = self.tr("Nobody hears or sees you until you are given the floor.")
        column.addWidget(paragraph(explained, ink="muted"))
        column.addWidget(self.notice)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._box.setSpacing(theme.SPACE_PX * 2)
        self._box.addWidget(self._card(self.camera, self.preview), 1)
        line = QFrame()
        line.setProperty("kind", "line")
        sound = self._card(
            self.microphone, self.input_meter, self.hint, line, self.headphone, self.output_meter, self.volume
        )
        right = QVBoxLayout()
        right.setSpacing(theme.SPACE_PX * 2)
        right.addWidget(sound, 1)
        right.addWidget(self._card(self.hearing, self.wishes))
        self._box.addLayout(right, 1)
        column.addLayout(self._box)
        column.addStretch(2)
        scrolled = QScrollArea()
        scrolled.setWidgetResizable(True)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scrolled.setWidget(inside)
        last = QHBoxLayout()
        last.setContentsMargins(theme.SPACE_PX * 3, theme.SPACE_PX, theme.SPACE_PX * 3, theme.SPACE_PX * 2)
        last.addWidget(self.authenticator)
        last.addStretch()
        last.addWidget(self.go)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scrolled, 1)
        outer.addLayout(last)

    def _card(self, *widgets: QWidget) -> QFrame:
        card = QFrame()
        card.setProperty("kind", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(*(theme.SPACE_PX * 2,) * 4)
        column.setSpacing(theme.SPACE_PX + theme.SPACE_PX // 2)
        for widget in widgets:
            column.addWidget(widget)
        column.addStretch()
        return card


def _titled(devices: tuple[AudioDevice, ...]) -> list[tuple[str, str]]:
    return [(device.name, device.title) for device in devices]
