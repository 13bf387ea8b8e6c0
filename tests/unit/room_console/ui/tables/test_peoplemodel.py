"""The table that sorts and filters itself, against sorting and filtering everything anew."""

import random
from dataclasses import replace

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication, QObject, QPersistentModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from common.model.ids import ParticipantId
from common.model.people import Presence
from common.ui.slices import ROWS
from room_console.ui.state import ConsoleState
from room_console.ui.tables.peoplemodel import MOST_MOVED
from room_console.ui.tables.readinessmodel import ReadinessModel
from room_console.ui.tables.rostermodel import Column, RosterModel
from room_console.ui.tables.summary import Group
from tests.gallery.consoledata import console
from tests.gallery.readinessdata import after_checks, report


@pytest.fixture
def owner(qtbot: QtBot) -> QObject:
    del qtbot
    return QObject()


def a_state(number: int = 60) -> ConsoleState:
    return after_checks(console("en", (), number, frozenset(range(1, number))))


def show(model: RosterModel | ReadinessModel, state: ConsoleState) -> None:
    assert state.view is not None
    model.show_people(state.view.participants, state.reports, state.readiness)


def anew(model: RosterModel, state: ConsoleState, column: Column, is_descending: bool, words: str) -> list[str]:
    """Return who must be shown, worked out from nothing."""
    owner = QObject()
    fresh = RosterModel(owner)
    fresh.look_for(words)
    fresh.sort(column, Qt.SortOrder.DescendingOrder if is_descending else Qt.SortOrder.AscendingOrder)
    show(fresh, state)
    while fresh.is_filling:
        QCoreApplication.processEvents()
    return [row.who for row in fresh.shown()]


def changed(state: ConsoleState, chance: random.Random, most: int) -> ConsoleState:
    """Return the state after some came, went, were registered or removed, and some lines ran otherwise."""
    assert state.view is not None
    people, reports = dict(state.view.participants), dict(state.reports)
    for _ in range(chance.randrange(1, most + 1)):
        who = chance.choice(list(people))
        match chance.randrange(5):
            case 0:
                new = ParticipantId(f"p-{chance.randrange(1000, 9999)}")
                people[new] = replace(people[who], participant=new, delegation=chance.choice("AbCd"))
            case 1 if len(people) > 5:
                del people[who]
            case 2 if who in reports:
                reports[who] = msgspec.structs.replace(reports[who], jitter_ms=float(chance.randrange(90)))
            case _:
                people[who] = replace(people[who], presence=chance.choice(list(Presence)))
    return replace(state, view=replace(state.view, participants=people), reports=reports)


@pytest.mark.parametrize("column", [Column.DELEGATION, Column.STATE, Column.JITTER])
@pytest.mark.parametrize("is_descending", [False, True])
@pytest.mark.parametrize(("words", "most"), [("", 6), ("here", 6), ("", MOST_MOVED * 3)])
def test_after_any_changes_it_shows_what_sorting_anew_would(
    owner: QObject, column: Column, is_descending: bool, words: str, most: int
) -> None:
    chance = random.Random(f"{column} {is_descending} {words} {most}")
    model, state = RosterModel(owner), a_state()
    show(model, state)
    model.sort(column, Qt.SortOrder.DescendingOrder if is_descending else Qt.SortOrder.AscendingOrder)
    model.look_for(words)
    for _ in range(15):
        state = changed(state, chance, most)
        show(model, state)
        assert [row.who for row in model.shown()] == anew(model, state, column, is_descending, words)
        assert [model.place_of(row.who) for row in model.shown()] == list(range(model.rowCount()))


def test_what_concerns_many_is_worked_out_in_slices_and_shown_at_once(owner: QObject, qtbot: QtBot) -> None:
    chance = random.Random(7)
    model, state = RosterModel(owner), a_state(3 * ROWS)
    with qtbot.waitSignal(model.settled):
        show(model, state)
        assert model.rowCount() == 0, "the first, too"
    with qtbot.waitSignal(model.settled):
        model.sort(Column.JITTER)
    before = [row.who for row in model.shown()]
    model.look_for("here")
    assert [row.who for row in model.shown()] == before, "nothing moves before all is worked out"
    for most in (2, 4 * ROWS):
        state = changed(state, chance, most)
        show(model, state)
    model.sort(Column.STATE, Qt.SortOrder.DescendingOrder)
    with qtbot.waitSignal(model.settled):
        state = changed(state, chance, 3)
        show(model, state)
    assert [row.who for row in model.shown()] == anew(model, state, Column.STATE, True, "here")
    show(model, state := changed(state, random.Random(8), 2 * ROWS))
    with qtbot.waitSignal(model.settled):
        model.look_for("")
    fresh = anew(model, state, Column.STATE, True, "")
    assert [row.who for row in model.shown()] == fresh
    assert [model.place_of(who) for who in map(ParticipantId, fresh)] == list(range(len(fresh)))


@pytest.mark.parametrize("most", [3, MOST_MOVED * 2])
def test_views_are_told_by_the_rules_of_qt(owner: QObject, qtmodeltester: ModelTester, most: int) -> None:
    chance = random.Random(most)
    model, state = RosterModel(owner), a_state(8)
    show(model, state)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    for words in ("", "here", ""):
        state = changed(state, chance, most)
        show(model, state)
        model.look_for(words)
        model.sort(Column.STATE, Qt.SortOrder.DescendingOrder)


@pytest.mark.parametrize("most", [4, MOST_MOVED * 3])
def test_who_is_selected_stays_selected_wherever_they_go(owner: QObject, most: int) -> None:
    chance = random.Random(most)
    model, state = RosterModel(owner), a_state()
    show(model, state)
    model.sort(Column.STATE)
    who = ParticipantId("p-7")
    place = model.place_of(who)
    assert place is not None
    held = QPersistentModelIndex(model.index(place, 0))
    for _ in range(30):
        state = changed(state, chance, most)
        assert state.view is not None
        if who not in state.view.participants:
            break
        show(model, state)
        assert model.row_at(held.row()).who == who
    model.look_for("nobody of this name")
    assert not held.isValid()


def test_one_change_of_many_moves_one_row_and_resets_nothing(owner: QObject, qtbot: QtBot) -> None:
    model, state = RosterModel(owner), a_state()
    show(model, state)
    model.sort(Column.STATE)
    assert state.view is not None
    person = replace(state.view.participants[ParticipantId("p-2")], presence=Presence.LEFT)
    people = {**state.view.participants, person.participant: person}
    with qtbot.assertNotEmitted(model.layoutChanged), qtbot.waitSignal(model.rowsMoved):
        show(model, replace(state, view=replace(state.view, participants=people)))


def test_readiness_is_counted_and_shown_by_group_as_reports_come(owner: QObject) -> None:
    model, state = ReadinessModel(owner), console("en", (), 8, frozenset(range(1, 9)))
    show(model, state)
    assert model.sizes() == {Group.ALL: 8, Group.UNTESTED: 8, Group.FAIL: 0, Group.WARN: 0, Group.PASS: 0}
    model.choose(Group.FAIL)
    assert model.rowCount() == 0
    state = replace(state, readiness={ParticipantId("p-1"): report(1), ParticipantId("p-2"): report(0)})
    show(model, state)
    assert [row.who for row in model.shown()] == ["p-1"]
    assert model.sizes() == {Group.ALL: 8, Group.UNTESTED: 6, Group.FAIL: 1, Group.WARN: 0, Group.PASS: 1}
    show(model, replace(state, readiness={**state.readiness, ParticipantId("p-1"): report(2)}))
    assert model.rowCount() == 0
    assert model.sizes()[Group.WARN] == 1
