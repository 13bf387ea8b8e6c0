"""Help, coaching and the private room: what is seen, and what pressing asks."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from PySide6.QtWidgets import QApplication

from common.model.chat import ChatKind, ChatName
from common.model.errors import ConferenceError, ErrorCode
from common.model.rooms import Trouble
from delegate_app.core.state import Phase
from delegate_app.ui.pages.coaching import CoachingPage
from tests.gallery.delegate_help import COACHING, HELP, ROOM, chat, chat_of
from tests.gallery.madeup import ME, NOW_MS, joined
from tests.helpers.delegatewindow import WindowDesk, worked


@pytest_asyncio.fixture
async def desk(qapp: QApplication) -> AsyncIterator[WindowDesk]:
    made = WindowDesk(qapp, joined("en"))
    async with worked(made):
        yield made


def test_until_the_free_times_are_told_it_says_that_they_are_looked_for(qapp: QApplication) -> None:
    for state, words in (("looking", "Looking for free times…"), ("empty", "No time is free at this moment.")):
        page = CoachingPage()
        page.show_state(COACHING[state]("en"), NOW_MS)
        assert page.slots.count() == 1
        assert words in page.slots.item(0).text()
        assert not page.book.isEnabled(), "there is nothing to book"
        page.deleteLater()


async def test_help_is_called_with_what_is_wrong_and_withdrawn(desk: WindowDesk) -> None:
    desk.window.meeting.header.help.click()
    page = desk.window.help
    assert desk.window.page is page
    assert await desk.asked(page.call.click) == [("help.call", Trouble.HEARING)]
    desk.delegate.become(HELP["called"]("en"))
    assert page.call.isHidden()
    assert await desk.asked(page.withdraw.click) == [("help.withdraw", None)]
    page.back.click()
    assert desk.window.meeting.isVisible()


async def test_what_is_written_is_sent_and_stays_in_the_field_where_it_was_refused(desk: WindowDesk) -> None:
    desk.window.show_help()
    chat_view = desk.window.help.chat
    chat_view.field.setText("  I hear nothing <b>at all</b> ")
    desk.delegate.refusal = ConferenceError(ErrorCode.TOO_FAST)
    assert await desk.asked(chat_view.send.click) == [("help.say", "I hear nothing <b>at all</b>")]
    assert chat_view.field.text()
    assert desk.window.help.notice.text
    desk.delegate.refusal = None
    await desk.asked(chat_view.send.click)
    assert not chat_view.field.text()


async def test_chat_is_plain_text(desk: WindowDesk) -> None:
    lines = chat("en").lines(ChatName(ChatKind.HELP, ME))
    desk.delegate.become(chat=chat_of(replace(line, text="<img src=x onerror=1>") for line in lines))
    desk.window.show_help()
    assert "<img src=x onerror=1>" in desk.window.help.chat.text.toPlainText()


async def test_a_line_that_comes_is_told_in_the_meeting_and_leads_to_the_chat(desk: WindowDesk) -> None:
    first, second, _ = chat("en").lines(ChatName(ChatKind.HELP, ME))
    desk.delegate.become(chat=chat_of((first,)))
    assert not desk.window.meeting.help_notice.text, "what lay there on coming in is not new"
    desk.delegate.become(chat=chat_of((first, second)))
    assert second.text in desk.window.meeting.help_notice.text
    desk.window.meeting.help_notice.acted.emit()
    assert desk.window.page is desk.window.help
    assert not desk.window.meeting.help_notice.text


async def test_a_time_is_booked_moved_and_cancelled(desk: WindowDesk) -> None:
    desk.window.show_help()
    assert await desk.asked(desk.window.help.coaching.click) == [("help.list_slots", None)]
    desk.delegate.become(COACHING["usual"]("en"))
    page = desk.window.coaching
    assert not page.book.isEnabled()
    page.slots.setCurrentRow(1)
    wanted = desk.delegate.state.help.offered
    assert wanted is not None
    assert await desk.asked(page.book.click) == [("help.book", wanted[1].slot)]
    desk.delegate.become(COACHING["crowded"]("en"))
    assert "Move" in page.book.text()
    assert await desk.asked(page.cancel.click) == [("help.cancel_booking", None)]


async def test_who_was_slower_is_told_so_and_shown_what_is_free_now(desk: WindowDesk) -> None:
    desk.window.show_coaching()
    desk.delegate.become(COACHING["usual"]("en"))
    desk.window.coaching.slots.setCurrentRow(0)
    desk.delegate.refusal = ConferenceError(ErrorCode.LIMIT)
    await desk.asked(desk.window.coaching.book.click)
    assert "quicker" in desk.window.coaching.notice.text


@pytest.mark.parametrize(("state", "is_seen"), [("usual", False), ("crowded", False), ("time", True)])
async def test_one_says_that_one_is_there_when_it_is_time(desk: WindowDesk, state: str, is_seen: bool) -> None:
    desk.window.show_coaching()
    desk.delegate.become(COACHING[state]("en"))
    assert desk.window.coaching.wait.isHidden() is not is_seen
    if is_seen:
        assert ("help.wait_for_coaching", True) in await desk.asked(desk.window.coaching.wait.click)
        desk.delegate.become(COACHING["waiting"]("en"))
        assert ("help.wait_for_coaching", False) in await desk.asked(desk.window.coaching.wait.click)


async def test_the_private_room_is_over_every_page_and_entered_only_by_oneself(desk: WindowDesk) -> None:
    room = desk.window.room
    assert room.isHidden()
    desk.delegate.become(ROOM["called"]("en"))
    assert not room.isHidden()
    assert await desk.asked(room.enter.click) == [("help.enter_room", None)]
    desk.delegate.become(ROOM["usual"]("en"))
    assert room.enter.isHidden()
    assert "nobody else hears you" in room.headline.text()
    desk.window.show_devices(True)
    assert not room.isHidden()
    assert await desk.asked(room.leave.click) == [("help.leave_room", None)]
    desk.delegate.become(joined("en"))
    assert room.isHidden()


async def test_the_microphone_of_the_private_room_is_ones_own_switch(desk: WindowDesk) -> None:
    desk.delegate.become(ROOM["usual"]("en"))
    assert await desk.asked(desk.window.room.microphone.click) == [("set_muted", True)]
    desk.delegate.become(ROOM["muted"]("en"))
    assert "does not hear you" in desk.window.room.detail.text()
    assert await desk.asked(desk.window.room.microphone.click) == [("set_muted", False)]


async def test_a_private_talk_that_the_line_cut_off_is_not_said_to_be_heard(desk: WindowDesk) -> None:
    inside = ROOM["usual"]("en")
    desk.delegate.become(inside)
    room = desk.window.room
    desk.delegate.become(replace(inside, phase=Phase.RECONNECTING))
    assert "does not hear you" in room.detail.text()
    assert room.property("tone") == "warn"
    desk.delegate.become(inside)
    assert room.property("tone") == "live"


@pytest.mark.parametrize("is_on_help_page", [False, True])
async def test_the_end_of_a_private_talk_is_said_whatever_ended_it(desk: WindowDesk, is_on_help_page: bool) -> None:
    if is_on_help_page:
        desk.window.show_help()
    notice = desk.window.help.notice if is_on_help_page else desk.window.meeting.help_notice
    inside = ROOM["usual"]("en")
    desk.delegate.become(inside)
    desk.delegate.become(replace(inside, phase=Phase.RECONNECTING))
    assert notice.text == ""
    desk.delegate.become(joined("en"))
    assert "private talk is over" in notice.text


async def test_a_lost_connection_is_said_on_the_pages_beside_the_meeting_too(desk: WindowDesk) -> None:
    desk.window.show_help()
    state = joined("en")
    lost = replace(state, phase=Phase.RECONNECTING, media=replace(state.media, has_downlink=False))
    desk.delegate.become(lost)
    assert "Reconnecting" in desk.window.lost_notice.text
    desk.window.help.back.click()
    assert desk.window.lost_notice.text == "", "the meeting says it in its place"
    desk.window.show_devices(True)
    assert desk.window.lost_notice.text
    desk.delegate.become(joined("en"))
    assert desk.window.lost_notice.text == ""
