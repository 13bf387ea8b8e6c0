"""The embedded engine and somebody else's WebRTC: stock aiortc as listener and as speaker."""

import asyncio

import av
import numpy as np
import pytest
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError

from common.aio.tasks import TaskOwner, spawn
from common.model.ids import LegId
from common.model.media import FLOOR_FEED, STAGE_FEED, DownlinkFeeds, Sdp
from common.model.units import SAMPLE_RATE_HZ
from common.rtc.ice import LOOPBACK
from common.rtc.opus import PacketMs
from room_console.core.media.engine import LegUp, UplinkHeard
from tests.helpers.media import Ear, beside, play, running, share_of, show_grey, until
from tests.helpers.stockice import bind_to_hosts
from tests.helpers.stocktracks import GreyTrack, ToneTrack

LEG = LegId("stock")
PATIENCE_S = 15.0
"""A machine that is held up for a moment leaves a gap: what counts is that the sound comes clean again."""


def purity(frames: list[object], hz: float) -> float:
    """Return a tone's share of the last half second that was heard."""
    sound = np.concatenate([f.to_ndarray().reshape(-1, 2)[:, 0] for f in frames[-50:] if isinstance(f, av.AudioFrame)])
    return share_of(sound[-SAMPLE_RATE_HZ // 2 :].astype(np.float32), hz)


async def keep(track: MediaStreamTrack, into: list[object]) -> None:
    try:
        while True:
            into.append(await track.recv())
    except MediaStreamError:
        return


@pytest.mark.parametrize("packet_ms", [20, 40])
async def test_stock_aiortc_listens_and_sees(packet_ms: PacketMs) -> None:
    heard: list[list[object]] = []
    owner = TaskOwner("stock")
    stock = RTCPeerConnection(RTCConfiguration(iceServers=[]))

    @stock.on("track")
    def on_track(track: MediaStreamTrack) -> None:
        heard.append([])
        spawn(keep(track, heard[-1]), name="keep", owner=owner)

    async with running("embedded", packet_ms=packet_ms) as rig:
        writer = rig.engine.publish_picture(STAGE_FEED)
        tones = {FLOOR_FEED: 440.0}
        show = play(20, tones, to=rig.engine, also=show_grey(writer, 60))
        async with beside(show):
            offer = await rig.engine.open_downlink(LEG, DownlinkFeeds(main=FLOOR_FEED, picture=STAGE_FEED))
            await stock.setRemoteDescription(RTCSessionDescription(sdp=offer, type="offer"))
            answer = await stock.createAnswer()
            bind_to_hosts(stock, [LOOPBACK])
            await stock.setLocalDescription(answer)
            await rig.engine.answer_downlink(LEG, Sdp(stock.localDescription.sdp))
            await until(lambda: len(heard[0]) > 50 and len(heard[2]) > 5 and purity(heard[0], 440.0) > 0.99, PATIENCE_S)
        await stock.close()
        await owner.cancel_all()
    assert isinstance(picture := heard[2][-1], av.VideoFrame)
    assert abs(float(picture.to_ndarray(format="gray").mean()) - 60) < 4


async def test_stock_aiortc_speaks_and_is_seen() -> None:
    stock = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    stock.addTrack(ToneTrack(600.0))
    stock.addTrack(GreyTrack())
    sink = Ear()
    async with running("embedded") as rig:
        offer = await stock.createOffer()
        bind_to_hosts(stock, [LOOPBACK])
        await stock.setLocalDescription(offer)
        answer = await rig.open_uplink(LEG, Sdp(stock.localDescription.sdp), sink)
        await stock.setRemoteDescription(RTCSessionDescription(sdp=answer, type="answer"))
        await until(lambda: len(sink.blocks) > 100 and share_of(sink.samples(0.5), 600.0) > 0.99, PATIENCE_S)
        await until(lambda: len(sink.pictures) > 5)
        await stock.close()
    await asyncio.get_running_loop().shutdown_default_executor()  # stock aiortc encodes in it
    assert rig.events[:2] == [LegUp(LEG), UplinkHeard(LEG)]
    assert abs(float(sink.pictures[-1].to_ndarray(format="gray").mean()) - 120) < 4
