"""The hall's device, and the patch: tried in the fields, applied by a held button, taken back by another."""

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from common.model.interpretation import Channel
from common.model.patch import Patch, faults
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.flow import FlowLayout
from common.ui.notice import Notice
from common.ui.text import ElidedLabel
from room_console.ui.devicewords import devices_word
from room_console.ui.keys import Key, native
from room_console.ui.panels.halldevice import HallDevicePane
from room_console.ui.panels.patchgrid import PatchGrid
from room_console.ui.state import ConsoleState
from room_console.ui.widgets.hold import HoldButton
from room_console.ui.widgets.panel import scrolled
from room_console.ui.widgets.portspin import MOST_PORTS
from room_console.ui.wording import fault


class PatchPanel(QWidget):
    """What is edited stays until it is applied or taken back, whatever the core says meanwhile."""

    apply_wanted = Signal(object)
    """A `Patch`."""

    def __init__(self) -> None:
        super().__init__()
        self._patch: Patch | None = None
        self._channels: tuple[Channel, ...] = ()
        self._is_attached = False
        self._ports = (MOST_PORTS, MOST_PORTS)
        self.device = ElidedLabel(is_bold=True)
        self.switch = IconButton(self.tr("Change"), "hall")
        self.switch.setCheckable(True)
        self.switch.describe(
            self.tr("Another sound device for the hall, while the meeting runs"), detail=native(Key.HALL_DEVICE)
        )
        self.pane = HallDevicePane()
        self.notice, self.refusals = Notice(), Notice()
        self.grid = PatchGrid()
        self.apply = HoldButton(self.tr("Hold to apply"), "patch", "primary")
        self.apply.describe(
            self.tr("Apply this patch"), detail=self.tr("Hold for a second: it changes the hall's sound at once")
        )
        self.revert = IconButton(self.tr("Take back"), "close", "quiet")
        self.revert.describe(self.tr("Take back what was changed and not applied"))
        self._lay_out()
        self.grid.edited.connect(self._look)
        self.apply.held.connect(lambda: self.apply_wanted.emit(self.grid.patch()))
        self.revert.clicked.connect(self._take_back)
        self.switch.toggled.connect(self.show_pane)

    @property
    def is_edited(self) -> bool:
        """Tell whether the fields say something else than the core."""
        return self._patch is not None and self.grid.patch() != self._patch

    def show_state(self, state: ConsoleState) -> None:
        """Show the patch in force, unless another is being edited."""
        for _ in self.show_by_row(state):
            pass

    def show_by_row(self, state: ConsoleState) -> Iterator[None]:
        """Show the same; where there are other fields than before, they are made a row at a time."""
        self._is_attached = state.is_attached
        if state.health is not None:
            self.device.setText(devices_word(state.health.hall_device, state.health.hall_output))
            self._ports = (state.health.hall_inputs or MOST_PORTS, state.health.hall_outputs or MOST_PORTS)
        if state.view is not None and state.view.patch is not None and state.view.patch != self._patch:
            was_edited = self.is_edited and self.grid.patch() != state.view.patch
            if not was_edited:
                yield from self.grid.show_by_row(state.view.patch, state.view.details.channels)
            self._patch, self._channels = state.view.patch, state.view.details.channels
        self.pane.show_state(state)
        self._look()

    def show_pane(self, is_open: bool) -> None:
        """Show the devices in the place of the patch, or the patch again."""
        for part in (self.area, self.verbs):
            part.setVisible(not is_open)
        self.devices.setVisible(is_open)
        self.switch.setChecked(is_open)
        self._look()
        (self.pane.table if is_open else self.switch).setFocus()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE_PX)
        top.addWidget(ElidedLabel(self.tr("Hall device"), ink="muted"), 1)
        top.addWidget(self.device, 2)
        top.addWidget(self.switch)
        self.verbs = QWidget()
        buttons = FlowLayout(self.verbs)
        buttons.addWidget(self.apply)
        buttons.addWidget(self.revert)
        self.area = scrolled(self.grid, self.tr("Patch"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACE_PX, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        column.addLayout(top)
        column.addWidget(self.notice)
        column.addWidget(self.refusals)
        column.addWidget(self.area, 1)
        column.addWidget(self.verbs)
        self.devices = scrolled(self.pane, self.tr("Hall device"))
        self.devices.hide()
        column.addWidget(self.devices, 1)

    def _take_back(self) -> None:
        if self._patch is not None:
            self.grid.show_patch(self._patch, self._channels)
        self.notice.clear()
        self._look()

    def _look(self) -> None:
        wrong = faults(self.grid.patch(), *self._ports) if self._patch is not None else []
        self.grid.mark(*self._ports)
        if self.switch.isChecked():
            self.notice.clear()
        elif wrong:
            self.notice.say("; ".join(dict.fromkeys(fault(text) for text in wrong)), "fail")
        elif self.is_edited:
            self.notice.say(self.tr("Changed and not applied yet."), "warn")
        elif self.notice.text:
            self.notice.clear()
        self.apply.setEnabled(self._is_attached and self.is_edited and not wrong)
        self.revert.setEnabled(self.is_edited)
        self.switch.setEnabled(self._is_attached)
