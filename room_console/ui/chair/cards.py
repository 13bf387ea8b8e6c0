"""The two cards of the chair's window: who speaks, and who is next."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from common.model.floor import FloorRequest, SpeechTimers
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.flow import FlowLayout
from common.ui.speechclock import SpeechClock
from common.ui.text import ElidedLabel, InkName, isolated, label, restyle
from room_console.ui.chair.rows import Row
from room_console.ui.keys import Key


class Card(QFrame):
    """A heading, a delegation in large, who it is, and what they want."""

    def __init__(self, heading: str, nobody: str) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setAccessibleName(heading)
        self._nobody = nobody
        self.heading = label(heading, "lead", "muted", is_bold=True)
        self.delegation = ElidedLabel(step="display", is_bold=True)
        self.name = ElidedLabel(step="title", ink="muted")
        self.details = ElidedLabel(step="title", ink="accent", is_bold=True)
        self.state = ElidedLabel(step="lead", ink="muted")
        self.head, self.verbs = QHBoxLayout(), QWidget()
        self.head.setSpacing(theme.SPACE_PX * 2)
        self.head.addWidget(self.heading)
        self.head.addWidget(self.state, 1)
        self.flow = FlowLayout(self.verbs)
        column, self.middle, who = QVBoxLayout(self), QHBoxLayout(), QVBoxLayout()
        column.setContentsMargins(*(theme.SPACE_PX * 2,) * 4)
        column.setSpacing(theme.SPACE_PX // 2)
        for part in (self.delegation, self.name, self.details):
            who.addWidget(part)
        who.addStretch(1)
        self.middle.setSpacing(theme.SPACE_PX)
        self.middle.addLayout(who, 1)
        column.addLayout(self.head)
        column.addLayout(self.middle, 1)
        column.addWidget(self.verbs)

    def show_row(self, row: Row | None, more: str = "") -> None:
        """Show somebody, or nobody; `more` stands where the state does."""
        self.delegation.setText(row.delegation if row is not None else self._nobody)
        restyle(self.delegation, ink="text" if row is not None else "muted")
        for part, text in ((self.name, row.name if row else ""), (self.details, row.details if row else "")):
            part.setText(text)
            part.setVisible(bool(text))
        self.state.setText(more or (row.standing if row is not None else ""))
        ink: InkName = "muted" if row is None or row.is_ready else "warn"
        restyle(self.state, ink=ink)


class SpeakingCard(Card):
    """Who speaks and for how long."""

    def __init__(self) -> None:
        super().__init__("", "")
        self._nobody = self.tr("Nobody speaks")
        self.heading.setText(self.tr("Speaking"))
        self.setAccessibleName(self.heading.text())
        self.clock = SpeechClock("display")
        self.head.addWidget(self.clock, 0, Qt.AlignmentFlag.AlignVCenter)
        self.stop = IconButton(self.tr("Stop"), "stop")
        self.pause = IconButton(self.tr("Pause"), "pause")
        self.more = IconButton(isolated(self.tr("1 minute")), "plus")
        self.fault = IconButton(self.tr("Fault"), "warning")
        for button in (self.stop, self.pause, self.more, self.fault):
            button.setProperty("reach", "touch")
            self.flow.addWidget(button)

    def show_pause(self, is_standing: bool) -> None:
        """Let the button say what it does: stop the time, or let it go on."""
        self.pause.setText(self.tr("Go on") if is_standing else self.tr("Pause"))
        self.pause.show_icon("play" if is_standing else "pause")
        self.pause.setShortcut(Key.PAUSE)

    def show_request(self, request: FloorRequest | None, timers: SpeechTimers, now_ms: int) -> None:
        """Show the speaker's time."""
        self.clock.show_request(request, timers, now_ms)


class NextCard(Card):
    """Who is called next."""

    def __init__(self) -> None:
        super().__init__("", "")
        self._nobody = self.tr("Nobody waits")
        self.heading.setText(self.tr("Next"))
        self.setAccessibleName(self.heading.text())
        self.grant = IconButton(self.tr("Give the floor"), "hand", "primary")
        self.grant.setProperty("reach", "large")
        self.middle.addWidget(self.grant, 0, Qt.AlignmentFlag.AlignVCenter)
        self.verbs.hide()
