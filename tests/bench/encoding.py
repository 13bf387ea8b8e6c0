"""Compare encoding the feeds on the loop that carries the hall with encoding them in threads beside it.

`python -m tests.bench.encoding [--feeds 8] [--seconds 6] [--threads 0 1 2]`
"""

import argparse
import asyncio
import queue
import sys
import threading
import time
from dataclasses import dataclass, field

import numpy as np

from common.aio.realtime import SWITCH_INTERVAL_S
from common.aio.tasks import TaskOwner, spawn
from common.audio.format import Block
from common.audio.testsignal import Voice
from common.model.units import BLOCK_S
from common.rtc.opus import OpusEncoder

POLL_S = 0.0025
"""How often the loop looks whether a block is due, as the hall side does."""
VOICES, VOICE_BLOCKS = 6, 100
Round = tuple[int, float]
"""A block's number, and when it was due to be encoded."""


@dataclass
class Figures:
    """Seconds."""

    late_s: list[float] = field(default_factory=list)
    ready_s: list[float] = field(default_factory=list)


class Feeds:
    """Encoders with a voice each."""

    def __init__(self, count: int) -> None:
        voices = [Voice(1 + number) for number in range(VOICES)]
        self._blocks: list[list[Block]] = [[voice.read() for _ in range(VOICE_BLOCKS)] for voice in voices]
        self.encoders = [OpusEncoder() for _ in range(count)]

    def encode(self, feed: int, block: int) -> bytes | None:
        """Encode one block of a feed."""
        return self.encoders[feed].encode(self._blocks[feed % VOICES][block % VOICE_BLOCKS])


class OnTheLoop:
    """Encodes as the engine does."""

    def __init__(self, feeds: Feeds, figures: Figures) -> None:
        self._feeds, self._figures = feeds, figures
        self._rounds: asyncio.Queue[Round] = asyncio.Queue()
        self._owner = TaskOwner("encoding")
        spawn(self._run(), name="encoding", owner=self._owner)

    def begin(self, now: Round) -> None:
        """Encode a round."""
        self._rounds.put_nowait(now)

    async def close(self) -> None:
        """Stop."""
        await self._owner.cancel_all()

    async def _run(self) -> None:
        while True:
            block, due_s = await self._rounds.get()
            for feed in range(len(self._feeds.encoders)):
                if self._feeds.encode(feed, block) is not None:
                    self._figures.ready_s.append(time.monotonic() - due_s)
                    await asyncio.sleep(0)


class InThreads:
    """Encodes in so many threads, each with its share of the feeds."""

    def __init__(self, feeds: Feeds, figures: Figures, threads: int) -> None:
        self._feeds, self._figures, self._count = feeds, figures, threads
        self._loop = asyncio.get_running_loop()
        self._rounds = [queue.SimpleQueue[Round | None]() for _ in range(threads)]
        self._threads = [threading.Thread(target=self._main, args=(n,)) for n in range(threads)]
        for thread in self._threads:
            thread.start()

    def begin(self, now: Round) -> None:
        """Encode a round."""
        for rounds in self._rounds:
            rounds.put(now)

    async def close(self) -> None:
        """Stop."""
        for rounds, thread in zip(self._rounds, self._threads, strict=True):
            rounds.put(None)
            thread.join()

    def _main(self, number: int) -> None:
        while (taken := self._rounds[number].get()) is not None:
            block, due_s = taken
            for feed in range(number, len(self._feeds.encoders), self._count):
                if self._feeds.encode(feed, block) is not None:
                    self._loop.call_soon_threadsafe(self._note, due_s)

    def _note(self, due_s: float) -> None:
        self._figures.ready_s.append(time.monotonic() - due_s)


async def measure(feeds: int, threads: int, seconds: float) -> Figures:
    """Carry blocks at their pace, and encode them meanwhile; no threads is on the loop."""
    figures, made = Figures(), Feeds(feeds)
    encoding = InThreads(made, figures, threads) if threads else OnTheLoop(made, figures)
    start_s = time.monotonic()
    number = 0
    while (now_s := time.monotonic()) < start_s + seconds:
        due_s = start_s + number * BLOCK_S
        if now_s >= due_s:
            figures.late_s.append(now_s - due_s)
            encoding.begin((number, now_s))
            number += 1
        await asyncio.sleep(POLL_S)
    await encoding.close()
    return figures


def row(name: str, figures: Figures) -> str:
    """Write a line of the table."""
    late_ms, ready_ms = (1000 * np.array(values) for values in (figures.late_s, figures.ready_s))
    middle, last = np.percentile(late_ms, [50, 99])
    return f"{name:14} {middle:8.2f} {last:8.2f} {ready_ms.mean():12.2f} {np.percentile(ready_ms, 99):8.2f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=8, help="how many are encoded")
    parser.add_argument("--seconds", type=float, default=6.0, help="of each measurement")
    parser.add_argument("--threads", type=int, nargs="+", default=[0, 1, 2], help="0 is on the loop")
    arguments = parser.parse_args()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    print(f"{arguments.feeds} feeds      tick late ms: p50 p99    ready after ms: mean p99")
    for threads in arguments.threads:
        figures = asyncio.run(measure(arguments.feeds, threads, arguments.seconds))
        print(row(f"{threads} threads" if threads else "on the loop", figures))


if __name__ == "__main__":
    main()
