"""A feed is encoded for its listeners, in step with the other feeds, and not at all for nobody."""

import pytest

from common.audio.format import Block
from common.audio.testsignal import Voice
from common.model.errors import ErrorCode, MediaError
from common.model.units import BLOCK_SAMPLES, PACKET_SAMPLES
from common.rtc.opus import OpusEncoder, OpusSettings
from room_console.core.media.embedded.feeds import PENDING_BLOCKS, SoundFeed, SoundFeeds
from room_console.core.media.embedded.wire import SoundPacket
from tests.helpers.logfail import LogWatch
from tests.helpers.media import beside, decode_opus, rms_dbfs, tone, until

ANNA, BORIS = 1, 2


class Bench:
    """A feed, and the packets that it gave away."""

    def __init__(self, settings: OpusSettings | None = None, phase: int = 0) -> None:
        self.packets: list[SoundPacket] = []
        self.feed = SoundFeed(7, settings or OpusSettings(), self.packets.append, lambda: None, phase)

    def play(self, first: int, last: int) -> None:
        """Write blocks of a tone, and encode them."""
        for number in range(first, last):
            self.feed.write(tone(440, number))
            self.feed.encode_pending()


def test_without_listeners_nothing_is_encoded() -> None:
    bench = Bench()
    bench.play(0, 10)
    assert bench.packets == []


def test_a_packet_is_made_once_for_all_and_says_where_in_the_feed_it_lies() -> None:
    bench = Bench()
    for leg in (ANNA, BORIS):
        bench.feed.add(leg, "main")
    bench.feed.add(ANNA, "original")
    bench.play(0, 4)
    assert [(p.feed, p.timestamp, p.samples) for p in bench.packets] == [(7, 0, PACKET_SAMPLES), (7, 960, 960)]
    assert all(p.captured_mono_s < p.given_mono_s for p in bench.packets)


def test_packets_of_one_block_can_be_had() -> None:
    bench = Bench(OpusSettings(packet_ms=10))
    bench.feed.add(ANNA, "main")
    bench.play(0, 3)
    assert [(p.timestamp, p.samples) for p in bench.packets] == [(n * BLOCK_SAMPLES, BLOCK_SAMPLES) for n in range(3)]


@pytest.mark.parametrize("before", [4, 5, 7, 8, 9, 10, 11])
@pytest.mark.parametrize("packet_ms", [20, 40])
@pytest.mark.parametrize("phase", [0, 1, 2, 3])
def test_packets_begin_at_the_phases_blocks_whenever_the_listener_comes(
    before: int, packet_ms: int, phase: int
) -> None:
    bench = Bench(OpusSettings(packet_ms=40 if packet_ms == 40 else 20), phase)
    bench.play(0, before)
    bench.feed.add(ANNA, "main")
    blocks = packet_ms // 10
    bench.play(before, before + 2 * blocks)
    first = before - (before - phase) % blocks
    assert [p.timestamp for p in bench.packets] == [first * BLOCK_SAMPLES, (first + blocks) * BLOCK_SAMPLES]


def test_a_switch_to_a_feed_that_nobody_heard_keeps_the_level_from_its_first_packet() -> None:
    before, after = Bench(), Bench()
    before.feed.add(ANNA, "main")
    for number in range(40):
        if number == 20:
            after.feed.add(ANNA, "main")
            before.feed.remove(ANNA, "main")
        before.play(number, number + 1)
        after.play(number, number + 1)
    heard = decode_opus([p.payload for p in before.packets + after.packets])
    first = heard[10 * PACKET_SAMPLES :][:PACKET_SAMPLES]
    assert rms_dbfs(first) == pytest.approx(rms_dbfs(tone(440, 0).ravel()), abs=1.0)


def test_a_late_loop_loses_whole_packets_and_counts_them() -> None:
    bench = Bench()
    bench.feed.add(ANNA, "main")
    for number in range(PENDING_BLOCKS + 4):
        bench.feed.write(tone(440, number))
    bench.feed.encode_pending()
    assert bench.feed.dropped == 4
    assert [p.timestamp for p in bench.packets] == [n * BLOCK_SAMPLES for n in range(4, PENDING_BLOCKS + 4, 2)]


def test_the_last_listener_ends_the_encoding() -> None:
    bench = Bench()
    bench.feed.add(ANNA, "main")
    bench.feed.add(ANNA, "original")
    bench.feed.remove(ANNA, "main")
    bench.feed.remove(ANNA, "main")
    bench.play(0, 2)
    assert len(bench.packets) == 1
    bench.feed.remove(ANNA, "original")
    bench.play(2, 4)
    assert (bench.feed.listeners, len(bench.packets)) == (0, 1)


def test_an_encoder_that_fails_is_made_anew(expects_logs: LogWatch, monkeypatch: pytest.MonkeyPatch) -> None:
    expects_logs("x feed 7: broken")
    bench = Bench()
    bench.feed.add(ANNA, "main")
    encode = OpusEncoder.encode

    def fail(encoder: OpusEncoder, block: Block) -> bytes | None:
        monkeypatch.setattr(OpusEncoder, "encode", encode)
        raise MediaError(ErrorCode.MEDIA_FAILED, "broken")

    monkeypatch.setattr(OpusEncoder, "encode", fail)
    bench.play(0, 4)
    assert len(bench.packets) == 1


async def test_all_feeds_are_encoded_by_turns() -> None:
    feeds, packets = SoundFeeds(), list[SoundPacket]()
    made = [feeds.make(number, OpusSettings(), packets.append) for number in range(3)]
    for feed in made:
        feed.add(ANNA, "main")
    async with beside(feeds.run()):
        for number in range(2):
            for feed in made:
                feed.write(tone(440, number))
        await until(lambda: len(packets) == len(made))
    assert [p.feed for p in packets] == [0, 1, 2]


def test_the_length_of_packets_changes_between_two_of_them_and_loses_nothing() -> None:
    bench = Bench()
    bench.feed.add(ANNA, "main")
    bench.play(0, 3)
    bench.feed.use_packet_ms(10)
    bench.play(3, 7)
    bench.feed.use_packet_ms(20)
    bench.play(7, 9)
    bench.feed.use_packet_ms(40)
    bench.play(9, 17)
    bench.feed.use_packet_ms(20)
    bench.play(17, 22)
    lengths = [p.samples // BLOCK_SAMPLES for p in bench.packets]
    assert lengths == [2, 2, 1, 1, 1, 1, 2, 2, 4, 4, 2]
    assert [p.timestamp for p in bench.packets] == [sum(lengths[:n]) * BLOCK_SAMPLES for n in range(len(lengths))]


@pytest.mark.parametrize(("packet_ms", "bit_rate_bps"), [(10, 64_000), (40, 56_000)])
def test_packets_of_other_lengths_get_the_rate_with_which_they_sound_alike(packet_ms: int, bit_rate_bps: int) -> None:
    bench = Bench()
    bench.feed.add(ANNA, "main")
    bench.feed.use_packet_ms(10 if packet_ms == 10 else 40)
    voice = Voice(1)
    for _ in range(800):
        bench.feed.write(voice.read())
        bench.feed.encode_pending()
    sent = sum(8 * len(packet.payload) for packet in bench.packets) / 8.0
    assert 0.8 * bit_rate_bps < sent < 1.1 * bit_rate_bps
