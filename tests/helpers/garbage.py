"""Datagrams as a hostile or broken peer sends them: strategies for Hypothesis, and a seeded stream of all kinds."""

import random
from collections.abc import Callable, Iterator

from aiortc.rtp import RtcpByePacket
from hypothesis import strategies as st

from common.rtc.rtcp import line_estimate, nack, picture_loss, receiver_report, sender_report
from common.rtc.rtp import build_rtp
from common.rtc.stun import StunAttribute, StunType, binding_request, build_stun

MAX_BYTES = 1500
DTLS_HELLO = bytes.fromhex("16feff000000000000000000360100002a000000000000002afefd") + bytes(range(41))
"""The head of a first flight, cut off."""

numbers16, numbers32 = st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF)
payloads = st.binary(max_size=200)


def rtp_packets(ssrcs: st.SearchStrategy[int] = numbers32) -> st.SearchStrategy[bytes]:
    """Whole packets with any fields."""
    return st.builds(build_rtp, st.integers(0, 127), st.booleans(), numbers16, numbers32, ssrcs, payloads)


@st.composite
def damaged(draw: st.DrawFn, whole: st.SearchStrategy[bytes]) -> bytes:
    """A packet with bytes changed, cut off, or put on."""
    packet = bytearray(draw(whole))
    for at, value in draw(st.lists(st.tuples(st.integers(0, MAX_BYTES), st.integers(0, 255)), max_size=4)):
        if packet:
            packet[at % len(packet)] = value
    cut = draw(st.integers(0, len(packet)))
    return bytes(packet[: len(packet) - cut] if draw(st.booleans()) else packet) + draw(st.binary(max_size=8))


def rtcp_packets(ssrcs: st.SearchStrategy[int] = numbers32) -> st.SearchStrategy[bytes]:
    """Compound packets of every kind that we know."""
    lists = st.lists(numbers16, max_size=20)
    reports = st.builds(
        sender_report, ssrcs, st.floats(0, 1e6), numbers32, numbers32, numbers32, st.binary(max_size=20)
    )
    empty = st.builds(receiver_report, ssrcs, st.just([]), st.binary(max_size=20))
    asking = st.builds(nack, numbers32, ssrcs, lists)
    others = st.one_of(
        st.builds(picture_loss, numbers32, ssrcs),
        st.builds(line_estimate, numbers32, st.floats(0, 1e12), st.lists(ssrcs, max_size=4)),
        st.builds(lambda ssrc: bytes(RtcpByePacket([ssrc])), ssrcs),
    )
    return st.lists(st.one_of(reports, empty, asking, others), min_size=1, max_size=4).map(b"".join)


def stun_messages() -> st.SearchStrategy[bytes]:
    """Messages of every type, signed or not."""
    names = st.one_of(st.sampled_from([int(a) for a in StunAttribute]), numbers16)
    attributes = st.lists(st.tuples(names, st.binary(max_size=40)), max_size=6)
    kinds = st.one_of(st.sampled_from([int(k) for k in StunType]), st.integers(0, 0x3FFF))
    keys = st.one_of(st.none(), st.binary(max_size=30))
    return st.builds(build_stun, kinds, st.binary(min_size=12, max_size=12), attributes, keys)


def any_datagram() -> st.SearchStrategy[bytes]:
    """Anything, likely or not."""
    whole = st.one_of(rtp_packets(), rtcp_packets(), stun_messages(), st.just(DTLS_HELLO))
    return st.one_of(st.binary(max_size=MAX_BYTES), whole, damaged(whole))


def garbage(seed: int, names: tuple[str, str] = ("nobody", "none")) -> Iterator[bytes]:
    """Yield datagrams of every kind for ever, the same for the same seed; `names` are ICE names that checks carry."""
    dice = random.Random(seed)
    while True:
        whole = dice.choice(_KINDS)(dice, names)
        if whole and dice.random() < 0.5:
            broken = bytearray(whole)
            broken[dice.randrange(len(broken))] ^= 1 << dice.randrange(8)
            whole = bytes(broken[: dice.randrange(1, len(broken) + 1)])
        yield whole


def _rtp(dice: random.Random, _: tuple[str, str]) -> bytes:
    ssrc, body = dice.getrandbits(32), dice.randbytes(90)
    return build_rtp(dice.choice([0, 102, 111]), True, dice.getrandbits(16), 0, ssrc, body)


def _rtcp(dice: random.Random, _: tuple[str, str]) -> bytes:
    ssrc = dice.getrandbits(32)
    asked = nack(ssrc, ssrc, [dice.getrandbits(16) for _ in range(30)])
    return dice.choice([sender_report(ssrc, 1.0, 2, 3, 4, b"x"), asked, picture_loss(ssrc, ssrc)])


def _check(dice: random.Random, names: tuple[str, str]) -> bytes:
    return binding_request(dice.randbytes(12), ":".join(names), dice.randbytes(8), 1, 2, is_nominating=True)


def _dtls(dice: random.Random, _: tuple[str, str]) -> bytes:
    return bytes((dice.randrange(20, 64),)) + DTLS_HELLO[1:]


def _alert(dice: random.Random, _: tuple[str, str]) -> bytes:
    """Say in plain that the association ends, as anybody could who knows the addresses (RFC 5246, section 7.2)."""
    head = b"\x15\xfe\xfd" + bytes((0, dice.randrange(2))) + dice.getrandbits(48).to_bytes(6, "big") + b"\0\2"
    return head + dice.choice([b"\1\0", b"\2\x28", b"\2\x0a"])


def _noise(dice: random.Random, _: tuple[str, str]) -> bytes:
    return dice.randbytes(dice.randrange(MAX_BYTES))


_KINDS: tuple[Callable[[random.Random, tuple[str, str]], bytes], ...] = (
    _rtp,
    _rtcp,
    _check,
    _dtls,
    _alert,
    _noise,
    lambda *_: DTLS_HELLO,
    lambda *_: b"",
)
