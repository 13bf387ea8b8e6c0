"""Coming in, coming back, being replaced, going away; and what each may ask of the desk."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId, Revision, SlotNumber
from common.model.people import Presence
from common.protocol.entry import CodeRequired, Leave, Welcome
from common.protocol.envelope import Bye, Ping
from common.protocol.floor import RequestFloor
from common.protocol.media import DownlinkOffer, OpenDownlink, ReportLink, SetMuted
from common.protocol.operator import EndMeeting, LinkReports, ListDevices, Outbox
from common.protocol.view import Changes, PresencesChanged, Snapshot
from room_console.core.control.gateway import Admitted
from room_console.core.meeting.inputs import Input
from tests.helpers.consolekit import ANNA, BORIS, CHAIR, OLGA, OTTO, ConsoleKit, console_kit, heard, hello
from tests.helpers.control import until
from tests.helpers.rawlink import newest_code

FAR_MS = 4_000_000_000_000
HERE, THERE = "127.0.0.1", "192.0.2.7"


@pytest_asyncio.fixture
async def kit(tmp_path: Path, no_task_left: None) -> AsyncIterator[ConsoleKit]:
    """Run a console."""
    async with console_kit(tmp_path / "state") as running:
        yield running


async def token(kit: ConsoleKit, who: ParticipantId, *, is_local: bool = False) -> str:
    """Issue a token."""
    return await kit.admission.issue_token(who, expires_at_ms=FAR_MS, is_local=is_local)


def presence(kit: ConsoleKit, who: ParticipantId) -> Presence:
    """Say how somebody is joined."""
    return kit.state.participants[who].presence


async def test_a_local_token_opens_here_and_asks_for_a_code_elsewhere(kit: ConsoleKit) -> None:
    said = hello(await token(kit, ANNA, is_local=True))
    assert await kit.desk.enter(said, HERE) == Admitted(ANNA, kit.state.people[ANNA].role)
    assert isinstance(await kit.desk.enter(said, THERE), CodeRequired)


async def test_a_code_lets_in_and_admits_the_device(kit: ConsoleKit, tmp_path: Path) -> None:
    said = hello(await token(kit, BORIS))
    prompt = await kit.desk.enter(said, THERE)
    assert isinstance(prompt, CodeRequired)
    assert (await kit.desk.code_status(said)).tries_left == prompt.tries_left == 5
    with pytest.raises(ConferenceError) as wrong:
        await kit.desk.enter_code(said, "nonsense", THERE)
    assert wrong.value.code is ErrorCode.CODE_WRONG
    assert (await kit.desk.code_status(said)).tries_left == 4
    with pytest.raises(ConferenceError) as soon:
        await kit.desk.resend_code(said, THERE)
    assert soon.value.code is ErrorCode.TOO_FAST
    code = newest_code(tmp_path / "state" / "outbox", "boris@example.org")
    admitted = await kit.desk.enter_code(said, code, THERE)
    assert admitted == await kit.desk.enter(said, THERE)


async def test_versions_and_tokens_are_checked(kit: ConsoleKit) -> None:
    good = await token(kit, ANNA, is_local=True)
    for said, code in (
        (hello(good, protocol=99), ErrorCode.VERSION),
        (hello("unknown-but-of-a-good-length"), ErrorCode.TOKEN_UNKNOWN),
    ):
        with pytest.raises(ConferenceError) as refusal:
            await kit.desk.enter(said, HERE)
        assert refusal.value.code is code


async def test_welcome_comes_first_and_then_the_whole_view(kit: ConsoleKit) -> None:
    anna = await kit.attach(ANNA)
    welcome, snapshot, *_ = anna.messages
    assert isinstance(welcome, Welcome)
    assert (welcome.instance, welcome.participant, welcome.ref) == (kit.desk.instance, ANNA, 1)
    assert isinstance(snapshot, Snapshot)
    assert snapshot.revision == kit.conductor.meeting.revision
    assert set(snapshot.view.own) == {ANNA}
    assert presence(kit, ANNA) is Presence.JOINED


async def test_who_returns_hears_what_was_missed_and_from_the_future_all(kit: ConsoleKit) -> None:
    anna = await kit.attach(ANNA)
    seen = kit.conductor.meeting.revision
    kit.desk.detached(anna)
    await until(lambda: presence(kit, ANNA) is Presence.RECONNECTING)
    _, missed, *_ = (await kit.attach(ANNA, seen)).messages
    assert isinstance(missed, Changes)
    assert [type(change) for change in missed.changes] == [PresencesChanged]
    _, whole, *_ = (await kit.attach(BORIS, Revision(seen + 1000))).messages
    assert isinstance(whole, Snapshot)


async def test_who_returns_hears_which_legs_are_left(kit: ConsoleKit) -> None:
    anna = await kit.attach(ANNA)
    first = await kit.desk.handle(anna, OpenDownlink(ref=2))
    assert isinstance(first, DownlinkOffer)
    told = []
    for ends in (False, True):
        if ends:
            await kit.legs.close_leg(ANNA, first.leg)
        kit.desk.detached(anna)
        anna = await kit.attach(ANNA)
        welcome = anna.messages[0]
        assert isinstance(welcome, Welcome)
        told.append(welcome.legs)
    assert told == [(first.leg,), ()]


async def test_only_operators_are_told_of_the_outbox_and_only_staff_of_lines(kit: ConsoleKit) -> None:
    kinds = {
        who: {type(m) for m in (await kit.attach(who)).messages} & {Outbox, LinkReports} for who in (ANNA, CHAIR, OLGA)
    }
    assert kinds == {ANNA: set(), CHAIR: {LinkReports}, OLGA: {LinkReports, Outbox}}


async def test_a_new_mail_in_the_outbox_is_told_to_operators_only(kit: ConsoleKit) -> None:
    chair, olga = await kit.attach(CHAIR), await kit.attach(OLGA)
    await kit.desk.enter(hello(await token(kit, ANNA)), THERE)
    told = olga.latest["outbox"]
    assert isinstance(told, Outbox)
    assert [mail.to for mail in told.mails] == ["anna@example.org"]
    assert "outbox" not in chair.latest


async def test_a_newer_link_closes_the_older_which_is_not_listened_to_any_more(kit: ConsoleKit) -> None:
    older = await kit.attach(ANNA)
    newer = await kit.attach(ANNA)
    assert older.messages[-1] == Bye(ErrorCode.ALREADY, may_return=False)
    assert older.is_closed
    assert await kit.refusal(older, RequestFloor(ref=1)) is ErrorCode.UNEXPECTED
    assert await kit.refusal(older, Leave(ref=2)) is ErrorCode.UNEXPECTED
    assert await kit.refusal(older, OpenDownlink(ref=3)) is ErrorCode.UNEXPECTED
    kit.desk.detached(older)
    await kit.desk.handle(newer, SetMuted(ref=1, is_muted=True))
    assert presence(kit, ANNA) is Presence.JOINED
    assert kit.audience.get(ANNA) is newer


async def test_leaving_withdraws_closes_and_says_goodbye(kit: ConsoleKit) -> None:
    anna = await kit.attach(ANNA)
    olga = await kit.attach(OLGA)
    await kit.desk.handle(anna, RequestFloor(ref=1))
    offer = await kit.desk.handle(anna, OpenDownlink(ref=2))
    assert isinstance(offer, DownlinkOffer)
    await kit.desk.handle(anna, ReportLink(ref=0, received=100, lost=1, concealed=1, late=0, jitter_ms=1.0))
    await kit.desk.handle(anna, Leave(ref=3))
    assert anna.messages[-1] == Bye(None, may_return=False)
    assert kit.engine._legs == {}
    assert kit.legs.counts == (0, 0)
    assert kit.state.speakers.of(ANNA) is None
    assert presence(kit, ANNA) is Presence.LEFT
    reports = kit.monitor.lines.changed(kit.legs, everything=True)
    assert ANNA not in reports
    kit.desk.detached(anna)
    await kit.desk.handle(olga, SetMuted(ref=1, is_muted=True))
    assert presence(kit, ANNA) is Presence.LEFT


@pytest.mark.parametrize("who", [ANNA, OTTO, CHAIR])
async def test_only_operators_operate(kit: ConsoleKit, who: ParticipantId) -> None:
    connection = await kit.attach(who)
    for message in (EndMeeting(ref=1), ListDevices(ref=2)):
        assert await kit.refusal(connection, message) is ErrorCode.NOT_ALLOWED


async def test_what_the_desk_does_not_take_is_unexpected(kit: ConsoleKit) -> None:
    assert await kit.refusal(await kit.attach(ANNA), Ping(ref=1)) is ErrorCode.UNEXPECTED


async def test_who_is_registered_no_more_has_no_token(tmp_path: Path) -> None:
    async with console_kit(tmp_path / "state") as kit:
        issued = await token(kit, ANNA, is_local=True)
        del kit.conductor.meeting.state.people[ANNA]
        with pytest.raises(ConferenceError) as refusal:
            await kit.desk.enter(hello(issued), HERE)
        assert refusal.value.code is ErrorCode.TOKEN_UNKNOWN


async def test_a_muted_speaker_is_cut_off_before_the_muting_is_kept(
    kit: ConsoleKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, chair = await kit.attach(ANNA), await kit.attach(CHAIR)
    await kit.grant(chair, anna)
    await kit.speak(anna)
    await heard(kit, ANNA)
    connected = kit.legs._routing._connected
    assert list(connected) == [SlotNumber(1)]
    submit, is_kept, owner = kit.conductor.submit, asyncio.Event(), TaskOwner("test")

    async def slowly(wish: Input) -> None:
        await is_kept.wait()
        await submit(wish)

    monkeypatch.setattr(kit.conductor, "submit", slowly)
    muting = spawn(kit.desk.handle(anna, SetMuted(ref=2, is_muted=True)), name="muting", owner=owner)
    await until(lambda: not connected)
    assert not kit.state.own[ANNA].is_muted
    is_kept.set()
    await muting
    assert kit.state.own[ANNA].is_muted
    assert not connected
    await kit.desk.handle(anna, SetMuted(ref=3, is_muted=False))
    assert list(connected) == [SlotNumber(1)]
