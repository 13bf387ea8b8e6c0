"""The step of the voice: be silent, read aloud, hear yourself, and see what interpreters will think of it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from common.model.checks import AREAS, Area, CheckName, Fitness, fitness_of
from common.ui import theme
from common.ui.announce import announce
from common.ui.buttons import IconButton
from common.ui.checkwords import fitness_icon, fitness_role, fitness_word
from common.ui.levelmeter import LevelMeter
from common.ui.notice import Notice
from common.ui.text import label, paragraph, restyle
from delegate_app.core.checks.state import CheckState, Step
from delegate_app.core.checks.voice import QUIET_S, RECORD_S
from delegate_app.core.state import DelegateState
from delegate_app.ui.checktext import fault_sentence, ordered, text_to_read
from delegate_app.ui.pages.checkbody import StepBody, card
from delegate_app.ui.widgets.progressring import RING_PX, ProgressRing
from delegate_app.ui.widgets.results import ResultList, VerdictMark

_SOUND = AREAS[Area.SOUND]
_SMALL_PX = 440
_SMALL_RING_PX = 72


class VoiceStep(StepBody):
    """Three views: before the recording, during it, and after it."""

    record_wanted = Signal()
    play_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "", parent)
        self.notice = Notice()
        self.record = IconButton(self.tr("Start"), "microphone", "primary")
        self.record.setAccessibleName(self.tr("Start to listen to my voice"))
        self.stop = IconButton(self.tr("Stop"), "stop")
        self.play = IconButton(self.tr("Hear yourself"), "play", "primary")
        self.again = IconButton(self.tr("Record again"), "refresh")
        self.meter = LevelMeter()
        self.meter.setAccessibleName(self.tr("Level of your microphone"))
        self.ring = ProgressRing(self.tr("Recording"))
        self.fitness = VerdictMark("title")
        self.results = ResultList()
        self._phase: Step | None = None
        self._texts: list[QLabel] = []
        self._before, self._during, self._after = self._make_before(), self._make_during(), self._make_after()
        self._seen: QWidget | None = None
        self.column.addWidget(self.notice)
        for view in (self._before, self._during, self._after):
            self.column.addWidget(view)
        self.record.clicked.connect(self.record_wanted)
        self.again.clicked.connect(self.record_wanted)
        self.stop.clicked.connect(self.stop_wanted)
        self.play.clicked.connect(self._play_or_stop)

    def show_state(self, state: DelegateState) -> None:
        """Show how far the recording is, or what was heard in it."""
        checks = state.checks
        self.record.setEnabled(state.devices.microphone is not None)
        if checks.fault is not None:
            self.notice.say(fault_sentence(checks.fault), "fail")
        elif state.devices.microphone is None:
            self.notice.say(self.tr("No microphone is in use. Plug in a headset, or go back and choose one."), "fail")
        else:
            self.notice.clear()
        self._show_recording(checks)
        self._show_heard(checks)
        view = self._view_of(checks)
        if view is not self._seen:
            self._turn_to(view)

    def show_level(self, rms_dbfs: float, peak_dbfs: float) -> None:
        """Show how loud the microphone is."""
        self.meter.set_level(rms_dbfs, peak_dbfs)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what is to be read in sight in a small window too."""
        super().resizeEvent(event)
        is_small = self.height() < theme.current().scaled_px(_SMALL_PX)
        self.ring.set_side(_SMALL_RING_PX if is_small else RING_PX)
        for text in self._texts:
            restyle(text, step="lead" if is_small else "title")
        self._detail.setVisible(not is_small)

    def _view_of(self, checks: CheckState) -> QWidget:
        if checks.is_recording:
            return self._during
        return self._after if checks.step is Step.PLAYBACK else self._before

    def _turn_to(self, view: QWidget) -> None:
        self._seen = view
        for each in (self._before, self._during, self._after):
            each.setVisible(each is view)
        if self.isVisible():
            first = {id(self._before): self.record, id(self._during): self.stop}.get(id(view), self.play)
            first.setFocus()

    def _show_recording(self, checks: CheckState) -> None:
        if not checks.is_recording:
            self._phase = None
            return
        is_silence = checks.step is Step.SILENCE
        end_s = QUIET_S if is_silence else RECORD_S
        left_s = max(0, round(end_s - checks.share * RECORD_S + 0.49))
        self.ring.show_share(checks.share, str(left_s), "warn" if is_silence else "live")
        words = self.tr("Be silent") if is_silence else self.tr("Now read aloud")
        room, voice = self.tr("Your room is being listened to."), self.tr("Speak as you would in the hall.")
        self._command.setText(words)
        self._detail.setText(room if is_silence else voice)
        if checks.step is not self._phase:
            self._phase = checks.step
            announce(self.ring, words if is_silence else f"{words}: {text_to_read()}", is_urgent=True)

    def _show_heard(self, checks: CheckState) -> None:
        heard = [r for r in checks.results if r.name in _SOUND or r.name is CheckName.MICROPHONE]
        fitness = fitness_of(heard)
        self.fitness.show_verdict(fitness_icon(fitness), fitness_word(fitness), fitness_role(fitness))
        self._why.setVisible(fitness is Fitness.UNKNOWN)
        self.results.show_results(ordered(heard))
        self.play.setText(self.tr("Stop") if checks.is_playing else self.tr("Hear yourself"))
        self.play.show_icon("stop" if checks.is_playing else "play")
        self.play.setEnabled(checks.has_recording)

    def _play_or_stop(self) -> None:
        if self.play.text() == self.tr("Stop"):
            self.stop_wanted.emit()
        else:
            self.play_wanted.emit()

    def _make_before(self) -> QWidget:
        first = paragraph(self.tr("1. Be silent for three seconds: your room is listened to."), "lead")
        second = paragraph(self.tr("2. Then read these sentences aloud, as you would speak in the hall:"), "lead")
        start = QHBoxLayout()
        start.addWidget(self.record)
        start.addStretch()
        promise = paragraph(self.tr("Nobody hears this, and it is not kept."), ink="muted")
        return card(first, second, self._quoted(), promise, start)

    def _make_during(self) -> QWidget:
        self._command = label(step="display")
        self._detail = paragraph(ink="muted")
        words = QVBoxLayout()
        words.addStretch()
        words.addWidget(self._command)
        words.addWidget(self._detail)
        words.addStretch()
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_PX * 3)
        head.addWidget(self.ring)
        head.addLayout(words, 1)
        end = QHBoxLayout()
        end.addWidget(self.stop)
        end.addStretch()
        return card(head, self.meter, self._quoted(), end)

    def _make_after(self) -> QWidget:
        self._why = paragraph(self.tr("Too little speech was heard to judge your voice."), ink="muted")
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_PX)
        buttons.addWidget(self.play)
        buttons.addWidget(self.again)
        buttons.addStretch()
        ask = paragraph(self.tr("Do you hear yourself clearly, without crackle or echo?"), "lead")
        heard = QHBoxLayout()
        heard.addWidget(self.fitness)
        heard.addStretch()
        return card(ask, buttons, heard, self._why, self.results)

    def _quoted(self) -> QWidget:
        text = paragraph(f"“{text_to_read()}”", "title")
        self._texts.append(text)
        return text
