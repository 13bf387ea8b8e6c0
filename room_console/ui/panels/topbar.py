"""The line above all: which meeting, which place, how the core is, what time it is, and how it is ended."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from common.model.hall import NONE
from common.protocol.operator import Health
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.text import ElidedLabel, label, restyle
from room_console.ui.keys import Key
from room_console.ui.meetingwords import course_words
from room_console.ui.panels.health import HealthStrip
from room_console.ui.state import ConsoleState, Phase
from room_console.ui.widgets.hold import HoldButton
from room_console.ui.widgets.meetingclock import MeetingClock


class TopBar(QWidget):
    """Title, places, state, figures, clock, look, stage, end."""

    end_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._is_roomy, self._urgent = True, ""
        self.title = ElidedLabel(step="lead", is_bold=True)
        self.symbol = ElidedLabel(step="small", ink="muted")
        self.hall, self.office = IconButton(self.tr("Hall"), "hall"), IconButton(self.tr("Office"), "list")
        self.hall.describe(self.tr("Hall: the meeting as it runs"), Key.HALL)
        self.office.describe(self.tr("Office: the meeting as it is prepared and recorded"), Key.OFFICE)
        self.state = label(step="small")
        self.state.setProperty("kind", "tag")
        self.health = HealthStrip()
        self.clock = MeetingClock()
        self.look = IconButton(icon="sun", kind="quiet")
        self.look.describe(self.tr("Light or dark"))
        self.stage = IconButton(self.tr("Stage"), "stage")
        self.stage.setCheckable(True)
        self.stage.describe(self.tr("Show or hide the stage on the hall's screen"), Key.STAGE)
        self.screens = IconButton(icon="chevron-down", kind="quiet")
        self.screens.describe(self.tr("Choose the screen of the stage"))
        self.end = HoldButton(self.tr("End"), "stop")
        self.end.describe(
            self.tr("End the meeting"), detail=self.tr("Hold for a second: says goodbye to all and stops the core")
        )
        self.end.held.connect(self.end_wanted)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.title)
        names.addWidget(self.symbol)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_PX)
        row.addLayout(names, 1)
        row.addLayout(self._places())
        for part in (self.state, self.health, self.clock, self.look, self.stage, self.screens, self.end):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_place(self, is_office: bool) -> None:
        """Show in which place the window is."""
        self.hall.setChecked(not is_office)
        self.office.setChecked(is_office)

    def show_urgent(self, urgent: str) -> None:
        """Say on the office's button what is urgent there."""
        self._urgent = urgent
        self._name_places()
        self.office.show_icon("warning" if urgent else "list", "fail_ink" if urgent else None)

    def arrange(self, is_roomy: bool) -> None:
        """Show the figures and the names of the places, or leave the room to the title."""
        self.health.setVisible(is_roomy)
        self._is_roomy = is_roomy
        self._name_places()

    def _name_places(self) -> None:
        """Name the places; a button that gets another text forgets its key."""
        office = self.tr("Office") if self._is_roomy else ""
        self.office.setText(f"{office} {self._urgent}".strip())
        self.hall.setText(self.tr("Hall") if self._is_roomy else "")
        self.hall.setShortcut(Key.HALL)
        self.office.setShortcut(Key.OFFICE)

    def _places(self) -> QHBoxLayout:
        places = QHBoxLayout()
        places.setSpacing(theme.SPACE_PX // 2)
        for place in (self.hall, self.office):
            place.setCheckable(True)
            places.addWidget(place, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hall.setChecked(True)
        return places

    def show_state(self, state: ConsoleState) -> None:
        """Show the meeting and its core."""
        details = state.view.details if state.view is not None else None
        if details is not None:
            self.clock.timezone = details.timezone
        self.title.setText(details.title if details is not None else self.tr("Room Console"))
        words = (details.symbol, course_words(state.view)) if details is not None and state.view is not None else ()
        self.symbol.setText(" · ".join(filter(None, words)))
        self.symbol.setVisible(bool(self.symbol.text()))
        word, tone = self._word(state)
        self.state.setText(word)
        restyle(self.state, tone=tone)
        self.health.show_state(state)
        self.stage.setEnabled(state.view is not None)
        self.end.setEnabled(state.is_attached)

    def show_time(self, now_ms: int) -> None:
        """Show the console's clock."""
        self.clock.show_time(now_ms)

    def _word_attached(self, health: Health | None, hears_hall: bool) -> tuple[str, str]:
        """Say what is wrong, the worst first; a virtual session can do without the hall."""
        if health is not None and not health.hall_is_running and hears_hall:
            return self.tr("Hall device stopped"), "fail"
        if health is not None and not health.journal_is_writable:
            return self.tr("Disk is full"), "fail"
        if health is not None and not hears_hall and health.hall_device != NONE:
            return self.tr("Virtual: hall not heard"), "warn"
        return self.tr("Core attached"), "plain"

    def _word(self, state: ConsoleState) -> tuple[str, str]:
        if state.phase is Phase.ATTACHED:
            return self._word_attached(state.health, state.view is None or state.view.hears_hall)
        if state.phase in (Phase.FAILED, Phase.RESTARTING):
            return self.tr("No core"), "fail"
        if state.phase is Phase.ENDED:
            return self.tr("Ended"), "plain"
        return self.tr("Not attached"), "warn"
