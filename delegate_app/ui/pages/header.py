"""The head of the meeting page: what meeting, how good the connection, and the way out."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.text import ElidedLabel
from delegate_app.core.state import DelegateState
from delegate_app.ui.soundwords import line_figures, line_words
from delegate_app.ui.widgets.quality import Quality
from delegate_app.ui.widgets.voicechip import VoiceChip
from delegate_app.ui.wording import quality_words


class MeetingHeader(QWidget):
    """Title and symbol at the start; connection and seven quiet buttons at the end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ElidedLabel(step="title")
        self._symbol = ElidedLabel(ink="muted")
        self.quality = Quality()
        self.voice = VoiceChip()
        self.panel = IconButton(icon="panel", kind="quiet")
        self.documents = IconButton(icon="document", kind="quiet")
        self.check = IconButton(icon="health", kind="quiet")
        self.help = IconButton(icon="help", kind="quiet")
        self.devices = IconButton(icon="settings", kind="quiet")
        self.look = IconButton(icon="moon", kind="quiet")
        self.leave = IconButton(self.tr("Leave"), "leave")
        self.documents.describe(self.tr("Documents"), "Ctrl+O")
        self.check.describe(self.tr("Check headset, voice and network"), "Ctrl+K")
        self.devices.describe(self.tr("Microphone, headphone and camera"), "Ctrl+,")
        self.help.describe(self.tr("Help from a technician"), "F1")
        self.look.describe(self.tr("Light or dark colours"))
        self.leave.describe(
            self.tr("Leave the meeting"), "Ctrl+Q", self.tr("You have a few seconds to change your mind.")
        )
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._symbol)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_PX)
        row.addLayout(words, 1)
        row.addWidget(self.voice)
        row.addSpacing(theme.SPACE_PX)
        row.addWidget(self.quality)
        row.addSpacing(theme.SPACE_PX)
        for button in (self.panel, self.documents, self.help, self.check, self.devices, self.look, self.leave):
            row.addWidget(button)
        self.show_folded(False, is_narrow=True)

    def show_state(self, state: DelegateState) -> None:
        """Show the meeting's title and symbol, and the connection."""
        if state.view is None:
            return
        details = state.view.details
        self._title.setText(details.title)
        self._symbol.setText(details.symbol)
        bars, words, tone = quality_words(state)
        figures = line_figures(state.media) if state.media.round_trip_ms is not None else ""
        self.quality.show_quality(bars, words, tone, line_words(state), figures)
        self.voice.show_voice(state.voice)
        self.help.show_icon("help", "accent_ink" if state.assistance.case is not None else None)

    def show_folded(self, is_folded: bool, is_narrow: bool) -> None:
        """Say what the panel's button does next, and shorten what can be, as at first: no window is too wide by it."""
        name = self.tr("Show the side area") if is_folded else self.tr("Hide the side area")
        self.panel.describe(name, "Ctrl+L")
        self.quality.show_words(not is_narrow)
        self.voice.show_words(not is_narrow)
