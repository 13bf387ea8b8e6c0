"""What a speech clock says and when it turns."""

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from common.model.floor import FloorRequest, Overrun, RequestStatus, SpeechTimers
from common.model.ids import ParticipantId, RequestId
from common.model.speechtime import Light
from common.ui import theme
from common.ui.speechclock import SpeechClock
from common.ui.speechreading import NO_READING, duration, ms_to_next, reading

NOW_MS = 1_777_888_999_000
TIMERS = SpeechTimers(amber_s=30)


def speech(limit_s: int, spoken_ms: int, is_running: bool = True) -> FloorRequest:
    since = NOW_MS if is_running else None
    return FloorRequest(
        RequestId(1),
        ParticipantId("anna"),
        RequestStatus.GRANTED,
        0,
        limit_s=limit_s,
        spoken_ms=spoken_ms,
        running_since_ms=since,
    )


@pytest.mark.parametrize(
    ("request_", "figure", "word", "light"),
    [
        (speech(300, 0), "5:00", "left of 5:00", Light.GREEN),
        (speech(300, 1), "5:00", "left of 5:00", Light.GREEN),
        (speech(300, 1_000), "4:59", "left of 5:00", Light.GREEN),
        (speech(300, 270_000), "0:30", "nearly over", Light.AMBER),
        (speech(300, 299_999), "0:01", "nearly over", Light.AMBER),
        (speech(300, 300_000), "+0:00", "time is over", Light.RED),
        (speech(300, 3_961_000), "+1:01:01", "time is over", Light.RED),
        (speech(300, 60_000, is_running=False), "4:00", "stands", Light.GREEN),
        (speech(300, 310_000, is_running=False), "+0:10", "time is over", Light.RED),
        (speech(0, 65_900), "1:05", "no limit", Light.NONE),
    ],
)
def test_time_left_counts_down_and_what_is_over_counts_up(
    request_: FloorRequest, figure: str, word: str, light: Light
) -> None:
    shown = reading(request_, TIMERS, NOW_MS)
    assert (shown.figure, shown.word, shown.light) == (figure, word, light)


def test_nobody_speaks() -> None:
    assert reading(None, TIMERS, NOW_MS) == NO_READING
    assert ms_to_next(None, NOW_MS) is None
    assert ms_to_next(speech(300, 0, is_running=False), NOW_MS) is None


def test_figures_turn_with_the_speech_not_with_the_wall() -> None:
    assert [ms_to_next(speech(300, ms), NOW_MS) for ms in (0, 250, 999)] == [1_000, 750, 1]


def test_a_long_duration_has_hours() -> None:
    assert [duration(s) for s in (0, 59, 60, 3_600, 36_061)] == ["0:00", "0:59", "1:00", "1:00:00", "10:01:01"]


def test_it_goes_on_by_itself_and_says_when_its_light_changes(qtbot: QtBot) -> None:
    mono_ms = 500.0
    clock = SpeechClock("display", mono_ms=lambda: mono_ms)
    qtbot.addWidget(clock)
    lights: list[Light] = []
    clock.light_changed.connect(lights.append)
    clock.show()
    clock.show_request(speech(300, 269_990), TIMERS, NOW_MS)
    assert clock.reading.figure == "0:31"
    mono_ms += 10.0
    qtbot.waitUntil(lambda: clock.reading.figure == "0:30", timeout=2_000)
    assert lights == [Light.GREEN, Light.AMBER]
    assert clock.accessibleDescription() == "0:30 nearly over"
    clock.hide()
    clock.show_request(None, TIMERS, NOW_MS)
    assert clock.reading == NO_READING
    assert clock.accessibleDescription() == ""


@pytest.mark.parametrize(
    ("overrun", "said"),
    [
        (Overrun.SHOW, []),
        (Overrun.WARN, ["Speaking time is over"]),
        (Overrun.CUT, ["Speaking time is over. The floor is taken back in 15 seconds."]),
    ],
)
def test_an_overrun_is_read_out_once_where_the_rules_warn(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, overrun: Overrun, said: list[str]
) -> None:
    heard: list[str] = []
    monkeypatch.setattr("common.ui.speechclock.announce", lambda _, text, is_urgent: heard.append(text))
    clock = SpeechClock(mono_ms=lambda: 0.0)
    qtbot.addWidget(clock)
    for spoken_s in (299, 300, 301):
        clock.show_request(speech(300, spoken_s * 1000), SpeechTimers(overrun=overrun, grace_s=15), NOW_MS)
    assert heard == said


@pytest.mark.parametrize("overrun", list(Overrun))
def test_an_overrun_that_is_to_be_noticed_stands_on_a_ground_of_its_own(qtbot: QtBot, overrun: Overrun) -> None:
    clock = SpeechClock(mono_ms=lambda: 0.0)
    qtbot.addWidget(clock)
    timers = SpeechTimers(overrun=overrun, grace_s=15)
    clock.show_request(speech(300, 299_000), timers, NOW_MS)
    assert not clock.is_warning
    clock.show_request(speech(300, 300_000), timers, NOW_MS)
    assert clock.is_warning is (overrun is not Overrun.SHOW)
    clock.resize(clock.sizeHint())
    edge = clock.grab().toImage().pixelColor(clock.width() // 2, 0)
    assert (edge == QColor(theme.current().colours.fail)) is clock.is_warning


def test_a_reader_is_told_each_minute_not_each_second(qtbot: QtBot) -> None:
    clock = SpeechClock(mono_ms=lambda: 0.0)
    qtbot.addWidget(clock)
    said = []
    for spoken_s in (61, 62, 63, 119, 121):
        clock.show_request(speech(300, spoken_s * 1000), TIMERS, NOW_MS)
        said.append(clock.accessibleDescription())
    assert said == ["3:59 left of 5:00"] * 4 + ["2:59 left of 5:00"]


@pytest.mark.parametrize("is_running", [True, False])
@pytest.mark.parametrize("spoken_ms", [0, 280_000, 310_000])
def test_each_light_has_its_shape_and_colour(qtbot: QtBot, spoken_ms: int, is_running: bool) -> None:
    clock = SpeechClock("display", 2, mono_ms=lambda: 0.0)
    qtbot.addWidget(clock)
    clock.show_request(speech(300, spoken_ms, is_running), TIMERS, NOW_MS)
    clock.resize(clock.sizeHint())
    picture = clock.grab().toImage()
    colours = theme.current().colours
    expected = {0: colours.live, 280_000: colours.warn, 310_000: colours.fail}[spoken_ms]
    height = picture.height()
    line = [picture.pixelColor(x, height // 2) for x in range(height)]
    painted = [QColor(expected).rgb() == colour.rgb() for colour in line]
    assert any(painted)
    assert painted[height // 2] is is_running, "two bars where it stands"
