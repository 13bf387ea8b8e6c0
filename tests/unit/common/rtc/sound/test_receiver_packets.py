"""The receiver of sound, packet by packet: numbers that wrap and jump, other sources, what is no sound, floods."""

import numpy as np
import pytest
from numpy.typing import NDArray

from common.model.units import BLOCK_SAMPLES
from common.rtc.rtp import Rtp
from common.rtc.sound import SoundReceiver
from tests.helpers.soundline import SSRC, natural_sharpness, sharpness, voice_packets

LINE_MS = 20.0
PACKET_MS = 20.0


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


def test_another_source_begins_anew_without_a_click() -> None:
    hand = Hand(on_packets=100, first=0)
    hand.play(100, ssrc=SSRC + 1)
    assert hand.receiver.counters.restarted == 1
    assert sharpness(np.concatenate(hand.blocks).ravel()) < 1.2 * natural_sharpness()


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
