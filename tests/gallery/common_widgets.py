"""The shared widgets side by side: what the windows are made of."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QLineEdit, QSlider, QVBoxLayout, QWidget

from common.model.errors import ErrorCode
from common.ui import icons, theme
from common.ui.buttons import IconButton
from common.ui.devicepicker import DevicePicker
from common.ui.icon import IconLabel
from common.ui.levelmeter import LevelMeter
from common.ui.notice import Notice
from common.ui.text import StepName, label
from tests.gallery.registry import scene

_STEPS: tuple[StepName, ...] = ("small", "body", "lead", "title", "display")


@scene("common.widgets", sizes=((1000, 760),))
def widgets(state: str, language: str) -> QWidget:
    """Every shared widget once."""
    del state, language
    window = QWidget()
    column = QVBoxLayout(window)
    column.setContentsMargins(24, 24, 24, 24)
    column.setSpacing(theme.SPACE_PX * 2)
    types = QHBoxLayout()
    for step in _STEPS:
        types.addWidget(label(step.capitalize(), step))
    types.addStretch()
    column.addLayout(types)
    column.addLayout(_buttons())
    column.addWidget(_card())
    for tone in ("accent", "live", "warn"):
        notice = Notice()
        column.addWidget(notice)
        notice.say(f"A notice in the tone “{tone}”, with what to do.", tone, action="Do it")
    failed = Notice()
    column.addWidget(failed)
    failed.say_error(ErrorCode.UNREACHABLE, may_dismiss=True)
    column.addLayout(_icons())
    column.addStretch()
    return window


def _buttons() -> QHBoxLayout:
    row = QHBoxLayout()
    for kind in ("plain", "primary", "danger", "quiet", "link"):
        row.addWidget(IconButton(kind.capitalize(), "hand", kind))
    checked = IconButton("Checked", "check")
    checked.setCheckable(True)
    checked.setChecked(True)
    row.addWidget(checked)
    disabled = IconButton("Disabled", "lock")
    disabled.setEnabled(False)
    row.addWidget(disabled)
    return row


def _card() -> QFrame:
    card = QFrame()
    card.setProperty("kind", "card")
    row = QHBoxLayout(card)
    picker = DevicePicker("Microphone", "microphone")
    picker.show_devices([("a", "Headset"), ("b", "Built-in microphone")], "a")
    row.addWidget(picker)
    field = QLineEdit("A field")
    field.setAccessibleName("Field")
    row.addWidget(field)
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setAccessibleName("Slider")
    slider.setValue(60)
    row.addWidget(slider)
    row.addWidget(QCheckBox("Tick"))
    for level_dbfs in (-30.0, -8.0, -0.5):
        meter = LevelMeter()
        row.addWidget(meter)
        meter.set_level(level_dbfs - 3, level_dbfs)
    return card


def _icons() -> QGridLayout:
    grid = QGridLayout()
    for number, name in enumerate(icons.names()):
        grid.addWidget(IconLabel(name, "text", icons.GRID_PX), number // 20, number % 20)
    return grid
