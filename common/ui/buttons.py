"""Buttons with one of our icons, which keeps to the theme and to the direction of reading."""

from typing import Literal

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QKeySequence, QShortcutEvent
from PySide6.QtWidgets import QPushButton, QWidget

from common.ui import icons, theme

Kind = Literal["plain", "primary", "danger", "quiet", "link", "vote"]
_INKS: dict[str, str] = {
    "plain": "text",
    "primary": "on_accent",
    "danger": "on_fail",
    "quiet": "text",
    "link": "accent_ink",
    "vote": "muted",
}
ICON_PX = 20


class IconButton(QPushButton):
    """A push button whose icon has the colour of its words. `ink` is the role of a colour that replaces it."""

    def __init__(
        self, text: str = "", icon: str | None = None, kind: Kind = "plain", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._icon_name = icon
        self._ink: str | None = None
        self._side_px = ICON_PX
        self.setProperty("kind", kind)
        self.setAutoDefault(True)
        self.toggled.connect(self._tint)
        self._tint()

    def show_icon(self, name: str | None, ink: str | None = None) -> None:
        """Show another icon, and in another colour."""
        if (name, ink) != (self._icon_name, self._ink):
            self._icon_name, self._ink = name, ink
            self._tint()

    def setText(self, text: str) -> None:
        """Show other words; the icon keeps its distance from them."""
        had_words = bool(self.text())
        super().setText(text)
        if had_words != bool(text):
            self._tint()

    def setIconSize(self, size: QSize) -> None:
        """Show the icon at another size, a square."""
        self._side_px = size.height()
        self._tint()

    def describe(self, name: str, shortcut: str | None = None, detail: str = "") -> None:
        """Set the accessible name and a tool tip that also names the shortcut; with a shortcut, make it work."""
        self.setAccessibleName(name)
        keys = QKeySequence(shortcut) if shortcut else QKeySequence()
        shown = f"{name} ({keys.toString(QKeySequence.SequenceFormat.NativeText)})" if shortcut else name
        self.setToolTip(f"{shown}\n{detail}" if detail else shown)
        self.setAccessibleDescription(detail)
        if self.shortcut() != keys:
            self.setShortcut(keys)

    def event(self, event: QEvent) -> bool:
        """Do at once what a key asks for, once however long it is held: Qt's own shows a press for 100 ms first."""
        if isinstance(event, QShortcutEvent) and not event.isAmbiguous():
            self.setShortcutAutoRepeat(event.shortcutId(), False)
            self.click()
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the direction."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange, QEvent.Type.EnabledChange):
            self._tint()

    def _tint(self) -> None:
        if self._icon_name is None:
            return
        ink = self._ink or _INKS[str(self.property("kind"))]
        if not self.isEnabled():
            ink = "muted"
        elif self.isChecked():
            ink = "on_fail" if self.property("kind") == "vote" else "on_accent"
        colour: str = getattr(theme.current().colours, ink)
        has_words = bool(self.text())
        width_px = self._side_px * (icons.GRID_PX + has_words * icons.WORDS_GAP_PX) // icons.GRID_PX
        super().setIconSize(QSize(width_px, self._side_px))
        self.setIcon(icons.icon(self._icon_name, colour, self.isRightToLeft(), has_words))
