"""A field for the length of a speech: seconds as minutes and seconds, 0 as `no limit`."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QSpinBox

from common.model.floor import MAX_LIMIT_S
from common.ui.speechreading import duration
from room_console.ui.widgets.spinmargins import set_margins

STEP_S = 30
_WRITTEN = re.compile(r"(?:(?:(\d):)?(\d{1,3}):)?(\d{1,5})")
_BEGUN = re.compile(r"\d{0,3}:?(\d{0,2}:)?")


def seconds_of(text: str) -> int | None:
    """Read `1:30:00`, `3:30` or `210`, of a speech that is no longer than one may be; None for anything else."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return min(MAX_LIMIT_S, hours * 3600 + minutes * 60 + seconds)


class TimeSpin(QSpinBox):
    """Takes `3:30` and `210`; goes by half minutes."""

    def __init__(self, zero: str = "") -> None:
        """`zero` stands for 0."""
        super().__init__(minimum=0, maximum=MAX_LIMIT_S, singleStep=STEP_S)
        self.setSpecialValueText(zero or "–")
        self.setAlignment(Qt.AlignmentFlag.AlignTrailing)
        self.setKeyboardTracking(False)
        set_margins(self)

    def textFromValue(self, value: int) -> str:
        """Write minutes and seconds."""
        return duration(value)

    def valueFromText(self, text: str) -> int:
        """Read hours, minutes and seconds, the latter two, or seconds alone."""
        return seconds_of(text) or 0

    def validate(self, text: str, pos: int) -> tuple[QValidator.State, str, int]:
        """Let that stand which can be read, or will be."""
        if text == self.specialValueText() or seconds_of(text) is not None:
            return QValidator.State.Acceptable, text, pos
        is_begun = _BEGUN.fullmatch(text.strip()) is not None
        return (QValidator.State.Intermediate if is_begun else QValidator.State.Invalid), text, pos
