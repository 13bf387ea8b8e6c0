"""The keys, always in sight."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QWidget

from common.ui import theme
from common.ui.flow import FlowLayout
from common.ui.text import label
from room_console.ui.keys import Key


class HelpStrip(QWidget):
    """Each key with what it does."""

    def __init__(self) -> None:
        super().__init__()
        flow = FlowLayout(self, gap_px=theme.SPACE_PX * 2)
        for key, does in (
            (Key.GRANT_NEXT, self.tr("Grant next")),
            (Key.REVOKE, self.tr("Revoke speaker")),
            (Key.DENY, self.tr("Deny selected")),
            (Key.LIST, self.tr("Open or close list")),
            (Key.STAGE, self.tr("Stage")),
            (Key.UP, self.tr("Move up")),
            (Key.DOWN, self.tr("Move down")),
            (Key.FIND, self.tr("Find")),
        ):
            flow.addWidget(_entry(key, does))


def _entry(key: str, does: str) -> QWidget:
    entry = QWidget()
    row = QHBoxLayout(entry)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.SPACE_PX // 2)
    name = label(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText), "small")
    name.setProperty("kind", "tag")
    name.setAlignment(Qt.AlignmentFlag.AlignCenter)
    row.addWidget(name)
    row.addWidget(label(does, "small", "muted"))
    return entry
