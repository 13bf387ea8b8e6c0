"""Says, in the head of the window, that something is done to one's voice."""

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from common.ui import theme
from common.ui.icon import IconLabel
from common.ui.text import label
from delegate_app.core.state import VoiceState
from delegate_app.ui.soundwords import voice_figures, voice_words


class VoiceChip(QWidget):
    """An icon and a few words; is not seen while the voice is sent as it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel("volume", "accent_ink")
        self._words = label(ink="accent")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_PX // 2)
        row.addWidget(self._icon)
        row.addWidget(self._words)
        self.hide()

    def show_voice(self, voice: VoiceState) -> None:
        """Show what is done."""
        words = voice_words(voice)
        self._words.setText(words)
        self.setAccessibleName(words)
        self.setAccessibleDescription(voice_figures(voice))
        self.setToolTip(f"{words}\n{voice_figures(voice)}")
        self.setVisible(bool(words))

    def show_words(self, are_shown: bool) -> None:
        """Leave the words out where there is little room; the accessible name stays."""
        self._words.setVisible(are_shown)
