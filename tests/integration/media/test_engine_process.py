"""What the engine and its media process say to each other, with a process that the test plays."""

import asyncio

import pytest

from common.model.errors import ErrorCode, MediaError
from common.model.ids import FeedId, LegId
from common.model.media import FLOOR_FEED, STAGE_FEED, DownlinkFeeds, LegEnd, LegStatistics
from common.rtc.description import (
    parse_description,
    write_description,
)
from common.rtc.sdp import DOWNLINK_SECTIONS, UPLINK_SECTIONS
from room_console.core.media.embedded.places import PHASES
from room_console.core.media.embedded.screenfeed import SCREEN_NUMBER
from room_console.core.media.embedded.wire import (
    AnyMessage,
    CloseLeg,
    DeclareFeed,
    Follow,
    KeyWanted,
    LegReport,
    LegReports,
    OpenLeg,
    Picture,
    RtpArrived,
    SetRemote,
    SoundPacket,
    Wanted,
)
from room_console.core.media.embedded.wire import LegDown as LegIsDown
from room_console.core.media.embedded.wire import LegUp as LegIsUp
from room_console.core.media.engine import LegDown, LegUp, LineWidth
from tests.helpers.logfail import LogWatch
from tests.helpers.media import Ear, grey_picture, tone, until
from tests.helpers.mediachild import FINE, READY
from tests.helpers.playedengine import answer_to, description, offer_of_an_uplink, played

LEG, OTHER = LegId("leg-1"), LegId("leg-2")
GERMAN = FeedId("channel-1")
FLOOR = DownlinkFeeds(main=FLOOR_FEED)


def packets(messages: list[AnyMessage]) -> list[SoundPacket]:
    """List the packets among what was heard."""
    return [message for message in messages if isinstance(message, SoundPacket)]


async def test_every_leg_is_offered_the_one_address_and_certificate_and_credentials_of_its_own() -> None:
    async with played() as one:
        offers = [await one.engine.open_downlink(leg, FLOOR) for leg in (LEG, OTHER)]
        first, second = (parse_description(offer, DOWNLINK_SECTIONS) for offer in offers)
    for offer in (first, second):
        assert offer.is_lite
        assert offer.setup == "actpass"
        assert offer.fingerprints == (READY.fingerprint,)
        assert [f"candidate:{c}" for c in offer.candidates] == list(READY.candidates)
    assert first.ice_name != second.ice_name
    assert first.ice_password != second.ice_password
    assert len({s.ssrc for offer in (first, second) for s in offer.sections}) == 8


async def test_a_line_that_becomes_thin_is_told_once_and_so_is_its_end_after_the_trial() -> None:
    async with played() as one:
        number = await one.listen(LEG, FLOOR)

        def widths() -> list[LineWidth]:
            return [event for event in one.events if isinstance(event, LineWidth)]

        for is_thin, holds in ((False, False), (True, True), (True, True), (False, True), (True, True)):
            one.child.say(LegReports((LegReport(number, is_thin=is_thin, holds_pictures=holds),)))
        await until(lambda: len(widths()) == 1)
        one.child.say(LegReports((LegReport(number),)))
        await until(lambda: len(widths()) == 2)
        assert widths() == [LineWidth(LEG, True), LineWidth(LEG, False)]


async def test_the_address_of_a_router_is_offered_last_and_once() -> None:
    async with played(public_address="203.0.113.7") as one:
        offer = parse_description(await one.engine.open_downlink(LEG, FLOOR), DOWNLINK_SECTIONS)
        assert [c.split()[4:6] for c in offer.candidates] == [["127.0.0.1", "40000"], ["203.0.113.7", "40000"]]
    async with played(public_address="127.0.0.1") as one:
        offer = parse_description(await one.engine.open_downlink(LEG, FLOOR), DOWNLINK_SECTIONS)
        assert len(offer.candidates) == 1


async def test_the_process_is_told_of_a_listener_what_was_offered_and_what_was_answered() -> None:
    async with played() as one:
        offer = await one.engine.open_downlink(LEG, DownlinkFeeds(GERMAN, FLOOR_FEED, STAGE_FEED))
        described = parse_description(offer, DOWNLINK_SECTIONS)
        (opening,) = await one.told(OpenLeg)
        assert (opening.ice_name, opening.ice_password) == (described.ice_name, described.ice_password)
        assert [s.ssrc for s in opening.sections] == [s.ssrc for s in described.sections]
        await one.engine.answer_downlink(LEG, answer_to(offer, "passive"))
        (remote,) = await one.told(SetRemote)
        assert (remote.leg, remote.fingerprints, remote.is_dtls_client) == (opening.leg, (READY.fingerprint,), True)
        (follow,) = await one.told(Follow)
        declared = {feed.feed: feed.kind for feed in await one.told(DeclareFeed, 4)}
        followed = [declared[n] for n in (follow.main, follow.original, follow.picture) if n is not None]
        assert followed == ["audio", "audio", "video"]


async def test_a_speaker_is_answered_with_the_other_role() -> None:
    async with played() as one:
        for setup, answered, is_client in (("actpass", "passive", False), ("passive", "active", True)):
            answer = await one.engine.open_uplink(LEG, offer_of_an_uplink(setup), Ear())
            assert parse_description(answer, UPLINK_SECTIONS).setup == answered
            opening = (await one.told(OpenLeg, 1 + is_client))[-1]
            assert opening.is_dtls_client == is_client
            assert opening.fingerprints == (READY.fingerprint,)
            assert opening.sections == ()


async def test_an_answer_that_leaves_open_who_begins_is_refused() -> None:
    async with played() as one:
        offer = await one.engine.open_downlink(LEG, FLOOR)
        with pytest.raises(MediaError) as raised:
            await one.engine.answer_downlink(LEG, answer_to(offer, "actpass"))
        assert raised.value.code is ErrorCode.MEDIA_FAILED
        assert await one.told(CloseLeg)


async def test_an_uplink_that_sends_nothing_is_refused() -> None:
    async with played() as one:
        offer = write_description(description(UPLINK_SECTIONS, "actpass", "recvonly"))
        with pytest.raises(MediaError):
            await one.engine.open_uplink(LEG, offer, Ear())


async def test_a_feed_is_encoded_once_and_only_while_a_leg_that_is_up_takes_it() -> None:
    async with played() as one:
        writer, idle = one.engine.publish_sound(FLOOR_FEED), one.engine.publish_sound(GERMAN)
        for number in range(4):
            writer.write(tone(440, number))
        await one.listen(LEG, FLOOR)
        await one.listen(OTHER, FLOOR)
        assert packets(one.child.heard) == []
        for number in range(4, 14):
            writer.write(tone(440, number))
            idle.write(tone(440, number))
            await asyncio.sleep(0)
        await one.told(SoundPacket, 5)
        await one.engine.close_leg(LEG, LegEnd.LEFT)
        await one.engine.close_leg(OTHER, LegEnd.LEFT)
        for number in range(14, 20):
            writer.write(tone(440, number))
        await one.told(CloseLeg, 2)
    sent = packets(one.children.started[0].heard)
    assert [p.timestamp for p in sent] == [480 * n for n in (4, 6, 8, 10, 12)]
    assert {(p.feed, p.samples) for p in sent} == {(1, 960)}


async def test_a_switch_is_one_order_and_the_other_feed_is_encoded_from_its_next_packet_on() -> None:
    async with played() as one:
        floor, german = one.engine.publish_sound(FLOOR_FEED), one.engine.publish_sound(GERMAN)
        second, number = 1 + PHASES + 1, await one.listen(LEG, FLOOR)
        for block in range(6):
            if block == 3:
                await one.engine.switch_downlink(LEG, DownlinkFeeds(main=GERMAN))
            floor.write(tone(440, block))
            german.write(tone(440, block))
            await asyncio.sleep(0.01)
        sent = await one.told(SoundPacket, 3)
        assert [(p.feed, p.timestamp) for p in sent] == [(1, 0), (second, 960), (second, 1920)]
        assert (await one.told(Follow, 2))[-1] == Follow(number, main=second)


async def test_a_picture_is_encoded_in_the_layers_that_are_wanted_the_smallest_counted_0() -> None:
    async with played() as one:
        picture = one.engine.publish_picture(STAGE_FEED)
        declared = (await one.told(DeclareFeed, 2))[1]
        assert list(declared.layer_bps) == sorted(declared.layer_bps)
        picture.write_picture(grey_picture(90, 1280, 720))
        one.child.say(Wanted(declared.feed, 0, True))
        small = (await one.told(Picture))[0]
        assert (small.feed, small.layer, small.is_key) == (declared.feed, 0, True)
        one.child.say(KeyWanted(declared.feed, 7))
        one.child.say(Wanted(declared.feed, 9, True))
        one.child.say(Wanted(99, 0, True))
        one.child.say(Wanted(declared.feed, 0, False))
        one.child.say(Wanted(declared.feed, 2, True))
        large = (await one.told(Picture, 2))[1]
        assert (large.layer, large.is_key) == (2, True)
        assert sum(map(len, large.payloads)) > sum(map(len, small.payloads))


async def test_when_the_process_dies_every_leg_is_down_and_the_next_one_is_told_of_the_feeds(
    expects_logs: LogWatch,
) -> None:
    expects_logs("is gone")
    async with played() as one:
        writer = one.engine.publish_sound(FLOOR_FEED)
        one.engine.publish_picture(STAGE_FEED)
        await one.listen(LEG, FLOOR)
        await one.engine.open_uplink(OTHER, offer_of_an_uplink(), Ear())
        sound = one.engine.uplink_sound(OTHER)
        one.child.die()
        await until(lambda: len(one.children.started) == 2)
        assert set(one.events) == {LegUp(LEG), LegDown(LEG, LegEnd.FAILED), LegDown(OTHER, LegEnd.FAILED)}
        assert sound.read() is None
        feeds = 2 + PHASES + 1
        assert {d.feed for d in await one.told(DeclareFeed, feeds)} == set(range(SCREEN_NUMBER, feeds))
        assert (await one.listen(LEG, FLOOR)) > 2
        for number in range(2):
            writer.write(tone(440, number))
        assert await one.told(SoundPacket)


async def test_what_listeners_lose_is_what_the_copies_are_made_for() -> None:
    async with played() as one:
        feed = one.engine._feeds.sound(FLOOR_FEED).phases[0]
        number = await one.listen(LEG, FLOOR)
        other = await one.listen(OTHER, FLOOR)
        for loss in (0.1, 0.17):
            one.child.say(LegReports((LegReport(number, recent_loss=loss), LegReport(other, recent_loss=loss))))
        assert feed.expected.percent < 20, "a second's reports are looked at together"
        one.child.say(FINE)
        await until(lambda: feed.expected.percent == 20)


async def test_a_leg_that_does_not_come_up_in_time_is_closed_and_told_as_failed() -> None:
    async with played(open_timeout_s=0.1) as one:
        await one.engine.open_downlink(LEG, FLOOR)
        await until(lambda: one.events == [LegDown(LEG, LegEnd.FAILED)])
        assert await one.told(CloseLeg)


async def test_what_is_said_of_legs_that_are_gone_is_nothing() -> None:
    async with played() as one:
        number = await one.listen(LEG, FLOOR)
        await one.engine.close_leg(LEG, LegEnd.LEFT)
        for message in (
            RtpArrived(number, 0.0, b"\x80" * 20),
            LegIsUp(number),
            LegIsDown(number, "lost"),
            LegReports((LegReport(number, packets_sent=5),)),
        ):
            one.child.say(message)
        other = await one.listen(OTHER, FLOOR)
        one.child.say(LegReports((LegReport(other, packets_sent=5, packets_lost=1, jitter_ms=2.0),)))
        await until(lambda: one.engine.statistics(OTHER).packets_sent == 5)
        assert one.engine.statistics(OTHER) == LegStatistics(packets_sent=5, packets_lost=1, jitter_ms=2.0)
        assert one.events == [LegUp(LEG), LegUp(OTHER)]
        one.child.say(LegIsDown(other, "closed"))
        await until(lambda: one.events[-1] == LegDown(OTHER, LegEnd.FAILED))
