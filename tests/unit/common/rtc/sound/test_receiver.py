"""A voice over a bad line, in simulated time: what is repaired, how long it waits, and that nothing clicks."""

import numpy as np
import pytest
from numpy.typing import NDArray

from common.model.units import BLOCK_SAMPLES
from common.rtc.opus import PacketMs
from common.rtc.rtp import Rtp
from common.rtc.sound import PlayoutSettings, SoundReceiver
from common.rtc.sound.decoding import AvDecoder, make_decoder
from tests.helpers.soundline import SSRC, Heard, Line, SoundLine, voice_packets

LINE_MS = 20.0
PACKET_MS = 20.0


def sharpness(samples: NDArray[np.float32]) -> float:
    """Return the greatest third difference: a click has one that no voice has."""
    return float(np.abs(np.diff(samples, 3)).max())


@pytest.fixture(scope="module")
def natural_sharpness() -> float:
    decoder = make_decoder()
    return sharpness(np.concatenate([decoder.decode(packet) for packet in voice_packets()]))


def waited_ms(heard: Heard) -> float:
    """Return the median age of sound when it is read, beyond the line's delay and the packet's length."""
    return float(np.nanmedian(heard.delays_ms)) - LINE_MS - PACKET_MS


def share_reaching(line: SoundLine, seconds: float) -> float:
    """Return which share of the blocks came from data, copies or repeats."""
    before = line.receiver.counters.concealed
    blocks = len(line.run(seconds).delays_ms)
    return 1 - (line.receiver.counters.concealed - before) / blocks


@pytest.mark.parametrize("phase_ms", [0.1, 3.0, 5.0, 9.9])
def test_on_a_clean_line_sound_waits_no_longer_than_the_reader_asks_for(phase_ms: float) -> None:
    line = SoundLine(reader_phase_s=phase_ms / 1000)
    line.run(20)
    assert waited_ms(line.run(5)) < 12.6
    assert line.receiver.counters.concealed == 0


@pytest.mark.parametrize(("packet_ms", "share"), [(10, 0.998), (20, 0.998), (40, 0.995)])
def test_of_five_per_cent_random_loss_hardly_anything_is_missing(
    packet_ms: PacketMs, share: float, natural_sharpness: float
) -> None:
    line = SoundLine(Line(loss=0.05), packet_ms=packet_ms)
    line.run(15)
    assert share_reaching(line, 30) >= share
    assert waited_ms(line.heard) <= 80
    assert line.receiver.delay_ms <= 80
    assert sharpness(line.heard.samples) < 1.4 * natural_sharpness


def test_light_loss_is_worth_the_wait_for_a_copy_but_not_for_a_repeat() -> None:
    line = SoundLine(Line(loss=0.01))
    line.run(15)
    assert share_reaching(line, 30) >= 0.99
    assert waited_ms(line.heard) <= 30
    assert line.receiver.counters.recovered_fec > 5


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_short_packet_lost_in_a_hundred_is_mended_by_copies_alone(seed: int) -> None:
    line = SoundLine(Line(loss=0.01, seed=seed), packet_ms=10)
    line.run(5.0)
    assert share_reaching(line, 20.0) > 0.99
    assert float(np.nanmedian(line.heard.delays_ms)) < LINE_MS + 30.0


def test_without_repeats_the_copies_do_most() -> None:
    line = SoundLine(Line(loss=0.05, repeats=False))
    line.run(5)
    assert share_reaching(line, 30) >= 0.985
    assert waited_ms(line.heard) <= 35
    counters = line.receiver.counters
    assert counters.recovered_nack == 0
    assert counters.recovered_fec > 0.7 * counters.lost


@pytest.mark.parametrize(
    ("loss", "mean_burst", "share"), [(0.05, 3, 0.985), (0.1, 1, 0.99), (0.2, 1, 0.97), (0.2, 4, 0.94)]
)
def test_bursts_and_heavy_loss_are_repaired_as_far_as_repeats_reach(
    loss: float, mean_burst: float, share: float
) -> None:
    line = SoundLine(Line(loss=loss, mean_burst=mean_burst))
    line.run(30)
    assert share_reaching(line, 30) >= share
    assert waited_ms(line.heard) <= PlayoutSettings().hard_repair_delay_ms


def test_a_single_lost_packet_costs_no_gap_and_no_delay(natural_sharpness: float) -> None:
    line = SoundLine()
    line.lose(900)
    line.run(15)
    before = line.receiver.delay_ms
    heard = line.run(10)
    assert line.receiver.counters.lost == 1
    assert line.receiver.counters.concealed == PACKET_MS / 10
    assert line.receiver.delay_ms == pytest.approx(before, abs=0.5)
    assert sharpness(heard.samples) < 1.2 * natural_sharpness
    blocks = np.abs(np.stack(heard.blocks)[:, :, 0]).max(axis=1)
    lost_at = round((900 * PACKET_MS + LINE_MS + waited_ms(heard) + PACKET_MS - 15_000) / 10)
    assert blocks[lost_at - 2 : lost_at + 6].min() > 0.01


def test_the_round_trip_is_learnt_from_the_first_repeat_even_a_late_one() -> None:
    line = SoundLine()
    line.lose(300)
    line.run(10)
    assert line.receiver.round_trip_ms == pytest.approx(2 * LINE_MS, abs=0.1)
    assert line.receiver.counters.late == 1


def test_where_no_repeat_can_come_in_time_none_is_asked_for_but_now_and_then() -> None:
    line = SoundLine(Line(delay_s=0.25, loss=0.05))
    line.run(40)
    assert line.receiver.counters.lost > 60
    assert len(line.asked) < 25


def test_once_losses_end_the_delay_shrinks_again() -> None:
    line = SoundLine(Line(loss=0.05))
    line.run(20)
    assert waited_ms(line.run(1)) > 60
    line.line = Line()
    line.run(12)
    assert waited_ms(line.run(1)) < 14


def test_after_jitter_the_clean_delay_is_back_within_ten_seconds(natural_sharpness: float) -> None:
    line = SoundLine(Line(jitter_s=0.03))
    line.run(20)
    assert 15 < waited_ms(line.run(10)) < 45
    assert share_reaching(line, 10) > 0.995
    line.line = Line()
    heard = line.run(10)
    assert sharpness(heard.samples) < 1.2 * natural_sharpness
    assert waited_ms(line.run(1)) < 14
    assert line.receiver.counters.concealed <= 10


def test_a_sudden_longer_path_is_followed_without_losing_a_packet() -> None:
    line = SoundLine()
    line.run(10)
    line.line = Line(delay_s=0.1)
    line.run(10)
    assert line.receiver.counters.lost == 0
    assert float(np.nanmedian(line.run(2).delays_ms)) < 100 + PACKET_MS + 14


def test_reordered_packets_are_put_in_order_and_duplicates_dropped() -> None:
    line = SoundLine(Line(jitter_s=0.05, reorders=True, duplicates=0.1))
    line.run(10)
    assert share_reaching(line, 30) > 0.99
    counters = line.receiver.counters
    assert counters.reordered > 100
    assert 100 < counters.duplicated < 300
    assert counters.lost < 15


@pytest.mark.parametrize("decoder", [make_decoder, AvDecoder])
def test_what_is_carried_on_fades_and_comes_back_without_a_click(
    decoder: type[AvDecoder], natural_sharpness: float
) -> None:
    line = SoundLine(decoder=decoder)
    line.lose(*range(500, 520))
    heard = line.run(12)
    gap = heard.samples[round(10.3 * 48_000) : round(10.38 * 48_000)]
    assert np.abs(gap).max() == 0.0
    assert sharpness(heard.samples) < 1.4 * natural_sharpness
    assert waited_ms(line.run(1)) < 14


def test_after_a_long_stall_nothing_is_given_until_sound_comes_again(natural_sharpness: float) -> None:
    line = SoundLine()
    line.run(5)
    line.line = Line(loss=1.0)
    assert line.run(3).nones == pytest.approx(200, abs=5)
    line.line = Line()
    heard = line.run(5)
    assert heard.nones < 10
    assert line.receiver.counters.restarted == 1
    assert waited_ms(line.run(2)) < 14
    assert sharpness(heard.samples[BLOCK_SAMPLES * 20 :]) < 1.2 * natural_sharpness


def test_packets_held_up_for_long_are_skipped_when_they_come_at_once() -> None:
    line = SoundLine()
    line.run(5)
    line.line = Line(delay_s=0.8)
    line.run(0.78)
    line.line = Line()
    line.run(12)
    assert waited_ms(line.run(1)) < 14
    assert line.receiver.counters.skipped + line.receiver.counters.lost > 0


def packet(sequence: int, timestamp: int, ssrc: int = SSRC, payload: bytes | None = None) -> Rtp:
    data = voice_packets()[sequence % 100] if payload is None else payload
    return Rtp(111, False, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc, data)


class Hand:
    """Puts packets and reads by hand."""

    def __init__(self, on_packets: int = 50, first: int = 0xFFF0, timestamp: int = 0xFFFF_0000) -> None:
        self.now_s = 0.0
        self.receiver = SoundReceiver(None, lambda: self.now_s)
        self.sequence, self.timestamp = first, timestamp
        self.blocks: list[NDArray[np.float32]] = []
        self.play(on_packets)

    def play(self, packets: int, ssrc: int = SSRC, payload: bytes | None = None) -> None:
        for _ in range(packets):
            self.receiver.put(packet(self.sequence, self.timestamp, ssrc, payload), self.now_s)
            self.sequence += 1
            self.timestamp += 960
            self.read(2)

    def read(self, blocks: int) -> None:
        for _ in range(blocks):
            self.now_s += 0.01
            if (block := self.receiver.read()) is not None:
                assert block.shape == (BLOCK_SAMPLES, 1)
                assert block.dtype == np.float32
                self.blocks.append(block)


def test_nothing_is_read_before_the_first_packet() -> None:
    receiver = SoundReceiver()
    assert receiver.read() is None
    assert receiver.position() is None


def test_numbers_and_timestamps_wrap() -> None:
    hand = Hand(on_packets=200)
    assert hand.receiver.counters.concealed == 0
    assert hand.receiver.counters.restarted == 0
    position = hand.receiver.position()
    assert position is not None
    assert 0 < hand.timestamp - 0x1_0000_0000 - position < 3000


@pytest.mark.parametrize(
    ("sequence_step", "timestamp_step"), [(10_000, 0), (0, 48_000 * 60), (-5_000, -96_000), (5, -96_000)]
)
def test_a_jump_of_the_numbers_begins_anew(sequence_step: int, timestamp_step: int) -> None:
    hand = Hand(on_packets=100)
    hand.sequence += sequence_step
    hand.timestamp += timestamp_step
    before = hand.receiver.counters.concealed
    hand.play(100)
    assert hand.receiver.counters.restarted == 1
    assert hand.receiver.counters.concealed - before < 20
    assert hand.receiver.delay_ms < 40


def test_another_source_begins_anew_without_a_click(natural_sharpness: float) -> None:
    hand = Hand(on_packets=100, first=0)
    hand.play(100, ssrc=SSRC + 1)
    assert hand.receiver.counters.restarted == 1
    assert sharpness(np.concatenate(hand.blocks).ravel()) < 1.2 * natural_sharpness


@pytest.mark.parametrize("payload", [b"\xff\xff\xff\xff", b"\x03", b"\x7b\xbf" + bytes(40), bytes(5000), b"\x0b\x00"])
def test_what_is_no_opus_is_counted_and_carried_over(payload: bytes) -> None:
    hand = Hand(on_packets=50)
    hand.play(10, payload=payload)
    hand.play(50)
    assert hand.receiver.counters.malformed == 10
    assert hand.receiver.counters.concealed >= 18


def test_an_empty_packet_is_no_sound_and_no_loss() -> None:
    hand = Hand(on_packets=50, first=0, timestamp=0)
    hand.receiver.put(packet(hand.sequence, hand.timestamp, payload=b""), hand.now_s)
    hand.sequence += 1
    hand.play(50)
    assert hand.receiver.counters.lost == 0
    assert hand.receiver.counters.concealed == 0


def test_a_pause_in_the_timestamps_is_silence_and_no_loss() -> None:
    hand = Hand(on_packets=50)
    hand.read(50)
    hand.timestamp += 25 * 960
    hand.play(50)
    assert hand.receiver.counters.lost == 0
    assert hand.receiver.delay_ms < 40


def test_a_flood_of_numbers_takes_no_more_memory_than_a_few_seconds() -> None:
    hand = Hand(on_packets=10, first=0)
    for number in range(10, 3000):
        hand.receiver.put(packet(number, hand.timestamp + 960 * (number - 10)), hand.now_s)
    assert len(hand.receiver._store) <= 512
    assert hand.receiver.counters.skipped > 1000
    hand.read(10)
