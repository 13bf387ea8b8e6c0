"""Troubleshooting: every tip there is, found by a word; it needs no network."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from common.model.checks import Area, CheckName, Finding
from common.ui import theme
from common.ui.announce import announce
from common.ui.buttons import IconButton
from common.ui.checkwordstips import all_tips, area_of
from common.ui.icon import IconLabel
from common.ui.text import label, paragraph
from delegate_app.ui.widgets.tiplist import TipList, TipRow, row_of

_SHOWN = (Area.SOUND, Area.DEVICES, Area.NETWORK)


class TroubleshootingPage(QWidget):
    """A field to search in, and the tips under it by area."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.back = IconButton(self.tr("Back"), "chevron-back", "quiet")
        self.back.describe(self.tr("Back"), "Esc")
        self.field = QLineEdit()
        self.field.setAccessibleName(self.tr("Search the tips"))
        self.field.setPlaceholderText(self.tr("Search: echo, noise, Bluetooth, hotel ..."))
        self.list = TipList()
        self._tips: list[TipRow] = []
        self._none = paragraph(self.tr("No tip speaks of that. Try another word."), "lead", "muted")
        self._none.hide()
        self._none.setContentsMargins(*(theme.SPACE_PX * 2,) * 4)
        self._lay_out()
        self.field.textChanged.connect(self._search)
        self.back.clicked.connect(self.closed)

    def showEvent(self, event: QShowEvent) -> None:
        """Show the tips the first time they are wanted."""
        super().showEvent(event)
        if not self._tips:
            self._tips = [row_of(place, finding) for place, finding in sorted(all_tips(), key=_in_order)]
            self._show_found(self.field.text())
        self.field.setFocus()

    def _search(self, text: str) -> None:
        self._show_found(text)
        announce(self.field, self.tr("Tips found: {number}").format(number=len(self.list.tips.tips)))

    def _show_found(self, text: str) -> None:
        words = text.casefold().split()
        seen = [tip for tip in self._tips if tip.speaks_of(words)]
        self.list.tips.show_tips(seen)
        self.list.scrollToTop()
        self.list.setVisible(bool(seen))
        self._none.setVisible(not seen)

    def _lay_out(self) -> None:
        gap = theme.SPACE_PX * 2
        head = QHBoxLayout()
        head.setContentsMargins(theme.SPACE_PX, theme.SPACE_PX, gap, theme.SPACE_PX)
        head.setSpacing(theme.SPACE_PX)
        head.addWidget(self.back)
        head.addWidget(label(self.tr("Troubleshooting"), "title"))
        head.addSpacing(gap)
        head.addWidget(IconLabel("search", "muted"))
        head.addWidget(self.field, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._none)
        column.addWidget(self.list, 1)
        column.addStretch()


def _in_order(tip: tuple[CheckName | Area, Finding]) -> tuple[int, bool]:
    """Order by area; those that belong to no one check stand after the others."""
    place = tip[0]
    area = area_of(place) if isinstance(place, CheckName) else place
    return _SHOWN.index(area), isinstance(place, Area)
