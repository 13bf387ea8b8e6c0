"""Rules as formal meetings mostly use them, to begin from: they fill the fields, and nothing is kept of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from common.model.agenda import DEFAULT_RULES, SegmentKind, SegmentRules
from common.model.floor import DiscussionMode, Overrun
from common.model.meeting import Rules
from common.ui.errors import QT_TRANSLATE_NOOP
from common.ui.floorwords import mode_word, overrun_word
from common.ui.flow import FlowLayout
from common.ui.speechreading import duration
from common.ui.text import isolated, label

PLENARY_S: Final = 180
VOTE_S: Final = 600
"""UN General Assembly decision 34/401: explanations of vote take 10 minutes at most."""
COMMITTEE_MICS: Final = 3


@dataclass(frozen=True, slots=True)
class Preset:
    """What a kind of debate goes by; order, kinds and the times of groups and categories are not its matter."""

    name: str
    rules: SegmentRules
    overrun: Overrun = Overrun.SHOW

    def put_into(self, rules: Rules) -> Rules:
        """Return rules with these in them."""
        return replace(
            rules,
            mode=self.rules.mode,
            max_open_mics=self.rules.max_open_mics,
            standby=self.rules.standby,
            timers=replace(rules.timers, speech_s=self.rules.speech_s, overrun=self.overrun),
        )

    @property
    def word(self) -> str:
        """Its name, translated."""
        return QCoreApplication.translate("Presets", self.name)

    @property
    def details(self) -> str:
        """What it goes by, translated."""
        rules = self.rules
        most = QCoreApplication.translate("Presets", "open at most: {count}").format(count=rules.max_open_mics)
        if not rules.speech_s:
            limit = QCoreApplication.translate("Presets", "no time limit")
        else:
            time = isolated(duration(rules.speech_s))
            words = QCoreApplication.translate("Presets", "a speech: {time}, then: {what}")
            limit = words.format(time=time, what=overrun_word(self.overrun))
        return "; ".join(isolated(part) for part in (mode_word(rules.mode), most, limit))


PRESETS: Final[Sequence[Preset]] = (
    Preset(QT_TRANSLATE_NOOP("Presets", "Plenary debate"), SegmentRules(speech_s=PLENARY_S), Overrun.WARN),
    Preset(
        QT_TRANSLATE_NOOP("Presets", "Committee"),
        SegmentRules(max_open_mics=COMMITTEE_MICS, mode=DiscussionMode.OPEN),
    ),
    Preset(QT_TRANSLATE_NOOP("Presets", "Panel"), DEFAULT_RULES[SegmentKind.PANEL]),
    Preset(QT_TRANSLATE_NOOP("Presets", "Explanations of vote"), SegmentRules(speech_s=VOTE_S), Overrun.WARN),
)


class PresetButtons(QWidget):
    """A button for each; the one is pressed whose rules stand in the fields."""

    chosen = Signal(object)
    """A `Preset`."""

    def __init__(self) -> None:
        super().__init__()
        flow = FlowLayout(self, gap_px=4)
        flow.addWidget(label(self.tr("Fill in for:"), "small", "muted"))
        self.buttons: list[tuple[Preset, QPushButton]] = []
        for preset in PRESETS:
            button = QPushButton(preset.word)
            button.setProperty("kind", "chip")
            button.setCheckable(True)
            button.setToolTip(preset.details)
            button.setAccessibleDescription(preset.details)
            button.clicked.connect(lambda _, p=preset: self.chosen.emit(p))
            flow.addWidget(button)
            self.buttons.append((preset, button))

    def show_rules(self, rules: Rules | None) -> None:
        """Press what these are the rules of."""
        for preset, button in self.buttons:
            button.setChecked(rules is not None and preset.put_into(rules) == rules)
