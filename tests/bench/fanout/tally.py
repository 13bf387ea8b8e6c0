"""What the guests of a crowd received in a span, made into figures."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.bench.fanout.figures import lateness_ms, unwrapped
from tests.bench.fanout.guest import HEAD_BYTES, Guest
from tests.bench.fanout.packet import Due, due_of

RTP_PAYLOAD_AT = 12


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the source's schedule: those of its numbers that were due in it are judged."""

    from_mono_s: float
    to_mono_s: float
    tick_s: float
    packets_per_tick: int
    clock_hz: int


@dataclass(frozen=True, slots=True)
class Heads:
    """RTP packets of one guest in the order they came; RTCP is left out."""

    arrived_s: "NDArray[np.float64]"
    sequence: "NDArray[np.int64]"
    timestamp: "NDArray[np.int64]"
    ssrc: "NDArray[np.int64]"


@dataclass(frozen=True, slots=True)
class Tally:
    """One guest's share. `late_ms` and when that was due are empty where no packet told it."""

    packets: int
    delivered: float
    late_ms: "NDArray[np.float64]"
    due_mono_s: "NDArray[np.float64]"
    is_decrypted: bool


def heads_of(guest: Guest) -> Heads:
    """Read what a guest noted."""
    raw = np.frombuffer(bytes(guest.heads), np.uint8).reshape(-1, HEAD_BYTES)
    arrived = np.asarray(guest.arrived, np.float64)
    is_rtp = (raw[:, 1] < 192) | (raw[:, 1] >= 224)
    raw, arrived = raw[is_rtp], arrived[is_rtp]
    words = raw.copy().view(">u4").astype(np.int64)
    return Heads(arrived, words[:, 0] & 0xFFFF, words[:, 1], words[:, 2])


def first_due(guest: Guest) -> tuple[int, Due] | None:
    """Decrypt the first packet that was kept; return its RTP timestamp and what it tells."""
    if guest.pair is None:
        return None
    for _, packet in guest.whole:
        if 192 <= packet[1] < 224:
            continue
        try:
            plain = guest.pair.unprotect_rtp(packet)
        except ValueError:
            return None
        found = due_of(payload_in(plain))
        return (int.from_bytes(plain[4:8], "big"), found) if found is not None else None
    return None


def payload_in(plain: bytes) -> bytes:
    """Return a packet's payload, past a header extension."""
    if not plain[0] & 0x10:
        return plain[RTP_PAYLOAD_AT:]
    words = int.from_bytes(plain[RTP_PAYLOAD_AT + 2 : RTP_PAYLOAD_AT + 4], "big")
    return plain[RTP_PAYLOAD_AT + 4 + 4 * words :]


def tally_of(guest: Guest, span: Span) -> Tally:
    """Judge one guest: by the schedule where a packet told it, else by the sequence numbers alone."""
    heads = heads_of(guest)
    known = first_due(guest)
    if not len(heads.sequence):
        return Tally(0, 0.0, np.zeros(0), np.zeros(0), False)
    if known is None:
        return by_sequence(heads, span)
    timestamp, due = known
    late = lateness_ms(heads.arrived_s, heads.timestamp, due.mono_s, timestamp, span.clock_hz)
    due_s = heads.arrived_s - late / 1e3
    is_judged = (due_s >= span.from_mono_s) & (due_s < span.to_mono_s)
    wanted = round((span.to_mono_s - span.from_mono_s) / span.tick_s) * span.packets_per_tick
    came = len(set(unwrapped(heads.sequence[is_judged]).tolist()))
    return Tally(int(is_judged.sum()), came / wanted, late[is_judged], due_s[is_judged], True)


def by_sequence(heads: Heads, span: Span) -> Tally:
    """Judge what came in the span by gaps in the sequence numbers."""
    numbers = unwrapped(heads.sequence)
    numbers = numbers[(heads.arrived_s >= span.from_mono_s) & (heads.arrived_s < span.to_mono_s)]
    if not len(numbers):
        return Tally(0, 0.0, np.zeros(0), np.zeros(0), False)
    return Tally(len(numbers), len(set(numbers.tolist())) / int(np.ptp(numbers) + 1), np.zeros(0), np.zeros(0), False)


def together(tallies: Sequence[Tally]) -> Tally:
    """Join the guests' shares."""
    late = np.concatenate([np.zeros(0), *(one.late_ms for one in tallies)])
    due_s = np.concatenate([np.zeros(0), *(one.due_mono_s for one in tallies)])
    share = float(np.mean([one.delivered for one in tallies])) if tallies else 0.0
    return Tally(sum(one.packets for one in tallies), share, late, due_s, all(one.is_decrypted for one in tallies))
