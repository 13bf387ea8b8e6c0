"""Whatever comes on a leg, both its ends count it and go on; what they keep and what they send stays in bounds."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.rtc.receiving import ReceivingLeg
from common.rtc.rtcp import nack
from common.rtc.rtp import abs_send_time_extension, build_rtp
from common.rtc.sections import ABS_SEND_TIME_ID, Codec, Section, picture_section, sound_section
from common.rtc.sending import SendingLeg
from tests.helpers.footprint import footprint
from tests.helpers.garbage import any_datagram, damaged, garbage, rtcp_packets, rtp_packets
from tests.helpers.media import grey_picture, tone

MAIN, ORIGINAL, STAGE = 1, 2, 3
SECTIONS = (
    sound_section("0", "sendonly", MAIN),
    sound_section("1", "sendonly"),
    picture_section("2", "sendonly", STAGE),
)
SENDING = (sound_section("0", "sendonly", MAIN), picture_section("1", "sendonly", STAGE))
ours = st.sampled_from([MAIN, ORIGINAL, STAGE])
MOST_FOOTPRINT = 8_000_000
TICK_S = 0.02

datagrams = st.one_of(any_datagram(), rtp_packets(ours), rtcp_packets(ours), damaged(rtcp_packets(ours)))


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def receiving(clock: Clock, sent: list[bytes], sections: Sequence[Section] = SECTIONS) -> ReceivingLeg:
    """Make the receiving end."""
    return ReceivingLeg(sections, sent.append, lambda _: None, clock)


@given(st.lists(datagrams, max_size=20))
def test_a_receiving_leg(datagrams: list[bytes]) -> None:
    clock, sent = Clock(), list[bytes]()
    leg = receiving(clock, sent)
    for datagram in datagrams:
        leg.take_rtp(datagram, clock())
        leg.take_rtcp(datagram, clock())
        clock.now_s += TICK_S
        leg.tick(clock())
        for sound in leg.sounds:
            sound.read()
    leg.statistics()
    leg.close()


@given(st.lists(datagrams, max_size=20))
def test_a_sending_leg(datagrams: list[bytes]) -> None:
    clock, sent = Clock(), list[bytes]()
    leg = SendingLeg(SENDING, sent.append, sent.append, clock)
    for number, datagram in enumerate(datagrams):
        leg.write(tone(440, number))
        leg.take_rtcp(datagram, clock())
        clock.now_s += TICK_S
        leg.tick(clock())
    leg.statistics()
    leg.close()


def packets_like_pictures(dice: random.Random) -> bytes:
    """Make a packet of the picture's source, which begins, goes on or ends at random."""
    head = bytes((dice.choice([0x7C, 0x78, 0x67, 0x65, 0x61, 0x00]), dice.getrandbits(8)))
    body = head + dice.randbytes(dice.randrange(1000))
    stamp = abs_send_time_extension(ABS_SEND_TIME_ID, dice.uniform(0, 64)) if dice.random() < 0.7 else b""
    return build_rtp(102, dice.random() < 0.3, dice.getrandbits(16), dice.getrandbits(32), STAGE, body, stamp)


def packets_like_sound(dice: random.Random) -> bytes:
    """Make a packet of sound, numbered at random."""
    return build_rtp(111, False, dice.getrandbits(16), dice.getrandbits(32), MAIN, dice.randbytes(dice.randrange(120)))


@pytest.mark.parametrize("codec", ["H264", "VP8"])
@pytest.mark.parametrize("make", [packets_like_pictures, packets_like_sound])
def test_a_flood_at_a_receiving_leg(make: Callable[[random.Random], bytes], codec: Codec) -> None:
    dice, clock, sent = random.Random(7), Clock(), list[bytes]()
    sections = (*SECTIONS[:2], replace(SECTIONS[2], codec=codec))
    leg, junk = receiving(clock, sent, sections), garbage(7)
    most = 0
    for number in range(6000):
        leg.take_rtp(make(dice) if dice.random() < 0.8 else next(junk), clock())
        leg.take_rtcp(next(junk), clock())
        clock.now_s += 0.001
        if number % 20 == 0:
            leg.tick(clock())
            leg.sounds[0].read()
        if number % 500 == 0:
            most = max(most, footprint(leg))
    leg.close()
    assert most < MOST_FOOTPRINT
    assert sum(map(len, sent)) / 6.0 < 100_000  # bytes a second, of reports and requests


def test_a_flood_at_a_sending_leg() -> None:
    """One who asks for everything again gets less than the same once more, and nothing piles up."""
    clock, sent = Clock(), list[bytes]()
    leg = SendingLeg(SENDING, sent.append, lambda _: None, clock)
    before = quiet = 0
    for number in range(1000):
        leg.write(tone(440, number))
        clock.now_s += 0.01
        leg.tick(clock())
        if number == 499:
            before, quiet = sum(map(len, sent)), footprint(leg)
        if number >= 500:
            sequences = [int.from_bytes(packet[2:4], "big") for packet in sent[-100:]]
            leg.take_rtcp(asking(sequences), clock())
    leg.close()
    assert sum(map(len, sent)) - before < 2 * before
    assert footprint(leg) < 2 * quiet + 100_000


def test_pictures_do_not_pile_up_in_a_sending_leg() -> None:
    clock = Clock()
    leg = SendingLeg(SENDING, lambda _: None, lambda _: None, clock)
    for number in range(200):
        leg.write_picture(grey_picture(number % 256))
    assert footprint(leg) < MOST_FOOTPRINT
    leg.close()


def asking(sequences: list[int]) -> bytes:
    """Ask the sound's source for these again."""
    return nack(9, MAIN, sequences)
