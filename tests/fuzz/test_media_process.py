"""Garbage of every kind at a running media process: its listeners lose nothing, it keeps nothing, it goes on."""

import asyncio
import socket
import time
from itertools import islice

import psutil
import pytest

from tests.bench.fanout.crowd import Crowd
from tests.bench.fanout.embedded import EmbeddedPeer, embedded_peer
from tests.bench.fanout.figures import unwrapped
from tests.bench.fanout.guest import Guest
from tests.bench.fanout.load import SOUND
from tests.bench.fanout.source import playing
from tests.bench.fanout.switching import opened
from tests.bench.fanout.tally import heads_of
from tests.helpers.garbage import garbage

pytestmark = pytest.mark.flaky(reruns=2)

HOST = "127.0.0.1"
LISTENERS = 5
SECONDS = 4.0
BURST, PAUSE_S = 40, 0.005
"""8,000 datagrams a second, from two strangers and from a listener's own address."""
MOST_GROWTH_BYTES = 8 * 1024 * 1024
"""More than the process' first second of any work takes; less than what it is sent."""


def attack(guests: list[Guest], seconds: float, seed: int) -> int:
    """Send garbage to where the listeners' server is, with their own ICE names too; return how many datagrams."""
    remote = guests[0].remote
    junk = garbage(seed, (remote.ice_name, guests[0].ice_name))
    strangers = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
    until_s, sent = time.monotonic() + seconds, 0
    try:
        while time.monotonic() < until_s:
            for number, datagram in enumerate(islice(junk, BURST)):
                if number % 4 == 3:
                    guests[0].socket.send(datagram)
                else:
                    strangers[number % 2].sendto(datagram, (remote.host, remote.port))
                sent += 1
            time.sleep(PAUSE_S)
    finally:
        for stranger in strangers:
            stranger.close()
    return sent


def lost_by(guest: Guest) -> int:
    """Count the gaps in what a listener received."""
    numbers = unwrapped(heads_of(guest).sequence)
    return int(numbers[-1] - numbers[0]) + 1 - len(set(numbers.tolist()))


async def listen_under_attack(peer: EmbeddedPeer, crowd: Crowd, guests: list[Guest], seed: int) -> int:
    """Receive while garbage is sent; return how much of it."""
    async with asyncio.TaskGroup() as group:
        group.create_task(asyncio.to_thread(crowd.run, SECONDS))
        attacking = group.create_task(asyncio.to_thread(attack, guests, SECONDS - 0.5, seed))
    return attacking.result()


@pytest.mark.parametrize("seed", [1])
async def test_garbage_at_the_port(seed: int) -> None:
    crowd = Crowd(HOST)
    async with embedded_peer(HOST) as peer:
        try:
            guests = await peer.join(crowd, LISTENERS, SOUND)
            with playing(lambda n, due_s: peer.send(SOUND, n, due_s), SOUND.tick_s):
                await listen_under_attack(peer, crowd, guests, seed)
                before_bytes = psutil.Process(peer.pids[0]).memory_info().rss
                crowd.count(guests, keeps=1000)
                sent = await listen_under_attack(peer, crowd, guests, seed + 1)
                after_bytes = psutil.Process(peer.pids[0]).memory_info().rss
            latecomers = await peer.join(crowd, LISTENERS, SOUND)
        finally:
            crowd.close()
    assert sent > 5000
    assert [lost_by(guest) for guest in guests] == [0] * LISTENERS
    assert all(len(heads_of(guest).sequence) >= SECONDS / SOUND.tick_s - 20 for guest in guests)
    assert all(len(opened(guest)) == len(heads_of(guest).sequence) for guest in guests)
    assert after_bytes - before_bytes < MOST_GROWTH_BYTES
    assert all(guest.pair is not None for guest in latecomers)
