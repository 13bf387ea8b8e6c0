"""The rules of the debate and the quick field: what they show, what they ask for."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from common.model.floor import DiscussionMode, Overrun, RequestKind, SpeakingOrder
from common.model.ids import ParticipantId
from common.model.meeting import Rules
from common.model.people import Attendance
from common.protocol.floor import EnterRequest, SetRules
from common.protocol.people import RegisterPerson
from room_console.ui.panels.floorpresets import PLENARY_S
from room_console.ui.panels.quickentry import QuickEntry
from room_console.ui.panels.rules import RulesPane
from room_console.ui.state import ConsoleState
from room_console.ui.widgets.timespin import TimeSpin
from tests.gallery.consoledata import attached, crowded


def with_rules(rules: Rules) -> ConsoleState:
    """Return a console under these rules."""
    state = attached("en")
    assert state.view is not None
    return replace(state, view=replace(state.view, rules=rules))


@pytest.fixture
def pane(qtbot: QtBot) -> RulesPane:
    made = RulesPane()
    qtbot.addWidget(made)
    made.show_state(with_rules(Rules(max_open_mics=2)))
    return made


def test_what_is_shown_is_what_holds(pane: RulesPane) -> None:
    assert not pane.is_edited
    assert not pane.apply.isEnabled()


def test_a_preset_fills_the_fields_and_is_applied_as_all_else_is(pane: RulesPane, qtbot: QtBot) -> None:
    plenary, committee = pane.presets.buttons[:2]
    pane.order.setCurrentIndex(pane.order.findData(SpeakingOrder.PROTOCOL))
    plenary[1].click()
    assert (pane.mics.value(), pane.speech.value()) == (1, PLENARY_S)
    assert plenary[1].isChecked()
    assert not committee[1].isChecked()
    with qtbot.waitSignal(pane.wanted) as wish:
        pane.apply.click()
    assert wish.args is not None
    rules = wish.args[0].rules
    assert (rules.mode, rules.timers.overrun) == (DiscussionMode.MANUAL, Overrun.WARN)
    assert rules.order is SpeakingOrder.PROTOCOL, "no matter of a preset"
    committee[1].click()
    assert DiscussionMode(pane.mode.currentData()) is DiscussionMode.OPEN
    pane.speech.setValue(60)
    assert not any(button.isChecked() for _, button in pane.presets.buttons)
    assert all(preset.details and button.toolTip() == preset.details for preset, button in pane.presets.buttons)


def test_rules_are_applied_together_by_one_press(pane: RulesPane, qtbot: QtBot) -> None:
    pane.mode.setCurrentIndex(pane.mode.findData(DiscussionMode.OPEN))
    pane.speech.setValue(210)
    pane.overrun.setCurrentIndex(pane.overrun.findData(Overrun.CUT))
    pane.kinds.move_row(RequestKind.RIGHT_OF_REPLY, -1)
    pane.kinds.rows[0].time.setValue(60)
    with qtbot.waitSignal(pane.wanted) as wish:
        pane.apply.click()
    assert wish.args is not None
    message = wish.args[0]
    assert isinstance(message, SetRules)
    rules = message.rules
    assert (rules.mode, rules.max_open_mics) == (DiscussionMode.OPEN, 2)
    assert rules.precedence[-2:] == (RequestKind.RIGHT_OF_REPLY, RequestKind.INTERVENTION)
    assert rules.timers.by_kind_s == {RequestKind.POINT_OF_ORDER: 60}
    assert (rules.timers.speech_s, rules.timers.overrun) == (210, Overrun.CUT)
    pane.show_state(with_rules(rules))
    assert not pane.is_edited


def test_what_is_edited_stays_while_others_change_the_rules(pane: RulesPane) -> None:
    pane.speech.setValue(90)
    pane.show_state(with_rules(Rules(max_open_mics=2, is_list_open=False)))
    assert pane.is_edited
    assert pane.speech.value() == 90
    pane.revert.click()
    assert (pane.speech.value(), pane.is_edited) == (0, False)


def test_a_kind_that_there_is_not_stays_so_until_it_is_ticked(pane: RulesPane, qtbot: QtBot) -> None:
    few = Rules(precedence=(RequestKind.POINT_OF_ORDER, RequestKind.INTERVENTION))
    pane.show_state(with_rules(few))
    assert not pane.is_edited, "what is shown is what holds"
    rows = {row.kind: row for row in pane.kinds.rows}
    assert not rows[RequestKind.RESPONSE].time.isEnabled()
    pane.show_state(with_rules(replace(few, max_open_mics=3)))
    assert pane.mics.value() == 3, "nothing is edited, so what others changed is shown"
    rows[RequestKind.RESPONSE].is_known.setChecked(True)
    rows[RequestKind.POINT_OF_ORDER].is_known.setChecked(False)
    with qtbot.waitSignal(pane.wanted) as wish:
        pane.apply.click()
    assert wish.args is not None
    assert wish.args[0].rules.precedence == (RequestKind.INTERVENTION, RequestKind.RESPONSE)
    rows[RequestKind.RESPONSE].is_known.setChecked(False)
    assert not rows[RequestKind.INTERVENTION].is_known.isEnabled(), "the last one stays"


def test_delegations_have_times_of_their_own(pane: RulesPane, qtbot: QtBot) -> None:
    pane.delegations.text.setPlainText("Norland = 7:00\n\n  Sud  land=90\n")
    with qtbot.waitSignal(pane.wanted) as wish:
        pane.apply.click()
    assert wish.args is not None
    rules = wish.args[0].rules
    assert rules.timers.by_delegation_s == {"Norland": 420, "Sud land": 90}
    pane.show_state(with_rules(rules))
    assert not pane.is_edited
    assert pane.delegations.text.toPlainText() == "Norland = 7:00\nSud land = 1:30"


@pytest.mark.parametrize("line", ["Norland", "Norland = soon", "= 7:00", "Norland = 1\nNorland = 2"])
def test_a_line_that_is_no_time_is_named_and_nothing_is_applied(line: str, pane: RulesPane, qtbot: QtBot) -> None:
    pane.delegations.text.setPlainText(f"Sudland = 2:00\n{line}")
    with qtbot.assertNotEmitted(pane.wanted, wait=0):
        pane.apply.click()
    assert line.splitlines()[-1].strip() in pane.notice.text
    pane.revert.click()
    assert (pane.delegations.fault, pane.is_edited) == ("", False)


@pytest.mark.parametrize(
    ("written", "seconds"), [("3:30", 210), ("45", 45), ("0:05", 5), ("90", 90), ("1:30:00", 5400)]
)
def test_time_is_written_as_minutes_and_seconds(written: str, seconds: int, qtbot: QtBot) -> None:
    spin = TimeSpin()
    qtbot.addWidget(spin)
    spin.lineEdit().setText(written)
    spin.interpretText()
    assert spin.value() == seconds


@pytest.fixture
def entry(qtbot: QtBot) -> QuickEntry:
    made = QuickEntry()
    qtbot.addWidget(made)
    state = crowded("en")
    assert state.view is not None
    made.show_view(state.view)
    made.show()
    made.begin()
    return made


def test_somebody_is_entered_by_letters_and_return_those_in_the_hall_first(entry: QuickEntry, qtbot: QtBot) -> None:
    QTest.keyClicks(entry.who, "china")
    assert entry.found.item(0).text() == "China – Mr. Li Jianguo – Hall"
    with qtbot.waitSignal(entry.wanted) as wish:
        QTest.keyClick(entry.who, Qt.Key.Key_Return)
    assert wish.args is not None
    message = wish.args[0]
    assert isinstance(message, EnterRequest)
    assert message.is_in_hall
    assert message.kind is RequestKind.INTERVENTION
    assert entry.who.text() == "", "ready for the next one"


def test_the_arrows_choose_and_kind_and_group_go_along(entry: QuickEntry, qtbot: QtBot) -> None:
    QTest.keyClicks(entry.who, "kenya otieno")
    QTest.keyClick(entry.who, Qt.Key.Key_Down)
    assert entry.found.currentRow() == 1
    entry.kind.setCurrentIndex(entry.kind.findData(RequestKind.POINT_OF_ORDER))
    QTest.keyClicks(entry.group, "Group")
    with qtbot.waitSignal(entry.wanted) as wish:
        QTest.keyClick(entry.group, Qt.Key.Key_Return)
    assert wish.args is not None
    message = wish.args[0]
    assert (message.kind, message.on_behalf_of, message.is_in_hall) == (RequestKind.POINT_OF_ORDER, "Group", False)


def test_who_is_not_registered_is_registered_in_the_hall_first(entry: QuickEntry, qtbot: QtBot) -> None:
    QTest.keyClicks(entry.who, "Ana Sousa, Lusitania")
    assert entry.found.item(0).text() == "Not registered. Register in the hall: Lusitania – Ana Sousa"
    with qtbot.waitSignal(entry.register_wanted) as wish:
        QTest.keyClick(entry.who, Qt.Key.Key_Return)
    assert wish.args is not None
    person, request = wish.args
    assert isinstance(person, RegisterPerson)
    assert (person.applicant.name, person.applicant.delegation) == ("Ana Sousa", "Lusitania")
    assert person.applicant.attendance is Attendance.ON_SITE
    assert request == EnterRequest(participant=ParticipantId(""), is_in_hall=True)


def test_the_language_goes_along_and_only_kinds_that_there_are_can_be_chosen(qtbot: QtBot) -> None:
    made = QuickEntry()
    qtbot.addWidget(made)
    view = with_rules(Rules(precedence=(RequestKind.POINT_OF_ORDER, RequestKind.INTERVENTION))).view
    assert view is not None
    made.show_view(view)
    kinds = [made.kind.itemData(n) for n in range(made.kind.count())]
    assert kinds == [RequestKind.INTERVENTION, RequestKind.POINT_OF_ORDER]
    made.show()
    made.begin()
    QTest.keyClicks(made.who, "china")
    made.spoken.setCurrentIndex(made.spoken.findData("zh"))
    made.show_view(view)
    with qtbot.waitSignal(made.wanted) as wish:
        QTest.keyClick(made.who, Qt.Key.Key_Return)
    assert wish.args is not None
    assert wish.args[0].language == "zh"
    assert made.spoken.currentData() == "", "the next one may speak another"


def test_escape_closes_and_nothing_found_enters_nobody(entry: QuickEntry, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(entry.wanted, wait=0):
        QTest.keyClick(entry.who, Qt.Key.Key_Return)
    with qtbot.waitSignal(entry.closed):
        QTest.keyClick(entry.who, Qt.Key.Key_Escape)
