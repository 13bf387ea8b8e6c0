"""Verdicts, pre-listen and the booths' vote on made-up states."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from common.model.checks import Fitness
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ChannelNumber, ParticipantId
from common.model.meeting import OwnState
from room_console.ui.mainwindow import MainWindow
from room_console.ui.panels.readiness import ReadinessPanel
from room_console.ui.panels.speakers import SpeakersPanel
from room_console.ui.readywords import Mark, mark_ink, mark_of, mark_word
from room_console.ui.state import ConsoleState, Phase
from room_console.ui.tables.rostermodel import Column
from room_console.ui.tables.summary import Group
from tests.gallery.consoledata import attached
from tests.gallery.madeup import NOW_MS
from tests.gallery.readinessdata import after_checks, history, report, sounding, voted

KENYA = ParticipantId("p-2")


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    made = MainWindow()
    qtbot.addWidget(made)
    made.show_state(after_checks(attached("en")), NOW_MS)
    return made


def select(window: MainWindow, row: int) -> None:
    window.speakers.list.setCurrentIndex(window.speakers.model.index(row))


def bring_up(window: MainWindow, qtbot: QtBot) -> None:
    """Show it, with the keys going to it."""
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()


def test_what_is_heard_now_outweighs_a_test_and_a_test_outweighs_nothing() -> None:
    state = sounding(after_checks(attached("en")), p_2=Fitness.FIT)
    now = mark_of(state.reports[KENYA], state.readiness[KENYA])
    assert (now, mark_word(now)) == (Mark(Fitness.FIT, is_live=True), "Fit")
    quiet = sounding(state, p_2=Fitness.UNKNOWN)
    before = mark_of(quiet.reports[KENYA], quiet.readiness[KENYA])
    assert mark_word(before) == "Tested: Unfit"
    assert mark_word(mark_of(None, None)) == "Not tested"


def test_red_is_for_an_unfit_voice_that_is_heard_or_next() -> None:
    assert mark_ink(Mark(Fitness.UNFIT, is_live=True), is_near=True) == "fail"
    assert mark_ink(Mark(Fitness.UNFIT, is_live=True), is_near=False) == "warn"
    assert mark_ink(Mark(Fitness.UNFIT), is_near=True) == "warn"
    assert mark_ink(Mark(Fitness.FIT, is_live=True), is_near=True) == "muted"


def test_the_verdict_stands_beside_the_name_before_the_floor_is_granted(window: MainWindow) -> None:
    lines = {line.participant: line.fit for line in window.speakers.model.lines}
    assert lines[KENYA] == Mark(Fitness.UNFIT)
    said = window.speakers.model.data(window.speakers.model.index(2), Qt.ItemDataRole.AccessibleTextRole)
    assert "sound when tested: Unfit" in str(said)
    window.show_state(sounding(after_checks(attached("en")), p_2=Fitness.CARE), NOW_MS)
    assert window.speakers.model.lines[2].fit == Mark(Fitness.CARE, is_live=True)


def test_one_key_begins_and_ends_pre_listening(window: MainWindow, qtbot: QtBot) -> None:
    bring_up(window, qtbot)
    control = window.speakers.prelisten
    select(window, 2)
    with qtbot.waitSignal(control.wanted) as wish:
        QTest.keyClick(window, Qt.Key.Key_F5)
    assert wish.args == [KENYA]
    window.show_state(replace(after_checks(attached("en")), prelisten=KENYA), NOW_MS)
    assert "you alone hear Kenya" in control.notice.text
    assert control.button.isChecked()
    assert window.speakers.model.lines[2].is_prelistened
    assert "Kenya" in window.signal.outputs.prelisten.who.text()
    with qtbot.waitSignal(control.wanted) as wish:
        QTest.keyClick(window, Qt.Key.Key_F5)
    assert wish.args == [None]
    window.show_state(after_checks(attached("en")), NOW_MS)
    assert control.notice.text == ""
    assert not control.button.isChecked()


def test_another_selected_speaker_is_heard_in_place_of_the_first(window: MainWindow, qtbot: QtBot) -> None:
    window.show_state(replace(after_checks(attached("en")), prelisten=KENYA), NOW_MS)
    select(window, 3)
    with qtbot.waitSignal(window.speakers.prelisten.wanted) as wish:
        window.speakers.prelisten.switch()
    assert wish.args == ["p-4"]


def test_who_is_muted_is_said_to_be(window: MainWindow) -> None:
    state = after_checks(attached("en"))
    assert state.view is not None
    own = {**state.view.own, KENYA: OwnState(KENYA, is_muted=True)}
    window.show_state(replace(state, view=replace(state.view, own=own), prelisten=KENYA), NOW_MS)
    assert window.speakers.prelisten.notice.text == "Pre-listen: Kenya – Mr. Daniel Otieno is muted."


def without_output(state: ConsoleState) -> ConsoleState:
    assert state.view is not None
    assert state.view.patch is not None
    patch = replace(state.view.patch, prelisten_output=None)
    return replace(state, view=replace(state.view, patch=patch))


def test_without_an_output_it_says_where_to_patch_one(window: MainWindow, qtbot: QtBot) -> None:
    control = window.speakers.prelisten
    state = after_checks(attached("en"))
    window.show_state(without_output(state), NOW_MS)
    select(window, 2)
    with qtbot.assertNotEmitted(control.wanted):
        control.switch()
    assert "no output" in control.notice.text
    with qtbot.waitSignal(control.patch_wanted):
        control.notice.acted.emit()
    window.show_prelisten_patch()
    assert window.tabs.currentWidget() is window.patch
    window.show_state(state, NOW_MS)
    assert control.notice.text == "", "it has one now"


def test_refusals_are_said_in_place_and_stay(window: MainWindow) -> None:
    control = window.speakers.prelisten
    control.refuse(ConferenceError(ErrorCode.NOT_FOUND, "no uplink of theirs is open"))
    window.show_state(after_checks(attached("en")), NOW_MS)
    assert control.notice.text.startswith("No sound comes from them yet")
    control.refuse(ConferenceError(ErrorCode.PATCH_INVALID, "no output is patched"))
    assert "no output" in control.notice.text


def test_nothing_is_heard_of_a_core_that_is_away(window: MainWindow) -> None:
    away = replace(after_checks(attached("en")), prelisten=KENYA, phase=Phase.RECONNECTING)
    window.show_state(away, NOW_MS)
    assert window.speakers.prelisten.notice.text == ""
    assert not window.speakers.prelisten.button.isEnabled()


def test_each_booth_has_a_key_and_says_its_state(window: MainWindow, qtbot: QtBot) -> None:
    bring_up(window, qtbot)
    inputs = window.signal.inputs
    with qtbot.waitSignal(inputs.vote_wanted) as wish:
        QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert wish.args == [2, True]
    booth = inputs.booths[ChannelNumber(2)]
    assert not booth.vote.isChecked(), "it is so when the core says so"
    window.show_state(voted(after_checks(attached("en")), 2), NOW_MS)
    assert booth.vote.isChecked()
    assert booth.row.said.text() == "Français: cannot interpret"
    assert booth.vote.accessibleName() == "Français can interpret again"
    with qtbot.waitSignal(inputs.vote_wanted) as wish:
        booth.vote.click()
    assert wish.args == [2, False]


def test_the_keys_of_the_booths_work_while_the_signal_is_hidden(window: MainWindow, qtbot: QtBot) -> None:
    bring_up(window, qtbot)
    window.wide.setChecked(True)
    assert window.signal_area.isHidden()
    with qtbot.waitSignal(window.signal.inputs.vote_wanted) as wish:
        QTest.keyClick(window, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    assert wish.args == [6, True]


def test_a_vote_is_said_in_the_line_of_who_is_on_air(qtbot: QtBot) -> None:
    panel = SpeakersPanel()
    qtbot.addWidget(panel)
    panel.show_state(voted(attached("en"), 1, 6), NOW_MS)
    assert [line.booths for line in panel.model.lines[:3]] == ["English, 中文", "", ""]
    panel.show_state(attached("en"), NOW_MS)
    assert not any(line.booths for line in panel.model.lines)


def test_readiness_is_found_by_group_and_words(qtbot: QtBot) -> None:
    panel = ReadinessPanel()
    qtbot.addWidget(panel)
    panel.show_state(after_checks(attached("en")), NOW_MS)
    panel.groups.buttons[Group.UNTESTED].click()
    assert {row.readiness for row in panel.model.shown()} == {None}
    panel.groups.buttons[Group.ALL].click()
    panel.search.setText("kenya unfit")
    assert [row.who for row in panel.model.shown()] == [KENYA]
    panel.search.setText("nobody")
    assert "Clear the filter" in panel.empty.text()


def test_one_s_history_is_asked_for_and_every_result_has_its_tip(qtbot: QtBot) -> None:
    panel = ReadinessPanel()
    qtbot.addWidget(panel)
    panel.show()
    panel.show_state(after_checks(attached("en")), NOW_MS)
    panel.table.select(KENYA)
    with qtbot.waitSignal(panel.history_wanted) as wish:
        panel.open_history()
    assert wish.args == [KENYA]
    newest = panel.model.row_of(KENYA)
    assert newest is not None
    assert newest.readiness is not None
    panel.show_runs(KENYA, (newest.readiness, *history(1)[1:]))
    assert panel.history.runs.count() == 3
    assert panel.history.found.text() == "Microphone: AirPods Pro (hands-free)"
    assert "cable" in panel.history.tip.text()
    panel.history.results.setCurrentIndex(panel.history.model.index(1, 0))
    assert panel.history.limits.text().startswith("Wanted: at least")
    panel.show_runs(ParticipantId("p-1"), history(0))
    assert panel.history.runs.count() == 3, "another's come too late"
    QTest.keyClick(panel.history.results, Qt.Key.Key_Escape)
    assert panel.history_area.isHidden()


def test_a_new_report_of_the_one_looked_at_is_shown_at_once(qtbot: QtBot) -> None:
    panel = ReadinessPanel()
    qtbot.addWidget(panel)
    panel.show()
    state = after_checks(attached("en"))
    panel.show_state(state, NOW_MS)
    panel.table.select(ParticipantId("p-3"))
    panel.open_history()
    assert panel.history.empty.isVisible()
    panel.show_state(replace(state, readiness={**state.readiness, ParticipantId("p-3"): report(3)}), NOW_MS)
    assert panel.history.model.results
    assert panel.history.found.text().startswith("Loss")
    panel._ask_soon.stop()


def test_the_roster_says_how_everyone_sounds(window: MainWindow) -> None:
    model = window.roster.model
    place = model.place_of(KENYA)
    assert place is not None
    assert model.index(place, Column.SOUND).data() == "Tested: Unfit"
