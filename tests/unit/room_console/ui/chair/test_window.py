"""The chair's window: whom its buttons mean, and when they can be pressed."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from common.model.chronicle import SpeakingTime, TimeBy
from common.model.ids import RequestId
from common.model.meeting import Act, Undoable
from common.model.people import Presence
from common.model.zones import in_zone, zone_names
from common.protocol.chronicle import AskSpeakingTime, SpeakingTimes
from common.protocol.floor import AlterRequest
from common.ui.when import is_here, local_clock
from room_console.ui.chair.window import LEAST, ChairWindow
from room_console.ui.state import Phase
from room_console.ui.widgets.keyoverview import KeyOverview
from tests.gallery.console_chair import LIMIT_S, debate, warned
from tests.gallery.consoledata import FULL, attached, long_names, quiet
from tests.gallery.madeup import NOW_MS


@pytest.fixture
def window(qapp: QApplication) -> Iterator[ChairWindow]:
    made = ChairWindow()
    yield made
    made.deleteLater()
    qapp.processEvents()


def _native(button: QPushButton) -> str:
    return button.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def test_the_next_is_the_first_who_can_be_heard(window: ChairWindow) -> None:
    state = debate("en")
    assert state.view is not None
    first, second = state.view.floor[1:3]
    window.show_state(state, NOW_MS)
    assert window.following == first
    gone = replace(state.view.participants[first.participant], presence=Presence.RECONNECTING)
    people = {**state.view.participants, first.participant: gone}
    window.show_state(replace(state, view=replace(state.view, participants=people)), NOW_MS)
    assert window.following == second
    assert window.next.delegation.text() == "Kenya"


def test_the_clock_shows_the_meetings_time_and_this_computers_where_it_differs(window: ChairWindow) -> None:
    state = debate("en")
    assert state.view is not None
    far = "Pacific/Kiritimati"
    there = replace(state, view=replace(state.view, details=replace(state.view.details, timezone=far)))
    window.show_state(there, NOW_MS)
    assert window.clock.figure.text() == f"{in_zone(NOW_MS, far):%H:%M:%S}"
    assert window.clock.here.text() == local_clock(NOW_MS, far) != ""
    assert "time" in window.clock.toolTip()
    here = next(name for name in ("UTC", "Europe/Zurich", "Asia/Tokyo", *zone_names()) if is_here(NOW_MS, name))
    at_home = replace(state, view=replace(state.view, details=replace(state.view.details, timezone=here)))
    window.show_state(at_home, NOW_MS)
    assert window.clock.here.isHidden()


def test_who_spoke_for_how_long_stands_in_the_place_of_the_list(window: ChairWindow, qapp: QApplication) -> None:
    state, asked = debate("en"), list[object]()
    assert state.view is not None
    view = replace(state.view, current_session=2)
    window.panel.times.wanted.connect(asked.append)
    window.show_state(replace(state, view=view), NOW_MS)
    window.panel.list.setCurrentIndex(window.panel.list.rows.index(2))
    window.show()
    window.activateWindow()
    qapp.processEvents()
    QTest.keyClick(window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert asked == [AskSpeakingTime(by=TimeBy.DELEGATION, session=2)]
    assert not window.panel.deny.isEnabled(), "the list is not seen"
    assert window.next.grant.isEnabled()
    told = SpeakingTimes(TimeBy.DELEGATION, 2, NOW_MS, (SpeakingTime("Kenya", 2, 130_000),))
    window.panel.times.take(replace_session(told, 1))
    assert window.panel.times.times.rowCount() == 0, "that is another session"
    window.panel.times.take(told)
    assert [window.panel.times.times.text(told.times[0], column) for column in range(3)] == ["2:10", "Kenya", "2"]
    window.show_state(replace(state, view=replace(view, floor=view.floor[1:])), NOW_MS)
    assert len(asked) == 2, "somebody has finished"
    QTest.keyClick(window.panel.times.by, Qt.Key.Key_Escape)
    assert window.panel.pages.currentWidget() is window.panel.list
    assert not window.panel.spoken.isChecked()


def test_one_thing_stands_in_the_place_of_the_list_and_with_what_is_not_seen_nothing_is_done(
    window: ChairWindow, qapp: QApplication
) -> None:
    panel = window.panel
    window.show_state(debate("en"), NOW_MS)
    panel.list.setCurrentIndex(panel.list.rows.index(2))
    window.show()
    window.activateWindow()
    qapp.processEvents()
    for key, page in ((Qt.Key.Key_J, panel.journal), (Qt.Key.Key_T, panel.times), (Qt.Key.Key_J, panel.journal)):
        QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        assert panel.pages.currentWidget() is page
        assert (panel.spoken.isChecked(), panel.happened.isChecked()) == (page is panel.times, page is panel.journal)
        assert not panel.deny.isVisible()
        assert not panel.correct.isEnabled()
        assert panel.undo.isEnabled(), "what was wrong is taken back wherever one looks"
    QTest.keyClick(panel.journal.lines, Qt.Key.Key_Escape)
    assert panel.pages.currentWidget() is panel.list
    assert panel.deny.isVisible()


def test_a_request_is_corrected_by_keys(window: ChairWindow, qapp: QApplication) -> None:
    state, asked, form = debate("en"), list[object](), window.panel.correction
    assert state.view is not None
    form.wanted.connect(asked.append)
    window.show_state(state, NOW_MS)
    assert not window.panel.correct.isEnabled(), "nobody is selected"
    window.panel.list.setCurrentIndex(window.panel.list.rows.index(2))
    window.show()
    window.activateWindow()
    qapp.processEvents()
    QTest.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert form.group.currentText() == "African Group"
    QTest.keyClicks(window.focusWidget(), "Group of 77")
    QTest.keyClick(form.group, Qt.Key.Key_Return)
    assert asked == [AlterRequest(request=state.view.floor[2].request, on_behalf_of="Group of 77")]
    assert window.panel.pages.currentWidget() is window.panel.list


def test_the_line_for_all_is_reached_by_a_key(window: ChairWindow, qapp: QApplication) -> None:
    window.show_state(debate("en"), NOW_MS)
    window.show()
    window.activateWindow()
    qapp.processEvents()
    QTest.keyClick(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert window.focusWidget() is window.text


def replace_session(told: SpeakingTimes, session: int) -> SpeakingTimes:
    return SpeakingTimes(told.by, session, told.at_ms, told.times)


def test_the_keys_are_shown_and_each_stands_for_a_button(window: ChairWindow, qapp: QApplication) -> None:
    window.show_state(debate("en"), NOW_MS)
    window.show()
    window.activateWindow()
    qapp.processEvents()
    QTest.keyClick(window, Qt.Key.Key_F1)
    overview = window.findChild(KeyOverview)
    assert overview is not None
    written = {part.text() for part in overview.findChildren(QLabel)}
    buttons = [b for b in window.findChildren(QPushButton) if not b.shortcut().isEmpty()]
    assert buttons
    assert all(any(_native(b) in text.split(" / ") for text in written) for b in buttons)
    overview.close()


def test_where_several_speak_the_selected_one_is_meant(window: ChairWindow) -> None:
    window.show_state(attached("en"), NOW_MS)
    assert window.current is not None
    assert window.current.request == RequestId(1)
    window.panel.list.choose(RequestId(3))
    assert window.current is not None
    assert window.current.request == RequestId(3)


def test_buttons_follow_the_selection(window: ChairWindow) -> None:
    window.show_state(debate("en"), NOW_MS)
    assert not window.panel.deny.isEnabled()
    window.panel.list.setCurrentIndex(window.panel.list.rows.index(2))
    assert window.panel.waiting is not None
    assert window.panel.deny.isEnabled()
    assert window.panel.call.isEnabled()


def _verbs(window: ChairWindow) -> tuple[QPushButton, ...]:
    panel = window.panel
    asked = (window.next.grant, window.speaking.stop, window.send)
    return (*asked, panel.deny, panel.undo, panel.toggle, panel.correct)


def test_nothing_can_be_pressed_while_the_link_is_lost(window: ChairWindow) -> None:
    window.show_state(replace(debate("en"), phase=Phase.RECONNECTING), NOW_MS)
    window.panel.list.setCurrentIndex(window.panel.list.rows.index(2))
    pressed = _verbs(window)
    assert not any(button.isEnabled() for button in pressed)


def test_a_full_disk_is_said_and_takes_no_button_away(window: ChairWindow) -> None:
    state = debate("en")
    window.show_state(replace(state, health=FULL), NOW_MS)
    assert "disk is full" in window.banner.notice.text
    window.panel.list.setCurrentIndex(window.panel.list.rows.index(2))
    assert window.speaking.stop.isEnabled()
    assert window.panel.call.isEnabled()


def test_the_undo_says_what_it_would_take_back(window: ChairWindow) -> None:
    window.show_state(debate("en"), NOW_MS)
    assert window.panel.undo.text() == "Undo the grant: France"
    window.show_state(quiet("en"), NOW_MS)
    assert (window.panel.undo.text(), window.panel.undo.isEnabled()) == ("Undo", False)


def test_a_long_name_in_what_can_be_undone_takes_no_room_from_the_cards(
    window: ChairWindow, qapp: QApplication
) -> None:
    state = long_names("en")
    assert state.view is not None
    speaker = state.view.floor[0]
    act = Undoable(Act.CORRECT, speaker.participant, NOW_MS, speaker.request, speaker.participant)
    window.resize(*LEAST)
    window.show()
    window.show_state(state, NOW_MS)
    qapp.processEvents()
    width_px = window.speaking.width()
    window.show_state(replace(state, view=replace(state.view, undoable=act)), NOW_MS)
    qapp.processEvents()
    undo = window.panel.undo
    assert undo.text().endswith("…\u2069")
    assert undo.fontMetrics().horizontalAdvance(undo.text()) < undo.width()
    assert undo.accessibleName().startswith("Undo the correction: International Federation")
    assert window.speaking.width() == width_px


def test_the_selection_stays_with_its_request(window: ChairWindow) -> None:
    state = debate("en")
    assert state.view is not None
    window.show_state(state, NOW_MS)
    chosen = state.view.floor[2].request
    window.panel.list.choose(chosen)
    floor = (state.view.floor[0], *state.view.floor[2:], state.view.floor[1])
    window.show_state(replace(state, view=replace(state.view, floor=floor)), NOW_MS)
    row = window.panel.list.chosen()
    assert row is not None
    assert row.request == chosen


def test_an_overrun_sounds_once_where_the_chair_wants_it(window: ChairWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[bool] = []
    monkeypatch.setattr(QApplication, "beep", lambda: rung.append(True))
    for is_wanted, times in ((False, 0), (True, 1)):
        window.bell.setChecked(is_wanted)
        for state in (debate("en"), debate("en", LIMIT_S + 1), debate("en", LIMIT_S + 2)):
            window.show_state(warned(state), NOW_MS)
        assert len(rung) == times
    window.show_state(debate("en"), NOW_MS)
    window.show_state(debate("en", LIMIT_S + 1), NOW_MS)
    assert len(rung) == 1, "the rules only show it"


def test_an_empty_list_says_why(window: ChairWindow) -> None:
    window.show_state(quiet("en"), NOW_MS)
    assert not window.panel.list.empty.isHidden()
    assert "The list is closed" in window.panel.list.empty.text()
    window.show_state(debate("en"), NOW_MS)
    assert window.panel.list.empty.isHidden()
