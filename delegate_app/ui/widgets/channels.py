"""Which language one hears: one click each; the original under it, and how loud."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QSlider,
    QWidget,
)

from common.model.ids import ChannelNumber
from common.model.interpretation import FLOOR, Channel
from common.model.meeting import OwnState
from common.ui import theme
from common.ui.flow import FlowLayout
from common.ui.icon import IconLabel
from common.ui.text import label
from delegate_app.ui.wording import channel_name

STEPS = 100
_SLIDER_PX = 88
MADE_AHEAD = 8
"""Buttons that are there, and dressed, before it is known which channels a meeting has."""


class LevelSlider(QWidget):
    """A slider from 0 to 1 with a word or an icon before it."""

    chosen = Signal(float)

    def __init__(self, name: str, caption: str = "", icon: str = "", is_wide: bool = False) -> None:
        super().__init__()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, STEPS)
        self.slider.setPageStep(STEPS // 10)
        self.slider.setMinimumWidth(_SLIDER_PX)
        if not is_wide:
            self.slider.setMaximumWidth(_SLIDER_PX)
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.slider.setAccessibleName(name)
        self.slider.setToolTip(name)
        self.slider.valueChanged.connect(lambda value: self.chosen.emit(value / STEPS))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_PX)
        row.addWidget(IconLabel(icon, "muted") if icon else label(caption, "small", "muted"))
        row.addWidget(self.slider, 1)

    def show_level(self, level: float) -> None:
        """Show a level, unless the user holds the slider."""
        if not self.slider.isSliderDown():
            with QSignalBlocker(self.slider):
                self.slider.setValue(round(level * STEPS))


class ChannelRow(QFrame):
    """The channels side by side, then the two levels; in two lines where one is too short."""

    channel_chosen = Signal(int)
    original_chosen = Signal(float)
    volume_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.setAccessibleName(self.tr("What you hear"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._channels: tuple[Channel, ...] = ()
        self._wanted: ChannelNumber | None = None
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self._clicked)
        self._buttons = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._buttons.setSizePolicy(policy)
        self._flow = FlowLayout(self._buttons, theme.SPACE_PX // 2)
        self._spare = [self._make() for _ in range(MADE_AHEAD)]
        self.original = LevelSlider(self.tr("Original under the interpretation"), caption=self.tr("Original"))
        self.volume = LevelSlider(self.tr("Volume of the headphone"), icon="volume")
        self.original.chosen.connect(self.original_chosen)
        self.volume.chosen.connect(self.volume_chosen)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_PX)
        head.addWidget(IconLabel("headphones", "muted"))
        head.addWidget(self._buttons, 1)
        levels = QHBoxLayout()
        levels.setSpacing(theme.SPACE_PX * 2)
        levels.addWidget(self.original)
        levels.addWidget(self.volume)
        levels.addStretch()
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(theme.SPACE_PX * 2, theme.SPACE_PX, theme.SPACE_PX * 2, theme.SPACE_PX)
        self._box.setSpacing(theme.SPACE_PX * 2)
        self._box.addLayout(head, 1)
        self._box.addLayout(levels)

    def show_channels(self, channels: Sequence[Channel], own: OwnState | None, volume: float) -> bool:
        """Show the channels there are, the one heard, and the levels; tell whether the buttons are new."""
        is_new = tuple(channels) != self._channels
        if is_new:
            self._build(tuple(channels))
        self.volume.show_level(volume)
        if own is not None:
            self._show_own(own)
        return is_new

    def measured(self) -> Iterator[None]:
        """Work out one at a time how large the buttons want to be, which Qt then knows: all at once takes 5 ms."""
        for button in self._group.buttons():
            yield
            button.sizeHint()

    def controls(self) -> list[QWidget]:
        """Return the controls in the order of reading."""
        return [*self._group.buttons(), self.original.slider, self.volume.slider]

    def _show_own(self, own: OwnState) -> None:
        if self._wanted == own.channel:
            self._wanted = None
        if self._wanted is None and (button := self._group.button(own.channel)) is not None:
            button.setChecked(True)
        self.original.setEnabled(own.channel != FLOOR)
        self.original.show_level(own.original_level)

    def forget_wish(self) -> None:
        """Go back to the channel that is heard: the one wanted was refused."""
        self._wanted = None

    def focus_chosen(self) -> None:
        """Put the focus on the channel that is heard."""
        if (button := self._group.checkedButton()) is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def arrange(self, width_px: int) -> None:
        """Choose one line or two for a width."""
        needed = self._flow.sizeHint().width() + self.original.sizeHint().width() + self.volume.sizeHint().width()
        is_wide = needed + theme.SPACE_PX * 13 <= width_px
        direction = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        self._box.setDirection(direction)

    def _build(self, channels: tuple[Channel, ...]) -> None:
        self._channels = channels
        self._group.setExclusive(False)
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._flow.removeWidget(button)
            button.setChecked(False)
            button.hide()
            self._spare.append(button)
        self._group.setExclusive(True)
        for channel in channels:
            name = channel_name(channel)
            button = self._spare.pop(0) if self._spare else self._make()
            button.setText(name)
            keys = QKeySequence(f"Ctrl+{channel.number}")
            button.setShortcut(keys)
            button.setToolTip(f"{name} ({keys.toString(QKeySequence.SequenceFormat.NativeText)})")
            button.setAccessibleName(self.tr("Listen to {channel}").format(channel=name))
            self._group.addButton(button, channel.number)
            self._flow.addWidget(button)
            button.show()

    def _make(self) -> QAbstractButton:
        button = QPushButton(self._buttons)
        button.setProperty("kind", "quiet")
        button.setCheckable(True)
        button.hide()
        return button

    def _clicked(self, number: int) -> None:
        self._wanted = ChannelNumber(number)
        self.channel_chosen.emit(number)
