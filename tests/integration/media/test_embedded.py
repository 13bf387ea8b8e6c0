"""What the embedded engine does beyond the contract: it encodes once, and what goes in comes out as it was."""

import asyncio
import itertools

import numpy as np
import pytest
from aiortc.rtcdtlstransport import RTCDtlsTransport
from aiortc.rtp import is_rtcp

from common.audio.format import Block
from common.audio.testsignal import Voice
from common.model.ids import FeedId, LegId
from common.model.media import FLOOR_FEED, STAGE_FEED, DownlinkFeeds
from common.model.units import SAMPLE_RATE_HZ
from common.rtc.legs import DownlinkPeer
from common.rtc.opus import OpusEncoder
from room_console.core.media.embedded import EmbeddedEngine
from room_console.core.media.embedded.feeds import SoundFeed
from room_console.core.media.engine import LegUp
from tests.helpers.media import Ear, band_db, beside, longest_silence_s, play, rms_dbfs, running, show_grey, until

LISTENERS = 10
RECEIVER_START_S = 0.3
"""The participants' receivers begin a moment after the engine has told that their legs are up."""
CHANNEL = FeedId("channel-1")


async def test_a_feed_is_encoded_once_however_many_listen(monkeypatch: pytest.MonkeyPatch) -> None:
    packets: list[bytes] = []
    encode = OpusEncoder.encode

    def counted(self: OpusEncoder, block: Block) -> bytes | None:
        packet = encode(self, block)
        if packet is not None:
            packets.append(packet)
        return packet

    async with running("embedded") as rig:
        monkeypatch.setattr(OpusEncoder, "encode", counted)
        feed = rig.engine.publish_sound(FLOOR_FEED)
        idle = rig.engine.publish_sound(CHANNEL)
        assert isinstance(feed, SoundFeed)
        assert isinstance(idle, SoundFeed)
        ears = [Ear() for _ in range(LISTENERS)]
        feeds = DownlinkFeeds(main=FLOOR_FEED)
        peers = [await rig.listen(LegId(f"leg-{n}"), feeds, ear) for n, ear in enumerate(ears)]
        await until(lambda: sum(isinstance(event, LegUp) for event in rig.events) == LISTENERS)
        await asyncio.sleep(RECEIVER_START_S)
        packets.clear()
        written = 100
        await play(written / 100, {FLOOR_FEED: 440.0, CHANNEL: 700.0}, to=rig.engine)
        await until(lambda: min(len(ear.blocks) for ear in ears) == written)
        assert len(packets) == written // 2
        assert (feed.listeners, idle.listeners, idle.encoded) == (LISTENERS, 0, 0)
        for peer in peers:
            await peer.close()


async def test_a_picture_is_encoded_once_and_only_while_someone_watches() -> None:
    async with running("embedded") as rig:
        assert isinstance(rig.engine, EmbeddedEngine)
        source = rig.engine.publish_picture(STAGE_FEED)
        ears = [Ear() for _ in range(3)]
        async with beside(play(20, also=show_grey(source, 80))):
            await asyncio.sleep(0.2)
            assert source.encoded == 0  # type: ignore[attr-defined]
            feeds = DownlinkFeeds(main=None, picture=STAGE_FEED)
            peers = [await rig.listen(LegId(f"leg-{n}"), feeds, ear) for n, ear in enumerate(ears)]
            await until(lambda: min(len(ear.pictures) for ear in ears) > 20)
            assert source.encoded < 1.5 * max(len(ear.pictures) for ear in ears)  # type: ignore[attr-defined]
            for peer in peers:
                await peer.close()


async def test_level_and_full_band_come_through() -> None:
    """A voice keeps its level within 0.5 dB and its highs to 15 kHz, through encoder, network and decoder."""
    voice = Voice(2)
    blocks = [voice.read() for _ in range(300)]
    ear = Ear()
    async with running("embedded") as rig:
        writer = rig.engine.publish_sound(FLOOR_FEED)
        peer = await rig.listen(LegId("leg"), DownlinkFeeds(main=FLOOR_FEED), ear)
        await until(lambda: len(rig.events) == 1)
        await asyncio.sleep(RECEIVER_START_S)
        await play(3, also=lambda n: writer.write(blocks[n]))
        await until(lambda: len(ear.blocks) >= len(blocks))
        await peer.close()
    heard, sent = ear.samples()[SAMPLE_RATE_HZ:], np.concatenate(blocks).ravel()[SAMPLE_RATE_HZ:]
    assert rms_dbfs(heard) == pytest.approx(rms_dbfs(sent), abs=0.5)
    assert band_db(heard, 12_000, 15_000) == pytest.approx(band_db(sent, 12_000, 15_000), abs=1.5)


async def test_a_lost_packet_costs_its_20_ms_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loss is seen by both ends, filled with silence, and the delay afterwards is what it was before."""
    send, passed = RTCDtlsTransport._send_rtp, itertools.count()

    async def lossy(self: RTCDtlsTransport, data: bytes) -> None:
        if is_rtcp(data) or next(passed) != 50:
            await send(self, data)

    ear = Ear()
    async with running("embedded") as rig:
        peer = rig.listener(ear)
        assert isinstance(peer, DownlinkPeer)
        monkeypatch.setattr(RTCDtlsTransport, "_send_rtp", lossy)
        async with beside(play(20, {FLOOR_FEED: 440.0}, to=rig.engine)):
            leg = LegId("leg")
            offer = await rig.engine.open_downlink(leg, DownlinkFeeds(main=FLOOR_FEED))
            await rig.engine.answer_downlink(leg, await peer.answer(offer))
            await until(lambda: peer.statistics().concealed == 1)
            await until(lambda: rig.engine.statistics(leg).packets_lost == 1)
        assert peer.statistics().packets_lost == 1
        await peer.close()
    assert 0.015 <= longest_silence_s(ear.samples()[9600:]) <= 0.03
