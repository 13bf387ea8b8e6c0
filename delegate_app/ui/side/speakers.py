"""Speakers: the whole list, of the hall and from afar."""

from PySide6.QtWidgets import QVBoxLayout

from common.model.meeting import MeetingView
from common.ui import theme
from common.ui.text import paragraph
from delegate_app.core.state import DelegateState
from delegate_app.ui.side.page import SidePage
from delegate_app.ui.side.speakerlines import speakers_of, timed
from delegate_app.ui.side.speakersview import SpeakersList


class SpeakersTab(SidePage):
    """The list, and above it that it is closed, or that nobody waits."""

    name, icon, key = "speakers", "list", "Alt+1"

    def __init__(self) -> None:
        super().__init__()
        self._view: MeetingView | None = None
        self.said = paragraph(ink="muted")
        self.said.setContentsMargins(theme.SPACE_PX, 0, theme.SPACE_PX, 0)
        self.list = SpeakersList()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX // 2)
        column.addWidget(self.said)
        column.addWidget(self.list, 1)
        column.addStretch()

    @property
    def title(self) -> str:
        """Name it."""
        return self.tr("List of speakers")

    def show_state(self, state: DelegateState, now_ms: int) -> None:
        """Show the list where it or who stands in it has changed."""
        view, before = state.view, self._view
        if view is None:
            return
        self._view = view
        if before is None or before.details.channels != view.details.channels:
            self.list.lines.show_languages(view.details.channels)
        if before is None or before.floor is not view.floor or before.participants is not view.participants:
            self.list.show_lines(speakers_of(view, state.me, now_ms))
        else:
            self.show_time(state, now_ms)
        self.list.setVisible(bool(view.floor))
        self._say(view)

    def show_time(self, state: DelegateState, now_ms: int) -> None:
        """Let the clocks of who speaks go on."""
        if state.view is None:
            return
        for row, line in enumerate(self.list.lines.lines):
            if not line.has_floor:
                return
            self.list.show_clock(row, timed(line, state.view, now_ms))

    def opened(self) -> None:
        """Go to the list."""
        self.list.setFocus()

    def _say(self, view: MeetingView) -> None:
        is_open = view.rules.is_list_open
        words = "" if view.floor else self.tr("Nobody waits for the floor.")
        if not is_open:
            words = self.tr("The list is closed.") if not view.floor else self.tr("The list is closed to new requests.")
        self.said.setText(words)
        self.said.setVisible(bool(words))
