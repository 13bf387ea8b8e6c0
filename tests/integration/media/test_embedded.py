"""What the embedded engine does beyond the contract, with its process and its legs as they are."""

import asyncio
import itertools
import os
import signal

import numpy as np
import pytest

from common.audio.testsignal import Voice
from common.model.ids import FeedId, LegId
from common.model.media import FLOOR_FEED, STAGE_FEED, DownlinkFeeds, LegEnd
from common.model.units import SAMPLE_RATE_HZ
from common.rtc.legs import DownlinkPeer
from common.rtc.rtp import Rtp, parse_rtp, sequence_distance
from room_console.core.media.embedded.engine import EmbeddedEngine
from room_console.core.media.embedded.feedtable import PictureFeed
from room_console.core.media.embedded.launch import MediaChild
from room_console.core.media.engine import LegDown, LegUp
from tests.helpers.logfail import LogWatch
from tests.helpers.media import (
    Ear,
    Rig,
    band_db,
    beside,
    longest_silence_s,
    play,
    rms_dbfs,
    running,
    share_of,
    show_grey,
    tone,
    until,
)

pytestmark = pytest.mark.flaky(reruns=2)

LISTENERS = 5
CHANNEL = FeedId("channel-1")
LEG, SPEAKER = LegId("leg"), LegId("speaker")
FLOOR = DownlinkFeeds(main=FLOOR_FEED)


def engine_of(rig: Rig) -> EmbeddedEngine:
    """Return the engine, which is the embedded one."""
    assert isinstance(rig.engine, EmbeddedEngine)
    return rig.engine


def kill_the_process(rig: Rig) -> None:
    """Kill the media process as the system would."""
    child = engine_of(rig).process.child
    assert isinstance(child, MediaChild)
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)


async def test_a_feed_is_encoded_once_however_many_listen() -> None:
    async with running("embedded") as rig:
        feed = engine_of(rig)._feeds.sound(FLOOR_FEED).phases[0]
        ears = [Ear() for _ in range(LISTENERS)]
        async with beside(play(20, {FLOOR_FEED: 440.0, CHANNEL: 700.0}, to=rig.engine)):
            peers = [await rig.listen(LegId(f"leg-{n}"), FLOOR, ear) for n, ear in enumerate(ears)]
            await until(lambda: sum(isinstance(event, LegUp) for event in rig.events) == LISTENERS)
            before, written = feed.encoded, feed.written
            await until(lambda: min(len(ear.blocks) for ear in ears) > 200)
            assert abs(2 * (feed.encoded - before) - (feed.written - written)) <= 2
            assert feed.listeners == LISTENERS
        assert engine_of(rig)._feeds.sound(CHANNEL).phases[0].encoded == 0
        for peer in peers:
            await peer.close()
    assert all(share_of(ear.samples(0.5), 440.0) > 0.98 for ear in ears)


async def test_a_picture_is_encoded_once_and_only_while_someone_watches() -> None:
    async with running("embedded") as rig:
        source = rig.engine.publish_picture(STAGE_FEED)
        assert isinstance(source, PictureFeed)
        ears = [Ear() for _ in range(3)]
        async with beside(play(20, also=show_grey(source, 80))):
            await asyncio.sleep(0.2)
            assert sum(source.layers.encoded) == 0
            feeds = DownlinkFeeds(main=None, picture=STAGE_FEED)
            peers = [await rig.listen(LegId(f"leg-{n}"), feeds, ear) for n, ear in enumerate(ears)]
            await until(lambda: min(len(ear.pictures) for ear in ears) > 20)
            assert max(source.layers.encoded) < 1.5 * max(len(ear.pictures) for ear in ears)
            for peer in peers:
                await peer.close()
            await until(lambda: source.layers._encoders == [None] * 3)


async def test_level_and_full_band_come_through() -> None:
    """A voice keeps its level within 0.5 dB and its highs to 15 kHz, through encoder, network and decoder."""
    voice = Voice(2)
    blocks = [voice.read() for _ in range(400)]
    ear = Ear()
    async with running("embedded") as rig:
        writer = rig.engine.publish_sound(FLOOR_FEED)
        peer = await rig.listen(LEG, FLOOR, ear)
        await until(lambda: LegUp(LEG) in rig.events)
        await play(4, also=lambda n: writer.write(blocks[n]))
        await peer.close()
    heard, sent = ear.samples()[SAMPLE_RATE_HZ : 3 * SAMPLE_RATE_HZ], np.concatenate(blocks).ravel()[SAMPLE_RATE_HZ:]
    assert rms_dbfs(heard) == pytest.approx(rms_dbfs(sent), abs=0.5)
    assert band_db(heard, 12_000, 15_000) == pytest.approx(band_db(sent, 12_000, 15_000), abs=1.5)


async def test_a_switch_keeps_source_and_numbers() -> None:
    """The listener receives one stream, whose numbers run on: nothing lost, nothing begun anew."""
    ear = Ear()
    arrived: list[Rtp] = []
    async with running("embedded") as rig:
        async with beside(play(20, {FLOOR_FEED: 440.0, CHANNEL: 1000.0}, to=rig.engine)):
            peer = await rig.listen(LEG, FLOOR, ear)
            assert isinstance(peer, DownlinkPeer)
            take = peer.transport.on_rtp

            def note(packet: bytes, arrived_mono_s: float) -> None:
                arrived.append(parse_rtp(packet))
                take(packet, arrived_mono_s)

            peer.transport.on_rtp = note
            await until(lambda: len(ear.blocks) > 100)
            for number in range(6):
                await rig.engine.switch_downlink(LEG, DownlinkFeeds(main=CHANNEL) if number % 2 == 0 else FLOOR)
                await asyncio.sleep(0.2)
        await peer.close()
    sound = [rtp for rtp in arrived if rtp.ssrc == arrived[0].ssrc]
    assert sound == arrived
    steps = {sequence_distance(after.sequence, before.sequence) for before, after in itertools.pairwise(sound)}
    assert steps == {1}
    assert len(sound) > 70
    assert longest_silence_s(ear.samples(1.0)) <= 0.02


async def test_a_crowd_hears_a_feed_in_phases_and_switches(monkeypatch: pytest.MonkeyPatch) -> None:
    """As more than 300 do: who is in which phase differs from feed to feed, and nobody hears a hole for it."""
    monkeypatch.setattr("room_console.core.media.embedded.places.PER_PHASE", 1)
    german = DownlinkFeeds(main=CHANNEL)
    legs, ears = [LegId(f"leg-{n}") for n in range(LISTENERS)], [Ear() for _ in range(LISTENERS)]
    async with running("embedded", packet_ms=40) as rig:
        async with beside(play(20, {FLOOR_FEED: 440.0, CHANNEL: 1000.0}, to=rig.engine)):
            peers = [await rig.listen(leg, FLOOR, ear) for leg, ear in zip(legs, ears, strict=True)]
            await until(lambda: min(len(ear.blocks) for ear in ears) > 100)
            assert [phase.listeners for phase in engine_of(rig)._feeds.sound(FLOOR_FEED).phases] == [2, 1, 1, 1]
            assert all(share_of(ear.samples(0.5), 440.0) > 0.98 for ear in ears)
            for leg in reversed(legs):
                await rig.engine.switch_downlink(leg, german)
            assert [phase.listeners for phase in engine_of(rig)._feeds.sound(CHANNEL).phases] == [2, 1, 1, 1]
            before = [len(ear.blocks) for ear in ears]
            await until(lambda: all(len(e.blocks) > b + 150 for e, b in zip(ears, before, strict=True)))
            assert [phase.listeners for phase in engine_of(rig)._feeds.sound(FLOOR_FEED).phases] == [0] * 4
            heard = [ear.samples(1.8) for ear in ears]
        await asyncio.sleep(1.1)
        assert [rig.engine.statistics(leg).packets_lost for leg in legs] == [0] * LISTENERS
        for peer in peers:
            await peer.close()
    assert all(share_of(sound[-SAMPLE_RATE_HZ // 2 :], 1000.0) > 0.98 for sound in heard)
    assert max(map(longest_silence_s, heard)) <= 0.03


async def test_a_killed_process_is_replaced_and_sound_comes_back_by_itself(expects_logs: LogWatch) -> None:
    """As the participants do it: told that their legs are down, they open new ones."""
    expects_logs("is gone: exit code -9")
    ear, hall = Ear(), Ear()
    async with running("embedded") as rig, beside(play(60, {FLOOR_FEED: 440.0}, to=rig.engine)):
        listener = await rig.listen(LEG, FLOOR, ear)
        speaker = await rig.speak(SPEAKER, hall)
        async with beside(play(60, also=lambda n: speaker.write(tone(700, n)))):
            await until(lambda: len(ear.blocks) > 100 and len(hall.blocks) > 100)
            kill_the_process(rig)
            await until(lambda: LegDown(LEG, LegEnd.FAILED) in rig.events)
        await until(lambda: LegDown(SPEAKER, LegEnd.FAILED) in rig.events)
        ear, hall = Ear(), Ear()
        again = await rig.listen(LEG, FLOOR, ear)
        talker = await rig.speak(SPEAKER, hall)
        async with beside(play(60, also=lambda n: talker.write(tone(700, n)))):
            await until(lambda: len(ear.blocks) > 150 and len(hall.blocks) > 150)
        assert engine_of(rig).process.deaths == 1
        for peer in (listener, speaker, again, talker):
            await peer.close()
    assert share_of(ear.samples(0.5), 440.0) > 0.98
    assert share_of(hall.samples(0.5), 700.0) > 0.98
