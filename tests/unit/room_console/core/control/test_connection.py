"""The way out to one client: bounded, in order, and ended when it is not read."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from common.aio.tasks import TaskOwner
from common.control.memorylink import MemoryLink, memory_pair
from common.model.errors import ConferenceError
from common.model.ids import ParticipantId
from common.model.people import Role
from common.protocol.codec import encode
from common.protocol.envelope import Bye, Done
from room_console.core.control.connection import LinkConnection, LinkWriter
from room_console.core.control.limits import Limits

LIMITS = Limits(queued_messages=4)
IMPATIENT = Limits(close_s=0.0)


@pytest_asyncio.fixture
async def owner() -> AsyncIterator[TaskOwner]:
    owner = TaskOwner("test")
    yield owner
    await owner.cancel_all()


class BusyLink(MemoryLink):
    """A link that takes nothing at once."""

    def send_now(self, *messages: bytes) -> bool:
        return False


@pytest.fixture
def ends() -> tuple[MemoryLink, MemoryLink]:
    near, far = memory_pair()
    return BusyLink(near._inward, near._outward), far


def connection_on(link: MemoryLink, owner: TaskOwner, limits: Limits = LIMITS) -> tuple[LinkConnection, LinkWriter]:
    writer = LinkWriter(link, "link-1", limits, owner)
    return LinkConnection("link-1", ParticipantId("anna"), Role.DELEGATE, writer), writer


async def read_all(link: MemoryLink) -> list[bytes]:
    heard = []
    try:
        while True:
            heard.append(await asyncio.wait_for(link.receive(), 10.0))
    except ConferenceError:
        return heard


async def test_messages_leave_in_order_and_a_goodbye_last(
    owner: TaskOwner, ends: tuple[MemoryLink, MemoryLink]
) -> None:
    connection, writer = connection_on(ends[0], owner)
    connection.send(Done(ref=1))
    connection.send_encoded(b"broadcast")
    connection.close(Bye(may_return=True))
    connection.send(Done(ref=2))
    await asyncio.sleep(0)
    assert await read_all(ends[1]) == [encode(Done(ref=1)), b"broadcast", encode(Bye(may_return=True))]
    await writer.finish()


async def test_only_the_newest_of_a_kind_leaves(owner: TaskOwner, ends: tuple[MemoryLink, MemoryLink]) -> None:
    connection, writer = connection_on(ends[0], owner)
    for number in range(10):
        connection.send_latest("levels", b"levels %d" % number)
    connection.send_latest("health", b"health")
    assert await ends[1].receive() == b"levels 9"
    assert await ends[1].receive() == b"health"
    connection.send_latest("levels", b"levels 10")
    assert await ends[1].receive() == b"levels 10"
    await writer.finish()
    connection.send_latest("levels", b"too late")
    assert await read_all(ends[1]) == []


async def test_a_full_queue_ends_the_link(owner: TaskOwner, ends: tuple[MemoryLink, MemoryLink]) -> None:
    connection, writer = connection_on(ends[0], owner)
    for number in range(LIMITS.queued_messages + 1):
        connection.send(Done(ref=number))
    assert await read_all(ends[1]) == []
    await writer.finish()


async def test_a_goodbye_that_nobody_reads_is_given_up(owner: TaskOwner) -> None:
    class DeafLink(BusyLink):
        async def send(self, data: bytes) -> None:
            await asyncio.Event().wait()

    pair = memory_pair()
    link = DeafLink(pair[0]._inward, pair[0]._outward)
    connection, writer = connection_on(link, owner, IMPATIENT)
    connection.send(Done(ref=1))
    connection.close(Bye())
    await asyncio.wait_for(writer.finish(), 10.0)
    assert await read_all(pair[1]) == []


async def test_what_the_link_takes_at_once_waits_for_no_task(owner: TaskOwner) -> None:
    near, far = memory_pair()
    connection, writer = connection_on(near, owner)
    connection.send(Done(ref=1))
    connection.send_latest("levels", b"levels")
    assert len(owner) == 0
    assert await far.receive() == encode(Done(ref=1))
    assert await far.receive() == b"levels"
    await writer.finish()
    assert await read_all(far) == []


async def test_what_waits_leaves_before_what_comes_later(owner: TaskOwner) -> None:
    near, far = memory_pair()
    busy = BusyLink(near._inward, near._outward)
    connection, writer = connection_on(busy, owner)
    connection.send(Done(ref=1))
    busy.send_now = near.send_now  # type: ignore[method-assign]
    connection.send(Done(ref=2))
    assert [await far.receive(), await far.receive()] == [encode(Done(ref=1)), encode(Done(ref=2))]
    await asyncio.sleep(0)
    connection.send(Done(ref=3))
    assert len(owner) == 0
    assert await far.receive() == encode(Done(ref=3))
    await writer.finish()
