"""Who may have which leg, what it carries, and when it ends."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ChannelNumber, LegId, ParticipantId, SlotNumber
from common.model.media import (
    FLOOR_FEED,
    SCREEN_FEED,
    STAGE_FEED,
    DownlinkFeeds,
    LegEnd,
    Sdp,
    channel_feed,
    return_feed,
)
from common.protocol.floor import RequestFloor, RevokeFloor
from common.protocol.interpretation import ChooseChannel
from common.protocol.media import (
    AnswerDownlink,
    CloseLeg,
    DownlinkOffer,
    LegClosed,
    OfferUplink,
    OpenDownlink,
    SetMuted,
)
from room_console.core.legs import LegDesk
from room_console.core.media.engine import LineWidth
from room_console.core.routing import Routing
from tests.helpers.consolekit import ANNA, BORIS, CHAIR, ConsoleKit, console_kit, heard
from tests.helpers.control import until
from tests.helpers.corestore import NotedConnection

NO_OFFER = Sdp("not an offer")


@pytest_asyncio.fixture
async def kit(tmp_path: Path, no_task_left: None) -> AsyncIterator[ConsoleKit]:
    """Run a console."""
    async with console_kit(tmp_path / "state") as running:
        yield running


async def downlink(kit: ConsoleKit, connection: NotedConnection) -> LegId:
    """Open a downlink."""
    offer = await kit.desk.handle(connection, OpenDownlink(ref=1))
    assert isinstance(offer, DownlinkOffer)
    return offer.leg


def closed(connection: NotedConnection) -> list[tuple[LegId, LegEnd]]:
    """List the legs that were said to be closed."""
    return [(m.leg, m.reason) for m in connection.messages if isinstance(m, LegClosed)]


async def test_who_wants_no_picture_gets_none_whatever_channel_they_choose(kit: ConsoleKit) -> None:
    anna = await kit.attach(ANNA)
    offer = await kit.desk.handle(anna, OpenDownlink(ref=1, with_picture=False))
    assert isinstance(offer, DownlinkOffer)
    assert kit.feeds(offer.leg) == DownlinkFeeds(main=FLOOR_FEED)
    await kit.desk.handle(anna, ChooseChannel(ref=2, channel=ChannelNumber(1)))
    english = DownlinkFeeds(main=channel_feed(ChannelNumber(1)))
    await until(lambda: kit.feeds(offer.leg) == english)
    assert kit.feeds(await downlink(kit, anna)) == replace(english, picture=STAGE_FEED, screen=SCREEN_FEED)


def is_on_air(kit: ConsoleKit) -> bool:
    """Tell whether the first speaker is."""
    return kit.state.speakers.granted[0].is_on_air


def main_feed(kit: ConsoleKit, leg: LegId) -> object:
    """Name what a downlink carries."""
    return getattr(kit.feeds(leg), "main", None)


async def test_a_second_downlink_replaces_the_first(kit: ConsoleKit) -> None:
    anna = await kit.attach(ANNA)
    first, second = await downlink(kit, anna), await downlink(kit, anna)
    assert closed(anna) == [(first, LegEnd.REPLACED)]
    assert kit.legs.downlink(ANNA) == second
    assert set(kit.engine._legs) == {second}


async def test_a_thin_line_is_known_until_it_is_wide_again_and_gone_with_its_leg(kit: ConsoleKit) -> None:
    anna = await kit.attach(ANNA)
    leg = await downlink(kit, anna)

    async def tell(leg: LegId, is_thin: bool) -> None:
        kit.engine._events.tell(LineWidth(leg, is_thin))

    await kit.on_media(tell(leg, True))
    await until(lambda: kit.legs.has_thin_line(ANNA))
    assert kit.desk.pulse(anna).is_line_thin
    assert not kit.legs.has_thin_line(BORIS)
    await kit.on_media(tell(leg, False))
    await until(lambda: not kit.legs.has_thin_line(ANNA))
    await kit.on_media(tell(leg, True))
    await until(lambda: kit.legs.has_thin_line(ANNA))
    await downlink(kit, anna)
    assert not kit.legs.has_thin_line(ANNA)
    assert not kit.desk.pulse(anna).is_line_thin
    assert kit.legs._thin == set()


async def test_a_channel_is_switched_in_the_leg_that_is_there(kit: ConsoleKit) -> None:
    anna = await kit.attach(ANNA)
    leg = await downlink(kit, anna)
    assert main_feed(kit, leg) == FLOOR_FEED
    await kit.desk.handle(anna, ChooseChannel(ref=2, channel=ChannelNumber(3), original_level=0.0))
    await until(lambda: main_feed(kit, leg) == channel_feed(ChannelNumber(3)))


async def test_a_speaker_hears_the_return_of_the_own_slot_and_the_floor_again_after(kit: ConsoleKit) -> None:
    anna, chair = await kit.attach(ANNA), await kit.attach(CHAIR)
    leg = await downlink(kit, anna)
    request = await kit.grant(chair, anna)
    await until(lambda: main_feed(kit, leg) == return_feed(SlotNumber(1)))
    await kit.desk.handle(chair, RevokeFloor(ref=3, request=request))
    await until(lambda: main_feed(kit, leg) == FLOOR_FEED)


async def test_a_leg_is_its_owners_only(kit: ConsoleKit) -> None:
    anna, boris = await kit.attach(ANNA), await kit.attach(BORIS)
    leg = await downlink(kit, anna)
    for message in (CloseLeg(ref=1, leg=leg), AnswerDownlink(ref=2, leg=leg, sdp=NO_OFFER)):
        assert await kit.refusal(boris, message) is ErrorCode.NOT_FOUND
    assert kit.legs.downlink(ANNA) == leg
    await kit.desk.handle(anna, CloseLeg(ref=3, leg=leg))
    assert closed(anna) == [(leg, LegEnd.CLOSED)]
    assert kit.legs.counts == (0, 0)


async def test_a_downlink_whose_answer_is_bad_is_forgotten(kit: ConsoleKit) -> None:
    anna = await kit.attach(ANNA)
    leg = await downlink(kit, anna)
    assert await kit.refusal(anna, AnswerDownlink(ref=1, leg=leg, sdp=NO_OFFER)) is ErrorCode.MEDIA_FAILED
    assert kit.legs.counts == (0, 0)
    assert await kit.refusal(anna, AnswerDownlink(ref=2, leg=leg, sdp=NO_OFFER)) is ErrorCode.NOT_FOUND


async def test_an_uplink_wants_standby_or_the_floor(kit: ConsoleKit) -> None:
    anna, boris = await kit.attach(ANNA), await kit.attach(BORIS)
    assert await kit.refusal(anna, OfferUplink(ref=1, sdp=NO_OFFER)) is ErrorCode.NOT_ALLOWED
    await kit.desk.handle(anna, RequestFloor(ref=2))
    await kit.desk.handle(boris, RequestFloor(ref=1))
    assert await kit.refusal(anna, OfferUplink(ref=3, sdp=NO_OFFER)) is ErrorCode.MEDIA_FAILED
    assert await kit.refusal(boris, OfferUplink(ref=2, sdp=NO_OFFER)) is ErrorCode.NOT_ALLOWED
    assert kit.legs.counts == (0, 0)


async def test_standby_is_heard_by_the_console_and_by_no_slot(kit: ConsoleKit) -> None:
    anna = await kit.attach(ANNA)
    await kit.desk.handle(anna, RequestFloor(ref=1))
    await kit.speak(anna)
    await heard(kit, ANNA)
    assert kit.legs._routing._connected == {}


async def test_the_floor_mute_and_revocation_route_the_uplink(kit: ConsoleKit) -> None:
    anna, chair = await kit.attach(ANNA), await kit.attach(CHAIR)
    request = await kit.grant(chair, anna)
    _, leg = await kit.speak(anna)
    await heard(kit, ANNA)
    routed = kit.legs._routing._connected
    assert {slot: port.leg for slot, port in routed.items()} == {SlotNumber(1): leg}
    assert is_on_air(kit)
    await kit.desk.handle(anna, SetMuted(ref=2, is_muted=True))
    assert routed == {}
    assert not is_on_air(kit)
    await kit.desk.handle(anna, SetMuted(ref=3, is_muted=False))
    assert {slot: port.leg for slot, port in routed.items()} == {SlotNumber(1): leg}
    await kit.desk.handle(chair, RevokeFloor(ref=4, request=request))
    assert routed == {}
    await until(lambda: closed(anna) == [(leg, LegEnd.CLOSED)])
    await until(lambda: ANNA not in kit.state.heard)
    assert kit.legs.counts == (0, 0)


async def test_a_second_uplink_replaces_the_first_in_its_slot(kit: ConsoleKit) -> None:
    anna, chair = await kit.attach(ANNA), await kit.attach(CHAIR)
    await kit.grant(chair, anna)
    _, first = await kit.speak(anna)
    _, second = await kit.speak(anna)
    assert closed(anna) == [(first, LegEnd.REPLACED)]
    assert [port.leg for port in kit.legs._routing._connected.values()] == [second]
    await heard(kit, ANNA)


async def test_an_uplink_that_breaks_is_told_and_off_air(kit: ConsoleKit) -> None:
    anna, chair = await kit.attach(ANNA), await kit.attach(CHAIR)
    await kit.grant(chair, anna)
    peer, leg = await kit.speak(anna)
    await heard(kit, ANNA)
    await kit.on_media(peer.close())
    await until(lambda: closed(anna) == [(leg, LegEnd.FAILED)])
    await until(lambda: not is_on_air(kit))
    assert kit.legs.uplink(ANNA) is None
    assert kit.state.speakers.granted[0].slot == SlotNumber(1)


async def test_an_own_uplink_takes_no_answer_of_a_downlink(kit: ConsoleKit) -> None:
    anna, chair = await kit.attach(ANNA), await kit.attach(CHAIR)
    await kit.grant(chair, anna)
    _, leg = await kit.speak(anna)
    assert await kit.refusal(anna, AnswerDownlink(ref=1, leg=leg, sdp=NO_OFFER)) is ErrorCode.NOT_FOUND
    assert kit.legs.counts == (1, 0)


async def test_a_leg_that_closes_while_it_is_opened_is_no_leg(kit: ConsoleKit, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = await kit.attach(ANNA)
    begun, release, opened = asyncio.Event(), asyncio.Event(), kit.engine.open_downlink
    loop = asyncio.get_running_loop()

    async def slowly(leg: LegId, feeds: object) -> Sdp:
        offer = await opened(leg, feeds)  # type: ignore[arg-type]
        loop.call_soon_threadsafe(begun.set)
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(release.wait(), loop))
        return offer

    monkeypatch.setattr(kit.engine, "open_downlink", slowly)
    owner = TaskOwner("opening")
    opening = spawn(kit.refusal(anna, OpenDownlink(ref=1)), name="open", owner=owner)
    await begun.wait()
    await kit.legs.close_all(ANNA, LegEnd.LEFT)
    release.set()
    assert await opening is ErrorCode.MEDIA_FAILED
    assert kit.legs.counts == (0, 0)
    assert kit.engine._legs == {}


async def test_who_goes_takes_all_legs_along(kit: ConsoleKit) -> None:
    anna, chair = await kit.attach(ANNA), await kit.attach(CHAIR)
    await kit.grant(chair, anna)
    await downlink(kit, anna)
    await kit.speak(anna)
    assert kit.legs.counts == (1, 1)
    assert set(await kit.legs.statistics()) == {ANNA}
    await kit.legs.close_all(ANNA, LegEnd.LEFT)
    assert {reason for _, reason in closed(anna)} == {LegEnd.LEFT}
    assert kit.legs.counts == (0, 0)
    assert await kit.legs.statistics() == {}


async def test_a_desk_that_never_started_can_be_stopped(kit: ConsoleKit) -> None:
    def nobody(who: ParticipantId, leg: LegId, end: LegEnd) -> None:
        raise AssertionError(who)

    ignore: Callable[[object], None] = lambda _: None  # noqa: E731
    desk = LegDesk(kit.hall, Routing(kit.hall), lambda: kit.state, ignore, nobody)
    await desk.stop()
    with pytest.raises(ConferenceError):
        await desk.close_leg(ANNA, LegId("up-none"))
