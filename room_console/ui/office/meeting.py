"""The meeting itself: its symbol, title and format."""

from PySide6.QtWidgets import QFormLayout, QVBoxLayout

from common.ui.text import ElidedLabel, label
from room_console.ui.office.page import OfficePage
from room_console.ui.state import ConsoleState


class MeetingPage(OfficePage):
    """What the meeting is."""

    icon = "podium"
    key = "Alt+1"

    def __init__(self) -> None:
        super().__init__()
        self.symbol, self.name = ElidedLabel(), ElidedLabel()
        form = QFormLayout()
        form.addRow(label(self.tr("Symbol"), ink="muted"), self.symbol)
        form.addRow(label(self.tr("Title"), ink="muted"), self.name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(form)
        column.addStretch()

    @property
    def title(self) -> str:
        """The page's name."""
        return self.tr("Meeting")

    def show_state(self, state: ConsoleState) -> None:
        """Show the meeting."""
        if state.view is not None:
            self.symbol.setText(state.view.details.symbol)
            self.name.setText(state.view.details.title)
