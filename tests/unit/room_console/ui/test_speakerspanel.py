"""The list of speakers on made-up states: what it shows, what it wishes for, what it refuses to lose."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, Qt
from pytestqt.qtbot import QtBot

from common.model.floor import RequestStatus
from common.model.ids import RequestId
from common.model.speechtime import Light
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
from common.protocol.sharing import StopSharing
from room_console.ui.panels.speakers import SpeakersPanel
from room_console.ui.state import Phase
from room_console.ui.tables.speakersmodel import LINE_ROLE
from tests.gallery.consoledata import attached, debated
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
    assert speakers.verbs.undone.text() == "Undo the grant: France"
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


def test_a_line_is_read_out_whole(speakers: SpeakersPanel) -> None:
    index = speakers.model.index(0)
    said = speakers.model.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert said == "France, H.E. Ms. Claire Dubois, On air, Slot 1, 2:41, no limit, sound not tested, Good"
    assert speakers.model.data(index, LINE_ROLE).status is RequestStatus.GRANTED  # type: ignore[attr-defined]


def _plain(text: str) -> str:
    """Return a text without the marks of its direction."""
    return text.translate({0x2068: None, 0x2069: None})


def test_a_list_that_comes_into_sight_is_painted_in_parts(qtbot: QtBot) -> None:
    panel = SpeakersPanel()
    qtbot.addWidget(panel)
    panel.show()
    panel.show_state(attached("en"), NOW_MS)
    assert not panel.list.updatesEnabled()
    qtbot.waitUntil(panel.list.updatesEnabled)
    panel.show_state(attached("en"), NOW_MS + 1)
    assert panel.list.updatesEnabled(), "what is in sight is not hidden again"
