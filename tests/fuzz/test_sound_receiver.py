"""Whatever comes as Opus, in whatever order and at whatever pace, a block is a block, and nothing piles up."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.audio.format import Block
from common.audio.testsignal import Voice
from common.model.units import BLOCK_S, BLOCK_SAMPLES
from common.rtc.opus import OpusEncoder
from common.rtc.rtp import Rtp
from common.rtc.sound import SoundReceiver
from tests.helpers.footprint import footprint
from tests.helpers.garbage import numbers16, numbers32

MOST_SAMPLE = 1.0
"""Full scale: libopus' floats go to 400,000 where its input is noise, and a hall must not be given that."""
MOST_FOOTPRINT = 2_000_000
"""In bytes and elements: seconds of sound, not minutes."""

opus = st.one_of(
    st.binary(max_size=60),
    st.builds(lambda head, body: bytes((head,)) + body, st.integers(0, 255), st.binary(max_size=120)),
)
packets = st.builds(Rtp, st.just(111), st.booleans(), numbers16, numbers32, st.sampled_from([1, 2]), opus)
near = st.builds(Rtp, st.just(111), st.just(False), st.integers(65500, 65535), st.integers(0, 9600), st.just(1), opus)


def check(block: Block | None) -> None:
    """Check that it is None, or a block of finite sound."""
    if block is not None:
        assert block.shape == (BLOCK_SAMPLES, 1)
        assert block.dtype == np.float32
        assert float(np.abs(block).max()) <= MOST_SAMPLE  # also False for what is not a number


@given(st.lists(st.tuples(st.one_of(packets, near), st.integers(0, 4)), max_size=30))
def test_any_packets_and_any_pace(steps: list[tuple[Rtp, int]]) -> None:
    now_s = 0.0
    receiver = SoundReceiver(lambda _: None, lambda: now_s)
    for packet, reads in steps:
        receiver.put(packet, now_s)
        for _ in range(reads):
            now_s += BLOCK_S
            check(receiver.read())
            position = receiver.position()
            assert position is None or 0 <= position < 1 << 32
    assert receiver.counters.received == len(steps)
    assert receiver.delay_ms >= 0


def spoken(count: int) -> list[bytes]:
    """Encode a voice."""
    voice, encoder = Voice(1), OpusEncoder()
    return [p for p in (encoder.encode(voice.read()) for _ in range(2 * count)) if p is not None]


@pytest.mark.parametrize("seed", range(4))
def test_a_hostile_hour_in_short(seed: int) -> None:
    """Jumps, floods, repeats, silence and noise among a voice: the receiver stays small and gives blocks."""
    dice = random.Random(seed)
    voice = spoken(50)
    now_s, asked = 0.0, list[int]()
    receiver = SoundReceiver(asked.extend, lambda: now_s)
    sequence, timestamp, most = 0, 0, 0
    for step in range(3000):
        now_s += BLOCK_S
        if dice.random() < 0.02:
            sequence, timestamp = dice.getrandbits(16), dice.getrandbits(32)
        for _ in range(dice.choice([0, 1, 1, 1, 30])):
            payload = voice[step % len(voice)] if dice.random() < 0.7 else dice.randbytes(dice.randrange(100))
            receiver.put(Rtp(111, False, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, 1, payload), now_s)
            sequence, timestamp = sequence + dice.choice([1, 1, 1, 0, 2, 40]), timestamp + 960
        check(receiver.read())
        if step % 100 == 0:
            most = max(most, footprint(receiver))
    assert most < MOST_FOOTPRINT
    assert len(asked) < 200_000
    heard = 0.0
    for number in range(200):
        now_s += 2 * BLOCK_S
        receiver.put(Rtp(111, False, number, 960 * number, 1, voice[number % len(voice)]), now_s)
        for _ in (1, 2):
            check(block := receiver.read())
            if number >= 150 and block is not None:
                heard = max(heard, float(np.abs(block).max()))
    assert heard > 0.01
