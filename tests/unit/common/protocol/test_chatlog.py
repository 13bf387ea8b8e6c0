"""What a client holds of its chats: merged, caught up, counted, forgotten with the place in them."""

from common.model.chat import EVENT_CHAT, ChairNotice, ChatKind, ChatLine, ChatMark, ChatName, ChatRules
from common.model.ids import ParticipantId
from common.protocol import chat
from common.protocol.chatlog import MOST_LINES, ChatLog
from common.protocol.envelope import Message, Pong

ANNA, BORIS = ParticipantId("anna"), ParticipantId("boris")
PAIR = ChatName(ChatKind.PRIVATE, BORIS)


def line(number: int, by: ParticipantId = BORIS) -> ChatLine:
    """Make a line."""
    return ChatLine(number, by, number, f"line {number}")


def entered(*marks: ChatMark) -> chat.Chats:
    """Tell of an entry."""
    return chat.Chats(ChatRules(), False, marks, ())


def history(name: ChatName, *lines: ChatLine, removed: tuple[int, ...] = (), is_cut: bool = False) -> chat.ChatHistory:
    """Tell of what was said."""
    return chat.ChatHistory(0, name.kind, name.participant, lines, removed, is_cut)


def said(name: ChatName, *lines: ChatLine) -> chat.ChatSaid:
    """Tell of new lines."""
    return chat.ChatSaid(name.kind, name.participant, lines)


def after(*messages: Message, log: ChatLog | None = None) -> ChatLog:
    """Return what is held after these."""
    log = log or ChatLog()
    for message in messages:
        log = log.told(message, ANNA)
    return log


def numbers(log: ChatLog, name: ChatName = EVENT_CHAT) -> list[int]:
    """Return what is held of a chat."""
    return [each.number for each in log.lines(name)]


def test_what_lay_there_on_coming_in_is_not_new_and_what_comes_is() -> None:
    log = after(entered(ChatMark(ChatKind.EVENT, None, 2)))
    assert log.lacks() == chat.CatchUpChats()
    log = after(history(EVENT_CHAT, line(1), line(2)), log=log)
    assert (numbers(log), log.unread(EVENT_CHAT, ANNA), log.lacks()) == ([1, 2], 0, None)
    log = after(said(EVENT_CHAT, line(3), line(4, ANNA)), log=log)
    assert log.unread(EVENT_CHAT, ANNA) == 1, "one's own is not"
    log = log.seen(EVENT_CHAT)
    assert log.unread(EVENT_CHAT, ANNA) == 0
    assert log.seen(EVENT_CHAT) is log


def test_of_a_private_chat_is_new_what_came_after_one_s_own_last_line() -> None:
    log = after(entered(ChatMark(PAIR.kind, BORIS, 4)), history(PAIR, line(1), line(2, ANNA), line(3), line(4)))
    assert log.unread(PAIR, ANNA) == 2


def test_lines_told_twice_or_before_the_history_stand_once_and_in_order() -> None:
    log = after(entered(ChatMark(ChatKind.EVENT, None, 2)), said(EVENT_CHAT, line(3)))
    lacking = log.lacks()
    assert lacking is not None
    assert [mark.number for mark in lacking.known] == [0], "the history is still asked for from the beginning"
    log = after(history(EVENT_CHAT, line(1), line(2), line(3)), said(EVENT_CHAT, line(3)), log=log)
    assert numbers(log) == [1, 2, 3]


def test_who_comes_back_asks_only_for_chats_that_differ() -> None:
    log = after(said(EVENT_CHAT, line(1), line(2)), said(PAIR, line(1)))
    same = (ChatMark(ChatKind.EVENT, None, 2), ChatMark(PAIR.kind, BORIS, 1))
    assert after(entered(*same), log=log).lacks() is None
    lacking = after(entered(ChatMark(ChatKind.EVENT, None, 5), same[1]), log=log).lacks()
    assert lacking is not None
    assert set(lacking.known) == set(same)
    assert after(entered(ChatMark(ChatKind.EVENT, None, 2, removed=1), same[1]), log=log).lacks() is not None


def test_a_chat_that_is_open_no_more_or_begun_anew_is_forgotten() -> None:
    log = after(said(EVENT_CHAT, line(1), line(2)), said(PAIR, line(1)))
    log = after(entered(ChatMark(ChatKind.EVENT, None, 1)), log=log)
    assert (numbers(log), numbers(log, PAIR)) == ([], [])


def test_a_removed_line_keeps_its_place_and_nothing_else() -> None:
    log = after(said(EVENT_CHAT, line(1), line(2)), chat.ChatLineRemoved(ChatKind.EVENT, 1))
    assert [(each.text, each.is_removed) for each in log.lines(EVENT_CHAT)] == [("", True), ("line 2", False)]
    assert log.unread(EVENT_CHAT, ANNA) == 1
    again = after(history(EVENT_CHAT, removed=(1, 2)), log=log)
    assert all(each.is_removed for each in again.lines(EVENT_CHAT))


def test_a_history_that_is_cut_takes_the_place_of_what_was_known() -> None:
    log = after(said(EVENT_CHAT, line(1)), history(EVENT_CHAT, line(8), line(9), is_cut=True))
    assert numbers(log) == [8, 9]


def test_the_oldest_lines_go() -> None:
    log = after(said(EVENT_CHAT, *(line(n) for n in range(1, MOST_LINES + 3))))
    assert numbers(log)[0] == 3
    assert len(numbers(log)) == MOST_LINES


def test_the_newest_notice_that_holds_and_was_not_read_is_shown() -> None:
    first, second = (ChairNotice(n, BORIS, n, f"notice {n}") for n in (1, 2))
    log = after(chat.NoticePosted(first), chat.NoticePosted(second))
    assert log.notice == second
    assert log.seen_notice(2).notice is None
    log = after(chat.NoticeWithdrawn(2, 9), log=log)
    assert log.notice == first
    assert log.notices[1].withdrawn_at_ms == 9


def test_rules_mute_and_what_waits_are_noted_and_anything_else_is_passed_over() -> None:
    rules = ChatRules(is_moderated=True)
    log = after(chat.ChatRulesChanged(rules), chat.ChatMuted(True), chat.ChatWaiting((line(1, ANNA),), True))
    assert (log.rules, log.is_muted, len(log.waiting), log.is_rejected) == (rules, True, 1, True)
    assert after(Pong(1, 2), log=log) == log
    assert after(entered(), log=log).waiting == ()
