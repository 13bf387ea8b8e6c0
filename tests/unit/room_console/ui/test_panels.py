"""The panels on made-up states: what they show, what they wish for, what they refuse to lose."""

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from common.model.floor import RequestStatus
from common.model.ids import ParticipantId, RequestId, SlotNumber
from common.model.media import LinkQuality
from common.model.speechtime import Light
from common.model.voice import MicrophoneState
from common.protocol.envelope import Request
from common.protocol.floor import (
    DenyFloor,
    GrantFloor,
    GrantNext,
    MoveRequest,
    PauseTimer,
    RevokeFloor,
    SetAside,
    SetLimit,
    UndoLast,
)
from common.protocol.operator import AddPerson
from common.protocol.sharing import StopSharing
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
from room_console.ui.tables.speakersmodel import LINE_ROLE
from room_console.ui.widgets.hold import HOLD_MS, HoldButton
from room_console.ui.wording import decibels, fault, quality_ink
from tests.gallery.consoledata import ILL, LEVELS, PATCH, attached, crowded, debated, quiet, with_microphones
from tests.gallery.madeup import NOW_MS


@pytest.fixture
def speakers(qtbot: QtBot) -> SpeakersPanel:
    panel = SpeakersPanel()
    qtbot.addWidget(panel)
    panel.show_state(attached("en"), NOW_MS)
    return panel


def wish(speakers: SpeakersPanel, qtbot: QtBot, act: Callable[[], object]) -> Request:
    """Return what is asked of the core by `act`."""
    with qtbot.waitSignal(speakers.wanted) as wished:
        act()
    assert wished.args is not None
    message: Request = wished.args[0]
    return message


def _plain(text: str) -> str:
    """Return a text without the marks of its direction."""
    return text.translate({0x2068: None, 0x2069: None})


def test_the_list_says_who_speaks_how_long_and_who_waits(speakers: SpeakersPanel) -> None:
    first, second, third, *_ = speakers.model.lines
    assert (first.delegation, first.word, first.reading.figure, first.place) == ("France", "On air", "2:41", "Slot 1")
    assert (second.word, second.reading.figure) == ("No sound yet", "")
    assert (third.word, speakers.model.mark(2), speakers.model.is_first_waiting(2)) == ("Standby", "1", True)
    assert speakers.model.mark(0) == ""
    assert _plain(speakers.count.text()) == "2 of 2 speak · 4 wait"


def test_a_shared_screen_is_named_and_ended(speakers: SpeakersPanel, qtbot: QtBot) -> None:
    assert speakers.sharing.isHidden()
    state = debated("en")
    assert state.view is not None
    shown = replace(state, view=replace(state.view, sharing=state.view.floor[0].participant))
    speakers.show_state(shown, NOW_MS)
    assert not speakers.sharing.isHidden()
    assert _plain(speakers.sharing.who.text()) == "France shares a screen"
    assert wish(speakers, qtbot, speakers.sharing.stop.click) == StopSharing()
    speakers.show_state(replace(shown, phase=Phase.RECONNECTING), NOW_MS)
    assert not speakers.sharing.stop.isEnabled()


def test_each_verb_asks_for_its_message(speakers: SpeakersPanel, qtbot: QtBot) -> None:
    verbs = speakers.verbs
    assert isinstance(wish(speakers, qtbot, verbs.grant.click), GrantNext)
    assert wish(speakers, qtbot, verbs.fault.click) == SetAside(request=RequestId(1))
    assert wish(speakers, qtbot, verbs.pause.click) == PauseTimer(request=RequestId(1), is_paused=True)
    speakers.list.setCurrentIndex(speakers.model.index(4))
    assert wish(speakers, qtbot, verbs.deny.click) == DenyFloor(request=RequestId(5))
    assert wish(speakers, qtbot, verbs.up.click) == MoveRequest(request=RequestId(5), position=1)
    granted = wish(speakers, qtbot, lambda: speakers.list.activated.emit(speakers.list.currentIndex()))
    assert granted == GrantFloor(request=RequestId(5))


def test_revoke_is_for_the_selected_speaker_else_for_the_first(speakers: SpeakersPanel, qtbot: QtBot) -> None:
    assert wish(speakers, qtbot, speakers.verbs.revoke.click) == RevokeFloor(request=RequestId(1))
    speakers.list.setCurrentIndex(speakers.model.index(1))
    assert wish(speakers, qtbot, speakers.verbs.revoke.click) == RevokeFloor(request=RequestId(3))


def test_more_time_is_for_a_speech_that_has_a_limit(speakers: SpeakersPanel, qtbot: QtBot) -> None:
    assert not speakers.verbs.more.isEnabled()
    speakers.show_state(debated("en"), NOW_MS)
    assert wish(speakers, qtbot, speakers.verbs.more.click) == SetLimit(request=RequestId(1), limit_s=240)


def test_what_can_be_undone_is_said_before_it_is(speakers: SpeakersPanel, qtbot: QtBot) -> None:
    assert (speakers.verbs.undone.text(), speakers.verbs.undo.isEnabled()) == ("Nothing to undo", False)
    speakers.show_state(debated("en"), NOW_MS)
    assert (speakers.verbs.undone.text(), speakers.verbs.whose.text()) == ("Undo the grant", "France")
    assert isinstance(wish(speakers, qtbot, speakers.verbs.undo.click), UndoLast)


def test_a_line_says_kind_group_hall_fault_and_light(speakers: SpeakersPanel) -> None:
    speakers.show_state(debated("en"), NOW_MS)
    first, order, lame, answer, hall, _ = speakers.model.lines
    assert (first.heading, first.reading.light) == ("on behalf of \u2068Group of African States\u2069", Light.AMBER)
    assert (order.heading, order.is_urgent) == ("Point of order", True)
    assert (lame.word, answer.heading, hall.place, hall.language) == ("Fault", "Response", "Hall", "en")
    assert _plain(speakers.count.text()) == "1 of 2 speak · 5 wait · 1 of them in the hall"


def test_a_request_dropped_at_the_head_goes_behind_the_speakers(speakers: SpeakersPanel, qtbot: QtBot) -> None:
    dragged: QMimeData = speakers.model.mimeData([speakers.model.index(5)])
    none, move = speakers.model.index(-1), Qt.DropAction.MoveAction
    moved = wish(speakers, qtbot, lambda: speakers.model.dropMimeData(dragged, move, 0, 0, none))
    assert moved == MoveRequest(request=RequestId(6), position=0)


def test_the_selection_stays_with_its_request_when_the_order_changes(speakers: SpeakersPanel) -> None:
    state = attached("en")
    assert state.view is not None
    speakers.list.setCurrentIndex(speakers.model.index(3))
    floor = (*state.view.floor[:2], state.view.floor[3], state.view.floor[2], *state.view.floor[4:])
    speakers.show_state(replace(state, view=replace(state.view, floor=floor)), NOW_MS)
    selected = speakers.selected()
    assert selected is not None
    assert selected.request == 4


def test_nothing_can_be_wished_while_the_core_is_away(speakers: SpeakersPanel) -> None:
    speakers.show_state(replace(attached("en"), phase=Phase.RESTARTING), NOW_MS)
    assert not speakers.verbs.grant.isEnabled()
    assert not speakers.verbs.revoke.isEnabled()
    assert not speakers.toggle.isEnabled()


def test_only_what_changed_is_repainted(speakers: SpeakersPanel) -> None:
    rows: list[int] = []
    laid_out: list[int] = []
    speakers.model.ticked.connect(rows.append)
    speakers.model.dataChanged.connect(lambda first, last: laid_out.append(first.row()))
    speakers.show_time(attached("en"), NOW_MS + 1000)
    assert rows == [0], "only the clock of the one on air moves"
    assert laid_out == []


def test_who_ends_is_taken_out_and_the_others_are_not_told_of(speakers: SpeakersPanel) -> None:
    state, told, removed = attached("en"), [], []
    assert state.view is not None
    speakers.model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    speakers.model.rowsRemoved.connect(lambda _, first, last: removed.append((first, last)))
    speakers.show_state(replace(state, view=replace(state.view, floor=state.view.floor[1:])), NOW_MS)
    assert (removed, told) == ([(0, 0)], [])
    assert [speakers.model.mark(row) for row in range(5)] == ["", "1", "2", "3", "4"]


def test_the_roster_finds_by_every_word(qtbot: QtBot) -> None:
    panel = RosterPanel()
    qtbot.addWidget(panel)
    panel.show_state(crowded("en"))
    assert panel.model.rowCount() == 3000
    panel.search.setText("kenya returning")
    assert 0 < panel.model.rowCount() < 375
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
    assert sorted(due.values()) == ["fail", "fail", "fail", "warn"]


@pytest.mark.parametrize("phase", [p for p in Phase if p not in (Phase.ATTACHED, Phase.SIGN_IN)])
def test_every_phase_is_said_in_a_sentence(phase: Phase, qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    banner.show_state(ConsoleState(phase, detail="anna@example.org"))
    assert len(banner.notice.text) > 15
    banner.show_state(ConsoleState(Phase.ATTACHED))
    assert banner.isHidden()


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


def test_a_line_is_read_out_whole(speakers: SpeakersPanel) -> None:
    index = speakers.model.index(0)
    said = speakers.model.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert said == "France, H.E. Ms. Claire Dubois, On air, Slot 1, 2:41, no limit, sound not tested, Good"
    assert speakers.model.data(index, LINE_ROLE).status is RequestStatus.GRANTED  # type: ignore[attr-defined]


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
