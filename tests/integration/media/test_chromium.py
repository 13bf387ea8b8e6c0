"""The embedded engine and Chromium: a listener who hears, sees and switches, a speaker who is heard, others beside."""

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from common.audio.wav import WavWriter
from common.model.ids import ChannelNumber, LegId
from common.model.media import FLOOR_FEED, STAGE_FEED, DownlinkFeeds, Sdp, channel_feed
from common.model.units import SAMPLE_RATE_HZ
from common.rtc.opus import PacketMs
from room_console.core.media.engine import LegUp, UplinkHeard
from tests.helpers.chromium import Page, browser
from tests.helpers.media import Ear, Rig, beside, play, running, share_of, show_grey, tone, until
from tests.helpers.stockpeer import StockListener

pytestmark = pytest.mark.flaky(reruns=2)

ENGLISH, FRENCH = channel_feed(ChannelNumber(1)), channel_feed(ChannelNumber(2))
TONES = {FLOOR_FEED: 440.0, ENGLISH: 660.0, FRENCH: 1000.0}
TOLERANCE_HZ = 12.0
GREY, GREY_TOLERANCE = 60, 14
VOICE_HZ = 500.0
WAIT_S = 15.0
LEG = LegId("chromium")


async def eventually(page: Page, function: str, *arguments: Any, is_right: Callable[[Any], bool]) -> Any:
    """Ask the page until the answer is right. Raises: AssertionError with the last answer."""
    loop = asyncio.get_running_loop()
    until_s = loop.time() + WAIT_S
    while loop.time() < until_s:
        if is_right(answer := await page.call(function, *arguments)):
            return answer
        await asyncio.sleep(0.2)
    raise AssertionError(f"{function}{arguments} stays {answer}")


async def assert_hears(page: Page, which: int, hz: float) -> None:
    """Check that the section's loudest tone becomes this one."""
    await eventually(page, "loudestHz", which, is_right=lambda f: f is not None and abs(f - hz) < TOLERANCE_HZ)


async def listen(rig: Rig, page: Page, feeds: DownlinkFeeds) -> None:
    """Let the page listen."""
    await rig.engine.answer_downlink(LEG, Sdp(await page.call("listen", await rig.engine.open_downlink(LEG, feeds))))


def is_heard(newest: Callable[[float], NDArray[np.float32]], hz: float) -> bool:
    """Tell whether the newest 0.4 s are little but this tone."""
    sound = newest(0.4)
    return len(sound) > 0.3 * SAMPLE_RATE_HZ and share_of(sound, hz) > 0.95


async def source_of_main(page: Page) -> tuple[int, int]:
    """Return the SSRC of the first section as the page has it, and how many of its packets are missing."""
    entries = await page.call("statistics", "down", "inbound-rtp")
    main = next(e for e in entries if e["kind"] == "audio" and e["mid"] == "0")
    return main["ssrc"], main["packetsLost"]


@pytest.mark.parametrize("packet_ms", [20, 40])
async def test_a_listener_in_chromium_hears_sees_and_switches(tmp_path: Path, packet_ms: PacketMs) -> None:
    async with running("embedded", packet_ms=packet_ms) as rig, browser(tmp_path) as page:
        stage = rig.engine.publish_picture(STAGE_FEED)
        async with beside(play(120, TONES, to=rig.engine, also=show_grey(stage, GREY))):
            await listen(rig, page, DownlinkFeeds(main=FLOOR_FEED, picture=STAGE_FEED))
            await until(lambda: LegUp(LEG) in rig.events)
            await assert_hears(page, 0, TONES[FLOOR_FEED])
            await eventually(page, "seen", is_right=lambda s: s is not None and abs(s["grey"] - GREY) < GREY_TOLERANCE)
            ssrc, _ = await source_of_main(page)
            await rig.engine.switch_downlink(LEG, DownlinkFeeds(main=ENGLISH, original=FLOOR_FEED, picture=STAGE_FEED))
            await assert_hears(page, 0, TONES[ENGLISH])
            await assert_hears(page, 1, TONES[FLOOR_FEED])
            await rig.engine.switch_downlink(LEG, DownlinkFeeds(main=FRENCH, picture=STAGE_FEED))
            await assert_hears(page, 0, TONES[FRENCH])
            assert await source_of_main(page) == (ssrc, 0)
            assert (await page.call("states"))[0] == "connected"


@pytest.mark.parametrize("with_picture", [False, True], ids=["sound", "sound and picture"])
async def test_a_speaker_in_chromium_is_heard(tmp_path: Path, with_picture: bool) -> None:
    microphone = tmp_path / "microphone.wav"
    with WavWriter(microphone) as file:
        for number in range(1000):
            file.write(tone(VOICE_HZ, number))
    sink = Ear()
    async with running("embedded") as rig, browser(tmp_path / "profile", microphone) as page:
        offer = await page.call("offerVoice", {"width": 320, "height": 180} if with_picture else False)
        await page.call("accept", await rig.open_uplink(LEG, Sdp(offer), sink))
        await until(partial(is_heard, sink.samples, VOICE_HZ), WAIT_S)
        await until(lambda: len(sink.pictures) > 5 or not with_picture, WAIT_S)
        await until(lambda: rig.engine.statistics(LEG).packets_received > 50)
    assert rig.events[:2] == [LegUp(LEG), UplinkHeard(LEG)]


async def test_chromium_stock_aiortc_and_our_own_peer_hear_the_same_and_switch(tmp_path: Path) -> None:
    stock, ours = StockListener(), Ear()
    legs = (LEG, LegId("stock"), LegId("ours"))
    async with running("embedded") as rig, browser(tmp_path) as page, beside(play(120, TONES, to=rig.engine)):
        first = DownlinkFeeds(main=FLOOR_FEED)
        await listen(rig, page, first)
        offer = await rig.engine.open_downlink(legs[1], first)
        await rig.engine.answer_downlink(legs[1], await stock.answer(offer))
        peer = await rig.listen(legs[2], first, ours)
        for feed in (FLOOR_FEED, ENGLISH, FRENCH, FLOOR_FEED):
            for leg in legs:
                await rig.engine.switch_downlink(leg, DownlinkFeeds(main=feed))
            await assert_hears(page, 0, TONES[feed])
            await until(partial(is_heard, partial(stock.heard, 0), TONES[feed]), WAIT_S)
            await until(partial(is_heard, ours.samples, TONES[feed]), WAIT_S)
        await peer.close()
        await stock.close()
