"""The participant's two ends and somebody else's WebRTC: stock aiortc in the engine's place."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import av
import numpy as np
import pytest
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError

from common.aio.tasks import TaskOwner, spawn
from common.audio.format import Block, BlockReader
from common.model.media import MediaPath, Sdp
from common.model.units import BLOCK_S, SAMPLE_RATE_HZ
from common.rtc.ice import LOOPBACK
from common.rtc.legs import DownlinkPeer, PeerState, UplinkPeer
from tests.helpers.media import grey_picture, share_of, tone, until
from tests.helpers.stockice import bind_to_hosts
from tests.helpers.stocktracks import GreyTrack, ToneTrack

pytestmark = pytest.mark.flaky(reruns=2)


@asynccontextmanager
async def stock(owner: TaskOwner) -> AsyncIterator[RTCPeerConnection]:
    """Run a stock connection, and then end it with what it did in threads."""
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    try:
        yield connection
    finally:
        await connection.close()
        await owner.cancel_all()
        await asyncio.get_running_loop().shutdown_default_executor()


async def keep(track: MediaStreamTrack, into: list[object]) -> None:
    try:
        while True:
            into.append(await track.recv())
    except MediaStreamError:
        return


async def pull(sound: BlockReader, into: list[Block], blocks: int) -> None:
    """Read a sound as a headphone does."""
    loop = asyncio.get_running_loop()
    begun_s = loop.time()
    for number in range(blocks):
        if (block := sound.read()) is not None:
            into.append(block)
        await asyncio.sleep(max(0.0, begun_s + (number + 1) * BLOCK_S - loop.time()))


async def test_a_stock_room_is_heard_and_seen() -> None:
    owner = TaskOwner("stock")
    pictures: list[av.VideoFrame] = []
    states: list[PeerState] = []
    listener = DownlinkPeer(pictures.append, on_state=states.append)
    main: list[Block] = []
    original: list[Block] = []
    async with stock(owner) as room:
        for track in (ToneTrack(440.0), ToneTrack(700.0), GreyTrack(), GreyTrack()):
            room.addTransceiver(track, direction="sendonly")
        offer = await room.createOffer()
        bind_to_hosts(room, [LOOPBACK])
        await room.setLocalDescription(offer)
        answer = await listener.answer(Sdp(room.localDescription.sdp))
        await room.setRemoteDescription(RTCSessionDescription(sdp=answer, type="answer"))
        await until(lambda: listener.state is PeerState.UP)
        await asyncio.gather(pull(listener.sounds[0], main, 200), pull(listener.sounds[1], original, 200))
        await until(lambda: len(pictures) > 5)
        counted = listener.statistics()
        await listener.close()
    assert states == [PeerState.UP, PeerState.DOWN]
    for blocks, hz in ((main, 440.0), (original, 700.0)):
        assert share_of(np.concatenate(blocks).ravel()[-SAMPLE_RATE_HZ // 2 :], hz) > 0.99
    assert abs(float(pictures[-1].to_ndarray(format="gray").mean()) - 120) < 4
    assert counted.packets_received > 100
    assert counted.path is MediaPath.DIRECT


async def test_a_stock_room_hears_and_sees() -> None:
    owner = TaskOwner("stock")
    heard: list[list[object]] = []
    states: list[PeerState] = []
    speaker = UplinkPeer(on_state=states.append)
    async with stock(owner) as room:

        @room.on("track")
        def on_track(track: MediaStreamTrack) -> None:
            heard.append([])
            spawn(keep(track, heard[-1]), name="keep", owner=owner)

        await room.setRemoteDescription(RTCSessionDescription(sdp=await speaker.offer(), type="offer"))
        answer = await room.createAnswer()
        bind_to_hosts(room, [LOOPBACK])
        await room.setLocalDescription(answer)
        await speaker.accept(Sdp(room.localDescription.sdp))
        await until(lambda: speaker.state is PeerState.UP)
        for number in range(200):
            speaker.write(tone(600.0, number))
            if number % 5 == 0:
                speaker.write_picture(grey_picture(60))
            await asyncio.sleep(BLOCK_S)
        await until(lambda: len(heard[0]) > 70 and len(heard[1]) > 5)
        counted = speaker.statistics()
        await speaker.close()
    sound = np.concatenate([f.to_ndarray().reshape(-1, 2)[:, 0] for f in heard[0] if isinstance(f, av.AudioFrame)])
    assert share_of(sound[-SAMPLE_RATE_HZ // 2 :].astype(np.float32), 600.0) > 0.99
    assert isinstance(picture := heard[1][-1], av.VideoFrame)
    assert abs(float(picture.to_ndarray(format="gray").mean()) - 60) < 4
    assert counted.packets_sent >= 90
    assert states == [PeerState.UP, PeerState.DOWN]


async def test_the_rooms_goodbye_ends_the_leg() -> None:
    owner = TaskOwner("stock")
    speaker = UplinkPeer(with_picture=False)
    async with stock(owner) as room:
        await room.setRemoteDescription(RTCSessionDescription(sdp=await speaker.offer(), type="offer"))
        answer = await room.createAnswer()
        bind_to_hosts(room, [LOOPBACK])
        await room.setLocalDescription(answer)
        await speaker.accept(Sdp(room.localDescription.sdp))
        await until(lambda: speaker.state is PeerState.UP and room.connectionState == "connected")
    await until(lambda: speaker.state is PeerState.DOWN)
    await speaker.close()
