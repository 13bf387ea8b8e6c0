"""Group and language of a request are put right: by keys, for the request it was opened for, and no other."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from common.model.floor import RequestKind
from common.model.meeting import MeetingView
from common.protocol.envelope import Request
from common.protocol.floor import AlterRequest
from room_console.ui.panels.speakers import SpeakersPanel
from room_console.ui.state import ConsoleState, Phase
from tests.gallery.consoledata import attached
from tests.gallery.madeup import NOW_MS

STATE = attached("en")
assert STATE.view is not None
VIEW: MeetingView = STATE.view


def with_words(group: str, language: str) -> ConsoleState:
    """Return the state in which the fifth request says so."""
    floor = list(VIEW.floor)
    floor[4] = replace(floor[4], on_behalf_of=group, language=language)
    return replace(STATE, view=replace(VIEW, floor=tuple(floor)))


@pytest.fixture
def speakers(qtbot: QtBot) -> SpeakersPanel:
    panel = SpeakersPanel()
    qtbot.addWidget(panel)
    panel.show_state(with_words("Group B", "fr"), NOW_MS)
    panel.list.setCurrentIndex(panel.model.index(4))
    panel.verbs.correct.click()
    return panel


@pytest.fixture
def wishes(speakers: SpeakersPanel) -> list[Request]:
    asked: list[Request] = []
    speakers.wanted.connect(asked.append)
    return asked


def test_it_shows_what_the_request_says_and_asks_for_what_is_written(
    speakers: SpeakersPanel, wishes: list[Request]
) -> None:
    form = speakers.correction
    assert not form.isHidden()
    assert VIEW.participants[VIEW.floor[4].participant].name in form.whose.text()
    assert (form.group.currentText(), form.spoken.language) == ("Group B", "fr")
    form.group.setEditText("  African   Group ")
    form.spoken.choose("es")
    QTest.keyClick(form.group, Qt.Key.Key_Return)
    number = VIEW.floor[4].request
    assert wishes == [AlterRequest(request=number, on_behalf_of="African Group", language="es")]
    assert form.isHidden()
    assert not speakers.verbs.correct.isChecked()


def test_nothing_is_asked_for_where_nothing_is_otherwise_or_escape_is_pressed(
    speakers: SpeakersPanel, wishes: list[Request]
) -> None:
    QTest.keyClick(speakers.correction.group, Qt.Key.Key_Return)
    speakers.verbs.correct.click()
    speakers.correction.group.setEditText("African Group")
    QTest.keyClick(speakers.correction.spoken, Qt.Key.Key_Escape)
    assert speakers.correction.isHidden()
    assert wishes == []


def test_another_selection_meanwhile_changes_nothing(speakers: SpeakersPanel, wishes: list[Request]) -> None:
    speakers.list.setCurrentIndex(speakers.model.index(3))
    speakers.correction.group.setEditText("African Group")
    speakers.correction.apply.click()
    assert [wish.request for wish in wishes if isinstance(wish, AlterRequest)] == [VIEW.floor[4].request]


def test_what_others_write_is_shown_but_never_over_what_is_written_here(speakers: SpeakersPanel) -> None:
    form = speakers.correction
    speakers.show_state(with_words("Group C", "es"), NOW_MS)
    assert (form.group.currentText(), form.spoken.language) == ("Group C", "es")
    form.group.setEditText("African Gr")
    speakers.show_state(with_words("Group D", "es"), NOW_MS)
    assert form.group.currentText() == "African Gr"
    assert "Group D" in [form.group.itemText(n) for n in range(form.group.count())]


def test_it_closes_with_the_request_and_writes_nothing_while_the_link_is_lost(
    speakers: SpeakersPanel, wishes: list[Request]
) -> None:
    speakers.correction.group.setEditText("African Group")
    speakers.show_state(replace(with_words("", ""), phase=Phase.RECONNECTING), NOW_MS)
    QTest.keyClick(speakers.correction.group, Qt.Key.Key_Return)
    assert not speakers.correction.isHidden(), "what was written is not lost"
    assert not speakers.correction.apply.isEnabled()
    floor = (*VIEW.floor[:4], *VIEW.floor[5:])
    speakers.show_state(replace(STATE, view=replace(VIEW, floor=floor)), NOW_MS)
    assert speakers.correction.isHidden()
    assert wishes == []


def test_of_the_two_forms_one_is_open(speakers: SpeakersPanel) -> None:
    speakers.verbs.enter.click()
    assert speakers.correction.isHidden()
    assert not speakers.entry.isHidden()
    speakers.verbs.correct.click()
    assert speakers.entry.isHidden()
    assert not speakers.correction.isHidden()


def test_what_the_chair_says_is_for_nobody(speakers: SpeakersPanel) -> None:
    floor = list(VIEW.floor)
    floor[4] = replace(floor[4], kind=RequestKind.CHAIR)
    speakers.show_state(replace(STATE, view=replace(VIEW, floor=tuple(floor))), NOW_MS)
    assert not speakers.verbs.correct.isEnabled()
