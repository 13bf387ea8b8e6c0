"""The buttons under the list of speakers: what is done with who speaks, with who is selected, and the way back."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from common.model.floor import FloorRequest, RequestKind
from common.model.meeting import MeetingView
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.floorwords import undo_words
from common.ui.flow import FlowLayout
from common.ui.text import ElidedLabel, isolated, restyle
from room_console.ui.keys import Key, native
from room_console.ui.tables.speakerlines import Line


class SpeakerVerbs(QWidget):
    """Each button has its key and says it. `listen` is pre-listen's."""

    def __init__(self, listen: IconButton) -> None:
        super().__init__()
        self.grant = IconButton(self.tr("Grant next"), "hand", "primary")
        self.revoke = IconButton(self.tr("Revoke"), "stop")
        self.deny = IconButton(self.tr("Deny"), "close")
        self.fault = IconButton(self.tr("Fault"), "warning")
        self.pause = IconButton(icon="pause")
        self.more = IconButton(isolated(self.tr("+1 min")))
        self.up, self.down = IconButton(icon="arrow-up"), IconButton(icon="arrow-down")
        self.enter = IconButton(icon="plus")
        self.enter.setCheckable(True)
        self.correct = IconButton(icon="edit")
        self.correct.setCheckable(True)
        self.undo = IconButton(icon="undo")
        self.undone = ElidedLabel(step="small", ink="muted")
        self._describe()
        self._lay_out(listen)

    def show_state(self, view: MeetingView | None, speaker: FloorRequest | None, *, is_attached: bool) -> None:
        """Say what can be taken back, and what becomes of who speaks."""
        last = view.undoable if view is not None else None
        words = undo_words(view) if view is not None else ""
        self.undone.setText(words or self.tr("Nothing to undo"))
        restyle(self.undone, ink="text" if last is not None else "muted")
        self.undo.setEnabled(last is not None and is_attached)
        is_standing = speaker is not None and speaker.is_on_air and speaker.running_since_ms is None
        self.pause.show_icon("play" if is_standing else "pause")
        self._enable(
            is_attached and speaker is not None,
            (self.revoke, self.pause),
        )
        self._enable(is_attached and speaker is not None and not speaker.is_in_hall, (self.fault,))
        self._enable(is_attached and speaker is not None and speaker.limit_s > 0, (self.more,))
        self._enable(is_attached, (self.enter,))

    def select(self, selected: Line | None, *, has_waiting: bool) -> None:
        """Let that be done which can be done with who is selected."""
        waits = selected is not None and not selected.has_floor
        self._enable(has_waiting, (self.grant,))
        self._enable(waits, (self.deny, self.up, self.down))
        self._enable(selected is not None and selected.kind is not RequestKind.CHAIR, (self.correct,))

    def _enable(self, is_on: bool, buttons: tuple[IconButton, ...]) -> None:
        for button in buttons:
            button.setEnabled(is_on)

    def _describe(self) -> None:
        self.grant.describe(
            self.tr("Grant the floor to the next in the list who can be heard"),
            Key.GRANT_NEXT,
            self.tr("{key} in the list grants the selected one").format(key=native(Key.GRANT_SELECTED)),
        )
        self.revoke.describe(self.tr("Take the floor back from the current speaker"), Key.REVOKE)
        self.deny.describe(self.tr("Deny the selected request"), Key.DENY)
        self.fault.describe(
            self.tr("Technical fault: the speaker can't be heard"),
            Key.SET_ASIDE,
            self.tr("The next may speak; they keep the first place until it is mended"),
        )
        self.pause.describe(self.tr("Stop the speaking time, or let it go on"), Key.PAUSE)
        self.more.describe(self.tr("Give one minute more"), Key.MORE)
        self.up.describe(self.tr("Move the selected request up"), Key.UP)
        self.down.describe(self.tr("Move the selected request down"), Key.DOWN)
        self.enter.describe(self.tr("Put somebody in the list"), Key.ENTER)
        self.correct.describe(self.tr("Correct for whom the selected one speaks, and in which language"), Key.CORRECT)
        self.undo.describe(self.tr("Undo what was done last"), Key.UNDO)

    def _lay_out(self, listen: IconButton) -> None:
        verbs, rest = QWidget(), QHBoxLayout()
        flow = FlowLayout(verbs)
        for button in (self.grant, self.revoke, self.deny, self.fault, self.pause, self.more, listen):
            flow.addWidget(button)
        rest.setSpacing(theme.SPACE_PX)
        for button in (self.up, self.down, self.enter, self.correct, self.undo):
            rest.addWidget(button)
        rest.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        column.addWidget(verbs)
        column.addLayout(rest)
        column.addWidget(self.undone)
