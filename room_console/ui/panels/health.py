"""How the core is: each figure with its unit, coloured only when something is due."""

from dataclasses import dataclass

from PySide6.QtWidgets import QGridLayout, QWidget

from common.protocol.operator import Health
from common.ui import theme
from common.ui.text import ElidedLabel, InkName, isolated, label, paragraph, restyle
from common.ui.when import day_of
from room_console.ui.state import ConsoleState
from room_console.ui.widgets.figure import Figure
from room_console.ui.wording import clock

CPU_SOON, CPU_NOW = 0.6, 0.85
"""Of one core: from here on blocks may come late."""
LATE_SOON_MS, LATE_NOW_MS = 10.0, 30.0
"""A block's length, and what the bridge's rings hold."""
MEMORY_SOON_MB, MEMORY_NOW_MB = 1500.0, 3000.0


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure, judged: `word` says what the colour says."""

    value: str
    ink: InkName = "text"
    word: str = ""


class HealthPanel(QWidget):
    """A line for each figure: what, how much, and a word where it matters."""

    def __init__(self) -> None:
        super().__init__()
        self._names = (
            self.tr("Hall device"),
            self.tr("Running"),
            self.tr("Lateness of blocks (95th percentile)"),
            self.tr("Blocks lost (xruns)"),
            self.tr("Processor, of one core"),
            self.tr("Memory"),
            self.tr("Connections"),
            self.tr("Uplinks / downlinks"),
            self.tr("Journal"),
            self.tr("Certificate"),
            self.tr("Running for"),
        )
        self._values: list[ElidedLabel] = []
        self._words: list[ElidedLabel] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, theme.SPACE_PX, 0, 0)
        grid.setHorizontalSpacing(theme.SPACE_PX * 2)
        grid.setVerticalSpacing(theme.SPACE_PX)
        for row, name in enumerate(self._names):
            value, word = ElidedLabel(is_bold=True), ElidedLabel(ink="muted")
            grid.addWidget(paragraph(name, ink="muted"), row, 0)
            grid.addWidget(value, row, 1)
            grid.addWidget(word, row, 2)
            self._values.append(value)
            self._words.append(word)
        for column, stretch in enumerate((4, 3, 4)):
            grid.setColumnStretch(column, stretch)
        grid.setRowStretch(len(self._names), 1)

    def show_state(self, state: ConsoleState) -> None:
        """Show the newest figures; where nothing is attached, dashes."""
        health = state.health if state.is_attached else None
        readings = self.readings(health) if health is not None else [Reading("–", "muted")] * len(self._names)
        for reading, value, word in zip(readings, self._values, self._words, strict=True):
            if value.text() != isolated(reading.value):
                value.setText(isolated(reading.value))
            if word.text() != reading.word:
                word.setText(reading.word)
            restyle(value, ink=reading.ink)
            restyle(word, ink=reading.ink)

    def readings(self, health: Health) -> list[Reading]:
        """Judge each figure."""
        return [
            Reading(health.hall_device),
            Reading(self.tr("Yes"))
            if health.hall_is_running
            else Reading(self.tr("No"), "fail", self.tr("The hall is not heard: check the device")),
            self._judged(health.media_lateness_ms, LATE_SOON_MS, LATE_NOW_MS, self.tr("{value} ms"), ".1f"),
            Reading(str(health.hall_xruns)),
            self._judged(health.cpu_share * 100, CPU_SOON * 100, CPU_NOW * 100, self.tr("{value} %"), ".0f"),
            self._judged(health.rss_mb, MEMORY_SOON_MB, MEMORY_NOW_MB, self.tr("{value} MB"), ".0f"),
            Reading(str(health.connections)),
            Reading(f"{health.uplinks} / {health.downlinks}"),
            Reading(self.tr("Writable"))
            if health.journal_is_writable
            else Reading(self.tr("Not writable"), "fail", self.tr("Nothing can be decided: free the disk")),
            self._certificate(health),
            Reading(clock(int(health.uptime_s))),
        ]

    def _certificate(self, health: Health) -> Reading:
        if health.certificate_ends_at_ms is None:
            return Reading("–", "muted")
        until = self.tr("Until {day}").format(day=day_of(health.certificate_ends_at_ms, "UTC"))
        if health.certificate_is_due:
            return Reading(until, "fail", self.tr("Not renewed: act now"))
        if not health.certificate_fault:
            return Reading(until)
        fault = self.tr("Not renewed yet: {why}").format(why=isolated(health.certificate_fault))
        return Reading(until, "warn", fault)

    def _judged(self, value: float, soon: float, now: float, unit: str, form: str) -> Reading:
        text = unit.format(value=format(value, form))
        if value >= now:
            return Reading(text, "fail", self.tr("Too much: act now"))
        return Reading(text, "warn", self.tr("High: look soon")) if value >= soon else Reading(text)


class HealthStrip(QWidget):
    """The figures that matter most, always in sight."""

    def __init__(self) -> None:
        super().__init__()
        self.cpu = Figure("888 %")
        self.lateness = Figure("88.8 ms")
        self.xruns = Figure("8888")
        self.connections = Figure("8888")
        row = QGridLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setHorizontalSpacing(theme.SPACE_PX // 2)
        row.setVerticalSpacing(0)
        captions = (self.tr("CPU"), self.tr("Late"), self.tr("Lost"), self.tr("Links"))
        for column, (name, figure) in enumerate(
            zip(captions, (self.cpu, self.lateness, self.xruns, self.connections), strict=True)
        ):
            row.addWidget(label(name, "small", "muted"), 0, column * 3)
            row.addWidget(figure, 0, column * 3 + 1)
            row.setColumnMinimumWidth(column * 3 + 2, theme.SPACE_PX)

    def show_state(self, state: ConsoleState) -> None:
        """Show them, or dashes."""
        health = state.health if state.is_attached else None
        if health is None:
            for figure in (self.cpu, self.lateness, self.xruns, self.connections):
                figure.show_text("–", "muted")
            return
        self.cpu.show_text(f"{health.cpu_share * 100:.0f} %", _ink(health.cpu_share, CPU_SOON, CPU_NOW))
        late = health.media_lateness_ms
        self.lateness.show_text(f"{late:.1f} ms", _ink(late, LATE_SOON_MS, LATE_NOW_MS))
        self.xruns.show_text(str(health.hall_xruns))
        self.connections.show_text(str(health.connections))


def _ink(value: float, soon: float, now: float) -> InkName:
    return "fail" if value >= now else "warn" if value >= soon else "text"
