"""The hour in the meeting's time, as the journal and the programme have it; and this computer's where that differs."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from common.model.zones import UTC
from common.ui import when
from common.ui.text import label
from room_console.ui.widgets.figure import Figure


class MeetingClock(QWidget):
    """Goes by the console's clock, whose instants it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.timezone = UTC
        self.figure = Figure("88:88:88", "title")
        self.here = label(step="small", ink="muted")
        self.here.setAlignment(Qt.AlignmentFlag.AlignTrailing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.figure)
        column.addWidget(self.here)
        self.here.hide()

    def show_time(self, now_ms: int) -> None:
        """Show an instant, ms since the Unix epoch."""
        self.figure.show_text(when.seconds_of(now_ms, self.timezone))
        here = when.local_clock(now_ms, self.timezone)
        if here != self.here.text():
            self.here.setText(here)
            self.here.setVisible(bool(here))
            self.setToolTip(when.zone_word(self.timezone) if here else "")
