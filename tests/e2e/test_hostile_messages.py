"""Messages that nobody should send: each has its documented error, and the meeting goes on."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from common.model.errors import ErrorCode
from common.model.ids import LegId, ParticipantId, RequestId
from common.model.media import Sdp
from common.model.meeting import Rules
from common.model.patch import default_patch
from common.model.people import Role
from common.protocol.entry import EnterCode, Hello, ResendCode
from common.protocol.envelope import Done, Ping, Pong, Refused, Request
from common.protocol.floor import (
    DenyFloor,
    GrantFloor,
    MoveRequest,
    ReleaseFloor,
    RequestFloor,
    RevokeFloor,
    SetRules,
    WithdrawFloor,
)
from common.protocol.media import AnswerDownlink, CloseLeg, DownlinkOffer, OfferUplink, OpenDownlink
from common.protocol.operator import AddPerson, EndMeeting, IssueLink, ListDevices, SetPatch
from tests.helpers.coreprocess import CoreProcess
from tests.helpers.rawlink import Debated, entered, meeting_beside, raw_link

ANNA, NO_REQUEST = ParticipantId("anna"), RequestId(999_999)
STAFFS: tuple[Request, ...] = (
    GrantFloor(request=NO_REQUEST),
    DenyFloor(request=NO_REQUEST),
    RevokeFloor(request=NO_REQUEST),
    MoveRequest(request=NO_REQUEST, position=0),
    SetRules(rules=Rules(max_open_mics=4)),
)
OPERATORS: tuple[Request, ...] = (
    SetPatch(patch=default_patch(8, 16, 4)),
    AddPerson(name="Mallory", delegation="", role=Role.OPERATOR),
    IssueLink(participant=ParticipantId("operator"), is_local=True),
    EndMeeting(),
    ListDevices(),
)
HUGE_SDP = Sdp("v=0\r\n" + "a=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n" * 1300)
"""Under the limit of a message, far beyond any offer."""
GARBAGE = (Sdp(""), Sdp("v=0\r\n"), Sdp("\x00\x01\x02"), Sdp("m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n" * 50), HUGE_SDP)


@pytest_asyncio.fixture(autouse=True)
async def beside(core: CoreProcess, no_task_left: None) -> AsyncIterator[Debated]:
    """Hold a meeting beside every test here."""
    async with meeting_beside(core) as debated:
        yield debated


@pytest.mark.parametrize("role", ["otto", "chair"])
async def test_only_delegates_ask_for_the_floor(core: CoreProcess, role: str) -> None:
    async with entered((await core.links([role]))[role]) as raw:
        for wish in (RequestFloor(), WithdrawFloor(), ReleaseFloor()):
            assert await raw.refusal(wish) is ErrorCode.NOT_ALLOWED


@pytest.mark.parametrize(("name", "forged"), [("anna", STAFFS + OPERATORS), ("chair", OPERATORS)])
async def test_verbs_of_another_role_are_refused(core: CoreProcess, name: str, forged: tuple[Request, ...]) -> None:
    async with entered((await core.links([name]))[name]) as raw:
        for message in forged:
            assert await raw.refusal(message) is ErrorCode.NOT_ALLOWED, message


async def test_anothers_leg_is_not_found(core: CoreProcess) -> None:
    links = await core.links(("anna", "boris"))
    async with entered(links["anna"]) as anna, entered(links["boris"]) as boris:
        offer = await anna.ask(OpenDownlink())
        assert isinstance(offer, DownlinkOffer)
        assert await boris.refusal(AnswerDownlink(leg=offer.leg, sdp=offer.sdp)) is ErrorCode.NOT_FOUND
        assert await boris.refusal(CloseLeg(leg=offer.leg)) is ErrorCode.NOT_FOUND
        assert await boris.refusal(CloseLeg(leg=LegId("down-000000000000"))) is ErrorCode.NOT_FOUND
        assert isinstance(await anna.ask(CloseLeg(leg=offer.leg)), Done)
        assert await anna.refusal(CloseLeg(leg=offer.leg)) is ErrorCode.NOT_FOUND


@pytest.mark.parametrize("garbage", GARBAGE, ids=lambda sdp: f"{len(sdp)} bytes")
async def test_garbage_for_an_answer_fails_the_leg_and_nothing_else(core: CoreProcess, garbage: Sdp) -> None:
    async with entered((await core.links(["anna"]))["anna"]) as raw:
        offer = await raw.ask(OpenDownlink())
        assert isinstance(offer, DownlinkOffer)
        assert await raw.refusal(AnswerDownlink(leg=offer.leg, sdp=garbage)) is ErrorCode.MEDIA_FAILED
        assert isinstance(await raw.ask(OpenDownlink()), DownlinkOffer)


async def test_garbage_for_an_offer_fails_too(core: CoreProcess, beside: Debated) -> None:
    """The one who sends it has the floor; who has not is not even heard out."""
    links = await core.links(("anna", "chair"))
    async with entered(links["anna"]) as anna, entered(links["chair"]) as chair:
        assert isinstance(await chair.ask(SetRules(rules=Rules(max_open_mics=2, standby=2))), Done)
        try:
            assert await anna.refusal(OfferUplink(sdp=GARBAGE[1])) is ErrorCode.NOT_ALLOWED
            assert isinstance(await anna.ask(RequestFloor()), Done)
            for garbage in GARBAGE:
                assert await anna.refusal(OfferUplink(sdp=garbage)) is ErrorCode.MEDIA_FAILED
            assert isinstance(await anna.ask(WithdrawFloor()), Done)
            assert await anna.refusal(OfferUplink(sdp=GARBAGE[1])) is ErrorCode.NOT_ALLOWED
        finally:
            await chair.ask(SetRules(rules=Rules()))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "[]",
        '{"type": "no_such_thing"}',
        '{"ref": 1}',
        '{"type": "welcome", "ref": 1}',
        '{"type": "grant_floor", "ref": 1, "request": "the first"}',
        '{"type": "request_floor", "ref": -1}',
        '{"type": "request_floor", "ref": 99999999999999999999}',
        '{"type": "choose_channel", "ref": 1, "channel": 1, "original_level": 1e999}',
        "[" * 60_000,
    ],
    ids=lambda text: text[:40] or "nothing",
)
async def test_what_is_no_message_ends_the_link(core: CoreProcess, text: str) -> None:
    async with entered((await core.links(["anna"]))["anna"]) as raw:
        await raw.say_text(text)
        assert await raw.bye() is ErrorCode.MALFORMED


async def test_bytes_are_no_message(core: CoreProcess) -> None:
    async with entered((await core.links(["anna"]))["anna"]) as raw:
        await raw.websocket.send_bytes(b'{"type": "ping", "ref": 1}')
        assert await raw.bye() is ErrorCode.MALFORMED


@pytest.mark.parametrize("is_in", [True, False])
async def test_ten_megabytes_are_too_large(core: CoreProcess, is_in: bool) -> None:
    link = (await core.links(["anna"]))["anna"]
    async with entered(link) if is_in else raw_link(link) as raw:
        await raw.say_text('{"type": "ping", "ref": 1, "padding": "' + "x" * 10_000_000 + '"}')
        assert await raw.bye() is ErrorCode.TOO_LARGE


async def test_hello_comes_once_and_first(core: CoreProcess) -> None:
    link = (await core.links(["anna"]))["anna"]
    hello = Hello(protocol=1, app="test", token=link.token, device_key="a-device-key-of-enough-characters")
    async with entered(link) as raw:
        for again in (hello, EnterCode(code="123456"), ResendCode()):
            assert await raw.refusal(again) is ErrorCode.UNEXPECTED
        assert isinstance(await raw.ask(RequestFloor()), Done)
        assert isinstance(await raw.ask(WithdrawFloor()), Done)
    async with raw_link(link) as raw:
        await raw.say(RequestFloor(ref=1))
        assert await raw.bye() is ErrorCode.UNEXPECTED


async def test_a_flood_of_requests_is_refused_and_then_ended(core: CoreProcess) -> None:
    async with entered((await core.links(["anna"]))["anna"]) as raw:
        for ref in range(1000, 1400):
            await raw.say(WithdrawFloor(ref=ref))
        codes = []
        while isinstance(message := await raw.hear(), Refused | Pong) or not hasattr(message, "may_return"):
            if isinstance(message, Refused):
                codes.append(message.code)
        assert ErrorCode.TOO_FAST in codes
        assert set(codes) <= {ErrorCode.TOO_FAST, ErrorCode.ALREADY, ErrorCode.BUSY}
        assert getattr(message, "code", None) is ErrorCode.TOO_FAST


async def test_a_moderate_flood_costs_the_sender_only(core: CoreProcess, beside: Debated) -> None:
    async with entered((await core.links(["anna"]))["anna"]) as raw:
        for ref in range(1, 100):
            await raw.say(Ping(ref=ref))
        turns = len(beside.turns_s)
        await asyncio.sleep(1.0)
        assert len(beside.turns_s) > turns
        assert isinstance(await raw.ask(OpenDownlink()), DownlinkOffer)
