"""A feed is encoded for its listeners, in step with the other feeds, and not at all for nobody."""

import pytest

from common.model.ids import FeedId
from common.model.units import PACKET_SAMPLES
from common.rtc.opus import OpusSettings
from common.rtc.tracks import EncodedSoundTrack
from room_console.core.media.embedded.feeds import PENDING_BLOCKS, SoundFeed, SoundFeeds
from tests.helpers.media import decode_opus, rms_dbfs, tone

FEED = FeedId("floor")


def feed() -> SoundFeed:
    return SoundFeed(FEED, OpusSettings(), lambda: None)


async def drained(track: EncodedSoundTrack, packets: int) -> list[bytes]:
    return [bytes(await track.recv()) for _ in range(packets)]


async def test_without_listeners_nothing_is_encoded() -> None:
    made = feed()
    for number in range(10):
        made.write(tone(440, number))
        made.encode_pending()
    assert made.encoded == 0


async def test_every_listener_gets_the_same_packet() -> None:
    made, tracks = feed(), [EncodedSoundTrack() for _ in range(3)]
    for track in tracks:
        made.add(track)
    for number in range(4):
        made.write(tone(440, number))
    made.encode_pending()
    packets = [await drained(track, 2) for track in tracks]
    assert packets[0] == packets[1] == packets[2]
    assert made.encoded == 2


async def test_packets_begin_at_even_blocks_whenever_the_listener_comes() -> None:
    for before in (1, 2, 7, 8):
        made, track = feed(), EncodedSoundTrack()
        for number in range(before):
            made.write(tone(440, number))
        made.add(track)
        for number in range(before, before + 4):
            made.write(tone(440, number))
        made.encode_pending()
        assert made.encoded == 2


async def test_a_switch_to_a_feed_that_nobody_heard_keeps_the_level_from_its_first_packet() -> None:
    before, after, track = feed(), feed(), EncodedSoundTrack()
    before.add(track)
    packets: list[bytes] = []
    for number in range(40):
        if number == 20:
            before.remove(track)
            after.add(track)
        for one in (before, after):
            one.write(tone(440, number))
            one.encode_pending()
        if number % 2:
            packets += await drained(track, 1)
    heard = decode_opus(packets)
    first = heard[10 * PACKET_SAMPLES :][:PACKET_SAMPLES]
    assert rms_dbfs(first) == pytest.approx(rms_dbfs(tone(440, 0).ravel()), abs=1.0)


async def test_a_late_loop_loses_whole_packets_and_counts_them() -> None:
    made = feed()
    made.add(EncodedSoundTrack())
    for number in range(PENDING_BLOCKS + 4):
        made.write(tone(440, number))
    made.encode_pending()
    assert made.dropped == 4
    assert made.encoded == PENDING_BLOCKS // 2


async def test_the_last_listener_ends_the_encoding() -> None:
    made, track = feed(), EncodedSoundTrack()
    made.add(track)
    made.remove(track)
    made.remove(track)
    made.write(tone(440, 0))
    made.write(tone(440, 1))
    made.encode_pending()
    assert (made.listeners, made.encoded) == (0, 0)


async def test_a_feed_may_be_followed_before_it_begins() -> None:
    feeds = SoundFeeds(OpusSettings())
    assert feeds[FEED] is feeds[FEED]
