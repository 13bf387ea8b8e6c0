"""Another device for the hall's sound: those there are, one chosen, and changed to by a held button."""

from PySide6.QtCore import QEvent, QSignalBlocker, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from common.model.errors import ConferenceError
from common.model.hall import sound_system_of
from common.model.patch import Patch, faults
from common.protocol.operator import ChangeHall, Device, Devices
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.flow import FlowLayout
from common.ui.notice import Notice, Tone
from common.ui.text import isolated, label, paragraph
from room_console.ui.devicewords import change_refusal, device_word, devices_word, missing_word, rate_word, stopped_word
from room_console.ui.state import ConsoleState
from room_console.ui.tables.devicesmodel import DevicesModel
from room_console.ui.tables.programmetable import ProgrammeTable
from room_console.ui.widgets.hold import HoldButton
from room_console.ui.wording import refusal

LOOK_AGAIN_MS = 5_000
TABLE_PX, CAMERAS_PX = 150, 440
"""The least height of the list; the height of it all below which the cameras make room."""


class HallDevicePane(QWidget):
    """Asks for the list while it is seen. What is chosen stays chosen while the list changes round it."""

    devices_wanted = Signal()
    change_wanted = Signal(object)
    """A `ChangeHall`."""

    def __init__(self) -> None:
        super().__init__()
        self._patch: Patch | None = None
        self._used = ("", "")
        self._listed: Devices | None = None
        self._unlisted = self._stopped = ""
        """Why the last list did not come; why the device in use does not run."""
        self._is_attached = self._is_changing = False
        self.model = DevicesModel()
        self.table = ProgrammeTable(self.model, self.tr("Sound devices of the console's machine"), first_to_go=(4, 0))
        self.output = QComboBox()
        self.output.setAccessibleName(self.tr("Sound goes out by"))
        self.output.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.output.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.notice = Notice()
        self._said: tuple[str, Tone] | None = None
        """Of the last change; what is chosen next makes it void."""
        self.detail = paragraph(ink="muted")
        self.cameras = paragraph(step="small", ink="muted")
        self.change = HoldButton(self.tr("Hold to change"), "hall", "primary")
        self.again = IconButton(self.tr("List again"), "refresh")
        self._timer = QTimer(self, interval=LOOK_AGAIN_MS)
        self._describe()
        self._lay_out()
        self._connect()
        self._look()

    @property
    def chosen(self) -> Device | None:
        """The device that is selected in the list."""
        row = self.table.row
        return self.model.rows[row] if row is not None and row < len(self.model.rows) else None

    def show_state(self, state: ConsoleState) -> None:
        """Take what is in use, and the patch that another must fit."""
        self._is_attached = state.is_attached
        if state.health is not None:
            self._used = (state.health.hall_device, state.health.hall_output or state.health.hall_device)
            self._stopped = "" if state.health.hall_is_running else stopped_word(state.health.hall_fault)
        self._patch = state.view.patch if state.view is not None else None
        self._show_list()

    def show_devices(self, devices: Devices) -> None:
        """List what there is now."""
        self._listed, self._unlisted = devices, ""
        cameras = ", ".join(isolated(name) for name in devices.cameras)
        self.cameras.setText(self.tr("Cameras: {cameras}").format(cameras=cameras) if cameras else "")
        self._show_list()

    def show_unlisted(self, error: ConferenceError) -> None:
        """Say why there is no list."""
        self._unlisted = refusal(error)
        self._look()

    def show_changing(self) -> None:
        """Say that the other device is being opened; nothing else is asked meanwhile."""
        self._is_changing = True
        device = self.chosen
        said = self.tr("{device} is being opened. Until it runs, the hall goes on as it was.")
        self._said = said.format(device=device_word(device.name) if device is not None else ""), "accent"
        self._look()

    def show_changed(self) -> None:
        """Take that the hall's sound goes by the other device."""
        self._is_changing = False
        self._said = None
        self._look()

    def show_refused(self, error: ConferenceError) -> None:
        """Say why it does not."""
        self._is_changing = False
        self._said = change_refusal(error), "warn"
        self._look()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the list now and from time to time."""
        super().showEvent(event)
        self._want_list()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask no more while nobody looks."""
        super().hideEvent(event)
        self._timer.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room to the list where there is little."""
        super().resizeEvent(event)
        look = theme.current()
        self.table.setMinimumHeight(look.scaled_px(TABLE_PX))
        self.cameras.setVisible(bool(self.cameras.text()) and self.height() >= look.scaled_px(CAMERAS_PX))

    def changeEvent(self, event: QEvent) -> None:
        """Fit the list to another size of text."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.table.fit()

    def _describe(self) -> None:
        self.change.describe(
            self.tr("Let the hall's sound go by the device that is chosen"),
            detail=self.tr("Hold for a second: the hall's sound goes over, and everybody far away stays"),
        )
        self.again.describe(self.tr("List the sound devices and cameras of the console's machine again"))

    def _lay_out(self) -> None:
        out = QHBoxLayout()
        out.setSpacing(theme.SPACE_PX)
        caption = label(self.tr("Output"))
        caption.setBuddy(self.output)
        out.addWidget(caption)
        out.addWidget(self.output, 1)
        verbs = QWidget()
        buttons = FlowLayout(verbs)
        for button in (self.change, self.again):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        column.addWidget(self.detail)
        column.addWidget(self.table, 1)
        column.addLayout(out)
        column.addWidget(self.notice)
        column.addWidget(self.cameras)
        column.addWidget(verbs)

    def _connect(self) -> None:
        self._timer.timeout.connect(self._want_list)
        self.again.clicked.connect(self.devices_wanted)
        self.table.selectionModel().currentChanged.connect(self._choose)
        self.output.activated.connect(self._choose_output)
        self.change.held.connect(self._change)

    def _want_list(self) -> None:
        if self._is_attached and not self._is_changing:
            self.devices_wanted.emit()

    def _show_list(self) -> None:
        """List the devices, the one in use marked, the one chosen still chosen."""
        rows = self._listed.audio if self._listed is not None else ()
        name = self.chosen.name if self.chosen is not None else self._used[0]
        self.model.show(rows, next((d for d in rows if d.name == self._used[0]), None))
        row = next((n for n, device in enumerate(rows) if device.name == name), None)
        if row is not None and row != self.table.row:
            self.table.select(row)
        self._offer_outputs()
        self._look()

    def _choose(self) -> None:
        self._offer_outputs()
        self._choose_output()

    def _choose_output(self) -> None:
        if not self._is_changing:
            self._said = None
        self._look()

    def _offer_outputs(self) -> None:
        """Offer the same device, and the others of its sound system that have outputs."""
        chosen, kept = self.chosen, self.output.currentData()
        system = sound_system_of(chosen.name) if chosen is not None else ""
        others = [d for d in self.model.rows if system and d.outputs and sound_system_of(d.name) == system]
        with QSignalBlocker(self.output):
            self.output.clear()
            self.output.addItem(self.tr("The same device"), "")
            for device in others:
                if chosen is not None and device.name != chosen.name:
                    self.output.addItem(device_word(device.name), device.name)
            self.output.setCurrentIndex(max(0, self.output.findData(kept)))
        self.output.setEnabled(self.output.count() > 1)

    def _wish(self) -> ChangeHall | None:
        chosen = self.chosen
        if chosen is None:
            return None
        return ChangeHall(input=chosen.name, output=self.output.currentData() or chosen.name)

    def _fault(self) -> str:
        """Say why what is chosen can't be, before it is asked for; the core looks too."""
        wish, listed = self._wish(), {d.name: d for d in self.model.rows}
        if self._unlisted:
            return self._unlisted
        if self._listed is not None and self._listed.fault:
            return self.tr("The sound devices can't be listed: {reason}.").format(reason=isolated(self._listed.fault))
        if wish is None or self._patch is None:
            return ""
        if not listed[wish.input].inputs:
            return self.tr("This device has no inputs: sound can only go out by it.")
        found = faults(self._patch, listed[wish.input].inputs, listed[wish.output].outputs)
        return missing_word(found) if found else ""

    def _look(self) -> None:
        wish, fault = self._wish(), self._fault()
        self.detail.setText(self._described())
        stopped: tuple[str, Tone] | None = (self._stopped, "fail") if self._stopped else None
        if (said := self._said or ((fault, "warn") if fault else stopped)) is not None:
            self.notice.say(*said)
        elif self.notice.text:
            self.notice.clear()
        is_other = wish is not None and (wish.input, wish.output) != self._used
        self.change.setEnabled(self._is_attached and is_other and not fault and not self._is_changing)
        self.again.setEnabled(self._is_attached and not self._is_changing)
        self.table.setEnabled(not self._is_changing)
        if wish is not None:
            self.change.setToolTip(devices_word(wish.input, wish.output))

    def _described(self) -> str:
        """Say all of what is chosen: the list may be too narrow for it."""
        device = self.chosen
        if device is None:
            return self.tr("Choose a device. The meeting goes on meanwhile.")
        if not (system := sound_system_of(device.name)):
            return device_word(device.name)
        ports = self.tr("{inputs} in, {outputs} out").format(inputs=device.inputs, outputs=device.outputs)
        return " · ".join((device_word(device.name), isolated(system), ports, rate_word(device.sample_rate_hz)))

    def _change(self) -> None:
        if (wish := self._wish()) is not None:
            self.change_wanted.emit(wish)
