"""The panels on made-up states: what they show, what they wish for, what they refuse to lose."""

from dataclasses import replace

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from common.model.errors import ErrorCode
from common.model.ids import ParticipantId, SlotNumber
from common.model.media import LinkQuality
from common.model.voice import MicrophoneState
from common.protocol.operator import AddPerson
from room_console.ui.panels.banner import Banner
from room_console.ui.panels.health import HealthPanel
from room_console.ui.panels.linkcard import LinkCard
from room_console.ui.panels.patch import PatchPanel
from room_console.ui.panels.personform import PersonForm
from room_console.ui.panels.roster import RosterPanel
from room_console.ui.panels.signal import SignalPanel
from room_console.ui.panels.speakers import SpeakersPanel
from room_console.ui.stage.caption import caption_of
from room_console.ui.state import ConsoleState, Phase
from room_console.ui.tables.rostermodel import Column
from room_console.ui.widgets.hold import HOLD_MS, HoldButton
from room_console.ui.wording import decibels, fault, quality_ink
from tests.gallery.consoledata import FULL, ILL, LEVELS, PATCH, attached, crowded, quiet, with_microphones
from tests.gallery.madeup import NOW_MS


def test_the_roster_finds_by_every_word(qtbot: QtBot) -> None:
    panel = RosterPanel()
    qtbot.addWidget(panel)
    with qtbot.waitSignal(panel.model.settled):
        panel.show_state(crowded("en"))
        assert panel.empty.isHidden(), "it says of nobody that they are not registered"
    assert panel.model.rowCount() == 3000
    with qtbot.waitSignal(panel.model.settled):
        panel.search.setText("kenya returning")
    assert 0 < panel.model.rowCount() < 375
    assert panel.count.text().startswith(f"\u2068{panel.model.rowCount()} of")
    with qtbot.waitSignal(panel.model.settled):
        panel.search.setText("nobody of this name")
    assert panel.model.rowCount() == 0
    assert "Clear the filter" in panel.empty.text()


def test_the_roster_tells_only_of_rows_that_changed(qtbot: QtBot) -> None:
    panel = RosterPanel()
    qtbot.addWidget(panel)
    state = crowded("en")
    panel.show_state(state)
    rows: list[int] = []
    panel.model.dataChanged.connect(lambda first, last: rows.append(first.row()))
    who = next(iter(state.reports))
    worse = replace_report(state, who, LinkQuality.BAD)
    panel.show_state(worse)
    assert rows == [], "the second state waits"
    qtbot.waitUntil(lambda: len(set(rows)) == 1)


def replace_report(state: ConsoleState, who: object, quality: LinkQuality) -> ConsoleState:
    """Return the state with one report of that quality."""
    changed = {k: msgspec.structs.replace(r, quality=quality) if k == who else r for k, r in state.reports.items()}
    return replace(state, reports=changed)


def test_a_patch_that_can_not_be_used_is_not_applied(qtbot: QtBot) -> None:
    panel = PatchPanel()
    qtbot.addWidget(panel)
    panel.show_state(attached("en"))
    assert not panel.apply.isEnabled()
    first = panel.grid.spins()[0]
    first.setValue(9)
    assert panel.notice.text == "Input 9 does not exist"
    assert not panel.apply.isEnabled()
    first.setValue(8)
    assert panel.notice.text == "Input 8 carries talkback and is heard in the meeting"
    first.setValue(3)
    assert panel.apply.isEnabled()
    panel.show_state(attached("en"))
    assert first.value() == 3, "what is edited stays"
    panel.revert.click()
    assert panel.grid.patch() == PATCH


def test_a_held_button_acts_once_and_only_when_held(qtbot: QtBot) -> None:
    button = HoldButton("End")
    qtbot.addWidget(button)
    button.show()
    held: list[bool] = []
    button.held.connect(lambda: held.append(True))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert held == []
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: held == [True], timeout=HOLD_MS * 4)
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert held == [True]


def test_a_link_is_forgotten_when_it_is_put_away(qtbot: QtBot) -> None:
    card = LinkCard()
    qtbot.addWidget(card)
    card.show_link("Anna", "hemicycle://x")
    assert card.field.text() == "hemicycle://x"
    card.close_button.click()
    assert card.field.text() == ""
    assert card.isHidden()


def test_a_person_needs_a_name(qtbot: QtBot) -> None:
    form = PersonForm()
    qtbot.addWidget(form)
    form.clear()
    assert not form.add.isEnabled()
    form.name.setText(" Anna ")
    with qtbot.waitSignal(form.wanted) as wish:
        form.add.click()
    assert wish.args is not None
    assert wish.args[0] == AddPerson(name="Anna", delegation="", role=wish.args[0].role, email="")


def test_slots_say_who_is_on_them_and_fall_silent_without_a_core(qtbot: QtBot) -> None:
    panel = SignalPanel()
    qtbot.addWidget(panel)
    state = attached("en")
    assert state.view is not None
    panel.show_view(state.view, True, state.reports)
    panel.show_levels(LEVELS)
    row = panel.slots.rows[SlotNumber(1)]
    assert (row.state.text(), row.meter.figure.text()) == ("On air", "−8")
    panel.show_view(state.view, False, state.reports)
    assert (row.state.text(), row.meter.figure.text()) == ("Not known", "–")


def test_health_is_coloured_only_when_something_is_due(qtbot: QtBot) -> None:
    panel = HealthPanel()
    qtbot.addWidget(panel)
    health = attached("en").health
    assert health is not None
    assert {reading.ink for reading in panel.readings(health)} == {"text"}
    due = {reading.word: reading.ink for reading in panel.readings(ILL) if reading.word}
    assert sorted(due.values()) == ["fail", "fail", "fail", "warn", "warn"]
    assert due["Not renewed yet: \u2068no route to it\u2069"] == "warn"
    overdue = panel.readings(msgspec.structs.replace(health, certificate_is_due=True))
    assert [reading.value for reading in overdue if reading.ink == "fail"] == ["Until \u2068Sat 12 Jul 2025\u2069"]


@pytest.mark.parametrize("phase", [p for p in Phase if p not in (Phase.ATTACHED, Phase.SIGN_IN)])
def test_every_phase_is_said_in_a_sentence(phase: Phase, qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    banner.show_state(ConsoleState(phase, detail="anna@example.org"))
    assert len(banner.notice.text) > 15
    banner.show_state(ConsoleState(Phase.ATTACHED))
    assert banner.isHidden()


def test_a_full_disk_is_said_in_a_sentence_until_there_is_room(qtbot: QtBot) -> None:
    banner, state = Banner(), attached("en")
    qtbot.addWidget(banner)
    banner.show_state(replace(state, health=FULL))
    assert not banner.isHidden()
    assert "disk is full" in banner.notice.text
    banner.show_state(state)
    assert banner.isHidden()


def test_a_certificate_that_is_not_renewed_is_said_with_the_reason_while_there_is_time(qtbot: QtBot) -> None:
    banner, state = Banner(), attached("en")
    qtbot.addWidget(banner)
    assert state.health is not None
    trouble = msgspec.structs.replace(state.health, certificate_fault="no route to it")
    banner.show_state(replace(state, health=trouble))
    assert banner.isHidden()
    banner.show_state(replace(state, health=msgspec.structs.replace(trouble, certificate_is_due=True)))
    assert not banner.isHidden()
    assert "12 Jul 2025\u2069 and was not renewed" in banner.notice.text
    assert banner.notice.text.endswith("\u2068no route to it\u2069")


def test_a_code_is_typed_where_the_cursor_is_put_once(qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    banner.show()
    banner.show_state(ConsoleState(Phase.CODE, detail="anna@example.org"))
    assert banner.focusWidget() is banner.code
    banner.enter.setFocus()
    banner.show_state(ConsoleState(Phase.CODE, ErrorCode.CODE_WRONG, "anna@example.org"))
    assert banner.focusWidget() is banner.enter


def test_the_stage_names_the_one_who_is_heard_else_the_meeting() -> None:
    speaking = caption_of(attached("en"), NOW_MS)
    assert (speaking.speaker, speaking.name, speaking.time) == ("France", "H.E. Ms. Claire Dubois", "02:41")
    silent = caption_of(quiet("en"), NOW_MS)
    assert (silent.speaker, silent.symbol) == ("", "WIPO/IP/CONV/GE/2/25")


@pytest.mark.parametrize(("dbfs", "text"), [(-120.0, "–"), (-60.0, "−60"), (-23.4, "−23"), (-0.2, "0"), (0.0, "0")])
def test_levels_are_whole_decibels(dbfs: float, text: str) -> None:
    assert decibels(dbfs) == text


def test_red_is_kept_for_lines_that_are_heard() -> None:
    assert quality_ink(LinkQuality.BAD, is_live=True) == "fail"
    assert quality_ink(LinkQuality.BAD, is_live=False) == "warn"
    assert quality_ink(LinkQuality.GOOD, is_live=True) == "muted"


def test_faults_are_told_in_words_of_the_window() -> None:
    assert fault("output 3 is used twice; input 9 does not exist") == "Output 3 is used twice; Input 9 does not exist"


def test_a_lost_microphone_is_said_in_list_slot_and_row_until_it_is_back(qtbot: QtBot) -> None:
    speakers, signal, roster = SpeakersPanel(), SignalPanel(), RosterPanel()
    for panel in (speakers, signal, roster):
        qtbot.addWidget(panel)

    def show(state: ConsoleState) -> tuple[str, str, str, str]:
        assert state.view is not None
        speakers.show_state(state, NOW_MS)
        signal.show_view(state.view, True, state.reports)
        roster.model.show_people(state.view.participants, state.reports, state.readiness)
        row = roster.model.place_of(ParticipantId("p-1"))
        assert row is not None
        shown = roster.model.index(row, Column.STATE).data()
        slot = signal.slots.rows[SlotNumber(1)].state.text()
        return speakers.microphone_notice.text, speakers.model.lines[0].word, slot, shown

    usual = attached("en")
    assert show(usual) == ("", "On air", "On air", "Here")
    notice, *places = show(with_microphones(usual, p_1=MicrophoneState.LOST))
    assert "Claire Dubois: the microphone was unplugged" in notice
    assert places == ["Mic lost", "Microphone lost", "Mic lost"]
    assert show(with_microphones(usual, p_1=MicrophoneState.REPLACED)) == ("", "On air", "On air", "Mic changed")
    assert show(usual) == ("", "On air", "On air", "Here")


def test_the_selected_participant_s_lines_are_said_below_the_table(qtbot: QtBot) -> None:
    roster = RosterPanel()
    qtbot.addWidget(roster)
    roster.show_state(attached("en"))
    assert roster.detail.isHidden()
    row = next(n for n, row in enumerate(roster.model.shown()) if row.report is not None)
    roster.table.selectRow(row)
    assert "To them: lost" in roster.detail.text()


def test_the_processing_of_a_voice_is_shown_beside_its_slot(qtbot: QtBot) -> None:
    panel = SignalPanel()
    qtbot.addWidget(panel)
    state = attached("en")
    assert state.view is not None
    panel.show_view(state.view, True, state.reports)
    assert panel.slots.rows[SlotNumber(1)].line.text().startswith("echo removed · ")
    panel.show_view(state.view, False, state.reports)
    assert panel.slots.rows[SlotNumber(1)].line.isHidden()
