"""The keys, always in sight."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QWidget

from common.model.interpretation import MAX_CHANNELS
from common.ui import theme
from common.ui.flow import FlowLayout
from common.ui.text import label
from room_console.ui.keys import Key


class HelpStrip(QWidget):
    """Each key with what it does."""

    def __init__(self) -> None:
        super().__init__()
        flow = FlowLayout(self, gap_px=12)
        booths = _native(Key.CANNOT_INTERPRET.format(channel=1)) + f"–{MAX_CHANNELS - 1}"
        for key, does in (
            (_native(Key.GRANT_NEXT), self.tr("Grant next")),
            (_native(Key.REVOKE), self.tr("Revoke")),
            (_native(Key.DENY), self.tr("Deny")),
            (_native(Key.PRELISTEN), self.tr("Pre-listen")),
            (_native(Key.LIST), self.tr("List")),
            (_native(Key.STAGE), self.tr("Stage")),
            (f"{_native(Key.UP)} / {_native(Key.DOWN)}", self.tr("Move")),
            (booths, self.tr("Booth cannot interpret")),
            (_native(Key.FIND), self.tr("Find")),
            (_native(Key.WIDE), self.tr("Wide")),
            (_native(Key.OFFICE), self.tr("Office")),
        ):
            flow.addWidget(_entry(key, does))


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


def _native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
