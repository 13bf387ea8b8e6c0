"""The hall's microphones and its booths: what comes in, and which booth cannot interpret who speaks."""

from collections.abc import Iterator

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from common.model.ids import ChannelNumber
from common.model.interpretation import FLOOR, UN_CHANNELS
from common.model.media import channel_feed
from common.model.meeting import MeetingView
from common.model.patch import Patch
from common.protocol.operator import Levels
from common.ui import theme
from common.ui.buttons import IconButton
from room_console.ui.keys import Key
from room_console.ui.widgets.meterrow import NO_LEVEL, MeterRow
from room_console.ui.widgets.panel import Panel
from room_console.ui.wording import channel_name

NO_PATCH = Patch(floor_input=None)
_VOTE_PX = 16


class BoothRow(QWidget):
    """A line of the signal with the button of its booth, which bears the digit of its key.

    The floor has none, and keeps its place free.
    """

    vote_wanted = Signal(bool)
    """Say that it cannot interpret, or no more so."""

    def __init__(self, channel: ChannelNumber) -> None:
        super().__init__()
        self._channel = channel
        self.row = MeterRow()
        self.vote = IconButton(str(channel), "booth-off", "vote")
        self.vote.setIconSize(QSize(_VOTE_PX, _VOTE_PX))
        self.vote.setCheckable(True)
        policy = self.vote.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.vote.setSizePolicy(policy)
        self.vote.setVisible(channel != FLOOR)
        self.key = Key.CANNOT_INTERPRET.format(channel=channel)
        self.vote.clicked.connect(self._wish)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.SPACE_PX // 2)
        line.addWidget(self.row, 1)
        line.addWidget(self.vote)

    def show_booth(self, name: str, is_raised: bool, is_attached: bool) -> None:
        """Show whether it can interpret who speaks."""
        self.row.show_name(name)
        self.row.alarm(self.tr("{name}: cannot interpret").format(name=name) if is_raised else "")
        if self._channel == FLOOR:
            return
        self.vote.setChecked(is_raised)
        self.vote.setEnabled(is_attached)
        said = self.tr("{name} can interpret again") if is_raised else self.tr("{name} cannot interpret who speaks")
        self.vote.describe(said.format(name=name), self.key)

    def _wish(self, is_raised: bool) -> None:
        self.vote.setChecked(not is_raised)
        self.vote_wanted.emit(is_raised)


class InputsPanel(Panel):
    """A line for each channel."""

    vote_wanted = Signal(int, bool)
    """The booth of this channel cannot interpret, or no more so."""

    def __init__(self) -> None:
        super().__init__()
        self.name_it(self.tr("Hall inputs"))
        self.booths = {channel.number: BoothRow(channel.number) for channel in UN_CHANNELS}
        self.rows = {number: booth.row for number, booth in self.booths.items()}
        for number, booth in self.booths.items():
            booth.vote_wanted.connect(lambda is_raised, n=number: self.vote_wanted.emit(int(n), is_raised))
            booth.hide()
            self.body.addWidget(booth)
        self.body.addStretch()

    def show_by_line(self, view: MeetingView, is_attached: bool) -> Iterator[None]:
        """Show which port carries which channel, and which booth cannot interpret, a line at a time."""
        patch = view.patch or NO_PATCH
        channels = {channel.number: channel for channel in view.details.channels}
        for number, booth in self.booths.items():
            booth.setVisible(number in channels)
            if number not in channels:
                continue
            port = patch.floor_input if number == FLOOR else patch.booth_inputs.get(number)
            is_raised = is_attached and number in view.cannot_interpret
            booth.show_booth(channel_name(channels[number]), is_raised, is_attached)
            booth.row.port.show_port(port, self.tr("input"))
            booth.row.dim(port is None)
            yield

    def show_levels(self, levels: Levels) -> None:
        """Move the meters."""
        for number, row in self.rows.items():
            row.set_level(levels.feeds.get(channel_feed(number), NO_LEVEL))
