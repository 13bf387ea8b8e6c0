"""The time of single delegations, a line each: `Switzerland = 7:00`."""

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from common.model.names import clean_line
from common.ui import theme
from common.ui.speechreading import duration
from room_console.ui.office.fields import named
from room_console.ui.widgets.timespin import seconds_of

_HEIGHT_PX = 72


class DelegationTimes(QWidget):
    """What stands in a line that is none is a `fault`, and none of the `times`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.times: dict[str, int] = {}
        self.fault = ""
        self.text = QPlainTextEdit(placeholderText=self.tr("Switzerland = 7:00"))
        self.text.setTabChangesFocus(True)
        self.text.textChanged.connect(self._read)
        field = named(self.tr("Delegations with a time of their own, one a line"), self.text)
        self.text.setFixedHeight(theme.current().scaled_px(_HEIGHT_PX))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(field)

    def show_times(self, times: Mapping[str, int]) -> None:
        """Show these."""
        with QSignalBlocker(self.text):
            self.text.setPlainText("\n".join(f"{name} = {duration(s)}" for name, s in sorted(times.items())))
        self.times, self.fault = dict(times), ""

    def _read(self) -> None:
        self.times, self.fault = {}, ""
        for line in filter(str.strip, self.text.toPlainText().splitlines()):
            name, _, time = line.rpartition("=")
            limit_s = seconds_of(time)
            if not clean_line(name) or limit_s is None or clean_line(name) in self.times:
                self.fault = self.fault or line.strip()
            else:
                self.times[clean_line(name)] = limit_s
        self.changed.emit()
