"""The pages of the checks as a person uses them: what is pressed reaches the checks, what is found is seen and said."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from common.model.checks import Area, CheckName, CheckResult, Finding, ReadinessReport, Verdict
from common.model.floor import RequestStatus
from common.ui import theme
from common.ui.checkwords import area_word, value_text
from common.ui.checkwordstips import all_tips, tip_at
from common.ui.text import paragraph
from delegate_app.core.checks.state import CheckState, Delivery, LastCheck, NetworkRun, Step, merged
from delegate_app.core.state import DelegateState, Phase
from delegate_app.ui.mainwindow import MainWindow
from delegate_app.ui.pages.check import CheckPage
from delegate_app.ui.pages.checkbody import MOST_PX
from delegate_app.ui.pages.troubleshooting import TroubleshootingPage
from delegate_app.ui.widgets.results import ResultList
from delegate_app.ui.widgets.tiplist import TipRow
from tests.gallery.checkresults import CAMERA_GOOD, DEVICES_GOOD, NETWORK_FAULTS, NETWORK_GOOD, SOUND_GOOD, fails
from tests.gallery.madeup import DEVICES, ME, NOW_MS, joined, meeting, request

ALL = merged((*DEVICES_GOOD, *CAMERA_GOOD, *SOUND_GOOD), NETWORK_GOOD)


def state_of(**checks: object) -> DelegateState:
    """Return a state with a run of the checks for a meeting."""
    return DelegateState(devices=DEVICES, checks=CheckState(**{"target": "A meeting", **checks}))  # type: ignore[arg-type]


def report_of(results: tuple[CheckResult, ...]) -> ReadinessReport:
    """Return a report with these."""
    return ReadinessReport(NOW_MS, "delegate 1", "Linux", results)


@pytest.fixture
def page(qtbot: QtBot) -> CheckPage:
    """The page, shown."""
    page = CheckPage()
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    return page


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    """The window, shown."""
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    yield window
    window.may_close = True


def went(page: CheckPage, qtbot: QtBot, state: DelegateState) -> Step:
    """Return where Next leads from a state."""
    page.show_state(state)
    with qtbot.waitSignal(page.step_wanted) as signal:
        page.next.click()
    step: Step = signal.args[0]
    return step


def seen(window: MainWindow) -> QWidget | None:
    """Return the page that is seen."""
    return window.page


def test_next_leads_through_the_steps_in_their_order(page: CheckPage, qtbot: QtBot) -> None:
    assert went(page, qtbot, state_of(step=Step.DEVICES)) is Step.CAMERA
    assert went(page, qtbot, state_of(step=Step.CAMERA)) is Step.SILENCE
    assert went(page, qtbot, state_of(step=Step.PLAYBACK)) is Step.NETWORK
    assert went(page, qtbot, state_of(step=Step.NETWORK)) is Step.RESULT


def test_without_a_meeting_the_voice_is_the_last_step(page: CheckPage, qtbot: QtBot) -> None:
    assert went(page, qtbot, state_of(step=Step.PLAYBACK, target=None)) is Step.RESULT
    assert page.next.text() == "See the result"


def test_what_takes_time_can_be_skipped_but_not_passed_over(page: CheckPage, qtbot: QtBot) -> None:
    for state in (state_of(step=Step.SILENCE), state_of(step=Step.NETWORK, network=NetworkRun(is_running=True))):
        page.show_state(state)
        assert not page.next.isEnabled()
        assert page.skip.isVisible()
        with qtbot.waitSignal(page.skip_wanted):
            page.skip.click()


def test_back_returns_to_what_was_recorded(page: CheckPage, qtbot: QtBot) -> None:
    page.show_state(state_of(step=Step.NETWORK, has_recording=True))
    with qtbot.waitSignal(page.step_wanted) as signal:
        page.back.click()
    assert signal.args == [Step.PLAYBACK]


def test_the_step_is_read_out_by_number_and_name(page: CheckPage) -> None:
    page.show_state(state_of(step=Step.CAMERA))
    assert page.bar.accessibleName() == "Step 2 of 5: Camera"
    page.show_state(state_of(step=Step.CAMERA, target=None))
    assert page.bar.accessibleName() == "Step 2 of 4: Camera"


def test_recording_shows_what_to_do_and_how_long(page: CheckPage, qtbot: QtBot) -> None:
    page.show_state(state_of(step=Step.SILENCE))
    with qtbot.waitSignal(page.voice.record_wanted):
        page.voice.record.click()
    page.show_state(state_of(step=Step.SILENCE, is_recording=True, share=0.0))
    assert (page.voice._command.text(), page.voice.ring.text()) == ("Be silent", "3")
    page.show_state(state_of(step=Step.SPEECH, is_recording=True, share=0.5))
    assert page.voice._command.text() == "Now read aloud"
    with qtbot.waitSignal(page.voice.stop_wanted):
        page.voice.stop.click()


def test_the_keyboard_alone_starts_and_stops_a_recording(page: CheckPage, qtbot: QtBot) -> None:
    page.activateWindow()
    page.show_state(state_of(step=Step.SILENCE))
    page.focus_first()
    assert QApplication.focusWidget() is page.voice.record
    with qtbot.waitSignal(page.voice.record_wanted):
        QTest.keyClick(page.voice.record, Qt.Key.Key_Space)
    page.show_state(state_of(step=Step.SILENCE, is_recording=True))
    assert QApplication.focusWidget() is page.voice.stop


@pytest.mark.parametrize("finding", [Finding.PULLED_OUT, Finding.BUSY, Finding.NO_DEVICE])
def test_a_recording_that_broke_off_says_why_in_its_place(page: CheckPage, finding: Finding) -> None:
    page.show_state(state_of(step=Step.SILENCE, fault=finding))
    assert page.voice.notice.text.endswith("then try again.")
    assert page.voice.record.isVisible()


def test_hearing_oneself_can_be_stopped(page: CheckPage, qtbot: QtBot) -> None:
    heard = {"step": Step.PLAYBACK, "has_recording": True, "results": SOUND_GOOD}
    page.show_state(state_of(**heard))
    with qtbot.waitSignal(page.voice.play_wanted):
        page.voice.play.click()
    page.show_state(state_of(**heard, is_playing=True))
    with qtbot.waitSignal(page.voice.stop_wanted):
        page.voice.play.click()


def test_what_is_wrong_stands_first_with_its_tip_and_is_read_out_whole(page: CheckPage) -> None:
    found = fails(SOUND_GOOD, CheckName.CLIPPING)
    page.show_state(state_of(step=Step.PLAYBACK, has_recording=True, results=found))
    first = page.voice.results.rows[0]
    assert first.result is not None
    assert first.result.name is CheckName.CLIPPING
    assert first.focusPolicy() is Qt.FocusPolicy.StrongFocus
    assert first.accessibleName().startswith(f"Clipping: {value_text(first.result)}. Problem. Loud parts")
    assert "boost" in first.accessibleName()


def test_rows_keep_their_place_while_their_figures_change(qtbot: QtBot) -> None:
    rows = ResultList()
    qtbot.addWidget(rows)
    rows.show_results(SOUND_GOOD)
    before = rows.rows
    rows.show_results(tuple(replace(result, value=1.0) for result in SOUND_GOOD))
    assert rows.rows == before


@pytest.mark.parametrize(
    ("results", "words", "area"),
    [
        (ALL, "Fit for the meeting", Area.DEVICES),
        (merged(ALL, NETWORK_FAULTS["udp-blocked"]), "Usable with care", Area.NETWORK),
        (fails(ALL, CheckName.BAND), "Not fit for the meeting", Area.SOUND),
    ],
)
def test_the_result_shows_the_verdict_and_the_worst_area(
    page: CheckPage, results: tuple[CheckResult, ...], words: str, area: Area
) -> None:
    page.show_state(state_of(step=Step.RESULT, report=report_of(results), delivery=Delivery.SENT))
    assert page.result._word.text() == words
    assert page.result.area is area
    assert page.result._delivery.text() == "The technician has this result."


def test_an_area_can_be_checked_again_from_the_result(page: CheckPage, qtbot: QtBot) -> None:
    page.show_state(state_of(step=Step.RESULT, report=report_of(ALL)))
    page.result.show_area(Area.SOUND)
    with qtbot.waitSignal(page.step_wanted) as signal:
        page.result.repeat.click()
    assert signal.args == [Step.SILENCE]


def test_troubleshooting_finds_tips_by_a_word(qtbot: QtBot) -> None:
    page = TroubleshootingPage()
    qtbot.addWidget(page)
    page.show()
    tips = page.list.tips
    assert len(tips.tips) == len(all_tips()) > 50
    page.field.setText("BLUETOOTH headset")
    assert 0 < len(tips.tips) < 10
    assert all("bluetooth" in tip.said.casefold() for tip in tips.tips)
    page.field.setText("zebra")
    assert not tips.tips
    assert page.list.isHidden()


def test_every_tip_is_read_out_whole_under_the_name_of_its_area(qtbot: QtBot) -> None:
    page = TroubleshootingPage()
    qtbot.addWidget(page)
    page.show()
    said = [page.list.tips.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(len(all_tips()) + 3)]
    assert [text for text in said if text in (area_word(area) for area in Area)] == [
        area_word(area) for area in (Area.SOUND, Area.DEVICES, Area.NETWORK)
    ]
    for place, finding in all_tips():
        tip = tip_at(place, finding)
        assert any(tip.meaning in text and tip.advice in text for text in said), (place, finding)


@pytest.mark.parametrize("width_px", [480, 1280])
def test_a_tip_has_the_height_that_its_words_take(qtbot: QtBot, width_px: int) -> None:
    page, meaning, advice = TroubleshootingPage(), paragraph(), paragraph()
    for each in (page, meaning, advice):
        qtbot.addWidget(each)
    page.resize(width_px, 600)
    page.show()
    model = page.list.tips
    row = max(range(model.rowCount()), key=lambda n: len(str(model.index(n).data())))
    qtbot.waitUntil(lambda: page.list.visualRect(model.index(row)).height() > 0)
    line = model.lines[row]
    assert isinstance(line, TipRow)
    meaning.setText(line.meaning)
    advice.setText(line.advice)
    meaning.setProperty("weight", "bold")
    room_px = min(page.list.viewport().width() - 32, theme.current().scaled_px(MOST_PX)) - 52
    needed = meaning.heightForWidth(room_px) + advice.heightForWidth(room_px - 28)
    assert needed + 28 <= page.list.visualRect(model.index(row)).height() <= needed + 84


def test_the_check_is_offered_on_joining_where_none_was_made_today(window: MainWindow) -> None:
    last = LastCheck(NOW_MS, meeting("en").details.meeting, DEVICES.microphone, DEVICES.headphone)
    for checks, page in ((CheckState(), window.check_start), (CheckState(last=last), window.devices)):
        window.show_state(DelegateState(Phase.CODE), NOW_MS)
        window.show_state(replace(joined("en"), checks=checks), NOW_MS)
        assert seen(window) is page
        window.show_state(DelegateState(Phase.OFFLINE), NOW_MS)


def test_who_declines_on_joining_comes_to_the_devices_and_elsewhere_back(window: MainWindow) -> None:
    window.show_state(DelegateState(Phase.CODE), NOW_MS)
    window.show_state(joined("en"), NOW_MS)
    window.check_start.decline.click()
    assert seen(window) is window.devices
    window.devices.go.click()
    window.meeting.header.check.click()
    assert seen(window) is window.check_start
    window.check_start.decline.click()
    assert seen(window) is window.meeting


@pytest.mark.parametrize("status", [RequestStatus.ACCEPTED, RequestStatus.GRANTED])
def test_the_check_is_never_in_the_way_of_who_has_the_floor(window: MainWindow, status: RequestStatus) -> None:
    checking = CheckState(Step.SILENCE, is_recording=True)
    window.show_state(replace(joined("en"), checks=checking), NOW_MS)
    assert seen(window) is window.check
    window.show_state(replace(joined("en", (request(4, status),)), checks=checking), NOW_MS)
    assert seen(window) is window.meeting


def test_the_offer_and_the_tips_give_way_to_the_floor_too(window: MainWindow) -> None:
    window.show_state(joined("en"), NOW_MS)
    for leave in (window.offer_check, window.show_tips):
        leave()
        assert seen(window) is not window.meeting
        window.show_state(joined("en", (request(4, RequestStatus.ACCEPTED),)), NOW_MS)
        assert seen(window) is window.meeting
        window.show_state(joined("en"), NOW_MS)
    assert joined("en").me == ME


def test_tips_lead_back_to_where_one_was(window: MainWindow) -> None:
    window.join.tips.click()
    assert seen(window) is window.tips
    window.tips.back.click()
    assert seen(window) is window.join
    window.join.check.click()
    assert seen(window) is window.check_start
    window.check_start.tips.click()
    window.tips.back.click()
    assert seen(window) is window.check_start
    window.show_state(state_of(step=Step.DEVICES), NOW_MS)
    window.check.tips.click()
    assert seen(window) is window.tips
    window.tips.back.click()
    assert seen(window) is window.check


def test_after_the_check_one_is_where_one_came_from(window: MainWindow) -> None:
    window.join.check.click()
    window.show_state(state_of(step=Step.DEVICES), NOW_MS)
    window.show_state(state_of(), NOW_MS)
    assert seen(window) is window.join
    window.show_state(joined("en"), NOW_MS)
    window.meeting.header.check.click()
    window.show_state(replace(joined("en"), checks=CheckState(Step.DEVICES)), NOW_MS)
    window.show_state(joined("en"), NOW_MS)
    assert seen(window) is window.meeting


def test_a_link_in_the_field_is_taken_along_to_the_check(window: MainWindow, qtbot: QtBot) -> None:
    link = "hemicycle://console.example.org:8443/conversation#" + "t" * 32 + "." + "ab" * 32
    window.join.field.setText(link)
    window.join.check.click()
    with qtbot.waitSignal(window.check_start.start_wanted) as signal:
        window.check_start.start.click()
    assert signal.args == [link]


def test_a_result_that_was_not_checked_needs_no_key_press(page: CheckPage) -> None:
    skipped = CheckResult(CheckName.HUM, Verdict.SKIPPED, Finding.NOT_RUN)
    page.show_state(state_of(step=Step.PLAYBACK, has_recording=True, results=(skipped,)))
    assert page.voice.results.rows[0].focusPolicy() is Qt.FocusPolicy.NoFocus
