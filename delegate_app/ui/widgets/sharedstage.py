"""A shared screen on the stage: large, with the speaker's picture and name in a column beside it; or the other way."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from common.ui import theme
from common.ui.pictureview import PictureView
from common.ui.text import ElidedLabel

SWAP_KEYS = "Ctrl+Shift+X"
COLUMN_SHARE = 0.22
_LEAST_COLUMN_PX = 132


class SharedStage(QWidget):
    """Lays out a stage while a screen is shared; it covers nothing of the screen."""

    def __init__(self, stage: QWidget, speaker: PictureView) -> None:
        super().__init__(stage)
        self.picture = PictureView(self.tr("The shared screen"), "screen", stage)
        self.picture.most_hidden = 0.0
        self.picture.set_placeholder(self.tr("The screen is coming."))
        self.picture.hide()
        self.is_shown = False
        self._speaker = speaker
        self._is_swapped = False
        self.words = [ElidedLabel(is_bold=number == 1) for number in range(3)]
        """What they do, for whom they sit here, and their name."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for line in self.words:
            column.addWidget(line)
        column.addStretch()
        self.hide()
        self._keys = QShortcut(QKeySequence(SWAP_KEYS), stage)
        self._keys.activated.connect(self.swap)
        self._keys.setEnabled(False)

    def show_shared(self, is_shown: bool, words: tuple[str, ...]) -> None:
        """Show a screen beside who speaks, or none; `words` of them line by line."""
        for number, line in enumerate(self.words):
            text = words[number] if number < len(words) else ""
            line.setText(text)
            line.setVisible(bool(text))
        if is_shown != self.is_shown:
            self.is_shown = is_shown
            self._keys.setEnabled(is_shown)
            self.picture.setVisible(is_shown)
            self.setVisible(is_shown)
            if not is_shown:
                self.picture.show_image(None)

    def swap(self) -> None:
        """Show the speaker large and the screen small, or as before."""
        self._is_swapped = not self._is_swapped
        self.place(self._stage().rect())

    def place(self, space: QRect) -> QRect:
        """Lay out; return what is left of the column for one's own picture."""
        gap = theme.SPACE_PX
        width = max(_LEAST_COLUMN_PX, round(space.width() * COLUMN_SHARE))
        left = 0 if self.isRightToLeft() else space.width() - width
        large = QRect(width + gap if self.isRightToLeft() else 0, 0, space.width() - width - gap, space.height())
        small = QRect(left, 0, width, width * 9 // 16)
        first, second = (self._speaker, self.picture) if self._is_swapped else (self.picture, self._speaker)
        first.setGeometry(large)
        second.setGeometry(small)
        foot_px = width * 9 // 16 + gap
        top = small.bottom() + gap
        self.setGeometry(left, top, width, max(0, space.height() - top - foot_px - gap))
        return QRect(left, space.height() - foot_px, width, foot_px)

    def _stage(self) -> QWidget:
        stage = self.parentWidget()
        assert stage is not None
        return stage
