"""A control link without a client's manners, and a meeting that goes on beside it."""

import asyncio
import contextlib
import email
import email.policy
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import msgspec

from common.aio.tasks import TaskOwner, spawn
from common.control.joinlink import JoinLink
from common.control.listener import LinkState
from common.control.trust import PinnedContext
from common.control.websocketlink import shut_down
from common.model.errors import ErrorCode
from common.model.ids import ParticipantId
from common.protocol import PROTOCOL_VERSION
from common.protocol.codec import ConsoleMessage, decode_from_console, encode
from common.protocol.entry import CodeRequired, Hello, Welcome
from common.protocol.envelope import Bye, Done, Message, Refused, Request
from common.protocol.floor import EnterRequest, GrantFloor, ReleaseFloor
from common.protocol.media import DownlinkOffer, UplinkAnswer
from common.protocol.operator import Devices, LinkIssued
from tests.helpers.control import until
from tests.helpers.coreprocess import CoreProcess, Participant, participants

HEAR_TIMEOUT_S = 15.0
SLOWEST_TURN_S = 5.0
"""From the request for the floor to its release, on a loaded machine under attack."""
ANSWERS = (Done, Refused, CodeRequired, DownlinkOffer, UplinkAnswer, LinkIssued, Devices)


@dataclass
class RawLink:
    """A WebSocket to the console; `received` holds what no question has asked for."""

    websocket: aiohttp.ClientWebSocketResponse
    link: JoinLink
    received: list[ConsoleMessage] = field(default_factory=list)
    _refs: int = 0

    async def say(self, message: Message) -> None:
        """Send a message."""
        await self.websocket.send_str(encode(message).decode())

    async def say_text(self, text: str) -> None:
        """Send anything."""
        await self.websocket.send_str(text)

    async def hear(self) -> ConsoleMessage | None:
        """Return the next message, or None at the end of the link."""
        message = await self.websocket.receive(timeout=HEAR_TIMEOUT_S)
        return decode_from_console(message.data) if message.type is aiohttp.WSMsgType.TEXT else None

    async def ask(self, request: Request) -> ConsoleMessage:
        """Send a request; return its answer, passing over what else is told. `Welcome` answers whatever let us in."""
        self._refs += 1
        await self.say(msgspec.structs.replace(request, ref=self._refs))
        while (message := await self.hear()) is not None:
            if isinstance(message, Welcome) or (isinstance(message, ANSWERS) and message.ref in (self._refs, 0)):
                return message
            self.received.append(message)
        raise AssertionError(f"the link ended without an answer to {type(request).__name__}")

    async def refusal(self, request: Request) -> ErrorCode:
        """Send a request that must be refused; return the code."""
        answer = await self.ask(request)
        assert isinstance(answer, Refused), answer
        return answer.code

    async def enter(self, device_key: str = "a-device-key-of-enough-characters", **changes: object) -> ConsoleMessage:
        """Say hello; return what the console answers."""
        hello = Hello(protocol=PROTOCOL_VERSION, app="test", token=self.link.token, device_key=device_key)
        return await self.ask(msgspec.structs.replace(hello, **changes))

    async def bye(self) -> ErrorCode | None:
        """Return the code of the goodbye, passing over what comes before it; the link then ends."""
        while (message := await self.hear()) is not None:
            if isinstance(message, Bye):
                assert await self.hear() is None
                return message.code
        raise AssertionError("the link ended without a goodbye")


@contextlib.asynccontextmanager
async def raw_link(link: JoinLink) -> AsyncIterator[RawLink]:
    """Open a WebSocket to the console of `link`; nothing is said yet."""
    connector = aiohttp.TCPConnector(ssl=PinnedContext.made(link.fingerprint))
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        session.ws_connect(link.url, max_msg_size=0) as websocket,
    ):
        sock = websocket.get_extra_info("socket")
        yield RawLink(websocket, link)
    shut_down(sock)
    await until(lambda: sock.fileno() < 0)


@contextlib.asynccontextmanager
async def entered(link: JoinLink) -> AsyncIterator[RawLink]:
    """Open a link by a local token, and come in."""
    async with raw_link(link) as raw:
        assert isinstance(await raw.enter(), Welcome)
        yield raw


def newest_code(outbox: Path, to: str) -> str:
    """Read the code of the newest mail to an address."""
    mails = [
        email.message_from_bytes(p.read_bytes(), policy=email.policy.default) for p in sorted(outbox.glob("*.eml"))
    ]
    body = [mail for mail in mails if mail["To"] == to][-1].get_content()
    found = re.search(r": (\d{6})\b", body)
    assert found is not None
    return found[1]


@dataclass
class Debated:
    """The meeting beside: how long each turn at the floor took, in seconds."""

    people: dict[str, Participant]
    turns_s: list[float] = field(default_factory=list)

    async def run(self) -> None:
        """Let the president put Zoe in the list and give her the floor, and her release it, again and again."""
        zoe, president = self.people["zoe"], self.people["president"]
        while True:
            begun_s = time.monotonic()
            await president.client.request(EnterRequest(participant=ParticipantId("zoe")))
            await until(lambda: zoe.request)
            assert zoe.request is not None
            await president.client.request(GrantFloor(request=zoe.request.request))
            await zoe.client.request(ReleaseFloor())
            self.turns_s.append(time.monotonic() - begun_s)
            await asyncio.sleep(0.3)


@contextlib.asynccontextmanager
async def meeting_beside(core: CoreProcess) -> AsyncIterator[Debated]:
    """Hold a debate meanwhile; at the end it must have gone on, with no link lost and no turn taking long."""
    owner = TaskOwner("debate")
    async with participants(await core.links(("zoe", "president"))) as people:
        debated = Debated(people)
        debate = spawn(debated.run(), name="debate", owner=owner)
        try:
            yield debated
            turns = len(debated.turns_s)
            await until(lambda: debate.done() or len(debated.turns_s) >= turns + 2, 2 * SLOWEST_TURN_S + 2.0)
            assert not debate.done(), debate
            assert max(debated.turns_s) < SLOWEST_TURN_S
            for each in people.values():
                states = [state for state, _ in each.watcher.states]
                assert states == [LinkState.CONNECTING, LinkState.ATTACHED]
        finally:
            await owner.cancel_all()
        await people["zoe"].client.leave()
