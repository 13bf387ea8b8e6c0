"""One line of the signal: port, name, meter, figure."""

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from common.model.units import LEVELS_HZ, SILENCE_DBFS
from common.protocol.operator import Level
from common.ui import theme
from common.ui.levelmeter import LevelMeter
from common.ui.text import ElidedLabel, label, restyle
from room_console.ui.widgets.figure import Figure
from room_console.ui.wording import decibels

_FIGURES_EVERY = LEVELS_HZ // 4
NO_LEVEL = Level(SILENCE_DBFS, SILENCE_DBFS)


class PortTag(Figure):
    """The number of a port, or that there is none."""

    def __init__(self) -> None:
        super().__init__("88", ink="muted")

    def show_port(self, port: int | None, kind: str) -> None:
        """Show a port; `kind` says of what."""
        self.show_text(str(port) if port is not None else "–", "muted")
        named = self.tr("{kind} {port}").format(kind=kind, port=port) if port is not None else self.tr("not patched")
        self.setToolTip(named)
        self.setAccessibleName(named)


class MeterRow(QWidget):
    """A meter with its name in front and the held peak, in dBFS, behind; the figure changes four times a second."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.port = PortTag()
        self.name = ElidedLabel(name)
        self.meter = LevelMeter()
        self.figure = Figure("−88")
        self.unit = label(self.tr("dB"), "small", "muted")
        self._ticks = 0
        self.said = ElidedLabel(ink="fail", is_bold=True)
        self.said.hide()
        self.name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 1)
        row.setSpacing(theme.SPACE_PX)
        row.addWidget(self.port)
        row.addWidget(self.name, 1)
        row.addWidget(self.said, 1)
        row.addWidget(self.meter, 1)
        row.addWidget(self.figure)
        row.addWidget(self.unit)

    def show_name(self, name: str) -> None:
        """Name the line."""
        if name != self.name.text():
            self.name.setText(name)
            self.meter.setAccessibleName(self.tr("Level of {name}").format(name=name))

    def set_level(self, level: Level) -> None:
        """Show a level."""
        self.meter.set_level(level.rms_dbfs, level.peak_dbfs)
        self._ticks += 1
        if self._ticks % _FIGURES_EVERY == 1:
            self.figure.show_text(decibels(self.meter.held_dbfs))

    def clear(self) -> None:
        """Show silence, dimmed: nothing is known."""
        self.meter.clear()
        self.figure.show_text("–")
        self._ticks = 0

    def alarm(self, words: str) -> None:
        """Say what must be acted on now in place of name and level, so that nothing else moves; empty ends that."""
        self.said.setText(words)
        self.said.setVisible(bool(words))
        for part in (self.name, self.meter, self.figure, self.unit):
            part.setVisible(not words)

    def dim(self, is_dim: bool) -> None:
        """Write the name small where nothing is patched."""
        restyle(self.name, ink="muted" if is_dim else "text")
