"""The office's messages about invitations, over the front desk: who may, what they are told, what is refused."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from common.aio.clock import SystemClock
from common.model.agenda import Session
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.invitations import InvitationState
from common.model.people import Attendance, Role
from common.protocol import invitations as messages
from common.protocol.entry import CodeRequired
from common.protocol.meetings import PutSession
from common.protocol.people import SwapAttendance
from tests.helpers.consolekit import ANNA, BORIS, CHAIR, OLGA, OTTO, ROLES, ConsoleKit, console_kit, settings
from tests.helpers.control import until
from tests.helpers.corestore import NotedConnection

SABA, DAY_MS = ParticipantId("saba"), 24 * 3600 * 1000
OFFICE = (
    messages.ListInvitations(ref=1),
    messages.SendInvitations(ref=1, participants=(ANNA,)),
    messages.PauseInvitations(ref=1, is_paused=True),
    messages.SendTestMail(ref=1, to="me@example.org"),
    messages.PreviewInvitation(ref=1),
    messages.ForgetAuthenticator(ref=1, participant=ANNA),
)


@pytest_asyncio.fixture
async def kit(tmp_path: Path, no_task_left: None) -> AsyncIterator[ConsoleKit]:
    """Run a console without a mail server."""
    async with console_kit(tmp_path / "state", settings({**ROLES, SABA: Role.SECRETARIAT})) as running:
        yield running


def told(connection: NotedConnection) -> dict[ParticipantId, InvitationState]:
    """Return how invitations stand by all that somebody was told."""
    lists = [m for m in connection.messages if isinstance(m, messages.InvitationList)]
    return {row.participant: row.state for message in lists for row in message.rows}


def progress(connection: NotedConnection) -> messages.InvitationProgress:
    """Return how it goes by what somebody was told last."""
    return [m for m in connection.messages if isinstance(m, messages.InvitationProgress)][-1]


async def test_only_who_prepares_may(kit: ConsoleKit) -> None:
    for who in (ANNA, OTTO, CHAIR):
        connection = await kit.attach(who)
        for message in OFFICE:
            assert await kit.refusal(connection, message) is ErrorCode.NOT_ALLOWED
        assert told(connection) == {}
    for who in (OLGA, SABA):
        connection = await kit.attach(who)
        for message in OFFICE[:-1]:
            await kit.desk.handle(connection, message)
        assert await kit.refusal(connection, OFFICE[-1]) is ErrorCode.NOT_FOUND


async def test_the_office_sees_who_is_invited_and_what_changes_as_long_as_it_looks(kit: ConsoleKit) -> None:
    olga, saba = await kit.attach(OLGA), await kit.attach(SABA)
    await kit.desk.handle(olga, messages.ListInvitations(ref=1))
    assert told(olga) == dict.fromkeys((ANNA, BORIS, OTTO), InvitationState.NONE)
    assert (progress(olga).is_outbox, progress(olga).may_bounce) == (True, False)
    await kit.desk.handle(olga, messages.SendInvitations(ref=2, participants=(ANNA, CHAIR)))
    await until(lambda: told(olga)[ANNA] is InvitationState.SENT)
    assert CHAIR not in told(olga), "staff are not invited"
    await until(lambda: progress(olga).sent == 1)
    assert told(saba) == {}
    kit.desk.detached(olga)
    count = len(olga.messages)
    await kit.desk.handle(saba, messages.ListInvitations(ref=1))
    await kit.desk.handle(saba, messages.SendInvitations(ref=2))
    await until(lambda: told(saba).get(BORIS) is InvitationState.SENT and told(saba)[OTTO] is InvitationState.SENT)
    assert len(olga.messages) == count


async def test_with_nobody_named_those_alone_are_invited_who_were_not(kit: ConsoleKit) -> None:
    olga = await kit.attach(OLGA)
    await kit.desk.handle(olga, messages.ListInvitations(ref=1))
    for _ in range(2):
        await kit.desk.handle(olga, messages.SendInvitations(ref=2))
        await until(lambda: set(told(olga).values()) == {InvitationState.SENT})
    lists = [m for m in olga.messages if isinstance(m, messages.InvitationList)]
    assert {row.number for message in lists for row in message.rows if row.state is InvitationState.SENT} == {1}


async def test_who_comes_to_the_hall_is_shown_no_more(kit: ConsoleKit) -> None:
    olga = await kit.attach(OLGA)
    await kit.desk.handle(olga, messages.ListInvitations(ref=1))
    olga.messages.clear()
    swap = SwapAttendance(ref=2, participant=ANNA, attendance=Attendance.ON_SITE)
    await kit.desk.handle(olga, swap)
    await until(lambda: told(olga))
    lists = [m for m in olga.messages if isinstance(m, messages.InvitationList)]
    assert lists[0].is_whole
    assert set(told(olga)) == {BORIS, OTTO}


async def test_an_unknown_name_among_them_stops_the_whole(kit: ConsoleKit) -> None:
    olga = await kit.attach(OLGA)
    wrong = messages.SendInvitations(ref=1, participants=(ANNA, ParticipantId("nobody")))
    assert await kit.refusal(olga, wrong) is ErrorCode.NOT_FOUND
    await kit.desk.handle(olga, messages.ListInvitations(ref=2))
    assert told(olga)[ANNA] is InvitationState.NONE


async def test_paused_it_waits_and_goes_on(kit: ConsoleKit) -> None:
    olga = await kit.attach(OLGA)
    await kit.desk.handle(olga, messages.ListInvitations(ref=1))
    await kit.desk.handle(olga, messages.PauseInvitations(ref=2, is_paused=True))
    await kit.desk.handle(olga, messages.SendInvitations(ref=3))
    await until(lambda: progress(olga).is_paused and progress(olga).waiting == 3)
    await kit.desk.handle(olga, messages.PauseInvitations(ref=4, is_paused=False))
    await until(lambda: progress(olga).sent == 3)
    assert not progress(olga).is_paused


async def test_a_second_invitation_closes_the_link_of_who_is_in_by_the_first(kit: ConsoleKit) -> None:
    olga, anna = await kit.attach(OLGA), await kit.attach(ANNA)
    await kit.desk.handle(olga, messages.SendInvitations(ref=1, participants=(ANNA,)))
    await until(lambda: anna.is_closed)


async def test_the_links_that_are_out_open_a_meeting_that_is_postponed(kit: ConsoleKit) -> None:
    olga, now_ms = await kit.attach(OLGA), SystemClock().now_ms()
    token = await kit.admission.issue_token(ANNA, expires_at_ms=now_ms - 1)
    with pytest.raises(ConferenceError) as caught:
        await kit.admission.enter(token, "device-key-of-anna-0123456789", "192.0.2.1")
    assert caught.value.code is ErrorCode.TOKEN_EXPIRED
    later = Session(1, "Opening", now_ms + 7 * DAY_MS, now_ms + 7 * DAY_MS + 1)
    await kit.desk.handle(olga, PutSession(ref=1, session=later))
    assert isinstance(await kit.admission.enter(token, "device-key-of-anna-0123456789", "192.0.2.1"), CodeRequired)


async def test_a_preview_shows_the_mail_with_a_link_that_opens_nothing(kit: ConsoleKit) -> None:
    olga = await kit.attach(OLGA)
    shown = await kit.desk.handle(olga, messages.PreviewInvitation(ref=1, participant=ANNA, language="ar"))
    assert isinstance(shown, messages.InvitationPreview)
    assert 'dir="rtl"' in shown.html
    english = await kit.desk.handle(olga, messages.PreviewInvitation(ref=2))
    assert isinstance(english, messages.InvitationPreview)
    token = english.text.split("access token: ")[1].split()[0]
    with pytest.raises(ConferenceError) as caught:
        await kit.admission.enter(token, "a-device-key-of-enough-characters", "192.0.2.1")
    assert caught.value.code in (ErrorCode.TOKEN_UNKNOWN, ErrorCode.MALFORMED)
    gone = messages.PreviewInvitation(ref=3, participant=ParticipantId("nobody"))
    assert await kit.refusal(olga, gone) is ErrorCode.NOT_FOUND


async def test_test_mails_go_to_one_address_and_not_to_many(kit: ConsoleKit) -> None:
    olga = await kit.attach(OLGA)
    for wrong in ("", "me", "me@", "@example.org", "a@b.org,c@d.org", "a@b.org\r\nBcc: c@d.org", "\u00e9@example.org"):
        code = await kit.refusal(olga, messages.SendTestMail(ref=1, to=wrong))
        assert code in (ErrorCode.MAIL_FAILED, ErrorCode.TOO_FAST)
    assert await kit.refusal(olga, messages.SendTestMail(ref=1, to="me@example.org")) is ErrorCode.TOO_FAST
