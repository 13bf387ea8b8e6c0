"""The signal's way through the hall: inputs, slots, outputs, each with its meter."""

from collections.abc import Iterator, Mapping

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from common.model.floor import FloorRequest
from common.model.ids import ParticipantId, SlotNumber
from common.model.meeting import MeetingView
from common.model.patch import SlotPatch
from common.protocol.operator import Levels, LinkReport
from common.ui import theme
from common.ui.text import ElidedLabel, label, restyle
from room_console.ui.linewords import all_words, is_microphone_lost, speaker_words
from room_console.ui.panels.inputs import NO_PATCH, InputsPanel
from room_console.ui.widgets.meterrow import NO_LEVEL, MeterRow, PortTag
from room_console.ui.widgets.panel import Panel
from room_console.ui.wording import who_is


class SlotRow(QFrame):
    """One slot: its number and ports, who is on it, whether they are heard."""

    def __init__(self, number: SlotNumber) -> None:
        super().__init__()
        self._number = number
        self.meter = MeterRow(self.tr("Slot {number}").format(number=number))
        self.who = ElidedLabel(ink="muted")
        self.state = label(step="small")
        self.state.setProperty("kind", "tag")
        self.line = ElidedLabel(step="small", ink="muted")
        self.line.hide()
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE_PX)
        line.addWidget(self.who, 1)
        line.addWidget(self.state)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 2)
        column.setSpacing(0)
        column.addWidget(self.meter)
        column.addLayout(line)
        column.addWidget(self.line)

    def show_slot(
        self, patch: SlotPatch, request: FloorRequest | None, view: MeetingView, report: LinkReport | None
    ) -> None:
        """Show who is on it, and how their line runs."""
        words = speaker_words(report) if request is not None else ""
        self.line.setText(words)
        self.line.setToolTip(all_words(report) if request is not None else "")
        self.line.setVisible(bool(words))
        self.meter.show_name(self.tr("Slot {number}").format(number=self._number))
        self.meter.port.show_port(patch.send_output, self.tr("output"))
        if request is None:
            self._say("", self.tr("Free"), "plain")
            return
        who = " – ".join(part for part in who_is(view, request.participant) if part)
        own = view.own.get(request.participant)
        if is_microphone_lost(report):
            self._say(who, self.tr("Microphone lost"), "fail")
        elif own is not None and own.is_muted:
            self._say(who, self.tr("Muted by speaker"), "warn")
        elif request.is_on_air:
            self._say(who, self.tr("On air"), "live")
        else:
            self._say(who, self.tr("No sound yet"), "warn")

    def say_unknown(self) -> None:
        """Take back what was said of the sound."""
        self.state.setText(self.tr("Not known"))
        restyle(self.state, tone="plain")
        self.line.hide()
        self.meter.clear()

    def _say(self, who: str, state: str, tone: str) -> None:
        self.who.setText(who or self.tr("nobody"))
        restyle(self.who, ink="text" if who else "muted")
        self.state.setText(state)
        restyle(self.state, tone=tone)


class SlotsPanel(Panel):
    """The remote speakers' places on the desk."""

    def __init__(self) -> None:
        super().__init__()
        self.name_it(self.tr("Slots"))
        self.rows: dict[SlotNumber, SlotRow] = {}
        self.body.addStretch()

    def show_by_line(
        self, view: MeetingView, is_attached: bool, reports: Mapping[ParticipantId, LinkReport]
    ) -> Iterator[None]:
        """Show every slot of the patch, one at a time; what is on it is known only while the core is attached."""
        patch = view.patch or NO_PATCH
        for number in [n for n in self.rows if n not in patch.slots]:
            self.rows.pop(number).deleteLater()
        on = {request.slot: request for request in view.floor if request.slot is not None}
        for place, (number, slot) in enumerate(sorted(patch.slots.items())):
            if number not in self.rows:
                self.rows[number] = SlotRow(number)
                self.body.insertWidget(place, self.rows[number])
                yield
            row, request = self.rows[number], on.get(number)
            report = reports.get(request.participant) if request is not None else None
            row.show_slot(slot, request, view, report)
            if not is_attached:
                row.say_unknown()
            yield

    def show_levels(self, levels: Levels) -> None:
        """Move the meters."""
        for number, row in self.rows.items():
            row.meter.set_level(levels.slots.get(number, NO_LEVEL))


class PreListenRow(QWidget):
    """The port at which the operator hears someone off-air, and whom."""

    def __init__(self) -> None:
        super().__init__()
        self.port = PortTag()
        self.name = ElidedLabel(self.tr("Pre-listen"))
        self.who = ElidedLabel(step="small")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 1)
        row.setSpacing(theme.SPACE_PX)
        row.addWidget(self.port)
        row.addWidget(self.name, 2)
        row.addWidget(self.who, 3)

    def show_heard(self, port: int | None, view: MeetingView, heard: ParticipantId | None) -> None:
        """Show whom; None is nobody."""
        self.port.show_port(port, self.tr("output"))
        who = " – ".join(part for part in who_is(view, heard) if part) if heard is not None else ""
        self.who.setText(who or (self.tr("nobody") if port is not None else self.tr("not patched")))
        restyle(self.who, ink="accent" if who else "muted")
        restyle(self.name, ink="muted" if port is None else "text")


class OutputsPanel(Panel):
    """What the hall hears, what the interpreters hear, and what the operator alone hears."""

    def __init__(self) -> None:
        super().__init__()
        self.name_it(self.tr("Hall outputs"))
        self.rows = {
            "loudspeakers": MeterRow(self.tr("Loudspeakers")),
            "interpreters": MeterRow(self.tr("Interpreters")),
        }
        for row in self.rows.values():
            self.body.addWidget(row)
        self.prelisten = PreListenRow()
        self.body.addWidget(self.prelisten)

    def show_view(self, view: MeetingView, prelistened: ParticipantId | None) -> None:
        """Show which ports carry them, and whom the operator hears."""
        patch = view.patch or NO_PATCH
        ports = (patch.loudspeakers_output, patch.interpreters_output)
        for row, port in zip(self.rows.values(), ports, strict=True):
            row.port.show_port(port, self.tr("output"))
            row.dim(port is None)
        self.prelisten.show_heard(patch.prelisten_output, view, prelistened)

    def show_levels(self, levels: Levels) -> None:
        """Move the meters."""
        for name, row in self.rows.items():
            row.set_level(levels.outputs.get(name, NO_LEVEL))


class SignalPanel(QWidget):
    """The three cards, in one column or, where there is room, in two."""

    def __init__(self) -> None:
        super().__init__()
        self.inputs, self.slots, self.outputs = InputsPanel(), SlotsPanel(), OutputsPanel()
        self._first, self._second = QVBoxLayout(), QVBoxLayout()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_PX)
        for column in (self._first, self._second):
            column.setSpacing(theme.SPACE_PX)
            row.addLayout(column, 1 if column is self._first else 0)
        self._row = row
        self._first.addWidget(self.inputs)
        self._is_wide: bool | None = None
        self.arrange(False)

    def arrange(self, is_wide: bool) -> None:
        """Stand in two columns if wide."""
        if is_wide == self._is_wide:
            return
        self._is_wide = is_wide
        column = self._second if is_wide else self._first
        self._row.setStretch(1, int(is_wide))
        self._row.setSpacing(theme.SPACE_PX if is_wide else 0)
        column.addWidget(self.slots, 1)
        column.addWidget(self.outputs)

    def show_view(
        self,
        view: MeetingView,
        is_attached: bool,
        reports: Mapping[ParticipantId, LinkReport],
        prelistened: ParticipantId | None = None,
    ) -> None:
        """Show the patch and who is on it; the meters fall when nothing is attached."""
        for _ in self.show_by_line(view, is_attached, reports, prelistened):
            pass

    def show_by_line(
        self,
        view: MeetingView,
        is_attached: bool,
        reports: Mapping[ParticipantId, LinkReport],
        prelistened: ParticipantId | None = None,
    ) -> Iterator[None]:
        """Show the same, a line at a time."""
        yield from self.inputs.show_by_line(view, is_attached)
        yield from self.slots.show_by_line(view, is_attached, reports)
        self.outputs.show_view(view, prelistened if is_attached else None)
        if not is_attached:
            for row in (*self.inputs.rows.values(), *self.outputs.rows.values()):
                row.clear()

    def show_levels(self, levels: Levels) -> None:
        """Move the meters."""
        for part in (self.inputs, self.slots, self.outputs):
            part.show_levels(levels)
