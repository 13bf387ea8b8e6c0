"""The checks before a meeting, one step at a time."""

from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from common.ui import theme
from common.ui.announce import announce
from common.ui.buttons import IconButton
from common.ui.notice import Notice
from common.ui.text import ElidedLabel
from delegate_app.core.checks.state import CheckState, Step
from delegate_app.core.state import DelegateState
from delegate_app.ui.checktext import SHOWN_STEPS, shown_step, step_word
from delegate_app.ui.pages.checkbody import StepBody
from delegate_app.ui.pages.checkdevices import CameraStep, HeadsetStep
from delegate_app.ui.pages.checknetwork import NetworkStep
from delegate_app.ui.pages.checkresult import ResultStep
from delegate_app.ui.pages.checkvoice import VoiceStep
from delegate_app.ui.widgets.stepbar import StepBar

_NARROW_PX = 640


class CheckPage(QWidget):
    """The step of the state, between a head that says where one is and a foot that leads on."""

    step_wanted = Signal(Step)
    """Go there; what is seen counts."""
    skip_wanted = Signal(Step)
    """Go there without what is seen."""
    closed = Signal()
    copy_wanted = Signal()
    tips_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.headset = HeadsetStep()
        self.camera = CameraStep()
        self.voice = VoiceStep()
        self.network = NetworkStep()
        self.result = ResultStep()
        self.notice = Notice()
        self.bar = StepBar()
        self.tips = IconButton(icon="info", kind="quiet")
        self.close_button = IconButton(icon="close", kind="quiet")
        self.back = IconButton(self.tr("Back"), "chevron-back", "quiet")
        self.skip = IconButton(self.tr("Skip"), kind="quiet")
        self.copy = IconButton(self.tr("Save a copy"), "copy")
        self.next = IconButton(self.tr("Next"), kind="primary")
        self._title = ElidedLabel(step="lead", is_bold=True)
        self._state = CheckState()
        self._bodies: dict[Step, StepBody] = {
            Step.DEVICES: self.headset,
            Step.CAMERA: self.camera,
            Step.SPEECH: self.voice,
            Step.NETWORK: self.network,
            Step.RESULT: self.result,
        }
        self._stack = QStackedWidget()
        for body in self._bodies.values():
            self._stack.addWidget(body)
        self._lay_out()
        self._connect()

    def show_state(self, state: DelegateState) -> None:
        """Show the step, and what it has found."""
        checks = state.checks
        if checks.step is None:
            return
        before, self._state = self._state, checks
        for body in (self.headset, self.camera, self.voice, self.network, self.result):
            body.show_state(state)
        self._show_foot(checks)
        shown = shown_step(checks.step)
        steps = self._steps()
        self.bar.show_steps([step_word(step) for step in steps], steps.index(shown))
        self._title.setText(self.tr("Check for {meeting}").format(meeting=checks.target) if checks.target else "")
        if before.step is None or shown_step(before.step) is not shown or self._stack.currentWidget() is None:
            self._turn_to(shown)

    def show_level(self, rms_dbfs: float, peak_dbfs: float) -> None:
        """Show how loud the microphone is."""
        self.headset.show_level(rms_dbfs, peak_dbfs)
        self.voice.show_level(rms_dbfs, peak_dbfs)

    def focus_first(self) -> None:
        """Put the focus where the person goes on."""
        order = (self.voice.record, self.voice.stop, self.next, self.skip)
        first = next((button for button in order if button.isVisible() and button.isEnabled()), None)
        if first is not None:
            first.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin where the person goes on."""
        super().showEvent(event)
        self.focus_first()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the title out where there is no room for it."""
        super().resizeEvent(event)
        is_wide = self.width() >= theme.current().scaled_px(_NARROW_PX)
        self._title.setVisible(is_wide)
        self._head.setStretch(2, 2 if is_wide else 0)

    def _turn_to(self, step: Step) -> None:
        self._stack.setCurrentWidget(self._bodies[step])
        self._bodies[step].verticalScrollBar().setValue(0)
        if self.isVisible():
            self.focus_first()
            announce(self.bar, self.bar.accessibleName())

    def _steps(self) -> list[Step]:
        """Return the steps that there are: without a meeting there is no network to be measured."""
        return [s for s in SHOWN_STEPS if s is not Step.NETWORK or self._state.target is not None]

    def _neighbour(self, by: int) -> Step:
        steps = self._steps()
        at = steps.index(shown_step(self._state.step or Step.DEVICES)) + by
        step = steps[min(len(steps) - 1, max(0, at))]
        if step is Step.SPEECH:
            return Step.PLAYBACK if self._state.has_recording else Step.SILENCE
        return step

    def _show_foot(self, checks: CheckState) -> None:
        step = checks.step
        is_last, is_measuring = step is Step.RESULT, step is Step.NETWORK and checks.network.is_running
        is_before_record = step in (Step.SILENCE, Step.SPEECH)
        had_focus = self.skip.hasFocus()
        self.back.setVisible(step is not Step.DEVICES)
        self.next.setEnabled(not is_before_record and not is_measuring)
        self.skip.setVisible(is_before_record or is_measuring or step is Step.CAMERA)
        self.copy.setVisible(is_last)
        is_before_last = shown_step(step or Step.DEVICES) is self._steps()[-2]
        words = self.tr("Done") if is_last else self.tr("See the result") if is_before_last else self.tr("Next")
        self.next.setText(words)
        if had_focus and self.skip.isHidden():
            self.next.setFocus()

    def _go_on(self) -> None:
        if self._state.step is Step.RESULT:
            self.closed.emit()
        else:
            self.step_wanted.emit(self._neighbour(+1))

    def _connect(self) -> None:
        self.tips.describe(self.tr("Troubleshooting"), "F1")
        self.copy.describe(self.tr("Save a copy for my IT"), "Ctrl+S", self.tr("As a PDF or as a text."))
        self.copy.clicked.connect(self.copy_wanted)
        self.close_button.describe(self.tr("Leave the check"))
        self.back.clicked.connect(lambda: self.step_wanted.emit(self._neighbour(-1)))
        self.skip.clicked.connect(lambda: self.skip_wanted.emit(self._neighbour(+1)))
        self.next.clicked.connect(self._go_on)
        self.tips.clicked.connect(self.tips_wanted)
        self.close_button.clicked.connect(self.closed)
        self.result.repeat_wanted.connect(self.step_wanted)

    def _lay_out(self) -> None:
        gap = theme.SPACE_PX * 2
        head = self._head = QHBoxLayout()
        head.setContentsMargins(gap, theme.SPACE_PX, theme.SPACE_PX, theme.SPACE_PX)
        head.setSpacing(theme.SPACE_PX)
        end = QHBoxLayout()
        end.setSpacing(theme.SPACE_PX)
        end.addStretch()
        end.addWidget(self.tips)
        end.addWidget(self.close_button)
        head.addWidget(self._title, 2)
        head.addWidget(self.bar, 5)
        head.addLayout(end, 2)
        said = QHBoxLayout()
        said.setContentsMargins(gap, 0, gap, 0)
        said.addWidget(self.notice)
        line = QFrame()
        line.setProperty("kind", "line")
        foot = QHBoxLayout()
        foot.setContentsMargins(gap, theme.SPACE_PX, gap, theme.SPACE_PX + theme.SPACE_PX // 2)
        foot.setSpacing(theme.SPACE_PX)
        foot.addWidget(self.back)
        foot.addStretch()
        for button in (self.skip, self.copy, self.next):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(said)
        column.addWidget(self._stack, 1)
        column.addWidget(line)
        column.addLayout(foot)
        order = (self._stack, self.back, self.skip, self.copy, self.next, self.tips, self.close_button)
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)
