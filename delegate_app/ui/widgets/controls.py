"""The row under the stage: microphone, camera, and the one wide button."""

import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from common.model.people import Action, may
from common.ui import theme
from common.ui.announce import announce
from common.ui.buttons import IconButton
from common.ui.text import paragraph
from delegate_app.core.state import DelegateState, FloorPhase
from delegate_app.ui.widgets.floorbutton import HEIGHT_PX, FloorButton
from delegate_app.ui.widgets.kindmenu import KindMenu
from delegate_app.ui.widgets.speakingas import SpeakingAs
from delegate_app.ui.widgets.tile import Tile
from delegate_app.ui.wording import FloorAct, FloorWords, observer_sentence, withdraw_words

GUARD_S = 0.7
"""A press this soon after the button changed its meaning was meant for what it said before."""
CONFIRM_S = 6.0
"""So long the button waits for the second press that withdraws."""
MICROPHONE_KEYS, CAMERA_KEYS = "Ctrl+D", "Ctrl+E"


class ControlRow(QWidget):
    """Tells what the user wants; shows what is."""

    floor_pressed = Signal(FloorAct)
    microphone_pressed = Signal()
    camera_pressed = Signal()

    def __init__(self, mono_s: Callable[[], float] = time.monotonic, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mono_s = mono_s
        self._guarded_until_s = self._confirms_until_s = 0.0
        self.microphone = Tile(self.tr("Microphone"), MICROPHONE_KEYS)
        self.camera = Tile(self.tr("Camera"), CAMERA_KEYS)
        self.floor, self.kinds = FloorButton(), KindMenu()
        self.speaking_as = SpeakingAs()
        self.end = IconButton(self.tr("End"), "stop")
        self.end.describe(self.tr("End my statement"))
        self.observer = paragraph(observer_sentence(), "lead", "muted")
        self._lay_out()
        self.observer.hide()
        self.end.hide()
        self.microphone.clicked.connect(self.microphone_pressed)
        self.camera.clicked.connect(self.camera_pressed)
        self.floor.clicked.connect(self._pressed)
        self.end.clicked.connect(lambda: self.floor_pressed.emit(FloorAct.RELEASE))
        self.kinds.speaking_as_wanted.connect(self.speaking_as.open)
        self.speaking_as.closed.connect(self.floor.setFocus)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_PX + theme.SPACE_PX // 2)
        for widget in (self.microphone, self.camera):
            row.addWidget(widget)
        row.addWidget(self.floor, 1)
        row.addWidget(self.kinds)
        row.addWidget(self.observer, 1)
        row.addWidget(self.end)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        column.addWidget(self.speaking_as)
        column.addLayout(row)

    def in_order(self) -> list[QWidget]:
        """Return the controls in the order of reading."""
        line = self.speaking_as.in_order()
        return [*line, self.microphone, self.camera, self.floor, self.kinds, self.end]

    def show_state(self, state: DelegateState) -> None:
        """Show how the two switches stand."""
        me = state.participant
        self.speaking_as.show_state(state)
        self.kinds.show_state(state)
        self.kinds.setVisible(me is not None and may(me.role, Action.REQUEST_FLOOR))
        has_floor = state.floor_phase in (FloorPhase.GRANTED, FloorPhase.ON_AIR)
        if state.devices.microphone is None:
            self.microphone.show_state(
                "microphone-off", self.tr("No microphone"), self.tr("Choose a microphone"), "warn_ink"
            )
        elif state.is_muted:
            ink = "fail_ink" if has_floor else "warn_ink" if state.floor_phase is FloorPhase.STANDBY else "muted"
            self.microphone.show_state("microphone-off", self.tr("Mic off"), self.tr("Turn the microphone on"), ink)
        else:
            ink = "live_ink" if state.floor_phase is FloorPhase.ON_AIR else "text"
            self.microphone.show_state("microphone", self.tr("Mic on"), self.tr("Turn the microphone off"), ink)
        if state.devices.camera is None:
            has_any = bool(state.devices.cameras)
            action = self.tr("Turn the camera on") if has_any else self.tr("No camera was found")
            self.camera.show_state("camera-off", self.tr("Camera off"), action, "muted")
        else:
            self.camera.show_state("camera", self.tr("Camera on"), self.tr("Turn the camera off"))
        self.camera.setEnabled(bool(state.devices.cameras))

    def show_words(self, words: FloorWords | None) -> None:
        """Show the floor's state; None for an observer."""
        self.floor.setVisible(words is not None)
        self.observer.setVisible(words is None)
        for own in (self.microphone, self.camera):
            own.setVisible(words is not None)
        if words is None:
            self.end.hide()
            return
        words = self._as_pressed(words)
        self.kinds.show_speaking_as(self.speaking_as.words)
        if words.act is not self.floor.words.act:
            self._guarded_until_s = self._mono_s() + GUARD_S
        self.floor.show_words(words)
        self.end.setVisible(words.act is FloorAct.UNMUTE)
        self.end.setFixedHeight(theme.current().scaled_px(HEIGHT_PX))

    def _pressed(self) -> None:
        act = self.floor.words.act
        now_s = self._mono_s()
        if act is None or now_s < self._guarded_until_s:
            return
        if act is FloorAct.WITHDRAW and now_s >= self._confirms_until_s:
            self._confirms_until_s, self._guarded_until_s = now_s + CONFIRM_S, now_s + GUARD_S
            self.floor.show_words(withdraw_words())
            announce(self.floor, f"{self.floor.words.headline} {self.floor.words.detail}", is_urgent=True)
            return
        self._confirms_until_s = 0.0
        self.floor_pressed.emit(act)

    def _as_pressed(self, words: FloorWords) -> FloorWords:
        """Word the button by what was pressed and chosen here, too."""
        if words.act is not FloorAct.WITHDRAW:
            self._confirms_until_s = 0.0
        elif self._mono_s() < self._confirms_until_s:
            return withdraw_words()
        if words.act is FloorAct.REQUEST and not self.kinds.isHidden() and self.speaking_as.words:
            return replace(words, detail=" · ".join(filter(None, (self.speaking_as.words, words.detail))))
        return words
