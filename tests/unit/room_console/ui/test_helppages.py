"""The office's assistance and coaching: what pressing asks, and when the page is marked."""

import dataclasses
from collections.abc import Callable

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from common.model.coaching import CoachingOutcome
from common.model.ids import ParticipantId
from common.model.people import Presence
from common.model.rooms import Assistance, CaseOutcome, Trouble
from common.protocol import coaching, rooms
from common.protocol.chat import ListChat, SendChat
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Done, Request
from common.ui.notice import Notice
from room_console.ui.office.assistance import AssistancePage
from room_console.ui.office.assistancecase import CaseDraft
from room_console.ui.office.coaching import CoachingPage
from room_console.ui.office.page import OfficePage
from room_console.ui.state import ConsoleState
from room_console.ui.wishes import Refuse
from tests.gallery.console_help import QUEUES, case, closed_cases, people, plan_of, with_help
from tests.gallery.consoledata import attached
from tests.gallery.madeup import NOW_MS


def asks(page: OfficePage) -> list[Request]:
    """Let a page ask nobody; return what it asks."""
    asked: list[Request] = []

    def ask(message: Request, place: Notice | Refuse, then: Callable[[ConsoleMessage], None] | None = None) -> None:
        del place, then
        asked.append(message)

    page.ask, page.now_ms = ask, lambda: NOW_MS
    return asked


def test_the_queue_is_marked_and_shows_who_waits_longest_first(qtbot: QtBot) -> None:
    page = AssistancePage()
    qtbot.addWidget(page)
    asks(page)
    page.glance(attached("en"))
    assert (page.mark, page.is_urgent) == ("", False)
    state = QUEUES["crowded"]("en")
    page.glance(state)
    assert (page.mark, page.is_urgent) == ("7", True)
    page.show_state(state)
    called = [row.helped.case.called_at_ms for row in page.model.rows if row.is_waiting and row.helped.case]
    assert called == sorted(called)
    assert len(called) == 7


def test_a_case_is_taken_talked_about_and_closed(qtbot: QtBot) -> None:
    page = AssistancePage()
    qtbot.addWidget(page)
    asked = asks(page)
    page.show_state(QUEUES["usual"]("en"))
    who = page.model.rows[0].person.participant
    assert asked == [ListChat(participant=who)]
    asked.clear()
    page.case.take_it.click()
    page.case.room.button.click()
    page.case.chat.field.setText("Which headphone?")
    page.case.chat.send.click()
    page.case.note.setText("wrong headphone")
    page.case.close_it.click()
    assert asked == [
        rooms.TakeCase(participant=who),
        rooms.OpenRoom(participant=who),
        SendChat(text="Which headphone?", participant=who),
        rooms.CloseCase(participant=who, outcome=CaseOutcome.SOLVED, note="wrong headphone"),
    ]


def helped_but(state: ConsoleState, gone: ParticipantId) -> ConsoleState:
    """Return the console in which somebody is helped no more."""
    return with_help(state, {gone: Assistance()})


def test_what_is_being_written_belongs_to_one_person(qtbot: QtBot) -> None:
    page = AssistancePage()
    qtbot.addWidget(page)
    asks(page)
    page.show_state(QUEUES["crowded"]("en"))
    page.case.chat.field.setText("Which headphone?")
    page.case.note.setText("wrong headphone")
    page.case.outcome.setCurrentIndex(2)
    page.queue.select(1)
    assert page.case.draft == CaseDraft()
    page.queue.select(0)
    assert page.case.draft == CaseDraft("Which headphone?", "wrong headphone", 2)


@pytest.mark.parametrize("field", ["chat", "note"])
def test_nobody_comes_in_the_place_of_who_is_gone_while_they_are_written_to(qtbot: QtBot, field: str) -> None:
    page = AssistancePage()
    qtbot.addWidget(page)
    asked = asks(page)
    state = QUEUES["crowded"]("en")
    page.show_state(state)
    who = page.model.rows[0].person.participant
    (page.case.chat.field if field == "chat" else page.case.note).setText("half a sen")
    written = page.case.draft
    for _ in range(2):
        page.show_state(helped_but(state, who))
        assert page.case.isHidden()
        assert page.case.draft == CaseDraft()
    assert "needs no more help" in page.notice.text
    asked.clear()
    page.case.chat.field.setText("tence")
    page.case.chat.send.click()
    page.case.close_it.click()
    assert asked == []
    page.case.chat.field.clear()
    page.show_state(state)
    page.queue.select(0)
    assert not page.case.isHidden()
    assert page.case.draft == written


def test_a_case_that_is_closed_takes_its_note_along_and_the_next_one_comes(qtbot: QtBot) -> None:
    page = AssistancePage()
    qtbot.addWidget(page)
    asked = asks(page)
    state = QUEUES["crowded"]("en")
    page.show_state(state)
    first, second = (row.person.participant for row in page.model.rows[:2])
    page.case.note.setText("wrong headphone")
    page.case.close_it.click()
    page.show_state(helped_but(state, first))
    assert ListChat(participant=second) in asked
    assert not page.case.isHidden()
    assert page.case.draft == CaseDraft()


def test_the_link_of_one_device_is_not_shown_to_the_next_person(qtbot: QtBot) -> None:
    page = AssistancePage()
    qtbot.addWidget(page)
    state = QUEUES["crowded"]("en")
    first, second = people(state, 2)
    both = {who: Assistance(case(n, Trouble.DEVICE, who), has_mobile=True) for n, who in enumerate((first, second), 1)}
    granted = with_help(attached("en"), both)

    def ask(message: Request, place: Notice | Refuse, then: Callable[[ConsoleMessage], None] | None = None) -> None:
        del place
        if isinstance(message, rooms.GrantMobile) and then is not None:
            then(rooms.MobileLinkIssued(1, message.participant, "https://hall.example.org/m/m#firsts"))

    page.ask, page.now_ms = ask, lambda: NOW_MS
    page.show_state(granted)
    page.case.mobile.click()
    page.show_state(granted)
    assert not page.case.mobile_link.isHidden()
    page.show_state(helped_but(granted, first))
    assert page.case.mobile_link.text() == ""
    assert page.case.mobile_link.isHidden()


def test_the_queue_says_who_looks_after_whom_and_who_is_not_there(qtbot: QtBot) -> None:
    page = AssistancePage()
    qtbot.addWidget(page)
    asks(page)
    state = attached("en")
    assert state.view is not None
    who, helper = people(state, 2)
    name = state.view.participants[helper].name
    taken = dataclasses.replace(case(1, Trouble.HEARING, who), taken_by=helper, taken_at_ms=NOW_MS)
    left = dataclasses.replace(state.view.participants[who], presence=Presence.LEFT)
    view = dataclasses.replace(state.view, participants={**state.view.participants, who: left})
    page.show_state(with_help(dataclasses.replace(state, view=view), {who: Assistance(taken)}))
    assert f"\u2068{name}\u2069 looks after this" in page.case.words.text()
    assert page.model.text(page.model.rows[0], 3) == "Looked after · Left"


def test_closed_cases_are_read_when_they_are_opened_and_after_each_that_is_closed(qtbot: QtBot) -> None:
    page = AssistancePage()
    qtbot.addWidget(page)
    state = QUEUES["usual"]("en")
    first, second = closed_cases(people(state, 2))
    answers: dict[type[Request], ConsoleMessage] = {rooms.ListCases: rooms.Cases(1, (first,)), rooms.CloseCase: Done(2)}
    asked: list[Request] = []

    def ask(message: Request, place: Notice | Refuse, then: Callable[[ConsoleMessage], None] | None = None) -> None:
        del place
        asked.append(message)
        if then is not None and type(message) in answers:
            then(answers[type(message)])

    page.ask, page.now_ms = ask, lambda: NOW_MS
    page.show_state(state)
    page.opened()
    assert rooms.ListCases() not in asked
    page.tabs.setCurrentWidget(page.closed)
    assert asked[-1] == rooms.ListCases()
    assert list(page.closed.model.rows) == [first]
    page.opened()
    assert asked.count(rooms.ListCases()) == 2
    answers[rooms.ListCases] = rooms.Cases(3, (second, first))
    page.case.close_it.click()
    assert list(page.closed.model.rows) == [second, first]


def test_a_closed_case_is_told_whole_even_of_who_is_gone(qtbot: QtBot) -> None:
    page = AssistancePage()
    qtbot.addWidget(page)
    asks(page)
    assert page.closed.empty.text() == "No case is closed yet."
    state = QUEUES["usual"]("en")
    (who,) = people(state, 1)
    known, gone = closed_cases([who, ParticipantId("gone")])
    page.show_state(state)
    page.closed.show_cases(rooms.Cases(1, (known, gone)))
    model = page.closed.model
    assert state.view is not None
    assert state.view.participants[who].name in model.text(known, 1)
    assert model.text(gone, 1) == "No longer registered"
    page.closed.table.select(0)
    words = page.closed.detail.text()
    assert known.note in words
    assert "Closed: " in words
    assert model.text(known, 0).endswith(":04")
    model.now_ms += 86_400_000
    assert "2025" in model.text(known, 0)
    page.closed.show_cases(rooms.Cases(2, ()))
    assert page.closed.detail.isHidden()
    assert not page.closed.empty.isHidden()


def test_slots_are_made_booked_taken_away_and_noted(qtbot: QtBot) -> None:
    page = CoachingPage()
    qtbot.addWidget(page)
    asked = asks(page)
    state = attached("en")
    page.show_state(state)
    page.series.make.click()
    assert asked == [coaching.AddSlots(series=page.series.series)]
    (booked,) = people(state, 1)
    plan = plan_of([booked], 3)
    page.take(plan)
    asked.clear()
    page.plan.select(0)
    page.note.setPlainText("use a cable")
    page.outcome.setCurrentIndex(1)
    page.keep.click()
    note = coaching.NoteCoaching(participant=booked, outcome=CoachingOutcome.ADVISED, text="use a cable")
    assert coaching.ReadCoaching(participant=booked) in asked
    assert asked[-1] == note
    page.plan.select(1)
    page.person.setText(next(iter(page.person.offered)))
    page.book.click()
    page.remove.click()
    assert [type(each) for each in asked[-2:]] == [coaching.BookSlot, coaching.RemoveSlot]
    assert coaching.RemoveSlot(slot=plan.slots[1].slot) in asked


def test_a_refused_reminder_is_said_in_the_plan_and_beside_it(qtbot: QtBot) -> None:
    page = CoachingPage()
    qtbot.addWidget(page)
    asks(page)
    state = attached("en")
    page.show_state(state)
    plan = plan_of(people(state, 4), 5)
    page.take(plan)
    states = [page.model.index(row, 2).data() for row in range(5)]
    assert states[1:] == ["Booked", "Booked", "Reminder refused", ""]
    page.plan.select(3)
    assert "refused the reminder" in page.words.text()
    page.take(msgspec.structs.replace(plan, refused=()))
    assert page.model.index(3, 2).data() == "Booked"
    assert "refused" not in page.words.text()
