"""A field for the length of a speech: seconds as minutes and seconds, 0 as `no limit`."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QSpinBox

from common.model.floor import MAX_LIMIT_S
from common.ui.speechreading import duration
from room_console.ui.widgets.spinmargins import set_margins

STEP_S = 30
_WRITTEN = re.compile(r"(?:(\d{1,3}):)?(\d{1,5})")


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
        """Read minutes and seconds, or seconds alone."""
        found = _WRITTEN.fullmatch(text.strip())
        return 0 if found is None else min(MAX_LIMIT_S, int(found[1] or 0) * 60 + int(found[2]))

    def validate(self, text: str, pos: int) -> tuple[QValidator.State, str, int]:
        """Let that stand which can be read, or will be."""
        if text == self.specialValueText() or _WRITTEN.fullmatch(text.strip()):
            return QValidator.State.Acceptable, text, pos
        is_begun = re.fullmatch(r"\d{0,3}:?", text.strip()) is not None
        return (QValidator.State.Intermediate if is_begun else QValidator.State.Invalid), text, pos
