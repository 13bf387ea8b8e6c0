"""The steps of the check that need no recording: the headset, and the picture that others will see."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from common.model.checks import CheckName, CheckResult
from common.ui import theme
from common.ui.devicepicker import DevicePicker
from common.ui.levelmeter import LevelMeter
from common.ui.text import paragraph, restyle
from delegate_app.core.state import DelegateState
from delegate_app.ui.pages.checkbody import MOST_PX, StepBody, card, turn
from delegate_app.ui.soundwords import microphone_words
from delegate_app.ui.widgets.results import ResultList
from delegate_app.ui.widgets.selfview import SelfView

_SOUND_DEVICES = (CheckName.MICROPHONE, CheckName.HEADPHONE)
_PICTURE = (
    CheckName.CAMERA,
    CheckName.CAMERA_LIGHT,
    CheckName.CAMERA_CONTRAST,
    CheckName.CAMERA_FOCUS,
    CheckName.CAMERA_FRAMING,
)
_WIDE_PX = 720
_LEAST_PICTURE_PX = 140


class HeadsetStep(StepBody):
    """Which microphone and headphone are in use, and what they are."""

    microphone_picked = Signal(object)
    headphone_picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "", self.tr("Put your headset on. Nobody hears you: your microphone stays off in the meeting."), parent
        )
        self.microphone = DevicePicker(self.tr("Microphone"), "microphone")
        self.headphone = DevicePicker(self.tr("Headphone"), "headphones")
        self.meter = LevelMeter()
        self.meter.setAccessibleName(self.tr("Level of your microphone"))
        self.hint = paragraph(ink="muted")
        self._has_microphone = False
        self._heard, self._played = ResultList(), ResultList()
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._box.setSpacing(theme.SPACE_PX * 2)
        for widgets in (
            (self.microphone, self.meter, self.hint, self._heard),
            (self.headphone, self._played),
        ):
            side = QVBoxLayout()
            side.addWidget(card(*widgets))
            side.addStretch()
            self._box.addLayout(side, 1)
        self.column.addLayout(self._box)
        self.microphone.picked.connect(self.microphone_picked)
        self.headphone.picked.connect(self.headphone_picked)

    def show_state(self, state: DelegateState) -> None:
        """Show the devices there are, those in use, and what they are worth."""
        devices = state.devices
        self.microphone.show_devices([(d.name, d.title) for d in devices.microphones], devices.microphone)
        self.headphone.show_devices([(d.name, d.title) for d in devices.headphones], devices.headphone)
        for place, name in ((self._heard, CheckName.MICROPHONE), (self._played, CheckName.HEADPHONE)):
            place.show_results(_of(state, (name,)))
        self._has_microphone = devices.microphone is not None
        self.show_hint()

    def show_level(self, rms_dbfs: float, peak_dbfs: float) -> None:
        """Show how loud the microphone is."""
        self.meter.set_level(rms_dbfs, peak_dbfs)

    def show_hint(self) -> None:
        """Say in words what the meter shows."""
        text, ink = microphone_words(self._has_microphone, self.meter.held_dbfs)
        self.hint.setText(text)
        restyle(self.hint, ink=ink)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the two cards side by side where there is room."""
        super().resizeEvent(event)
        turn(self._box, self.width() >= theme.current().scaled_px(_WIDE_PX))


class CameraStep(StepBody):
    """One's own picture, with what would make it better."""

    camera_picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", self.tr("This is how others will see you when you have the floor."), parent)
        self.camera = DevicePicker(self.tr("Camera"), "camera", may_be_none=True)
        self.preview = SelfView()
        self.preview.meter.hide()
        self._hints = ResultList()
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._box.setSpacing(theme.SPACE_PX * 2)
        seen = QVBoxLayout()
        seen.addWidget(self.preview, 0, Qt.AlignmentFlag.AlignHCenter)
        seen.addStretch()
        judged = QVBoxLayout()
        judged.addWidget(card(self.camera, self._hints))
        judged.addStretch()
        self._box.addLayout(seen, 3)
        self._box.addLayout(judged, 2)
        self.column.addLayout(self._box)
        self.camera.picked.connect(self.camera_picked)

    def show_state(self, state: DelegateState) -> None:
        """Show the cameras there are and how the picture is."""
        devices = state.devices
        self.camera.show_devices([(name, name.split(":", 1)[-1]) for name in devices.cameras], devices.camera)
        self._hints.show_results(_of(state, _PICTURE if devices.camera is not None else _PICTURE[:1]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the picture beside its hints, or over them, and keep its shape."""
        super().resizeEvent(event)
        is_wide = self.width() >= theme.current().scaled_px(_WIDE_PX)
        room_px = min(self.viewport().width(), theme.current().scaled_px(MOST_PX)) - theme.SPACE_PX * 4
        room_px = (room_px - theme.SPACE_PX * 2) * 3 // 5 if is_wide else room_px
        most_px = self.height() - theme.SPACE_PX * 12
        height_px = max(_LEAST_PICTURE_PX, min(room_px * 9 // 16, most_px))
        self.preview.setFixedSize(height_px * 16 // 9, height_px)
        turn(self._box, is_wide)


def _of(state: DelegateState, names: tuple[CheckName, ...]) -> list[CheckResult]:
    found = {result.name: result for result in state.checks.live}
    return [found[name] for name in names if name in found]
