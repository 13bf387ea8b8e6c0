"""A square switch: an icon, and under it what it stands at."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from common.ui import icons, theme
from delegate_app.ui.widgets.floorbutton import HEIGHT_PX

_WIDTH_PX = 104


class Tile(QToolButton):
    """As high as the floor button. The words say the state, the tool tip what pressing does."""

    def __init__(self, name: str, shortcut: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name, self._ink = "", "text"
        self._shortcut = QKeySequence(shortcut)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.setShortcut(self._shortcut)

    def show_state(self, icon: str, words: str, action: str, ink: str = "text") -> None:
        """Show a state: `action` is what pressing will do."""
        self._icon_name, self._ink = icon, ink
        self.setText(words)
        self.setAccessibleName(words)
        self.setAccessibleDescription(action)
        self.setToolTip(f"{action} ({self._shortcut.toString(QKeySequence.SequenceFormat.NativeText)})")
        self.setShortcut(self._shortcut)
        self._tint()

    def sizeHint(self) -> QSize:
        """Ask for a square that holds the words."""
        look = theme.current()
        words_px = self.fontMetrics().horizontalAdvance(self.text()) + theme.SPACE_PX * 3
        return QSize(max(look.scaled_px(_WIDTH_PX), words_px), look.scaled_px(HEIGHT_PX))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.EnabledChange):
            self._tint()

    def _tint(self) -> None:
        if not self._icon_name:
            return
        side = theme.current().scaled_px(icons.GRID_PX)
        self.setIconSize(QSize(side, side))
        colour: str = getattr(theme.current().colours, self._ink if self.isEnabled() else "muted")
        self.setIcon(icons.icon(self._icon_name, colour))
