"""The rules of the debate: changed together, applied by one press, taken back by the undo of the list."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from common.model.floor import DiscussionMode, Overrun, SpeakingOrder
from common.model.meeting import Rules
from common.model.people import Category
from common.protocol.floor import SetRules
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.floorwords import mode_word, order_word, overrun_word
from common.ui.notice import Notice
from common.ui.text import isolated, label
from room_console.ui.keys import Key
from room_console.ui.office.fields import Fields
from room_console.ui.panels.delegationtimes import DelegationTimes
from room_console.ui.panels.floorpresets import Preset, PresetButtons
from room_console.ui.panels.kindrules import KindRules
from room_console.ui.peoplewords import category_word
from room_console.ui.state import ConsoleState
from room_console.ui.widgets.panel import scrolled
from room_console.ui.widgets.timespin import TimeSpin

MOST_OPEN_MICS: Final = 16
MOST_STANDBY: Final = 8
COLUMNS: Final = 2


class RulesPane(QWidget):
    """What is edited stays until it is applied or put back, whatever others change meanwhile."""

    wanted = Signal(object)
    """A `SetRules`."""

    def __init__(self) -> None:
        super().__init__()
        self._rules: Rules | None = None
        self._is_attached = False
        self.notice = Notice()
        self.mode, self.order, self.overrun = QComboBox(), QComboBox(), QComboBox()
        for mode in DiscussionMode:
            self.mode.addItem(mode_word(mode), mode)
        for order in SpeakingOrder:
            self.order.addItem(order_word(order), order)
        for overrun in Overrun:
            self.overrun.addItem(overrun_word(overrun), overrun)
        self.mics, self.standby = QSpinBox(minimum=1, maximum=MOST_OPEN_MICS), QSpinBox(maximum=MOST_STANDBY)
        for spin in (self.mics, self.standby):
            spin.setAlignment(Qt.AlignmentFlag.AlignTrailing)
        self.heard = QCheckBox(self.tr("The next is heard off-air by the operator"))
        none = self.tr("No limit")
        self.speech, self.group = TimeSpin(none), TimeSpin()
        self.amber, self.grace = TimeSpin(self.tr("At the end")), TimeSpin(self.tr("At once"))
        self.delegations = DelegationTimes()
        self.categories = {category: TimeSpin() for category in Category}
        self.kinds = KindRules()
        self.presets = PresetButtons()
        self.apply = IconButton(self.tr("Apply"), "check", "primary")
        self.apply.describe(self.tr("Apply the rules, all together"), Key.APPLY)
        self.revert = IconButton(self.tr("Put back"), "refresh")
        self.revert.describe(self.tr("Show the rules that hold"))
        self._lay_out()
        self._connect()
        self._look()

    @property
    def is_edited(self) -> bool:
        """Tell whether something is changed and not applied."""
        if self.delegations.fault:
            return True
        return self._rules is not None and self.rules(self._rules) != self._rules

    def show_state(self, state: ConsoleState) -> None:
        """Show the rules that hold, unless some are being edited."""
        self._is_attached = state.is_attached
        rules = state.view.rules if state.view is not None else None
        if rules is not None and rules is not self._rules and rules != self._rules:
            was_edited = self.is_edited
            self._rules = replace(rules)
            if not was_edited or self.rules(rules) == rules:
                self.show_rules(rules)
        self._look()

    def show_rules(self, rules: Rules) -> None:
        """Show rules in every field."""
        timers = rules.timers
        for field, value in (
            (self.mics, rules.max_open_mics),
            (self.standby, rules.standby),
            (self.speech, timers.speech_s),
            (self.group, timers.group_s),
            (self.amber, timers.amber_s),
            (self.grace, timers.grace_s),
            *((spin, timers.by_category_s.get(category, 0)) for category, spin in self.categories.items()),
        ):
            with QSignalBlocker(field):
                field.setValue(value)
        for choice, chosen in ((self.mode, rules.mode), (self.order, rules.order), (self.overrun, timers.overrun)):
            with QSignalBlocker(choice):
                choice.setCurrentIndex(choice.findData(chosen))
        with QSignalBlocker(self.heard), QSignalBlocker(self.kinds):
            self.heard.setChecked(rules.is_standby_heard)
            self.kinds.show_rules(rules)
        self.delegations.show_times(timers.by_delegation_s)

    def rules(self, held: Rules) -> Rules:
        """Return the rules that hold with what stands in the fields; the list stays open, or closed."""
        timers = replace(
            held.timers,
            speech_s=self.speech.value(),
            group_s=self.group.value(),
            amber_s=self.amber.value(),
            grace_s=self.grace.value(),
            overrun=Overrun(self.overrun.currentData()),
            by_category_s={category: spin.value() for category, spin in self.categories.items() if spin.value()},
            by_delegation_s=self.delegations.times,
        )
        return self.kinds.put_into(
            replace(
                held,
                mode=DiscussionMode(self.mode.currentData()),
                order=SpeakingOrder(self.order.currentData()),
                max_open_mics=self.mics.value(),
                standby=self.standby.value(),
                is_standby_heard=self.heard.isChecked(),
                timers=timers,
            )
        )

    def _lay_out(self) -> None:
        debate, times, groups, inner = Fields(COLUMNS), Fields(COLUMNS), Fields(COLUMNS), QWidget()
        debate.add(self.tr("Microphones open"), self.mode)
        debate.add(self.tr("Order of the list"), self.order)
        debate.add(self.tr("Open at most"), self.mics)
        debate.add(self.tr("On standby"), self.standby)
        times.add(self.tr("A speech"), self.speech)
        times.add(self.tr("For a group"), self.group)
        times.add(self.tr("Amber from"), self.amber)
        times.add(self.tr("When time is over"), self.overrun)
        times.add(self.tr("Grace until the cut"), self.grace)
        for category, spin in self.categories.items():
            groups.add(category_word(category), spin)
        for fields in (debate, times, groups):
            fields.stretch(*(1,) * COLUMNS)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.SPACE_PX, 0)
        column.setSpacing(theme.SPACE_PX)
        for part in (
            self.presets,
            debate,
            self.heard,
            self.kinds,
            label(self.tr("Time"), is_bold=True),
            times,
            label(self.tr("Time by category"), is_bold=True),
            groups,
            self.delegations,
        ):
            column.addWidget(part)
        column.addStretch(1)
        buttons, whole = QHBoxLayout(), QVBoxLayout(self)
        buttons.setSpacing(theme.SPACE_PX)
        buttons.addWidget(self.apply)
        buttons.addWidget(self.revert)
        buttons.addStretch(1)
        whole.setContentsMargins(0, theme.SPACE_PX, 0, 0)
        whole.setSpacing(theme.SPACE_PX)
        whole.addWidget(self.notice)
        whole.addWidget(scrolled(inner, self.tr("Rules of the debate")), 1)
        whole.addLayout(buttons)

    def _connect(self) -> None:
        spins = (self.mics, self.standby, self.speech, self.group, self.amber, self.grace, *self.categories.values())
        for spin in spins:
            spin.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            spin.valueChanged.connect(self._look)
        for choice in (self.mode, self.order, self.overrun):
            choice.currentIndexChanged.connect(self._look)
        self.heard.toggled.connect(self._look)
        for part in (self.kinds, self.delegations):
            part.changed.connect(self._look)
        self.presets.chosen.connect(self._fill_in)
        self.apply.clicked.connect(self._apply)
        self.revert.clicked.connect(self._revert)

    def _apply(self) -> None:
        if self.delegations.fault:
            line = isolated(self.delegations.fault)
            self.notice.say(self.tr("This is no time of a delegation: {line}").format(line=line), "warn")
        elif self._rules is not None and self._is_attached and self.is_edited:
            self.notice.clear()
            self.wanted.emit(SetRules(rules=self.rules(self._rules)))

    def _fill_in(self, preset: Preset) -> None:
        if self._rules is not None:
            self.show_rules(preset.put_into(self.rules(self._rules)))
        self._look()

    def _revert(self) -> None:
        if self._rules is not None:
            self.notice.clear()
            self.show_rules(self._rules)
            self._look()

    def _look(self) -> None:
        is_edited = self.is_edited
        self.presets.show_rules(self.rules(self._rules) if self._rules is not None else None)
        self.apply.setEnabled(is_edited and self._is_attached)
        self.revert.setEnabled(is_edited)
        is_cut = self.overrun.currentData() == Overrun.CUT
        self.grace.setEnabled(is_cut)
