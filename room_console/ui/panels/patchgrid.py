"""The fields of the patch, and the patch that they make."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from common.model.ids import ChannelNumber, SlotNumber
from common.model.interpretation import FLOOR, Channel
from common.model.patch import Patch, SlotPatch
from common.ui import theme
from common.ui.text import ElidedLabel
from room_console.ui.widgets.portspin import PortSpin
from room_console.ui.wording import channel_name


class PatchGrid(QWidget):
    """Inputs beside outputs, and under them a line for each slot."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._inputs: dict[ChannelNumber, PortSpin] = {}
        self._slots: dict[SlotNumber, tuple[PortSpin, PortSpin, PortSpin]] = {}
        self._loudspeakers = self._spin(self.tr("Output to the loudspeakers"))
        self._interpreters = self._spin(self.tr("Output to the interpreters"))
        self.prelisten = self._spin(self.tr("Output for pre-listening"))
        self.talkback = self._spin(self.tr("Input of the talkback microphone"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, theme.SPACE_PX, 0)
        self._column.setSpacing(theme.SPACE_PX)
        self._top, self._bottom = _grid(), _grid()
        self._column.addLayout(self._top)
        self._column.addLayout(self._bottom)
        self._column.addStretch()
        self._drawn: tuple[tuple[Channel, ...], tuple[SlotNumber, ...]] | None = None

    def show_patch(self, patch: Patch, channels: Sequence[Channel]) -> None:
        """Show a patch, in place of whatever was edited."""
        for _ in self.show_by_row(patch, channels):
            pass

    def show_by_row(self, patch: Patch, channels: Sequence[Channel]) -> Iterator[None]:
        """Show the same; where there are other fields than before, they are made a row at a time."""
        shape = (tuple(channels), tuple(sorted(patch.slots)))
        if shape == self._drawn:
            self._fill(patch)
            return
        self._drawn = None
        inputs, slots = dict[ChannelNumber, PortSpin](), dict[SlotNumber, tuple[PortSpin, PortSpin, PortSpin]]()
        for channel in channels:
            inputs[channel.number] = self._spin(self.tr("Input of {name}").format(name=channel_name(channel)))
            yield
        for number in shape[1]:
            slots[number] = self._slot_spins(number)
            yield
        self._clear()
        self._inputs, self._slots = inputs, slots
        self._fill(patch)
        yield
        self._place_top(channels)
        yield
        self._place_bottom()
        self._order()
        self._drawn = shape

    def _fill(self, patch: Patch) -> None:
        with _quiet(self.spins()):
            for number, spin in self._inputs.items():
                spin.show_port(patch.floor_input if number == FLOOR else patch.booth_inputs.get(number))
            self._loudspeakers.show_port(patch.loudspeakers_output)
            self._interpreters.show_port(patch.interpreters_output)
            self.prelisten.show_port(patch.prelisten_output)
            self.talkback.show_port(patch.talkback_input)
            for slot, (send, back, desk) in self._slots.items():
                send.show_port(patch.slots[slot].send_output)
                back.show_port(patch.slots[slot].return_output)
                desk.show_port(patch.slots[slot].return_input)

    def patch(self) -> Patch:
        """Return the patch as it stands in the fields."""
        booths = {n: s.port for n, s in self._inputs.items() if n != FLOOR}
        return Patch(
            floor_input=self._inputs[FLOOR].port if FLOOR in self._inputs else None,
            booth_inputs={n: port for n, port in booths.items() if port is not None},
            loudspeakers_output=self._loudspeakers.port,
            interpreters_output=self._interpreters.port,
            slots={n: SlotPatch(*(spin.port for spin in spins)) for n, spins in self._slots.items()},
            prelisten_output=self.prelisten.port,
            talkback_input=self.talkback.port,
        )

    def mark(self, inputs: int, outputs: int) -> None:
        """Mark the fields whose port does not exist, or is an output used twice."""
        patch = self.patch()
        used, heard = patch.output_ports(), patch.hall_inputs()
        for spin in self._input_spins():
            spin.mark(spin.value() > inputs)
        self.talkback.mark(self.talkback.value() > inputs or self.talkback.value() in heard)
        for spin in self._output_spins():
            spin.mark(spin.value() > outputs or (spin.value() > 0 and used.count(spin.value()) > 1))

    def spins(self) -> list[PortSpin]:
        """Return every field."""
        return [*self._input_spins(), *self._output_spins()]

    def _input_spins(self) -> Iterator[PortSpin]:
        yield from self._inputs.values()
        yield self.talkback
        yield from (desk for _, _, desk in self._slots.values())

    def _output_spins(self) -> Iterator[PortSpin]:
        yield from self._hall_outputs()
        for send, back, _ in self._slots.values():
            yield from (send, back)

    def _hall_outputs(self) -> tuple[PortSpin, PortSpin, PortSpin]:
        return self._loudspeakers, self._interpreters, self.prelisten

    def _clear(self) -> None:
        for spin in (*self._inputs.values(), *(s for spins in self._slots.values() for s in spins)):
            spin.deleteLater()
        _empty(self._top, keep=(*self._hall_outputs(), self.talkback))
        _empty(self._bottom)

    def _place_top(self, channels: Sequence[Channel]) -> None:
        self._heads(self._top, (self.tr("Hall inputs"), "", self.tr("Hall outputs"), ""))
        for row, channel in enumerate(channels, start=1):
            self._top.addWidget(ElidedLabel(channel_name(channel)), row, 0)
            self._top.addWidget(self._inputs[channel.number], row, 1)
        self._top.addWidget(ElidedLabel(self.tr("Talkback")), len(channels) + 1, 0)
        self._top.addWidget(self.talkback, len(channels) + 1, 1)
        names = (self.tr("Loudspeakers"), self.tr("Interpreters"), self.tr("Pre-listen"))
        for row, (name, spin) in enumerate(zip(names, self._hall_outputs(), strict=True), start=1):
            self._top.addWidget(ElidedLabel(name), row, 2)
            self._top.addWidget(spin, row, 3)

    def _place_bottom(self) -> None:
        self._heads(self._bottom, ("", self.tr("Send"), self.tr("Return"), self.tr("Return in")))
        for row, (number, spins) in enumerate(self._slots.items(), start=1):
            self._bottom.addWidget(ElidedLabel(self.tr("Slot {number}").format(number=number)), row, 0)
            for column, spin in enumerate(spins, start=1):
                self._bottom.addWidget(spin, row, column)

    def _heads(self, grid: QGridLayout, heads: tuple[str, str, str, str]) -> None:
        for column, head in enumerate(heads):
            if head:
                grid.addWidget(ElidedLabel(head, "small", "muted"), 0, column)

    def _slot_spins(self, number: SlotNumber) -> tuple[PortSpin, PortSpin, PortSpin]:
        return (
            self._spin(self.tr("Slot {number}: output to the desk").format(number=number)),
            self._spin(self.tr("Slot {number}: output of its mix-minus").format(number=number)),
            self._spin(self.tr("Slot {number}: input of a mix-minus that the desk makes").format(number=number)),
        )

    def _spin(self, name: str) -> PortSpin:
        spin = PortSpin(name)
        spin.valueChanged.connect(self.edited)
        return spin

    def _order(self) -> None:
        slots = [spin for spins in self._slots.values() for spin in spins]
        order = [*self._inputs.values(), self.talkback, *self._hall_outputs(), *slots]
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)


class _quiet:  # noqa: N801
    """Keeps the fields from telling of changes that nobody made."""

    def __init__(self, spins: Sequence[PortSpin]) -> None:
        self._blockers = [QSignalBlocker(spin) for spin in spins]

    def __enter__(self) -> None:
        return

    def __exit__(self, *_: object) -> None:
        for blocker in self._blockers:
            blocker.unblock()


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.SPACE_PX)
    grid.setVerticalSpacing(theme.SPACE_PX // 2)
    for column in range(4):
        grid.setColumnStretch(column, 1)
    return grid


def _empty(grid: QGridLayout, keep: tuple[QWidget, ...] = ()) -> None:
    while (item := grid.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None and widget not in keep:
            widget.deleteLater()
