"""The names of the pages, at the side from where reading begins."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from common.ui import icons, theme
from room_console.ui.office.page import OfficePage

ICON_PX = 20
ROW_PX = 36
PADDING_PX = 28


class PageList(QListWidget):
    """A line for each page: icon, name, mark. Where it is narrow, icons alone."""

    def __init__(self, pages: Sequence[OfficePage]) -> None:
        super().__init__()
        self._pages = pages
        self._is_narrow = False
        self.setProperty("kind", "flat")
        self.setAccessibleName(self.tr("Pages of the office"))
        self.setIconSize(QSize(ICON_PX, ICON_PX))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for page in pages:
            self.addItem(QListWidgetItem())
            page.marked.connect(self._fill)
        self.currentRowChanged.connect(self._fill)
        self._fill()

    def arrange(self, is_narrow: bool) -> None:
        """Show icons alone, or names beside them."""
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._fill()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the direction."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange):
            self._fill()

    def _fill(self) -> None:
        colours = theme.current().colours
        for row in range(self.count()):
            page, item = self._pages[row], self.item(row)
            key = QKeySequence(page.key).toString(QKeySequence.SequenceFormat.NativeText)
            name = f"{page.title}  {page.mark}" if page.mark else page.title
            is_current = row == self.currentRow()
            ink = colours.on_accent if is_current else colours.fail_ink if page.is_urgent else colours.text
            item.setText("" if self._is_narrow else name)
            item.setToolTip(f"{name} ({key})")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, name)
            item.setIcon(icons.icon(page.icon, ink, self.isRightToLeft()))
            item.setSizeHint(QSize(0, theme.current().scaled_px(ROW_PX)))
        self._fit()

    def _fit(self) -> None:
        widths = [self.fontMetrics().horizontalAdvance(self.item(row).text()) for row in range(self.count())]
        text_px = max(widths, default=0)
        self.setFixedWidth(ICON_PX + PADDING_PX + (text_px + theme.SPACE_PX * 2 if text_px else 0))
