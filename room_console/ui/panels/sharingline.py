"""Whose screen all see, and the way to end that."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from common.model.meeting import MeetingView
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.icon import IconLabel
from common.ui.text import ElidedLabel, isolated
from room_console.ui.keys import Key
from room_console.ui.wording import who_is


class SharingLine(QWidget):
    """Is seen only while a screen is shown to all."""

    def __init__(self) -> None:
        super().__init__()
        self.who = ElidedLabel(step="small")
        self.stop = IconButton(self.tr("Stop"), "stop", "quiet")
        self.stop.describe(self.tr("Show the shared screen to nobody any more"), Key.STOP_SHARING)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_PX)
        row.addWidget(IconLabel("screen", "accent_ink"))
        row.addWidget(self.who, 1)
        row.addWidget(self.stop)
        self.hide()

    def show_view(self, view: MeetingView | None, is_attached: bool) -> None:
        """Name who shares their screen; nobody: go away."""
        self.setVisible(view is not None and view.sharing is not None)
        self.stop.setEnabled(is_attached)
        if view is not None and view.sharing is not None:
            whose = isolated(who_is(view, view.sharing)[0])
            self.who.setText(self.tr("{who} shares a screen").format(who=whose))
