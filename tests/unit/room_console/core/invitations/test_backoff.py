"""How long the queue waits, on a clock that is moved by hand: after refusals, without a server, between mails."""

from collections.abc import AsyncIterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio

from common.aio.clock import ManualClock
from common.model.ids import ParticipantId
from common.model.invitations import InvitationState
from room_console.core.invitations.dispatch import IDLE_S, RETRY_S
from room_console.core.invitations.line import LineLostError, RefusedError
from tests.helpers.control import until
from tests.helpers.invitingkit import Kit, crowd, kit, mail_settings
from tests.helpers.logfail import LogWatch
from tests.helpers.moodyserver import MoodyServer

ALL = tuple(ParticipantId(f"p000{number}") for number in range(3))
WHO = ALL[0]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def server(clock: ManualClock) -> MoodyServer:
    return MoodyServer(clock.mono_s)


@pytest_asyncio.fixture
async def desk(tmp_path: Path, server: MoodyServer, clock: ManualClock) -> AsyncIterator[Kit]:
    async with kit(tmp_path, crowd(3), mail_settings(25, connections=1), clock, lambda: server) as opened:
        yield opened


def was_tried(desk: Kit, tries: int) -> bool:
    kept = desk.book.get(WHO)
    return kept is not None and kept.attempts == tries


def were_sent(desk: Kit, count: int) -> bool:
    return desk.count(InvitationState.SENT) == count


async def test_a_mail_that_is_put_off_is_tried_after_ever_longer_and_given_up(
    desk: Kit, server: MoodyServer, clock: ManualClock
) -> None:
    pauses_s = (*RETRY_S, RETRY_S[-1])
    server.at_offer = [RefusedError("450 come again", is_final=False)] * (len(pauses_s) + 1)
    await desk.inviter.invite([WHO])
    for tries, pause_s in enumerate(pauses_s, 1):
        await until(partial(was_tried, desk, tries))
        assert desk.state_of(WHO) is InvitationState.WAITING
        await clock.elapse(0)
        clock.advance(pause_s - 1)
        await clock.elapse(0)
        assert len(server.offered_s) == tries
        await clock.elapse(1)
    await until(lambda: desk.state_of(WHO) is InvitationState.FAILED)
    assert len(server.offered_s) == len(pauses_s) + 1
    assert server.taken == []


async def test_while_the_server_is_away_it_is_asked_ever_more_seldom_and_the_queue_keeps_its_order(
    desk: Kit, server: MoodyServer, clock: ManualClock, expects_logs: LogWatch
) -> None:
    expects_logs("invitations rest: connection refused")
    server.at_offer = [LineLostError("connection refused")] * 1_000
    await desk.inviter.invite(ALL)
    await clock.elapse(900)
    asked_s = sorted(set(server.offered_s))
    assert len(server.offered_s) == 2 * len(asked_s), "once more on a new line, since the old may have been closed"
    pauses_s = [later - sooner for sooner, later in pairwise(asked_s)]
    assert 0.7 <= pauses_s[0] <= 1.0
    growing = [pause_s for pause_s in pauses_s if pause_s < 0.7 * 120]
    assert len(growing) >= 8
    assert growing == sorted(growing)
    assert len(pauses_s) > len(growing)
    assert max(pauses_s) <= 120.001
    assert len(expects_logs.records) == 1
    server.at_offer = []
    await clock.elapse(120)
    await desk.until_settled()
    assert desk.count(InvitationState.SENT) == 3


async def test_a_pace_that_is_set_is_kept(tmp_path: Path, server: MoodyServer, clock: ManualClock) -> None:
    slow = msgspec.structs.replace(mail_settings(25), most_per_minute=60)
    async with kit(tmp_path, crowd(3), slow, clock, lambda: server) as desk:
        await desk.inviter.invite(ALL)
        for count in (1, 2, 3):
            await until(partial(were_sent, desk, count))
            await clock.elapse(0.9)
            assert len(server.taken) == count
            await clock.elapse(0.11)


async def test_a_line_that_idles_is_closed(desk: Kit, server: MoodyServer, clock: ManualClock) -> None:
    await desk.inviter.invite([WHO])
    await desk.until_settled()
    await clock.elapse(IDLE_S - 0.1)
    assert server.closed == 0
    await clock.elapse(0.2)
    assert server.closed == 1
    await desk.inviter.invite(ALL[1:2])
    await desk.until_settled()
    assert len(server.taken) == 2


async def test_while_it_is_paused_nothing_goes_out_and_no_line_is_held(
    desk: Kit, server: MoodyServer, clock: ManualClock
) -> None:
    desk.desk._dispatch.pause(is_paused=True)
    await desk.inviter.invite([WHO])
    await clock.elapse(2 * IDLE_S)
    assert (server.offered_s, server.closed) == ([], 1)
    desk.desk._dispatch.pause(is_paused=False)
    await desk.until_settled()
    assert len(server.taken) == 1
