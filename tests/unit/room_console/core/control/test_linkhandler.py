"""One link on the server, over memory: order of entry, requests, end."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest_asyncio

from common.aio.clock import ManualClock
from common.aio.tasks import TaskOwner, spawn
from common.control.memorylink import MemoryLink, memory_pair
from common.model.errors import ErrorCode
from common.protocol.codec import ConsoleMessage, decode_from_console, encode
from common.protocol.entry import EnterCode, ResendCode
from common.protocol.envelope import Bye, Done, Message, Ping, Pong, Refused
from common.protocol.floor import RequestFloor, WithdrawFloor
from common.protocol.media import OpenDownlink
from room_console.core.control.limits import Limits
from room_console.core.control.linkhandler import LinkHandler
from tests.helpers.control import GOOD_CODE, SmallGateway, hello, until

LIMITS = Limits(queued_requests=2, request_burst=8, requests_per_s=1.0, excess_burst=1)


@dataclass
class Caller:
    """A client without manners at the other end."""

    link: MemoryLink
    gateway: SmallGateway
    clock: ManualClock
    handler: LinkHandler
    tokens: list[bool] = field(default_factory=list)

    async def say(self, *messages: Message) -> None:
        """Send."""
        for message in messages:
            await self.link.send(encode(message))

    async def hear(self, count: int = 1) -> list[ConsoleMessage]:
        """Return the next messages."""
        return [decode_from_console(await asyncio.wait_for(self.link.receive(), 10.0)) for _ in range(count)]

    async def enter(self) -> None:
        """Come in without a code."""
        await self.say(hello("anna"))
        assert [type(m).__name__ for m in await self.hear(2)] == ["Welcome", "Snapshot"]


@pytest_asyncio.fixture
async def caller() -> AsyncIterator[Caller]:
    near, far = memory_pair()
    owner, gateway, clock = (
        TaskOwner("test"),
        SmallGateway(coded={"carla"}, clock=ManualClock(now_ms=777)),
        ManualClock(now_ms=777),
    )
    tokens: list[bool] = []
    handler = LinkHandler(far, "192.0.2.7", gateway, LIMITS, clock, lambda: tokens.append(True))
    caller = Caller(near, gateway, clock, handler, tokens)
    running = spawn(handler.run(), "handler", owner)
    yield caller
    await near.close()
    await asyncio.wait_for(running, 10.0)
    assert caller.gateway.inside == []


async def test_a_client_is_attached_and_in_the_end_detached_once(caller: Caller) -> None:
    await caller.enter()
    assert [c.participant for c in caller.gateway.inside] == ["anna"]
    await caller.say(RequestFloor(ref=5), Bye())
    assert await caller.hear() == [Done(ref=5)]
    await until(lambda: caller.gateway.gone)
    assert caller.gateway.gone == ["anna"]


async def test_a_good_token_counts_before_its_code(caller: Caller) -> None:
    await caller.say(hello("carla"))
    await caller.hear()
    assert caller.tokens == [True]
    await caller.say(EnterCode(ref=2, code="000000"))
    refused, prompt = await caller.hear(2)
    assert refused == Refused(ref=2, code=ErrorCode.CODE_WRONG)
    assert type(prompt).__name__ == "CodeRequired"
    await caller.say(Ping(ref=3), EnterCode(ref=4, code=GOOD_CODE))
    assert [type(m).__name__ for m in await caller.hear(3)] == ["Pong", "Welcome", "Snapshot"]


async def test_who_has_a_thin_line_is_told_with_each_answer_to_a_ping(caller: Caller) -> None:
    await caller.enter()
    caller.gateway.thin.add(caller.gateway.inside[0].participant)
    await caller.say(Ping(ref=2))
    assert await caller.hear() == [Pong(ref=2, now_ms=777, is_line_thin=True)]
    caller.gateway.thin.clear()
    await caller.say(Ping(ref=3))
    assert await caller.hear() == [Pong(ref=3, now_ms=777)]


async def test_requests_at_the_code_are_unexpected(caller: Caller) -> None:
    await caller.say(hello("carla"), RequestFloor(ref=2))
    answers = await caller.hear(2)
    assert answers[1] == Refused(ref=2, code=ErrorCode.UNEXPECTED, detail="a code is awaited")


async def test_a_refusal_says_when_to_try_again(caller: Caller) -> None:
    caller.gateway.tries_left = 1
    await caller.say(hello("carla"), ResendCode(ref=2))
    _, too_soon, _ = await caller.hear(3)
    assert too_soon == Refused(ref=2, code=ErrorCode.TOO_FAST, detail="too soon", retry_after_s=60.0)
    await caller.say(EnterCode(ref=3, code="000000"))
    locked = Refused(ref=3, code=ErrorCode.CODE_LOCKED, detail="every try is used up", retry_after_s=21.5)
    assert await caller.hear() == [locked]


async def test_a_refused_request_says_when_to_try_again(caller: Caller) -> None:
    await caller.enter()
    await caller.say(RequestFloor(ref=2), RequestFloor(ref=3))
    refused = Refused(ref=3, code=ErrorCode.ALREADY, detail="in the list", retry_after_s=1.5)
    assert await caller.hear(2) == [Done(ref=2), refused]


async def test_pings_are_answered_while_a_request_takes_its_time(caller: Caller) -> None:
    await caller.enter()
    caller.gateway.hold = asyncio.Event()
    await caller.say(OpenDownlink(ref=2), Ping(ref=3))
    assert await caller.hear() == [Pong(ref=3, now_ms=777)]
    await caller.say(*(WithdrawFloor(ref=n) for n in (4, 5, 6)))
    assert await caller.hear() == [Refused(ref=6, code=ErrorCode.BUSY)]
    caller.gateway.hold.set()
    assert await caller.hear(3) == [Done(ref=2), Done(ref=4), Done(ref=5)]


async def test_what_wants_no_answer_gets_none(caller: Caller) -> None:
    await caller.enter()
    await caller.say(RequestFloor(ref=0), WithdrawFloor(ref=4))
    assert await caller.hear() == [Done(ref=4)]


async def test_the_rate_is_limited_and_excess_ends_the_link(caller: Caller) -> None:
    await caller.enter()
    for ref in range(2, LIMITS.request_burst + 1):
        await caller.say(Ping(ref=ref))
        await caller.hear()
    await caller.say(Ping(ref=20), Ping(ref=21))
    refused = Refused(ref=20, code=ErrorCode.TOO_FAST, retry_after_s=1.0)
    assert await caller.hear(2) == [refused, Bye(code=ErrorCode.TOO_FAST, may_return=True)]


async def test_the_rate_recovers_with_time(caller: Caller) -> None:
    await caller.enter()
    for ref in range(2, 12):
        caller.clock.advance(1.0)
        await caller.say(Ping(ref=ref))
        assert isinstance((await caller.hear())[0], Pong)


async def test_a_ping_is_answered_where_it_arrives(caller: Caller) -> None:
    assert not caller.handler.answer_at_once(encode(Ping(ref=2))), "nobody is in yet"
    await caller.enter()
    assert caller.handler.answer_at_once(encode(Ping(ref=2)))
    assert caller.handler.answer_at_once(b'{"type": "ping", "ref": 3}')
    assert await caller.hear(2) == [Pong(ref=2, now_ms=777), Pong(ref=3, now_ms=777)]


async def test_what_is_no_ping_is_left_to_be_received(caller: Caller) -> None:
    await caller.enter()
    for said in (encode(WithdrawFloor(ref=2)), b'{"type":"ping"', b'{"ref":"ping"}', b'{"type":"ping","ref":"x"}'):
        assert not caller.handler.answer_at_once(said)


async def test_pings_beyond_the_rate_are_left_to_be_received_and_refused(caller: Caller) -> None:
    await caller.enter()
    answered = [caller.handler.answer_at_once(encode(Ping(ref=ref))) for ref in range(2, 20)]
    assert answered == [True] * (LIMITS.request_burst - 1) + [False] * (19 - LIMITS.request_burst)
    await caller.hear(LIMITS.request_burst - 1)
