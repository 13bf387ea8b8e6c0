"""What shall be done to one's voice: by what one hears, and two wishes that are off until they are made."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QSizePolicy, QVBoxLayout, QWidget

from common.ui import theme
from common.ui.text import label, paragraph, restyle
from delegate_app.core.settings import HearsBy
from delegate_app.core.state import VoiceState
from delegate_app.ui.soundwords import echo_warning


class HearingChoice(QWidget):
    """By what one hears, and what follows from it."""

    picked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QComboBox()
        self.box.setAccessibleName(self.tr("I listen with"))
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(12)
        self.box.addItem(self.tr("As the device says"), HearsBy.AUTOMATIC)
        self.box.addItem(self.tr("Headset or headphones"), HearsBy.HEADSET)
        self.box.addItem(self.tr("Loudspeaker"), HearsBy.LOUDSPEAKER)
        self.box.activated.connect(self.picked)
        self.words = paragraph(ink="muted")
        title = label(self.tr("I listen with"), is_bold=True)
        title.setBuddy(self.box)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX // 2)
        for widget in (title, self.box, self.words):
            column.addWidget(widget)

    @property
    def hears_by(self) -> HearsBy:
        """What is chosen."""
        return HearsBy(self.box.currentData())

    def show_voice(self, voice: VoiceState) -> None:
        """Show the choice and its effect."""
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(self.box.findData(voice.hears_by))
        if warning := echo_warning(voice):
            text, ink = warning, "fail"
        elif voice.processing.removes_echo:
            text, ink = self.tr("Echo is being removed. A headset sounds better still."), "live"
        elif voice.is_loudspeaker:
            text, ink = self.tr("The echo of your loudspeaker will be removed."), "muted"
        else:
            text, ink = self.tr("Your voice is sent as it is."), "muted"
        self.words.setText(text)
        restyle(self.words, ink=ink)


class VoiceWishes(QWidget):
    """Two switches for the voice, with a word of warning."""

    picked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.noise = QCheckBox(self.tr("Reduce noise"))
        self.gain = QCheckBox(self.tr("Level out my volume"))
        advice = self.tr("Interpreters need your natural voice: leave both off unless you are asked.")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX // 2)
        for box in (self.noise, self.gain):
            box.setAccessibleDescription(advice)
            box.clicked.connect(self.picked)
            column.addWidget(box)
        column.addWidget(paragraph(advice, "small", "muted"))

    def show_voice(self, voice: VoiceState) -> None:
        """Show what is wished for."""
        self.noise.setChecked(voice.reduces_noise)
        self.gain.setChecked(voice.levels_gain)
