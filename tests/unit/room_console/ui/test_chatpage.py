"""The office's page of chat: what a moderator sees, and what each key asks."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from common.model.chat import EVENT_CHAT, ChatKind, ChatMark, ChatRules, NoticeTo
from common.protocol import chat
from common.protocol.envelope import Request
from common.ui.chattext import END, ISOLATE
from room_console.ui.office.chat import ChatPage
from room_console.ui.office.chatmoderation import WorkList
from tests.gallery.console_chat import CHATS
from tests.gallery.console_help import people
from tests.gallery.consoledata import attached
from tests.unit.room_console.ui.test_helppages import asks


@pytest.fixture
def page(qtbot: QtBot) -> ChatPage:
    made = ChatPage()
    qtbot.addWidget(made)
    made.resize(1000, 600)
    state = attached("en")
    for message in CHATS["usual"](state, "en"):
        made.take(message)  # type: ignore[arg-type]
    made.show_state(state)
    made.show()
    return made


def test_lines_that_wait_are_let_pass_or_not_by_one_key_each(page: ChatPage) -> None:
    asked: list[Request] = asks(page)
    assert (page.mark, page.is_urgent) == ("2", False)
    assert page.tabs.tabText(0) == "Waiting (2)"
    page.waiting.list.setFocus()
    QTest.keyClick(page.waiting.list, Qt.Key.Key_Return)
    page.waiting.list.setCurrentRow(1)
    QTest.keyClick(page.waiting.list, Qt.Key.Key_Delete)
    assert asked == [chat.PassChatLine(number=1), chat.PassChatLine(number=2, is_passed=False)]
    page.take(chat.ChatModeration(page._standing.waiting[1:], ()))
    assert (page.mark, page.waiting.key, page.waiting.list.count()) == ("1", 2, 1)
    page.take(chat.ChatModeration((), ()))
    assert not page.mark
    assert not page.waiting.let_pass.isEnabled()


def test_a_line_that_is_chosen_is_removed_or_its_writer_muted_by_one_key(page: ChatPage) -> None:
    asked = asks(page)
    assert not page.remove.isEnabled(), "nothing is chosen by itself"
    text = page.everyone.text
    text.setFocus()
    text._mark(3)
    QTest.keyClick(text, Qt.Key.Key_Delete)
    QTest.keyClick(text, Qt.Key.Key_M)
    who = page._log.lines(EVENT_CHAT)[2].by
    assert asked == [chat.RemoveChatLine(number=3), chat.MuteInChat(participant=who)]
    page.take(chat.ChatLineRemoved(ChatKind.EVENT, 3))
    assert not page.remove.isEnabled()
    assert "Removed by the moderator" in text.toPlainText()


def test_who_is_mute_is_let_write_again(page: ChatPage) -> None:
    asked = asks(page)
    page.tabs.setCurrentWidget(page.muted)
    page.muted.free.click()
    assert asked == [chat.MuteInChat(participant=people(attached("en"), 1)[0], is_muted=False)]


def test_notices_are_written_and_withdrawn(page: ChatPage) -> None:
    asked = asks(page)
    field = page.notices.field
    assert not field.send.isEnabled()
    field.field.setText("  We resume at 15:00. ")
    field.to.setCurrentIndex(1)
    field.field.returnPressed.emit()
    page.notices.withdraw.click()
    assert asked == [
        chat.PostNotice(text="We resume at 15:00.", to=NoticeTo.ACTIVE),
        chat.WithdrawNotice(number=2),
    ]
    field.sent()
    assert not field.field.text()
    words = [page.notices.kept.list.item(row).text() for row in range(2)]
    assert ["(withdrawn)" in each.replace(ISOLATE, "").replace(END, "") for each in words] == [False, True]


def test_the_rules_are_set_one_by_one_and_shown_as_the_console_has_them(page: ChatPage) -> None:
    asked = asks(page)
    rules = ChatRules(is_moderated=True)
    page.is_open.click()
    assert asked == [chat.SetChatRules(rules=replace(rules, is_event_open=False))]
    page.take(chat.ChatRulesChanged(replace(rules, is_event_open=False)))
    assert not page.is_open.isChecked()
    assert not page.everyone.field.isEnabled()


def test_what_is_lacking_is_asked_for_and_nothing_is_drawn_unseen(page: ChatPage) -> None:
    asked = asks(page)
    page.hide()
    before = page.everyone.text.toPlainText()
    page.take(chat.Chats(ChatRules(), False, (ChatMark(ChatKind.EVENT, None, 99),), ()))
    assert [type(each) for each in asked] == [chat.CatchUpChats]
    page.take(chat.ChatSaid(ChatKind.EVENT, None, (replace(page._log.lines(EVENT_CHAT)[-1], number=99, text="new"),)))
    assert page.everyone.text.toPlainText() == before
    page.show()
    page.opened()
    assert "new" in page.everyone.text.toPlainText()


def test_what_is_written_goes_to_the_chat_it_stands_in(page: ChatPage) -> None:
    asked = asks(page)
    for view in (page.everyone, page.staff):
        view.field.setText("hello")
        view.send.click()
    kinds = [each.kind for each in asked if isinstance(each, chat.SendChat)]
    assert kinds == [ChatKind.EVENT, ChatKind.STAFF]


@pytest.mark.parametrize("numbers", [(1, 2, 3), (2,), (1, 3, 4), (4, 1), (), (3, 2, 1)])
def test_a_list_of_work_shows_what_it_is_told_whatever_it_showed(qtbot: QtBot, numbers: tuple[int, ...]) -> None:
    work = WorkList("work", "none")
    qtbot.addWidget(work)
    for shown in ((1, 2, 3), numbers):
        work.show_entries((number, f"entry {number}") for number in shown)
    assert [work.list.item(row).text() for row in range(work.list.count())] == [f"entry {n}" for n in numbers]
    assert work.key == (1 if 1 in numbers else (numbers or (None,))[0])
