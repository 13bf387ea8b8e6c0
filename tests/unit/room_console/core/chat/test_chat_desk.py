"""Chats at the front desk: who may, who is told, what waits, and what is there for who comes back."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from common.model.chat import ChatAct, ChatKind, ChatMark, ChatRules, NoticeTo
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Role
from common.protocol import chat
from common.protocol.codec import ClientMessage
from common.protocol.envelope import Message
from common.protocol.people import RemovePerson
from room_console.core.chat.brakes import LINES_BURST, READS_BURST
from room_console.core.chat.desk import MOST_CAUGHT_UP
from room_console.core.chat.waiting import MOST_OF_ONE
from room_console.core.chronicle.reading import reading
from room_console.core.meeting.chatevents import ChatModerated
from room_console.core.meeting.events import decode_event
from room_console.core.store import journal
from room_console.core.store.files import DATABASE
from tests.helpers.consolekit import ANNA, BORIS, CHAIR, OLGA, OTTO, ROLES, ConsoleKit, console_kit, settings
from tests.helpers.corestore import NotedConnection
from tests.helpers.delegate import until

EVENT, PRIVATE, HELP, STAFF = ChatKind.EVENT, ChatKind.PRIVATE, ChatKind.HELP, ChatKind.STAFF
INA, SVEN, NOBODY = ParticipantId("ina"), ParticipantId("sven"), ParticipantId("nobody")
PEOPLE = settings({**ROLES, INA: Role.INTERPRETER, SVEN: Role.SECRETARIAT})
MODERATORS_ALONE: tuple[ClientMessage, ...] = (
    chat.RemoveChatLine(number=1),
    chat.PassChatLine(number=1),
    chat.MuteInChat(participant=BORIS),
    chat.SetChatRules(rules=ChatRules(is_moderated=True)),
    chat.PostNotice(text="I am the chair"),
    chat.WithdrawNotice(number=1),
)
REFUSED: tuple[tuple[ParticipantId, ChatKind, ParticipantId | None, ErrorCode], ...] = (
    (OTTO, PRIVATE, ANNA, ErrorCode.NOT_ALLOWED),
    (ANNA, PRIVATE, OTTO, ErrorCode.NOT_ALLOWED),
    (INA, PRIVATE, ANNA, ErrorCode.NOT_ALLOWED),
    (ANNA, PRIVATE, INA, ErrorCode.NOT_ALLOWED),
    (ANNA, PRIVATE, OLGA, ErrorCode.NOT_ALLOWED),
    (ANNA, PRIVATE, ANNA, ErrorCode.NOT_ALLOWED),
    (ANNA, PRIVATE, None, ErrorCode.MALFORMED),
    (ANNA, PRIVATE, NOBODY, ErrorCode.NOT_FOUND),
    (OTTO, HELP, ANNA, ErrorCode.NOT_ALLOWED),
    (CHAIR, HELP, ANNA, ErrorCode.NOT_ALLOWED),
    (OLGA, HELP, NOBODY, ErrorCode.NOT_FOUND),
    (ANNA, STAFF, None, ErrorCode.NOT_ALLOWED),
    (OTTO, STAFF, None, ErrorCode.NOT_ALLOWED),
    (INA, STAFF, None, ErrorCode.NOT_ALLOWED),
)
ALLOWED: tuple[tuple[ParticipantId, ChatKind, ParticipantId | None], ...] = (
    (ANNA, PRIVATE, BORIS),
    (ANNA, PRIVATE, CHAIR),
    (CHAIR, PRIVATE, ANNA),
    (OLGA, HELP, OTTO),
    *((who, EVENT, None) for who in (ANNA, OTTO, INA, CHAIR, OLGA, SVEN)),
    *((who, HELP, None) for who in (ANNA, OTTO, INA)),
    *((who, STAFF, None) for who in (CHAIR, OLGA, SVEN)),
)


def told(connection: NotedConnection, kind: type[Message]) -> list[Message]:
    """Return what somebody was told of one kind."""
    return [message for message in connection.messages if isinstance(message, kind)]


def texts(messages: Iterable[Message]) -> list[str]:
    """Return what was said."""
    return [line.text for m in messages if isinstance(m, chat.ChatSaid | chat.ChatHistory) for line in m.lines]


async def said(kit: ConsoleKit, who: NotedConnection, text: str, kind: ChatKind = EVENT) -> None:
    """Say something."""
    await kit.desk.handle(who, chat.SendChat(text=text, kind=kind))


@pytest.mark.parametrize(("who", "kind", "other", "code"), REFUSED)
async def test_who_has_no_place_in_a_chat_neither_writes_nor_reads(
    tmp_path: Path, who: ParticipantId, kind: ChatKind, other: ParticipantId | None, code: ErrorCode
) -> None:
    async with console_kit(tmp_path, PEOPLE) as kit:
        connection = await kit.attach(who)
        assert await kit.refusal(connection, chat.SendChat(text="let me in", kind=kind, participant=other)) is code
        assert await kit.refusal(connection, chat.ListChat(kind=kind, participant=other)) is code


@pytest.mark.parametrize(("who", "kind", "other"), ALLOWED)
async def test_who_has_a_place_writes_and_reads(
    tmp_path: Path, who: ParticipantId, kind: ChatKind, other: ParticipantId | None
) -> None:
    async with console_kit(tmp_path, PEOPLE) as kit:
        connection = await kit.attach(who)
        await kit.desk.handle(connection, chat.SendChat(text="here", kind=kind, participant=other))
        answer = await kit.desk.handle(connection, chat.ListChat(ref=3, kind=kind, participant=other))
        assert isinstance(answer, chat.ChatHistory)
        assert (answer.ref, texts([answer])) == (3, ["here"])


@pytest.mark.parametrize("message", MODERATORS_ALONE, ids=lambda m: type(m).__name__)
@pytest.mark.parametrize("who", [ANNA, OTTO, INA])
async def test_only_who_conducts_moderates(tmp_path: Path, who: ParticipantId, message: ClientMessage) -> None:
    async with console_kit(tmp_path, PEOPLE) as kit:
        assert await kit.refusal(await kit.attach(who), message) is ErrorCode.NOT_ALLOWED


async def test_a_private_line_is_told_to_its_two_and_staff_hears_nothing(tmp_path: Path) -> None:
    async with console_kit(tmp_path, PEOPLE) as kit:
        people = {who: await kit.attach(who) for who in (ANNA, BORIS, OTTO, CHAIR, OLGA)}
        await kit.desk.handle(people[ANNA], chat.SendChat(text="between us", kind=PRIVATE, participant=BORIS))
        for who, other in ((ANNA, BORIS), (BORIS, ANNA)):
            ((message),) = told(people[who], chat.ChatSaid)
            assert isinstance(message, chat.ChatSaid)
            assert (message.kind, message.participant, message.lines[0].by) == (PRIVATE, other, ANNA)
        for who in (OTTO, CHAIR, OLGA):
            assert not told(people[who], chat.ChatSaid)
        assert await kit.refusal(people[OLGA], chat.RemoveChatLine(number=1, kind=PRIVATE)) is ErrorCode.NOT_ALLOWED


async def test_a_line_to_everyone_reaches_everyone_once(tmp_path: Path) -> None:
    async with console_kit(tmp_path, PEOPLE) as kit:
        people = [await kit.attach(who) for who in (ANNA, OTTO, INA, OLGA)]
        await said(kit, people[1], "may I ask")
        await said(kit, people[0], "you may")
        await until(lambda: all(texts(told(each, chat.ChatSaid)) == ["may I ask", "you may"] for each in people))


async def test_with_whom_was_taken_off_the_list_no_chat_goes_on(tmp_path: Path) -> None:
    async with console_kit(tmp_path, PEOPLE) as kit:
        anna, olga = await kit.attach(ANNA), await kit.attach(OLGA)
        await kit.desk.handle(anna, chat.SendChat(text="hello", kind=PRIVATE, participant=BORIS))
        await kit.desk.handle(olga, RemovePerson(participant=BORIS))
        for message in (
            chat.SendChat(text="hello?", kind=PRIVATE, participant=BORIS),
            chat.ListChat(kind=PRIVATE, participant=BORIS),
        ):
            assert await kit.refusal(anna, message) is ErrorCode.NOT_FOUND
        (entry,) = told(await kit.attach(ANNA), chat.Chats)
        assert isinstance(entry, chat.Chats)
        assert entry.marks == ()
        again = await kit.attach(ANNA)
        await kit.desk.handle(again, chat.CatchUpChats())
        assert not told(again, chat.ChatHistory)


async def test_who_comes_back_is_sent_what_is_new_and_no_more(tmp_path: Path) -> None:
    async with console_kit(tmp_path, PEOPLE) as kit:
        anna = await kit.attach(ANNA)
        for text in ("one", "two", "three"):
            await said(kit, anna, text)
        await kit.desk.handle(anna, chat.SendChat(text="aside", kind=PRIVATE, participant=CHAIR))
    async with console_kit(tmp_path, PEOPLE) as kit:
        back, olga = await kit.attach(ANNA), await kit.attach(OLGA)
        (entry,) = told(back, chat.Chats)
        assert isinstance(entry, chat.Chats)
        assert entry.marks == (ChatMark(EVENT, None, 3), ChatMark(PRIVATE, CHAIR, 1))
        await kit.desk.handle(back, chat.CatchUpChats(known=(ChatMark(EVENT, None, 2), ChatMark(PRIVATE, CHAIR, 1))))
        assert texts(told(back, chat.ChatHistory)) == ["three"]
        await kit.desk.handle(back, chat.CatchUpChats(known=entry.marks))
        assert len(told(back, chat.ChatHistory)) == 1, "nothing is new"
        await kit.desk.handle(olga, chat.RemoveChatLine(number=1))
        await kit.desk.handle(back, chat.CatchUpChats(known=entry.marks))
        *_, last = told(back, chat.ChatHistory)
        assert isinstance(last, chat.ChatHistory)
        assert (last.lines, last.removed) == ((), (1,))


async def test_of_a_long_absence_the_newest_is_sent_and_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("room_console.core.chat.desk.MOST_CAUGHT_UP", 2)
    async with console_kit(tmp_path, PEOPLE) as kit:
        anna = await kit.attach(ANNA)
        for text in ("one", "two", "three"):
            await said(kit, anna, text)
        await kit.desk.handle(anna, chat.CatchUpChats())
        (history,) = told(anna, chat.ChatHistory)
        assert isinstance(history, chat.ChatHistory)
        assert (texts([history]), history.is_cut) == (["two", "three"], True)
    assert MOST_CAUGHT_UP == 100, "as the documents say"


async def test_moderated_lines_wait_also_over_a_restart_and_pass_or_do_not(tmp_path: Path) -> None:
    async with console_kit(tmp_path, PEOPLE) as kit:
        anna, chair = await kit.attach(ANNA), await kit.attach(CHAIR)
        await kit.desk.handle(chair, chat.SetChatRules(rules=ChatRules(is_moderated=True)))
        for number in range(MOST_OF_ONE):
            await said(kit, anna, f"question {number}")
        assert await kit.refusal(anna, chat.SendChat(text="more", kind=EVENT)) is ErrorCode.LIMIT
        await said(kit, chair, "who conducts need not wait")
        await until(lambda: texts(told(anna, chat.ChatSaid)) == ["who conducts need not wait"])
    async with console_kit(tmp_path, PEOPLE) as kit:
        anna, chair, otto = await kit.attach(ANNA), await kit.attach(CHAIR), await kit.attach(OTTO)
        (standing,) = told(chair, chat.ChatModeration)
        assert isinstance(standing, chat.ChatModeration)
        assert [line.text for line in standing.waiting] == [f"question {n}" for n in range(MOST_OF_ONE)]
        assert not told(anna, chat.ChatModeration)
        first, second, _ = (line.number for line in standing.waiting)
        await kit.desk.handle(chair, chat.PassChatLine(number=first))
        await kit.desk.handle(chair, chat.PassChatLine(number=second, is_passed=False))
        assert await kit.refusal(chair, chat.PassChatLine(number=first)) is ErrorCode.NOT_FOUND
        await until(lambda: texts(told(otto, chat.ChatSaid)) == ["question 0"])
        *_, waiting = told(anna, chat.ChatWaiting)
        assert isinstance(waiting, chat.ChatWaiting)
        assert ([line.text for line in waiting.lines], waiting.is_rejected) == (["question 2"], True)


async def test_a_removed_line_is_gone_for_all_and_the_record_says_who_did_it(tmp_path: Path) -> None:
    async with console_kit(tmp_path, PEOPLE) as kit:
        anna, otto, olga = await kit.attach(ANNA), await kit.attach(OTTO), await kit.attach(OLGA)
        await said(kit, anna, "shameful")
        await kit.desk.handle(olga, chat.RemoveChatLine(number=1))
        await until(lambda: told(otto, chat.ChatLineRemoved) == [chat.ChatLineRemoved(EVENT, 1)])
        answer = await kit.desk.handle(otto, chat.ListChat(kind=EVENT))
        assert isinstance(answer, chat.ChatHistory)
        assert [(line.by, line.text, line.is_removed) for line in answer.lines] == [(ANNA, "", True)]
    with reading(tmp_path / DATABASE) as connection:
        kept = [decode_event(body) for _, _, body in journal.read(connection)]
    done = [event for event in kept if isinstance(event, ChatModerated)]
    assert [(a.act, a.by, a.participant, a.number) for a in done] == [(ChatAct.REMOVED, OLGA, ANNA, 1)]
    assert "shameful" not in repr(kept)


async def test_who_is_mute_still_reaches_the_technician(tmp_path: Path) -> None:
    async with console_kit(tmp_path, PEOPLE) as kit:
        anna, chair = await kit.attach(ANNA), await kit.attach(CHAIR)
        await kit.desk.handle(chair, chat.MuteInChat(participant=ANNA))
        assert told(anna, chat.ChatMuted) == [chat.ChatMuted(True)]
        for kind, other in ((EVENT, None), (PRIVATE, BORIS)):
            sending = chat.SendChat(text="no", kind=kind, participant=other)
            assert await kit.refusal(anna, sending) is ErrorCode.NOT_ALLOWED
        await said(kit, anna, "help", HELP)
        assert await kit.refusal(chair, chat.MuteInChat(participant=ANNA)) is ErrorCode.ALREADY
        assert await kit.refusal(chair, chat.MuteInChat(participant=OLGA)) is ErrorCode.NOT_ALLOWED
    async with console_kit(tmp_path, PEOPLE) as kit:
        anna, chair = await kit.attach(ANNA), await kit.attach(CHAIR)
        assert await kit.refusal(anna, chat.SendChat(text="no", kind=EVENT)) is ErrorCode.NOT_ALLOWED
        await kit.desk.handle(chair, chat.MuteInChat(participant=ANNA, is_muted=False))
        await said(kit, anna, "thank you")


async def test_a_closed_chat_takes_nothing_and_all_are_told(tmp_path: Path) -> None:
    async with console_kit(tmp_path, PEOPLE) as kit:
        anna, chair = await kit.attach(ANNA), await kit.attach(CHAIR)
        rules = ChatRules(is_event_open=False, is_private_open=False)
        await kit.desk.handle(chair, chat.SetChatRules(rules=rules))
        await until(lambda: told(anna, chat.ChatRulesChanged) == [chat.ChatRulesChanged(rules)])
        for sending in (
            chat.SendChat(text="no", kind=EVENT),
            chat.SendChat(text="no", kind=PRIVATE, participant=BORIS),
        ):
            assert await kit.refusal(anna, sending) is ErrorCode.NOT_ALLOWED
        await said(kit, anna, "help is always there", HELP)


@pytest.mark.parametrize(
    ("to", "readers"),
    [(NoticeTo.ALL, (ANNA, OTTO, CHAIR)), (NoticeTo.ACTIVE, (ANNA, CHAIR)), (NoticeTo.STAFF, (CHAIR,))],
)
async def test_a_notice_reaches_those_addressed_now_and_later(
    tmp_path: Path, to: NoticeTo, readers: tuple[ParticipantId, ...]
) -> None:
    async with console_kit(tmp_path, PEOPLE) as kit:
        people = {who: await kit.attach(who) for who in (ANNA, OTTO, CHAIR)}
        await kit.desk.handle(people[CHAIR], chat.PostNotice(text="We resume at 15:00", to=to))
        await until(lambda: all(told(people[who], chat.NoticePosted) for who in readers))
        await kit.desk.handle(people[CHAIR], chat.WithdrawNotice(number=1))
        await until(lambda: all(told(people[who], chat.NoticeWithdrawn) for who in readers))
        assert await kit.refusal(people[CHAIR], chat.WithdrawNotice(number=1)) is ErrorCode.ALREADY
        for who in people.keys() - set(readers):
            assert not told(people[who], chat.NoticePosted)
            assert not told(people[who], chat.NoticeWithdrawn)
    async with console_kit(tmp_path, PEOPLE) as kit:
        for who in (ANNA, OTTO, CHAIR):
            (entry,) = told(await kit.attach(who), chat.Chats)
            assert isinstance(entry, chat.Chats)
            assert [n.text for n in entry.notices] == (["We resume at 15:00"] if who in readers else [])
            assert all(n.withdrawn_at_ms is not None for n in entry.notices)


async def test_who_writes_or_reads_too_often_waits(tmp_path: Path) -> None:
    async with console_kit(tmp_path, PEOPLE) as kit:
        anna, otto = await kit.attach(ANNA), await kit.attach(OTTO)
        for number in range(LINES_BURST):
            await said(kit, otto, f"flood {number}")
        with pytest.raises(ConferenceError) as refused:
            await said(kit, otto, "flood")
        assert refused.value.code is ErrorCode.TOO_FAST
        assert refused.value.retry_after_s
        await said(kit, anna, "others go on")
        for _ in range(READS_BURST):
            await kit.desk.handle(otto, chat.ListChat(kind=EVENT))
        assert await kit.refusal(otto, chat.ListChat(kind=EVENT)) is ErrorCode.TOO_FAST
