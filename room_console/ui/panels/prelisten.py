"""Pre-listen: the operator hears the selected speaker off-air. One key begins it, the same key ends it."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from common.model.errors import ConferenceError
from common.model.ids import ParticipantId
from common.ui.buttons import IconButton
from common.ui.notice import Notice
from room_console.ui.keys import Key
from room_console.ui.state import ConsoleState
from room_console.ui.tables.speakerlines import Line
from room_console.ui.wording import is_unpatched, prelisten_refusal, who_is


class PreListenControl(QObject):
    """A button and the sentence that says who is heard: both are laid out by the list of speakers."""

    wanted = Signal(object)
    """A `ParticipantId` to hear, or None to hear nobody."""
    patch_wanted = Signal()
    """Show where the output of pre-listen is patched."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.button = IconButton(self.tr("Pre-listen"), "headphones")
        self.button.setCheckable(True)
        self.notice = Notice()
        self._keys = QKeySequence(Key.PRELISTEN).toString(QKeySequence.SequenceFormat.NativeText)
        self._selected: ParticipantId | None = None
        self._heard: ParticipantId | None = None
        self._is_attached = self._has_output = self._leads_to_patch = False
        self.button.clicked.connect(self.switch)
        self.notice.acted.connect(self._act)
        self._dress()

    def show_state(self, state: ConsoleState) -> None:
        """Say who is heard."""
        heard = state.prelisten if state.is_attached else None
        self._is_attached = state.is_attached
        patch = state.view.patch if state.view is not None else None
        self._has_output = patch is None or patch.prelisten_output is not None
        if heard is not None and state.view is not None:
            who = " – ".join(part for part in who_is(state.view, heard) if part)
            own = state.view.own.get(heard)
            is_muted = own is not None and own.is_muted
            self._leads_to_patch = False
            text = self.tr("Pre-listen: {who} is muted.") if is_muted else self.tr("Pre-listen: you alone hear {who}.")
            self.notice.say(text.format(who=who), "accent", self.tr("Stop ({key})").format(key=self._keys))
        elif self._heard is not None or (self._leads_to_patch and self._has_output):
            self.notice.clear()
        self._heard = heard
        self._dress()

    def select(self, line: Line | None) -> None:
        """Say who would be heard."""
        self._selected = line.participant if line is not None else None
        self._dress()

    def switch(self) -> None:
        """Hear who is selected; where they are heard already, or nobody is selected, hear nobody."""
        self._dress()
        if not self._is_attached or (self._selected is None and self._heard is None):
            return
        if self._heard is not None and self._selected in (None, self._heard):
            self.wanted.emit(None)
        elif not self._has_output:
            self._say_unpatched()
        else:
            self.wanted.emit(self._selected)

    def refuse(self, error: ConferenceError) -> None:
        """Say why the core did not do it."""
        if is_unpatched(error):
            self._say_unpatched()
        else:
            self._leads_to_patch = False
            self.notice.say(prelisten_refusal(error), "warn", may_dismiss=True)

    def _say_unpatched(self) -> None:
        self._leads_to_patch = True
        text = self.tr("Pre-listen has no output in Patch.")
        self.notice.say(text, "warn", self.tr("Open Patch"), may_dismiss=True)

    def _act(self) -> None:
        if self._leads_to_patch:
            self.patch_wanted.emit()
        elif self._heard is not None:
            self.wanted.emit(None)

    def _dress(self) -> None:
        is_ended_by_it = self._heard is not None and self._selected in (None, self._heard)
        self.button.setText(self.tr("Stop listening") if is_ended_by_it else self.tr("Pre-listen"))
        self.button.setChecked(is_ended_by_it)
        self.button.describe(
            self.tr("Stop hearing the speaker off-air")
            if is_ended_by_it
            else self.tr("Hear the selected speaker off-air, by the output of pre-listen"),
            Key.PRELISTEN,
        )
        self.button.setEnabled(self._is_attached and (self._selected is not None or self._heard is not None))
