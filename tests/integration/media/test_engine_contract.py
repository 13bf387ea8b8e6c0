"""What every media engine does, whichever it is: one suite over all of them."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from common.model.errors import ErrorCode, MediaError
from common.model.ids import FeedId, LegId
from common.model.media import FLOOR_FEED, SCREEN_FEED, STAGE_FEED, DownlinkFeeds, LegEnd, Sdp
from common.rtc.transport import PeerState
from room_console.core.media.engine import LegDown, LegUp, UplinkHeard, UplinkStalled
from tests.helpers.media import Ear, Rig, beside, grey_picture, longest_silence_s, play, running, share_of, tone, until

pytestmark = pytest.mark.flaky(reruns=2)

GERMAN = FeedId("channel-1")
TONES = {FLOOR_FEED: 440.0, GERMAN: 1000.0, FeedId("channel-2"): 2500.0}
LEG, SPEAKER = LegId("leg-1"), LegId("leg-2")
FLOOR = DownlinkFeeds(main=FLOOR_FEED)


@pytest.fixture(params=["embedded", "memory"])
async def rig(request: pytest.FixtureRequest) -> AsyncIterator[Rig]:
    async with running(request.param) as made:
        yield made


async def test_a_listener_hears_the_feed_it_was_given_and_no_other(rig: Rig) -> None:
    ear, second = Ear(), Ear()
    async with beside(play(20, TONES, to=rig.engine)):
        peer = await rig.listen(LEG, DownlinkFeeds(main=GERMAN, original=FLOOR_FEED), ear, second)
        await until(lambda: len(ear.blocks) > 100 and len(second.blocks) > 100)
    assert share_of(ear.samples(0.5), TONES[GERMAN]) > 0.99
    assert share_of(second.samples(0.5), TONES[FLOOR_FEED]) > 0.99
    assert rig.events == [LegUp(LEG)]
    await peer.close()


async def test_a_switch_changes_the_channel_without_a_gap_or_a_lost_packet(rig: Rig) -> None:
    ear = Ear()
    async with beside(play(20, TONES, to=rig.engine)):
        peer = await rig.listen(LEG, FLOOR, ear)
        await until(lambda: len(ear.blocks) > 60)
        before = len(ear.blocks)
        await rig.engine.switch_downlink(LEG, DownlinkFeeds(main=GERMAN))
        await until(lambda: len(ear.blocks) > before + 150)
    assert share_of(ear.samples(0.5), TONES[GERMAN]) > 0.99
    assert longest_silence_s(ear.samples(2.0)) <= 0.025
    await asyncio.sleep(1.1)
    assert rig.engine.statistics(LEG).packets_lost == 0
    await peer.close()


async def test_a_channel_without_sound_is_silent_and_can_be_left_again(rig: Rig) -> None:
    ear = Ear()
    async with beside(play(20, TONES, to=rig.engine)):
        peer = await rig.listen(LEG, DownlinkFeeds(main=None), ear)
        await until(lambda: LegUp(LEG) in rig.events)
        await rig.engine.switch_downlink(LEG, FLOOR)
        await until(lambda: len(ear.blocks) > 60)
    assert share_of(ear.samples(0.4), TONES[FLOOR_FEED]) > 0.99
    await peer.close()


async def test_a_listener_sees_the_stage(rig: Rig) -> None:
    ear = Ear()
    writer = rig.engine.publish_picture(STAGE_FEED)
    show = beside(play(20, also=lambda n: writer.write_picture(grey_picture(200)) if n % 5 == 0 else None))
    async with show:
        peer = await rig.listen(LEG, DownlinkFeeds(main=None, picture=STAGE_FEED), ear)
        await until(lambda: len(ear.pictures) > 10)
    assert ear.pictures[-1].to_ndarray(format="gray").mean() == pytest.approx(200, abs=4)
    await peer.close()


async def test_a_shared_screen_is_seen_by_who_came_before_it_and_after_and_ends(rig: Rig) -> None:
    early, late, sink = Ear(), Ear(), Ear()
    feeds = DownlinkFeeds(main=None, screen=SCREEN_FEED)
    peers = [await rig.listen(LEG, feeds, early)]
    speaker = await rig.speak(SPEAKER, sink)
    await until(lambda: rig.states.count(PeerState.UP) == 2)

    def show(number: int) -> None:
        if number % 10 == 0:
            speaker.write_screen(grey_picture(150, 640, 360))

    async with beside(play(30, also=show)):
        await asyncio.sleep(0.3)
        assert not early.screens, "sent without being shared"
        rig.engine.show_screen(SPEAKER)
        await until(lambda: bool(early.screens))
        peers.append(await rig.listen(LegId("late"), feeds, late))
        await until(lambda: bool(late.screens))
        assert late.screens[-1].to_ndarray(format="gray").mean() == pytest.approx(150, abs=4)
        rig.engine.show_screen(None)
        await asyncio.sleep(0.5)
        seen = len(late.screens)
        await asyncio.sleep(0.5)
        assert len(late.screens) == seen
    assert not sink.pictures, "a screen is not the camera"
    for peer in peers:
        await peer.close()
    await speaker.close()


async def test_an_uplink_is_heard_then_stalls_then_is_heard_again(rig: Rig) -> None:
    sink = Ear()
    peer = await rig.speak(LEG, sink)
    await until(lambda: PeerState.UP in rig.states)
    await play(0.8, also=lambda n: peer.write(tone(700, n)))
    heard = sink.samples(0.3)
    await until(lambda: UplinkStalled(LEG) in rig.events)
    assert share_of(heard, 700) > 0.98
    await play(0.4, also=lambda n: peer.write(tone(700, n)))
    await until(lambda: rig.events.count(UplinkHeard(LEG)) == 2)
    assert rig.events == [LegUp(LEG), UplinkHeard(LEG), UplinkStalled(LEG), UplinkHeard(LEG)]
    await peer.close()


async def test_who_speaks_after_everybody_had_gone_is_looked_after_as_the_first_was(rig: Rig) -> None:
    assert not rig.engine.has_legs()
    first = await rig.speak(LEG, Ear())
    assert rig.engine.has_legs()
    await until(lambda: LegUp(LEG) in rig.events)
    await rig.engine.close_leg(LEG, LegEnd.LEFT)
    assert not rig.engine.has_legs()
    await asyncio.sleep(0.1)
    second = await rig.speak(SPEAKER, Ear())
    await until(lambda: LegUp(SPEAKER) in rig.events)
    await play(0.8, also=lambda n: second.write(tone(700, n)))
    await until(lambda: UplinkStalled(SPEAKER) in rig.events)
    await first.close()
    await second.close()


async def test_silence_on_an_uplink_is_not_a_microphone(rig: Rig) -> None:
    sink = Ear()
    peer = await rig.speak(LEG, sink)
    await until(lambda: PeerState.UP in rig.states)
    await play(0.6, also=lambda n: peer.write(tone(700, n, peak=0.0)))
    await until(lambda: len(sink.blocks) > 30)
    assert rig.events == [LegUp(LEG)]
    await peer.close()


async def test_a_speakers_picture_arrives(rig: Rig) -> None:
    sink = Ear()
    peer = await rig.speak(LEG, sink)
    await until(lambda: PeerState.UP in rig.states)
    async with beside(play(20, also=lambda n: peer.write_picture(grey_picture(90)) if n % 5 == 0 else None)):
        await until(lambda: len(sink.pictures) > 5)
    assert sink.pictures[-1].to_ndarray(format="gray").mean() == pytest.approx(90, abs=4)
    await peer.close()


async def test_a_peer_that_closes_ends_its_leg(rig: Rig) -> None:
    peer = await rig.speak(LEG, Ear())
    await until(lambda: LegUp(LEG) in rig.events)
    await peer.close()
    await until(lambda: LegDown(LEG, LegEnd.FAILED) in rig.events)
    with pytest.raises(MediaError) as raised:
        rig.engine.statistics(LEG)
    assert raised.value.code is ErrorCode.NOT_FOUND


async def test_a_leg_that_the_console_closes_ends_at_the_peer_and_is_not_told_as_failed(rig: Rig) -> None:
    peer = await rig.listen(LEG, FLOOR, Ear())
    await until(lambda: LegUp(LEG) in rig.events)
    await rig.engine.close_leg(LEG, LegEnd.LEFT)
    await rig.engine.close_leg(LEG, LegEnd.LEFT)
    await until(lambda: rig.states[-1:] == [PeerState.DOWN])
    assert rig.events == [LegUp(LEG)]
    await peer.close()


async def test_a_leg_of_the_same_name_replaces_the_one_before(rig: Rig) -> None:
    first, second = Ear(), Ear()
    async with beside(play(20, TONES, to=rig.engine)):
        old = await rig.listen(LEG, FLOOR, first)
        await until(lambda: len(first.blocks) > 20)
        new = await rig.listen(LEG, DownlinkFeeds(main=GERMAN), second)
        await until(lambda: len(second.blocks) > 60)
        heard = len(first.blocks)
        await until(lambda: len(second.blocks) > 120)
        assert len(first.blocks) <= heard + 2
    assert share_of(second.samples(0.4), TONES[GERMAN]) > 0.99
    assert LegDown(LEG, LegEnd.FAILED) not in rig.events
    await old.close()
    await new.close()


@pytest.mark.parametrize("kind", ["embedded", "memory"])
async def test_a_leg_that_nobody_answers_fails(kind: str) -> None:
    async with running(kind, open_timeout_s=0.2) as rig:
        await rig.engine.open_downlink(LEG, FLOOR)
        await until(lambda: rig.events == [LegDown(LEG, LegEnd.FAILED)], 3.0)


@pytest.mark.parametrize(
    "offer", ["", "v=0\r\n", "x" * 100_000, "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n", "\0\ud800"]
)
async def test_a_bad_offer_is_refused_and_leaves_no_leg(rig: Rig, offer: str) -> None:
    with pytest.raises(MediaError) as raised:
        await rig.engine.open_uplink(LEG, Sdp(offer), Ear())
    assert raised.value.code is ErrorCode.MEDIA_FAILED
    with pytest.raises(MediaError):
        rig.engine.statistics(LEG)


async def test_a_bad_answer_ends_the_leg(rig: Rig) -> None:
    await rig.engine.open_downlink(LEG, FLOOR)
    with pytest.raises(MediaError) as raised:
        await rig.engine.answer_downlink(LEG, Sdp("v=0\r\n"))
    assert raised.value.code is ErrorCode.MEDIA_FAILED
    with pytest.raises(MediaError) as raised:
        await rig.engine.answer_downlink(LEG, Sdp("v=0\r\n"))
    assert raised.value.code is ErrorCode.NOT_FOUND


async def test_what_is_not_there_is_not_found(rig: Rig) -> None:
    peer = await rig.speak(LEG, Ear())
    for leg in (LegId("nobody"), LEG):
        with pytest.raises(MediaError) as raised:
            await rig.engine.switch_downlink(leg, FLOOR)
        assert raised.value.code is ErrorCode.NOT_FOUND
    await rig.engine.open_downlink(LegId("down"), FLOOR)
    for leg in (LegId("nobody"), LegId("down")):
        with pytest.raises(MediaError) as raised:
            rig.engine.uplink_sound(leg)
        assert raised.value.code is ErrorCode.NOT_FOUND
    with pytest.raises(MediaError):
        rig.engine.statistics(LegId("nobody"))
    await rig.engine.close_leg(LegId("nobody"), LegEnd.CLOSED)
    await peer.close()


async def test_a_feed_begun_twice_is_one(rig: Rig) -> None:
    assert rig.engine.publish_sound(FLOOR_FEED) is rig.engine.publish_sound(FLOOR_FEED)
    assert rig.engine.publish_picture(STAGE_FEED) is rig.engine.publish_picture(STAGE_FEED)


@pytest.mark.parametrize("kind", ["embedded", "memory"])
async def test_closing_leaves_no_task_and_no_thread(kind: str) -> None:
    tasks, threads = asyncio.all_tasks(), set(threading.enumerate())
    async with running(kind) as rig:
        ear = Ear()
        writer = rig.engine.publish_picture(STAGE_FEED)
        listener = await rig.listen(LEG, DownlinkFeeds(FLOOR_FEED, GERMAN, STAGE_FEED), ear)
        speaker = await rig.speak(LegId("leg-2"), Ear())
        await until(lambda: len([e for e in rig.events if isinstance(e, LegUp)]) == 2)
        writer.write_picture(grey_picture(10))
        await play(0.3, TONES, to=rig.engine, also=lambda n: speaker.write(tone(500, n)))
    await listener.close()
    await speaker.close()
    await asyncio.get_running_loop().shutdown_default_executor()  # the loop's own, which ends with it
    await until(lambda: asyncio.all_tasks() <= tasks and set(threading.enumerate()) <= threads, 3.0)
