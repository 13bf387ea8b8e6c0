"""What is sent by itself once registration has closed, and to whom."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio

from common.aio.clock import ManualClock
from common.model.ids import ParticipantId
from common.model.invitations import InvitationState
from common.model.people import Attendance, Role
from common.model.registration import RegistrationRules
from room_console.core.invitations.line import RefusedError
from tests.helpers.control import until
from tests.helpers.invitingkit import Kit, crowd, kit, mail_settings
from tests.helpers.moodyserver import MoodyServer

P0, P1, P2 = (ParticipantId(f"p000{number}") for number in range(3))
HOUR_S = 3_600.0
LOOK_S = 5.0


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def server() -> MoodyServer:
    return MoodyServer()


@pytest_asyncio.fixture
async def desk(tmp_path: Path, server: MoodyServer, clock: ManualClock) -> AsyncIterator[Kit]:
    """Open a desk whose registration closes in an hour; the third of its people comes to the hall."""
    people = crowd(3)
    people[2] = replace(people[2], attendance=Attendance.ON_SITE)
    async with kit(tmp_path, people, mail_settings(25, connections=1), clock, lambda: server) as opened:
        opened.state.registration = RegistrationRules(deadline_at_ms=clock.now_ms() + round(HOUR_S * 1000))
        yield opened


async def test_everyone_remote_is_invited_once_registration_has_closed_and_not_before(
    desk: Kit, server: MoodyServer, clock: ManualClock
) -> None:
    await clock.elapse(HOUR_S - 1)
    assert len(desk.book.all()) == 0
    await clock.elapse(1 + LOOK_S)
    await until(lambda: desk.count(InvitationState.SENT) == 2)
    assert {to for to, _ in server.taken} == {"p0000@example.org", "p0001@example.org"}
    await clock.elapse(10 * LOOK_S)
    assert len(server.taken) == 2


async def test_who_comes_later_or_stays_at_home_is_invited_as_they_come(
    desk: Kit, server: MoodyServer, clock: ManualClock
) -> None:
    clock.advance(HOUR_S + LOOK_S)
    await until(lambda: desk.count(InvitationState.SENT) == 2)
    late = replace(desk.state.people[P0], participant=ParticipantId("late"), email="late@example.org")
    booth = replace(late, participant=ParticipantId("booth"), role=Role.INTERPRETER)
    mute = replace(late, participant=ParticipantId("mute"), email="")
    desk.state.people |= {person.participant: person for person in (late, booth, mute)}
    desk.state.people[P2] = replace(desk.state.people[P2], attendance=Attendance.REMOTE)
    await clock.elapse(LOOK_S)
    await until(lambda: desk.count(InvitationState.SENT) == 4)
    assert [to for to, _ in server.taken[2:]] == ["p0002@example.org", "late@example.org"]
    assert len(desk.book.all()) == 4


async def test_what_failed_is_not_sent_again_by_itself(desk: Kit, server: MoodyServer, clock: ManualClock) -> None:
    server.at_offer = [RefusedError("550 no such user", is_final=True)]
    clock.advance(HOUR_S + LOOK_S)
    await until(lambda: desk.count(InvitationState.SENT) + desk.count(InvitationState.FAILED) == 2)
    await clock.elapse(4 * LOOK_S)
    assert len(server.offered_s) == 2
    assert desk.inviter.due() == [who for who in (P0, P1) if desk.state_of(who) is InvitationState.FAILED]


async def test_without_a_deadline_nothing_is_sent_by_itself(desk: Kit, clock: ManualClock) -> None:
    desk.state.registration = RegistrationRules()
    await clock.elapse(HOUR_S + LOOK_S)
    assert len(desk.book.all()) == 0


async def test_a_deadline_that_is_moved_counts(desk: Kit, clock: ManualClock) -> None:
    desk.state.registration = RegistrationRules(deadline_at_ms=clock.now_ms() + round(2 * HOUR_S * 1000))
    await clock.elapse(HOUR_S + LOOK_S)
    assert len(desk.book.all()) == 0
    await clock.elapse(HOUR_S)
    await until(lambda: desk.count(InvitationState.SENT) == 2)


async def test_where_the_settings_say_so_the_office_alone_invites(
    tmp_path: Path, server: MoodyServer, clock: ManualClock
) -> None:
    by_hand = msgspec.structs.replace(mail_settings(25), invites_by_itself=False)
    async with kit(tmp_path, crowd(1), by_hand, clock, lambda: server) as desk:
        desk.state.registration = RegistrationRules(deadline_at_ms=clock.now_ms())
        await clock.elapse(4 * LOOK_S)
        assert len(desk.book.all()) == 0
