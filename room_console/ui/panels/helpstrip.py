"""The keys of every minute, always in sight; the overview has the rest."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QWidget

from common.ui import theme
from common.ui.text import isolated, label
from room_console.ui.keys import Key, native


class HelpStrip(QWidget):
    """Each key with what it does, in one line; where there is no room, the last go, but never the overview's."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[QWidget] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
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
            self._entries.append(_entry(native(key), does))
            self._row.addWidget(self._entries[-1])
        self._row.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what fits."""
        super().resizeEvent(event)
        *others, overview = self._entries
        room_px = self.width() - overview.sizeHint().width()
        for entry in others:
            room_px -= entry.sizeHint().width() + self._row.spacing()
            entry.setVisible(room_px >= 0)


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
