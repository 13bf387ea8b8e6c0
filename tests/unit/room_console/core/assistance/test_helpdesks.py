"""Assistance and coaching at the front desk: who may, who is told, and what is there after a restart."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from common.model.coaching import CoachingOutcome, SlotId, SlotSeries
from common.model.errors import ConferenceError, ErrorCode
from common.model.rooms import MOBILE_APP, CaseOutcome, Trouble
from common.protocol import chat, coaching, rooms
from common.protocol.codec import ClientMessage
from common.protocol.entry import CodeRequired
from common.protocol.envelope import Bye
from tests.helpers.consolekit import ANNA, BORIS, CHAIR, OLGA, ConsoleKit, console_kit, heard, hello
from tests.helpers.corestore import NotedConnection
from tests.helpers.delegate import until

TOMORROW = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
SERIES = SlotSeries(TOMORROW, 9 * 60, 10 * 60, 20)
OPERATORS_ALONE: tuple[ClientMessage, ...] = (
    rooms.OpenCase(participant=ANNA),
    rooms.TakeCase(participant=ANNA),
    rooms.CloseCase(participant=ANNA, outcome=CaseOutcome.SOLVED),
    rooms.ListCases(),
    rooms.GrantMobile(participant=ANNA, is_granted=True),
    rooms.OpenRoom(participant=ANNA),
    chat.ListChat(participant=ANNA),
    chat.SendChat(text="I am the technician", participant=ANNA),
)
STAFF_ALONE: tuple[ClientMessage, ...] = (
    coaching.AddSlots(series=SERIES),
    coaching.RemoveSlot(slot=SlotId("1")),
    coaching.BookSlot(slot=SlotId("1"), participant=ANNA),
    coaching.CancelSlot(participant=ANNA),
    coaching.NoteCoaching(participant=ANNA, outcome=CoachingOutcome.READY),
    coaching.ReadCoaching(participant=ANNA),
)


@pytest.mark.parametrize("message", [*OPERATORS_ALONE, *STAFF_ALONE], ids=lambda m: type(m).__name__)
async def test_a_delegate_may_not(tmp_path: Path, message: ClientMessage) -> None:
    async with console_kit(tmp_path) as kit:
        assert await kit.refusal(await kit.attach(BORIS), message) is ErrorCode.NOT_ALLOWED


@pytest.mark.parametrize("message", OPERATORS_ALONE, ids=lambda m: type(m).__name__)
async def test_nor_may_the_chair_where_it_is_the_operators(tmp_path: Path, message: ClientMessage) -> None:
    async with console_kit(tmp_path) as kit:
        assert await kit.refusal(await kit.attach(CHAIR), message) is ErrorCode.NOT_ALLOWED


async def test_a_case_from_the_call_to_its_note_is_kept(tmp_path: Path) -> None:
    async with console_kit(tmp_path) as kit:
        anna, olga = await kit.attach(ANNA), await kit.attach(OLGA)
        await kit.desk.handle(anna, rooms.CallForHelp(trouble=Trouble.HEARING))
        await kit.desk.handle(olga, rooms.TakeCase(participant=ANNA))
        closing = rooms.CloseCase(participant=ANNA, outcome=CaseOutcome.SOLVED, note=" wrong headphone ")
        await kit.desk.handle(olga, closing)
    async with console_kit(tmp_path) as kit:
        answer = await kit.desk.handle(await kit.attach(OLGA), rooms.ListCases(participant=ANNA))
        assert isinstance(answer, rooms.Cases)
        ((case),) = answer.cases
        assert (case.trouble, case.outcome, case.note) == (Trouble.HEARING, CaseOutcome.SOLVED, "wrong headphone")
        assert kit.state.own[ANNA].assistance is None


async def test_who_calls_and_withdraws_again_and_again_is_braked(tmp_path: Path) -> None:
    async with console_kit(tmp_path) as kit:
        anna = await kit.attach(ANNA)
        for _ in range(2):
            await kit.desk.handle(anna, rooms.CallForHelp(trouble=Trouble.OTHER))
            await kit.desk.handle(anna, rooms.WithdrawHelp())
        assert await kit.refusal(anna, rooms.CallForHelp(trouble=Trouble.OTHER)) is ErrorCode.TOO_FAST


async def test_the_chat_is_told_to_its_two_ends_and_nobody_else(tmp_path: Path) -> None:
    async with console_kit(tmp_path) as kit:
        anna, boris = await kit.attach(ANNA), await kit.attach(BORIS)
        chair, olga = await kit.attach(CHAIR), await kit.attach(OLGA)
        await kit.desk.handle(anna, chat.SendChat(text="I hear nothing"))
        await kit.desk.handle(olga, chat.SendChat(text="I come", participant=ANNA))
        for connection, count in ((anna, 2), (olga, 2), (boris, 0), (chair, 0)):
            assert sum(isinstance(m, chat.ChatSaid) for m in connection.messages) == count
        kept = await kit.desk.handle(await kit.attach(ANNA), chat.ListChat())
        assert isinstance(kept, chat.ChatHistory)
        assert [line.text for line in kept.lines] == ["I hear nothing", "I come"]
        (told,) = [m for m in (await kit.attach(BORIS)).messages if isinstance(m, chat.Chats)]
        assert told.marks == ()


async def _enter(desk: object, token: str, app: str) -> object:
    return await desk.enter(msgspec.structs.replace(hello(token), app=app), "10.0.0.7")  # type: ignore[attr-defined]


async def test_a_mobile_device_comes_in_by_its_grant_alone_and_is_out_with_it(tmp_path: Path) -> None:
    async with console_kit(tmp_path) as kit:
        anna, olga = await kit.attach(ANNA), await kit.attach(OLGA)
        own = await kit.admission.issue_token(ANNA, expires_at_ms=1 << 50)
        with pytest.raises(ConferenceError) as refused:
            await _enter(kit.desk, own, MOBILE_APP)
        assert refused.value.code is ErrorCode.NOT_ALLOWED
        grant = rooms.GrantMobile(participant=ANNA, is_granted=True)
        assert await kit.refusal(olga, grant) is ErrorCode.UNEXPECTED, "without a case"
        await kit.desk.handle(anna, rooms.CallForHelp(trouble=Trouble.DEVICE))
        issued = await kit.desk.handle(olga, grant)
        assert isinstance(issued, rooms.MobileLinkIssued)
        assert rooms.MobileLink(issued.link) in anna.messages
        assert "/m/kit#" in issued.link
        token = issued.link.partition("#")[2].partition(".")[0]
        with pytest.raises(ConferenceError) as refused:
            await _enter(kit.desk, token, "hemicycle-delegate")
        assert refused.value.code is ErrorCode.NOT_ALLOWED
        assert isinstance(await _enter(kit.desk, token, MOBILE_APP), CodeRequired), "it asks for a code of its own"
        phone = NotedConnection(ANNA, kit.state.people[ANNA].role)
        await kit.desk.attached(phone, msgspec.structs.replace(hello(token), app=MOBILE_APP), None)
        await kit.desk.handle(olga, rooms.GrantMobile(participant=ANNA, is_granted=False))
        assert phone.is_closed
        assert Bye(ErrorCode.TOKEN_EXPIRED, may_return=False) in phone.messages
        with pytest.raises(ConferenceError) as refused:
            await _enter(kit.desk, token, MOBILE_APP)
        assert refused.value.code is ErrorCode.TOKEN_UNKNOWN
        assert token not in (tmp_path / "console.db").read_bytes().decode("latin-1")


async def _phone(kit: ConsoleKit, olga: NotedConnection) -> NotedConnection:
    """Let Anna's telephone in by a grant."""
    await kit.desk.handle(olga, rooms.OpenCase(participant=ANNA))
    await kit.desk.handle(olga, rooms.GrantMobile(participant=ANNA, is_granted=True))
    phone = NotedConnection(ANNA, kit.state.people[ANNA].role)
    await kit.desk.attached(phone, msgspec.structs.replace(hello(""), app=MOBILE_APP), None)
    return phone


@pytest.mark.parametrize("is_lost", [False, True], ids=["attached", "its link lost"])
async def test_a_mobile_device_that_is_shown_out_in_mid_speech_is_heard_no_more(tmp_path: Path, is_lost: bool) -> None:
    async with console_kit(tmp_path) as kit:
        olga, chair = await kit.attach(OLGA), await kit.attach(CHAIR)
        phone = await _phone(kit, olga)
        await kit.grant(chair, phone)
        await kit.speak(phone)
        await heard(kit, ANNA)
        if is_lost:
            kit.desk.detached(phone)
        await kit.desk.handle(olga, rooms.GrantMobile(participant=ANNA, is_granted=False))
        await until(lambda: kit.legs.uplink(ANNA) is None)
        await until(lambda: ANNA not in kit.state.heard)


async def test_it_is_shown_out_even_where_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with console_kit(tmp_path) as kit:
        olga = await kit.attach(OLGA)
        phone = await _phone(kit, olga)

        async def is_full(*_: object) -> None:
            raise ConferenceError(ErrorCode.DISK, "full")

        monkeypatch.setattr(kit.console._store, "remove_records", is_full)
        assert await kit.refusal(olga, rooms.GrantMobile(participant=ANNA, is_granted=False)) is ErrorCode.DISK
        assert phone.is_closed


async def test_a_computer_that_came_in_the_place_of_the_mobile_device_stays(tmp_path: Path) -> None:
    async with console_kit(tmp_path) as kit:
        olga = await kit.attach(OLGA)
        phone = await _phone(kit, olga)
        computer = await kit.attach(ANNA)
        assert Bye(ErrorCode.ALREADY, may_return=False) in phone.messages
        await kit.desk.handle(olga, rooms.GrantMobile(participant=ANNA, is_granted=False))
        assert not computer.is_closed


async def test_slots_are_offered_booked_and_told_and_notes_are_for_staff(tmp_path: Path) -> None:
    async with console_kit(tmp_path) as kit:
        anna, boris, olga = await kit.attach(ANNA), await kit.attach(BORIS), await kit.attach(OLGA)
        await kit.desk.handle(olga, coaching.AddSlots(series=SERIES))
        offered = await kit.desk.handle(anna, coaching.ListSlots())
        assert isinstance(offered, coaching.SlotsOffered)
        slot = offered.free[0].slot
        came = await asyncio.gather(
            *(kit.desk.handle(who, coaching.BookSlot(slot=slot)) for who in (anna, boris)), return_exceptions=True
        )
        assert [e.code for e in came if isinstance(e, ConferenceError)] == [ErrorCode.LIMIT]
        await until(lambda: [m for m in anna.messages if isinstance(m, coaching.OwnSlot)])
        after = await kit.desk.handle(boris, coaching.ListSlots())
        assert isinstance(after, coaching.SlotsOffered)
        assert slot not in [each.slot for each in after.free]
        assert all(each.participant is None for each in after.free), "nobody is told of another's booking"
        note = coaching.NoteCoaching(participant=ANNA, outcome=CoachingOutcome.ADVISED, text="use a cable")
        await kit.desk.handle(olga, note)
        await until(lambda: [m for m in olga.messages if isinstance(m, coaching.CoachingPlan) and m.outcomes])
        assert not [m for m in anna.messages if isinstance(m, coaching.CoachingPlan | coaching.CoachingKept)]
        kept = await kit.desk.handle(olga, coaching.ReadCoaching(participant=ANNA))
        assert isinstance(kept, coaching.CoachingKept)
        assert kept.note is not None
        assert kept.note.text == "use a cable"
