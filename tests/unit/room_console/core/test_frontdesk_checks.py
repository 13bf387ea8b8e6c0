"""Readiness at the desk: a link for the checks alone, reports by any link, a microphone that stays shut meanwhile."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ChannelNumber, ParticipantId
from common.model.media import Sdp
from common.model.people import Presence
from common.protocol.checks import (
    ListReadiness,
    PreListen,
    Readiness,
    ReadinessHistory,
    SayCannotInterpret,
    SubmitReport,
)
from common.protocol.codec import ClientMessage
from common.protocol.entry import Leave, Welcome
from common.protocol.envelope import Bye
from common.protocol.floor import ReleaseFloor, RequestFloor
from common.protocol.media import OfferUplink, OpenDownlink
from common.protocol.operator import SetPatch
from common.protocol.view import Change, Changes, InterpretationChanged
from room_console.core.control.gateway import Admitted
from tests.helpers.consolekit import ANNA, BORIS, CHAIR, OLGA, OTTO, ConsoleKit, console_kit, heard, hello
from tests.helpers.control import until
from tests.helpers.corestore import NotedConnection
from tests.helpers.reports import a_report

FAR_MS = 4_000_000_000_000
THERE = "192.0.2.7"


@pytest_asyncio.fixture
async def kit(tmp_path: Path, no_task_left: None) -> AsyncIterator[ConsoleKit]:
    """Run a console."""
    async with console_kit(tmp_path / "state") as running:
        yield running


async def check_link(kit: ConsoleKit, who: ParticipantId, address: str = THERE) -> NotedConnection:
    """Open a link for the checks alone, by the token and from an unknown device."""
    token = await kit.admission.issue_token(who, expires_at_ms=FAR_MS)
    said = msgspec.structs.replace(hello(token), is_check=True)
    admitted = await kit.desk.enter(said, address)
    assert admitted == Admitted(who, kit.state.people[who].role)
    connection = NotedConnection(who, kit.state.people[who].role)
    await kit.desk.attached(connection, said, None)
    return connection


async def test_a_check_link_needs_no_code_and_shows_nothing(kit: ConsoleKit) -> None:
    chair = await kit.attach(CHAIR)
    seen, revision = len(chair.messages), kit.conductor.meeting.revision
    anna = await check_link(kit, ANNA)
    (welcome,) = anna.messages
    assert isinstance(welcome, Welcome)
    assert (welcome.participant, welcome.ice_servers) == (ANNA, ())
    assert kit.state.participants[ANNA].presence is Presence.ABSENT
    kit.desk.detached(anna)
    assert (kit.conductor.meeting.revision, len(chair.messages)) == (revision, seen), "nobody was told"


async def test_a_check_link_stands_beside_the_meeting_s(kit: ConsoleKit) -> None:
    joined = await kit.attach(ANNA)
    checking = await check_link(kit, ANNA)
    assert not joined.is_closed
    assert kit.audience.get(ANNA) is joined
    kit.desk.detached(checking)
    assert kit.audience.get(ANNA) is joined
    assert kit.state.participants[ANNA].presence is Presence.JOINED


@pytest.mark.parametrize(
    "message",
    [
        RequestFloor(ref=1),
        OpenDownlink(ref=1),
        OfferUplink(ref=1, sdp=Sdp("v=0")),
        ListReadiness(ref=1, participant=ANNA),
        PreListen(ref=1, participant=ANNA),
        SayCannotInterpret(ref=1, channel=ChannelNumber(1), is_raised=True),
    ],
)
async def test_a_check_link_takes_nothing_but_checks_even_from_staff(kit: ConsoleKit, message: ClientMessage) -> None:
    for who in (ANNA, OLGA):
        assert await kit.refusal(await check_link(kit, who), message) is ErrorCode.NOT_ALLOWED


async def test_a_token_that_is_none_opens_no_check_link(kit: ConsoleKit) -> None:
    said = msgspec.structs.replace(hello("unknown-but-of-a-good-length-2345"), is_check=True)
    with pytest.raises(ConferenceError) as refusal:
        await kit.desk.enter(said, THERE)
    assert refusal.value.code is ErrorCode.TOKEN_UNKNOWN


async def test_leaving_a_check_link_leaves_no_meeting(kit: ConsoleKit) -> None:
    await kit.attach(ANNA)
    checking = await check_link(kit, ANNA)
    await kit.desk.handle(checking, Leave(ref=1))
    assert checking.messages[-1] == Bye(None, may_return=False)
    assert kit.state.participants[ANNA].presence is Presence.JOINED


async def test_reports_of_either_link_are_told_to_staff(kit: ConsoleKit) -> None:
    olga, anna = await kit.attach(OLGA), await kit.attach(ANNA)
    checking = await check_link(kit, BORIS)
    assert await kit.desk.handle(anna, SubmitReport(ref=1, report=a_report())) is None
    assert await kit.desk.handle(checking, SubmitReport(ref=1, report=a_report())) is None
    await until(lambda: any(isinstance(m, Readiness) for m in olga.messages))
    (told,) = [m.reports for m in olga.messages if isinstance(m, Readiness)]
    assert told == {ANNA: a_report(), BORIS: a_report()}
    later = await kit.attach(CHAIR)
    await until(lambda: any(isinstance(m, Readiness) for m in later.messages))
    assert not [m for m in anna.messages if isinstance(m, Readiness)]


async def test_only_staff_read_a_history(kit: ConsoleKit) -> None:
    anna, chair = await kit.attach(ANNA), await kit.attach(CHAIR)
    await kit.desk.handle(anna, SubmitReport(ref=1, report=a_report()))
    wish = ListReadiness(ref=2, participant=ANNA)
    assert await kit.desk.handle(chair, wish) == ReadinessHistory(2, ANNA, (a_report(),))
    for who in (ANNA, OTTO):
        assert await kit.refusal(await kit.attach(who), wish) is ErrorCode.NOT_ALLOWED
    nobody = ListReadiness(ref=3, participant=ParticipantId("nobody"))
    assert await kit.refusal(chair, nobody) is ErrorCode.NOT_FOUND


async def test_reports_outlive_the_core(tmp_path: Path) -> None:
    async with console_kit(tmp_path / "state") as first:
        await first.desk.handle(await first.attach(ANNA), SubmitReport(ref=1, report=a_report()))
    async with console_kit(tmp_path / "state") as second:
        olga = await second.attach(OLGA)
        await until(lambda: Readiness({ANNA: a_report()}) in olga.messages)


async def test_the_operator_alone_listens_off_air_to_who_has_an_uplink(kit: ConsoleKit) -> None:
    anna, chair, olga = await kit.attach(ANNA), await kit.attach(CHAIR), await kit.attach(OLGA)
    wish = PreListen(ref=1, participant=ANNA)
    assert await kit.refusal(olga, wish) is ErrorCode.NOT_FOUND
    await kit.desk.handle(anna, RequestFloor(ref=1))
    peer, _ = await kit.speak(anna)
    for who in (anna, chair):
        assert await kit.refusal(who, wish) is ErrorCode.NOT_ALLOWED
    assert await kit.desk.handle(olga, wish) is None
    assert await kit.desk.handle(olga, PreListen(ref=2, participant=None)) is None
    unpatched = replace(kit.hall.patch, prelisten_output=None)
    await kit.desk.handle(olga, SetPatch(ref=3, patch=unpatched))
    assert await kit.refusal(olga, wish) is ErrorCode.PATCH_INVALID
    await kit.on_media(peer.close())


async def test_off_air_listening_ends_when_no_operator_is_left(kit: ConsoleKit) -> None:
    anna, olga = await kit.attach(ANNA), await kit.attach(OLGA)
    await kit.desk.handle(anna, RequestFloor(ref=1))
    peer, _ = await kit.speak(anna)
    await kit.desk.handle(olga, PreListen(ref=1, participant=ANNA))
    assert kit.monitor.health().prelistened == ANNA
    again = await kit.attach(OLGA)
    kit.desk.detached(olga)
    assert kit.monitor.health().prelistened == ANNA, "her newer link has taken over"
    kit.desk.detached(again)
    assert kit.monitor.health().prelistened is None
    await kit.on_media(peer.close())


async def test_a_booth_says_that_it_can_not_interpret_and_only_staff_are_told(kit: ConsoleKit) -> None:
    anna, chair, olga = await kit.attach(ANNA), await kit.attach(CHAIR), await kit.attach(OLGA)
    await kit.grant(chair, anna)
    wish = SayCannotInterpret(ref=1, channel=ChannelNumber(2), is_raised=True)
    assert await kit.refusal(chair, wish) is ErrorCode.NOT_ALLOWED
    assert await kit.desk.handle(olga, wish) is None

    def told(who: NotedConnection) -> list[Change]:
        changes = [change for m in who.messages if isinstance(m, Changes) for change in m.changes]
        return [change for change in changes if isinstance(change, InterpretationChanged)]

    raised = InterpretationChanged((ChannelNumber(2),))
    assert (told(anna), told(chair), told(olga)) == ([], [raised], [raised])
    await kit.desk.handle(anna, ReleaseFloor(ref=9))
    assert told(chair) == [raised, InterpretationChanged(())]


async def test_the_microphone_is_shut_until_ones_turn_also_while_checks_run(kit: ConsoleKit) -> None:
    anna, checking = await kit.attach(ANNA), await check_link(kit, ANNA)
    for link in (anna, checking):
        await kit.desk.handle(link, SubmitReport(ref=1, report=a_report()))
        assert await kit.refusal(link, OfferUplink(ref=2, sdp=Sdp("v=0"))) is ErrorCode.NOT_ALLOWED
    await kit.desk.handle(anna, RequestFloor(ref=3))
    peer, _ = await kit.speak(anna)
    await heard(kit, ANNA)
    assert kit.legs._routing._connected == {}, "on standby the uplink is up, and no slot reads it"
    await kit.desk.handle(checking, SubmitReport(ref=4, report=a_report()))
    assert kit.legs._routing._connected == {}
    assert not any(request.is_on_air for request in kit.state.speakers.ordered)
    await kit.on_media(peer.close())
