"""The meeting's page: what it shows, what it asks for, and where a refusal is said."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt, QTime
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from common.model.agenda import DEFAULT_RULES, AgendaItem, Format, Link, SegmentKind, Session
from common.model.documents import DocumentId
from common.model.errors import ErrorCode
from common.model.floor import DiscussionMode
from common.model.record import ListStage
from common.model.zones import at_ms_of
from common.protocol.codec import ConsoleMessage
from common.protocol.documents import AskDownload, ListProgress, ListStarted
from common.protocol.envelope import Done, Request
from common.protocol.meetings import (
    CallItem,
    CloseSession,
    MoveItem,
    NameMeeting,
    OpenSession,
    PackMeeting,
    PutItem,
    PutSession,
)
from common.ui import when
from room_console.ui.office.itemform import parse_link
from room_console.ui.office.meeting import MeetingPage
from room_console.ui.state import ConsoleState
from tests.gallery.consoledata import attached
from tests.gallery.madeup import NOW_MS
from tests.gallery.programme import SESSIONS, planned, under_way

Asked = list[Request]


@pytest.fixture
def asked() -> Asked:
    """Collect what the page asks for."""
    return []


@pytest.fixture
def page(qtbot: QtBot, asked: Asked) -> MeetingPage:
    """Return the page of a meeting whose first session is open."""
    made = MeetingPage()
    qtbot.addWidget(made)
    made.now_ms = lambda: NOW_MS

    def ask(message: Request, place: object, then: Callable[[ConsoleMessage], None] | None = None) -> None:
        asked.append(message)
        if then is not None:
            then(Done(1))

    made.ask = ask
    made.show_state(state())
    return made


def state(**changes: object) -> ConsoleState:
    """Return the console of the meeting, its view changed."""
    made = attached("en")
    assert made.view is not None
    return replace(made, view=replace(under_way(made.view, "en"), **changes))  # type: ignore[arg-type]


def test_it_says_where_the_meeting_stands(page: MeetingPage) -> None:
    assert "Session 1" in page.course.text()
    assert "4(a)" in page.course.text()
    page.show_state(state(current_session=None, current_item=None))
    assert page.course.isHidden()


def test_title_and_zone_are_edited_together(page: MeetingPage, asked: Asked) -> None:
    page.change.click()
    page.form.name.setText("Another title")
    page.form.zone.setText("Nowhere")
    assert not page.form.save.isEnabled()
    page.form.zone.setText("Asia/Tokyo")
    page.form.save.click()
    assert asked == [
        NameMeeting(symbol="WIPO/IP/CONV/GE/2/25", title="Another title", format=Format.HYBRID, timezone="Asia/Tokyo")
    ]
    assert page.form.isHidden()


def test_a_session_is_proposed_after_the_last(page: MeetingPage, asked: Asked) -> None:
    page.sessions.add.click()
    page.sessions.fields.save.click()
    assert asked == [
        PutSession(
            session=Session(
                5,
                "",
                SESSIONS[2].starts_at_ms + 86_400_000,
                SESSIONS[2].ends_at_ms + 86_400_000,
                Format.VIRTUAL,
            )
        )
    ]


def test_the_first_session_is_proposed_for_today(page: MeetingPage) -> None:
    shown = state(current_session=None, current_item=None)
    assert shown.view is not None
    empty = replace(shown.view.details, sessions=(), agenda=())
    page.show_state(replace(shown, view=replace(shown.view, details=empty)))
    assert not page.sessions.empty.isHidden()
    page.sessions.add.click()
    proposed = page.sessions.fields.session()
    assert proposed.number == 1
    assert abs(proposed.starts_at_ms - NOW_MS) < 86_400_000


def test_a_session_that_ends_before_it_starts_ends_tomorrow(page: MeetingPage) -> None:
    page.sessions.table.select(1)
    page.sessions.change.click()
    form = page.sessions.fields
    form.day.setDate(QDate(2025, 6, 20))
    form.starts.setTime(QTime(22, 0))
    form.ends.setTime(QTime(1, 0))
    made = form.session()
    assert made.ends_at_ms - made.starts_at_ms == 3 * 3_600_000
    assert "your time" in form.local.text() or "Zurich" in form.local.text()


def test_hours_over_a_change_of_clocks_are_those_that_were_typed(page: MeetingPage) -> None:
    page.sessions.table.select(1)
    page.sessions.change.click()
    form = page.sessions.fields
    form.starts.setTime(QTime(22, 0))
    form.ends.setTime(QTime(4, 0))
    for day, hours in ((QDate(2026, 3, 28), 5), (QDate(2026, 10, 24), 7), (QDate(2026, 6, 1), 6)):
        form.day.setDate(day)
        made = form.session()
        assert made.ends_at_ms - made.starts_at_ms == hours * 3_600_000
        page.sessions.fields.fill(made, SESSIONS, "Europe/Zurich", NOW_MS)
        assert form.session() == made


def test_a_session_after_one_at_midnight_is_proposed_for_the_next_day_when_clocks_change(page: MeetingPage) -> None:
    late = Session(1, "", at_ms_of(date(2026, 3, 28), time(23, 30), "Europe/Zurich"), 0)
    late = replace(late, ends_at_ms=late.starts_at_ms + 3_600_000)
    page.sessions.fields.fill(None, (late,), "Europe/Zurich", NOW_MS)
    assert page.sessions.fields.day.date() == QDate(2026, 3, 29)


def test_a_session_at_the_time_of_another_is_said_where_it_is_typed_and_in_the_table(page: MeetingPage) -> None:
    page.sessions.table.select(1)
    page.sessions.change.click()
    form = page.sessions.fields
    assert form.clash.isHidden()
    form.starts.setTime(form.starts.time().addSecs(-4 * 3600))
    assert (form.clash.isHidden(), form.clash.text()) == (False, "It overlaps session 1, and only one can be open")
    shown = state()
    assert shown.view is not None
    both = (SESSIONS[0], form.session())
    page.show_state(replace(shown, view=replace(shown.view, details=replace(shown.view.details, sessions=both))))
    assert page.sessions.model.text(both[0], 2).endswith("overlaps session 2")
    assert page.sessions.model.ink(both[1], 2) == "warn"
    assert page.sessions.model.ink(both[1], 1) is None


def test_another_zone_says_when_the_first_session_is_then(page: MeetingPage) -> None:
    page.change.click()
    assert page.form.moved.isHidden()
    page.form.zone.setText("Asia/Kolkata")
    first = SESSIONS[0]
    assert when.span(first.starts_at_ms, first.ends_at_ms, "Asia/Kolkata") in page.form.moved.text()
    page.form.zone.setText("Europe/Zurich")
    assert page.form.moved.isHidden()


def test_an_item_has_its_own_mode_and_time(page: MeetingPage) -> None:
    page.agenda.add.click()
    form = page.agenda.fields
    form.name.setText("Open discussion")
    form.mode.setCurrentIndex(form.mode.findData(DiscussionMode.OPEN))
    form.speech.setValue(180)
    made = form.item()
    assert (made.rules.mode, made.rules.speech_s) == (DiscussionMode.OPEN, 180)
    form.fill(made, (made,), SESSIONS)
    assert form.item() == made


def test_hours_are_not_turned_round_where_reading_is_from_the_right(qtbot: QtBot, qapp: QApplication) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        made = MeetingPage()
        qtbot.addWidget(made)
        made.sessions.fields.fill(SESSIONS[1], SESSIONS, "Europe/Zurich", NOW_MS)
        assert made.sessions.fields.starts.text() == "15:00"
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_sessions_are_opened_one_after_the_other(page: MeetingPage, asked: Asked) -> None:
    page.sessions.table.select(1)
    assert not page.sessions.open.isEnabled()
    page.sessions.close_it.held.emit()
    page.show_state(state(current_session=None, current_item=None))
    page.sessions.table.select(1)
    page.sessions.open.click()
    assert asked == [CloseSession(), OpenSession(number=2)]


def test_items_are_called_and_moved(page: MeetingPage, asked: Asked) -> None:
    page.agenda.table.select(4)
    page.agenda.call.click()
    page.agenda.up.click()
    page.agenda.finish.click()
    assert asked == [CallItem(number="4(b)"), MoveItem(number="4(b)", position=3), CallItem(number=None)]
    page.show_state(state(current_session=None, current_item=None))
    page.agenda.table.select(0)
    assert not page.agenda.call.isEnabled()


def test_a_kind_of_debate_brings_its_usual_rules(page: MeetingPage, asked: Asked) -> None:
    page.agenda.add.click()
    form = page.agenda.fields
    form.name.setText("A panel")
    form.kind.setCurrentIndex(form.kind.findData(SegmentKind.PANEL))
    form.kind.activated.emit(form.kind.currentIndex())
    form.links.setPlainText("Paper one  https://example.org/1\n\nhttps://example.org/2")
    form.save.click()
    rules = DEFAULT_RULES[SegmentKind.PANEL]
    links = (Link("Paper one", "https://example.org/1"), Link("example.org/2", "https://example.org/2"))
    assert asked == [PutItem(item=AgendaItem("6", "A panel", 4, SegmentKind.PANEL, rules, links))]


def test_a_line_that_is_no_link_is_said_to_be_none(page: MeetingPage) -> None:
    page.agenda.add.click()
    form = page.agenda.fields
    form.name.setText("An item")
    form.links.setPlainText("javascript:alert(1)")
    assert not form.save.isEnabled()
    assert not form.wrong.isHidden()
    assert parse_link("Title file:///etc/passwd") is None


def test_the_selection_stays_with_its_item(page: MeetingPage) -> None:
    page.agenda.table.select(4)
    shown = state()
    assert shown.view is not None
    details = planned(shown.view.details, "en")
    moved = replace(details, agenda=(details.agenda[4], *details.agenda[:4], details.agenda[5]))
    page.show_state(replace(shown, view=replace(shown.view, details=moved)))
    assert page.agenda.table.row == 0


def test_nothing_is_asked_of_a_core_that_is_away(page: MeetingPage) -> None:
    page.show_state(ConsoleState())
    for button in (page.change, page.export, page.sessions.add, page.sessions.close_it, page.agenda.add):
        assert not button.isEnabled()


def test_the_meeting_is_packed_and_fetched(page: MeetingPage, tmp_path: Path) -> None:
    wishes: list[Request] = []
    waiting: list[Callable[[ConsoleMessage], None] | None] = []

    def ask(message: Request, place: object, then: Callable[[ConsoleMessage], None] | None = None) -> None:
        wishes.append(message)
        waiting.append(then)

    page.ask = ask
    page.packed.begin(tmp_path / "scp.meeting.zip")
    assert wishes == [PackMeeting(has_people=True)]
    assert waiting[0] is not None
    waiting[0](ListStarted(1, DocumentId("list-1")))
    page.packed.begin(tmp_path / "again.zip")
    page.take(ListProgress(DocumentId("list-9"), ListStage.FAILED))
    page.take(ListProgress(DocumentId("list-1"), ListStage.WRITING, 7))
    assert page.packed.courier.what.text() == "Packing 7 documents"
    page.take(ListProgress(DocumentId("list-1"), ListStage.MADE, 7))
    assert wishes[1:] == [AskDownload(document=DocumentId("list-1"))]
    page.take(ListProgress(DocumentId("list-1"), ListStage.FAILED, 0, ErrorCode.DISK))
    assert "could not be packed" in page.notice.text
    assert not page.packed.courier.is_busy
