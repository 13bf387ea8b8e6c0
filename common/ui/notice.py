"""A sentence in its place: what happened and what to do, with a button where something can be done."""

from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from common.model.errors import ErrorCode
from common.ui import theme
from common.ui.announce import announce
from common.ui.buttons import IconButton
from common.ui.errors import sentence
from common.ui.icon import IconLabel
from common.ui.text import paragraph, restyle

Tone = Literal["accent", "live", "warn", "fail"]
_ICONS: dict[str, str] = {"accent": "info", "live": "check", "warn": "warning", "fail": "error"}


class Notice(QFrame):
    """Is not seen until it has something to say; what it says is also read out."""

    acted = Signal()
    """The button was pressed."""
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "notice")
        self.error: ErrorCode | None = None
        """What it says, where that is an error."""
        self._icon = IconLabel("info", "accent_ink")
        self._text = paragraph()
        self._button = IconButton()
        self._close = IconButton(icon="close", kind="quiet")
        self._close.describe(self.tr("Dismiss"))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_PX * 2, theme.SPACE_PX, theme.SPACE_PX, theme.SPACE_PX)
        row.setSpacing(theme.SPACE_PX)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addWidget(self._button)
        row.addWidget(self._close)
        self._button.clicked.connect(self.acted)
        self._close.clicked.connect(self._dismiss)
        self.hide()

    @property
    def text(self) -> str:
        """What it says; empty while it is not seen."""
        return "" if self.isHidden() else self._text.text()

    def say(
        self, text: str, tone: Tone = "accent", action: str = "", may_dismiss: bool = False, icon: str = ""
    ) -> None:
        """Show a sentence, by its tone's icon or `icon`, and a button if `action` names one.

        Saying the same again changes nothing.
        """
        is_new = text != self.text
        self.error = None
        restyle(self, tone=tone)
        self._icon.show_icon(icon or _ICONS[tone], f"{tone}_ink")
        self._text.setText(text)
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self._close.setVisible(may_dismiss)
        self.setAccessibleName(text)
        self.show()
        if is_new:
            announce(self, text, is_urgent=tone == "fail")

    def say_error(self, code: ErrorCode, action: str = "", may_dismiss: bool = False) -> None:
        """Show the sentence of an error."""
        self.say(sentence(code), "fail", action, may_dismiss)
        self.error = code

    def clear(self) -> None:
        """Go away."""
        self.hide()
        self._text.clear()
        self.error = None

    def _dismiss(self) -> None:
        self.clear()
        self.dismissed.emit()
