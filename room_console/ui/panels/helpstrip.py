"""The keys of every minute, always in sight; the overview has the rest."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from common.ui import theme
from common.ui.flow import FlowLayout
from common.ui.text import label
from room_console.ui.keys import Key, native
from room_console.ui.meetingwords import isolated


class HelpStrip(QWidget):
    """Each key with what it does."""

    def __init__(self) -> None:
        super().__init__()
        flow = FlowLayout(self, gap_px=12)
        for key, does in (
            (Key.GRANT_NEXT, self.tr("Grant next")),
            (Key.REVOKE, self.tr("Revoke")),
            (Key.DENY, self.tr("Deny")),
            (Key.UNDO, self.tr("Undo")),
            (Key.LIST, self.tr("List")),
            (Key.ENTER, self.tr("Enter somebody")),
            (Key.SET_ASIDE, self.tr("Fault")),
            (Key.MORE, isolated(self.tr("+1 min"))),
            (Key.PRELISTEN, self.tr("Pre-listen")),
            (Key.RULES, self.tr("Rules")),
            (Key.FIND, self.tr("Find")),
            (Key.KEYS, self.tr("All keys")),
        ):
            flow.addWidget(_entry(native(key), does))


def _entry(key: str, does: str) -> QWidget:
    entry = QWidget()
    row = QHBoxLayout(entry)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.SPACE_PX // 2)
    name = label(key, "small")
    name.setProperty("kind", "tag")
    name.setAlignment(Qt.AlignmentFlag.AlignCenter)
    row.addWidget(name)
    row.addWidget(label(does, "small", "muted"))
    return entry
