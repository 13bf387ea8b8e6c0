"""Packets become whole pictures in their order; what is missing is waited for, unless a key frame makes it needless."""

import random
import time

import pytest
from msgspec.structs import replace

from common.rtc.picturebuffer import MAX_KEYS, MAX_PACKETS, PictureBuffer, WholePicture
from common.rtc.rtp import Rtp

KEY, PART = b"\x67key", b"\x41part"
FIRST = 65_530


def packets_of(number: int, parts: int = 3, *, is_key: bool = False) -> list[Rtp]:
    """Make the packets of one picture; its number is in its data."""
    head = KEY if is_key else PART
    return [
        Rtp(102, part == parts - 1, 0, number * 3600, 1, head + bytes((number, part)) if part == 0 else PART + b"+")
        for part in range(parts)
    ]


class Stream:
    """Numbers packets and puts them in."""

    def __init__(self) -> None:
        self.buffer = PictureBuffer("H264")
        self.next = FIRST
        self.taken: list[WholePicture] = []

    def send(self, packets: list[Rtp], lost: tuple[int, ...] = (), now_s: float = 0.0) -> list[tuple[int, Rtp]]:
        """Put in packets but those lost; return them numbered."""
        numbered = [(self.next + n, packet) for n, packet in enumerate(packets)]
        self.next += len(packets)
        for n, (number, packet) in enumerate(numbered):
            if n not in lost:
                self.put(number, packet, now_s)
        return numbered

    def put(self, number: int, packet: Rtp, now_s: float = 0.0) -> None:
        """Put in one packet and take what is whole."""
        self.buffer.put(number, packet, now_s)
        self.taken += self.buffer.take()

    @property
    def numbers(self) -> list[int]:
        """Which pictures were whole, in their order."""
        return [picture.timestamp // 3600 for picture in self.taken]


def test_pictures_come_whole_and_in_order_from_the_first_key_frame_on() -> None:
    stream = Stream()
    stream.send(packets_of(1))
    stream.send(packets_of(2, is_key=True))
    stream.send(packets_of(3))
    assert stream.numbers == [2, 3]
    assert [picture.is_key for picture in stream.taken] == [True, False]


def test_disorder_and_doubles_change_nothing() -> None:
    stream, dice = Stream(), random.Random(4)
    stream.send(packets_of(0, is_key=True))
    packets = [packet for number in range(1, 40) for packet in packets_of(number)]
    flying = [(stream.next + n, packet) for n, packet in enumerate(packets)]
    order = sorted(flying * 2, key=lambda item: item[0] + dice.uniform(0, 6))
    for number, packet in order:
        stream.put(number, packet)
    assert stream.numbers == list(range(40))
    assert stream.buffer.abandoned == 0


def test_what_is_missing_holds_back_what_follows_until_it_comes() -> None:
    stream = Stream()
    stream.send(packets_of(1, is_key=True))
    numbered = stream.send(packets_of(2), lost=(1,))
    stream.send(packets_of(3))
    assert stream.numbers == [1]
    assert stream.buffer.missing.due(1.0) == [numbered[1][0]]
    stream.put(*numbered[1], now_s=1.1)
    assert stream.numbers == [1, 2, 3]


def test_a_key_frame_that_is_whole_is_not_kept_waiting() -> None:
    stream = Stream()
    stream.send(packets_of(1, is_key=True))
    numbered = stream.send(packets_of(2), lost=(0,))
    stream.send(packets_of(3, is_key=True))
    assert stream.numbers == [1, 3]
    assert len(stream.buffer.missing) == 0
    stream.put(*numbered[0])
    assert stream.numbers == [1, 3]


def test_a_picture_may_end_without_its_mark() -> None:
    stream = Stream()
    stream.send(packets_of(1, is_key=True))
    stream.send([replace(packet, marker=False) for packet in packets_of(2)])
    assert stream.numbers == [1]
    stream.send(packets_of(3)[:1])
    assert stream.numbers == [1, 2]


def test_padding_takes_part_in_the_numbers_only() -> None:
    stream = Stream()
    padding = Rtp(102, False, 0, 1 * 3600, 1, b"")
    stream.send(packets_of(1, is_key=True))
    stream.send([padding, padding])
    stream.send(packets_of(2))
    assert stream.numbers == [1, 2]


def test_given_up_means_that_only_a_key_frame_helps() -> None:
    stream = Stream()
    stream.send(packets_of(1, is_key=True))
    stream.send(packets_of(2), lost=(0,))
    stream.buffer.give_up()
    assert stream.buffer.needs_key
    stream.send(packets_of(3))
    assert stream.numbers == [1]
    stream.send(packets_of(4, is_key=True))
    assert stream.numbers == [1, 4]
    assert not stream.buffer.needs_key


def test_a_key_frame_that_is_coming_is_known_before_it_is_whole() -> None:
    stream = Stream()
    numbered = stream.send(packets_of(1, is_key=True), lost=(1,))
    assert (stream.buffer.needs_key, stream.buffer.is_key_coming) == (True, True)
    stream.put(*numbered[1])
    assert stream.numbers == [1]


@pytest.mark.parametrize("payload", [b"\x67", b"\x1f\x00", b"\x78\x00\xff\x67"])
def test_what_no_depacketiser_takes_is_counted_and_a_key_frame_needed(payload: bytes) -> None:
    stream = Stream()
    stream.send(packets_of(1, is_key=True))
    stream.send([Rtp(102, True, 0, 7200, 1, payload)])
    assert stream.buffer.malformed == 1
    assert stream.buffer.needs_key


def test_what_waits_is_bounded() -> None:
    stream = Stream()
    stream.send(packets_of(1, is_key=True))
    stream.next += 1
    for number in range(2, 3 * MAX_PACKETS):
        stream.send([Rtp(102, False, 0, number, 1, PART)])
    assert len(stream.buffer._packets) <= MAX_PACKETS
    assert stream.buffer.abandoned > 0


@pytest.mark.parametrize("payload", [KEY, PART])
def test_a_picture_that_never_ends_costs_no_more_from_packet_to_packet(payload: bytes) -> None:
    stream = Stream()
    stream.send(packets_of(1, is_key=True))
    begun_s = time.perf_counter()
    stream.send([Rtp(102, False, 0, 7200, 1, payload)] * 2 * MAX_PACKETS)
    assert time.perf_counter() - begun_s < 2.0, "each packet looked at once, not each time anew"
    assert len(stream.buffer._keys) <= MAX_KEYS
    stream.send(packets_of(2, is_key=True))
    stream.send(packets_of(3, is_key=True))
    assert stream.numbers[-1] == 3, "an honest picture after it is shown"
