"""Another language for a listener: how long until its first packet, and whether the stream goes on unbroken."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol, runtime_checkable

import numpy as np

from common.rtc.rtp import parse_rtp, sequence_distance
from tests.bench.fanout.crowd import Crowd
from tests.bench.fanout.figures import TICK_S
from tests.bench.fanout.guest import Guest
from tests.bench.fanout.packet import Due, due_of

WATCH_S = 0.3
BEFORE_S = 0.1
KEPT_PACKETS = 200


@runtime_checkable
class Switcher(Protocol):
    """A server that can change what a listener hears."""

    async def switch(self, guest: Guest, channel: int) -> None:
        """Let a listener hear channel 0 or 1."""
        ...


@dataclass(frozen=True, slots=True)
class Arrival:
    """A packet that a guest received, opened."""

    at_mono_s: float
    ssrc: int
    sequence: int
    due: Due


@dataclass(frozen=True, slots=True)
class Switch:
    """One change. `gap_packets`: numbers of the source that the listener never got, between the two channels."""

    took_ms: float
    is_ssrc_kept: bool
    sequence_step: int
    gap_packets: int
    lost_packets: int


@dataclass(frozen=True, slots=True)
class Switches:
    """All changes of a run."""

    count: int
    median_ms: float
    most_ms: float
    is_ssrc_kept: bool
    is_sequence_unbroken: bool
    gap_packets: int
    lost_packets: int


async def switch_all(peer: Switcher, crowd: Crowd, guests: Sequence[Guest]) -> Switches | None:
    """Change the channel of each guest in turn, from 0 to 1; None if no change was seen."""
    made = []
    for number, guest in enumerate(guests):
        crowd.count([guest], keeps=KEPT_PACKETS)
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.to_thread(crowd.run, BEFORE_S + WATCH_S))
            await asyncio.sleep(BEFORE_S + TICK_S * number / len(guests))
            asked_s = time.monotonic()
            await peer.switch(guest, 1)
        crowd.count([])
        if (one := switch_of(asked_s, opened(guest))) is not None:
            made.append(one)
    return summed_up(made)


def opened(guest: Guest) -> list[Arrival]:
    """Decrypt what a guest kept, in the order it came."""
    arrivals: list[Arrival] = []
    for at_s, packet in guest.whole:
        if guest.pair is None or 192 <= packet[1] < 224:
            continue
        try:
            plain = parse_rtp(guest.pair.unprotect_rtp(packet))
        except ValueError:
            continue
        if (due := due_of(plain.payload)) is not None:
            arrivals.append(Arrival(at_s, plain.ssrc, plain.sequence, due))
    return arrivals


def switch_of(asked_mono_s: float, arrivals: Sequence[Arrival]) -> Switch | None:
    """Find the change from channel 0 to 1; None where there is none."""
    steps = list(pairwise(arrivals))
    found = next(((a, b) for a, b in steps if a.due.channel == 0 and b.due.channel == 1), None)
    if found is None:
        return None
    last, first = found
    return Switch(
        took_ms=1e3 * (first.at_mono_s - asked_mono_s),
        is_ssrc_kept=first.ssrc == last.ssrc,
        sequence_step=sequence_distance(first.sequence, last.sequence),
        gap_packets=max(0, first.due.number - last.due.number - 1),
        lost_packets=sum(max(0, sequence_distance(b.sequence, a.sequence) - 1) for a, b in steps if a.ssrc == b.ssrc),
    )


def summed_up(made: Sequence[Switch]) -> Switches | None:
    """Join single changes."""
    if not made:
        return None
    took = [one.took_ms for one in made]
    return Switches(
        count=len(made),
        median_ms=float(np.median(took)),
        most_ms=max(took),
        is_ssrc_kept=all(one.is_ssrc_kept for one in made),
        is_sequence_unbroken=all(one.sequence_step == 1 for one in made),
        gap_packets=sum(one.gap_packets for one in made),
        lost_packets=sum(one.lost_packets for one in made),
    )
