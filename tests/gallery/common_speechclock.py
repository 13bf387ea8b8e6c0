"""Speech clocks in every state and size: from a row of a table to two metres away."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from common.model.floor import FloorRequest, RequestStatus, SpeechTimers
from common.model.ids import ParticipantId, RequestId
from common.ui import theme
from common.ui.speechclock import SpeechClock
from common.ui.text import StepName, label
from tests.gallery.registry import scene

NOW_MS = 1_777_888_999_000
TIMERS = SpeechTimers(amber_s=30)
SPEECHES: tuple[tuple[str, int, int, bool], ...] = (
    ("Not begun", 300, 0, False),
    ("Green", 300, 48, True),
    ("Amber", 300, 279, True),
    ("Red", 300, 300, True),
    ("Overrun by much", 300, 4_000, True),
    ("Standing", 300, 120, False),
    ("Without limit", 0, 754, True),
    ("An hour", 7_200, 65, True),
)


def speech(limit_s: int, spoken_s: int, is_running: bool) -> FloorRequest:
    """Return a request that has spoken so long."""
    return FloorRequest(
        RequestId(1),
        ParticipantId("anna"),
        RequestStatus.GRANTED,
        NOW_MS - 600_000,
        is_on_air=True,
        limit_s=limit_s,
        spoken_ms=spoken_s * 1000,
        running_since_ms=NOW_MS if is_running else None,
    )


@scene("common.speechclock", sizes=((1680, 760),))
def speechclocks(state: str, language: str) -> QWidget:
    """Every light at three sizes, and two as large as in a hall."""
    del state, language
    window = QWidget()
    column = QVBoxLayout(window)
    column.setContentsMargins(*(theme.SPACE_PX * 3,) * 4)
    grid = QGridLayout()
    grid.setVerticalSpacing(theme.SPACE_PX)
    grid.setHorizontalSpacing(theme.SPACE_PX * 3)
    sizes: tuple[StepName, ...] = ("small", "lead", "display")
    for row, (name, limit_s, spoken_s, is_running) in enumerate(SPEECHES):
        grid.addWidget(label(name, ink="muted"), row, 0)
        for place, size in enumerate(sizes):
            clock = SpeechClock(size, has_word=size != "small", mono_ms=lambda: 0.0)
            clock.show_request(speech(limit_s, spoken_s, is_running), TIMERS, NOW_MS)
            grid.addWidget(clock, row, place + 1, Qt.AlignmentFlag.AlignLeft)
    grid.setColumnStretch(4, 1)
    column.addLayout(grid)
    large = QHBoxLayout()
    for _, limit_s, spoken_s, is_running in SPEECHES[1:4:2]:
        clock = SpeechClock("display", 4, mono_ms=lambda: 0.0)
        clock.show_request(speech(limit_s, spoken_s, is_running), TIMERS, NOW_MS)
        large.addWidget(clock)
    column.addStretch(1)
    column.addLayout(large)
    column.addWidget(QLabel())
    return window
