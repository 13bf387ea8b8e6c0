"""All peers, one after the other, so that none spoils another's figures; what cannot run is said with its reason.

In a quick run the next one starts while one is measured: start-up is most of what a short run would wait for.
"""

import asyncio
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests.bench.sound.measure import Measured, measure
from tests.bench.sound.peers.base import Peer
from tests.bench.sound.plan import Plan
from tests.bench.sound.rig import PeerFailedError, rig
from tests.bench.sound.speech import Speech
from tests.helpers.impairedlink.link import LinkUnavailableError
from tests.helpers.soundservers import SoundServerError

END_S = 3.0
"""What ending everything may take."""
NO_TIME = "no time was left for it"


@dataclass
class Turn:
    """One peer's: it is up (or never will be), it may be measured, it has been."""

    peer: Peer
    up: asyncio.Event = field(default_factory=asyncio.Event)
    may_begin: asyncio.Event = field(default_factory=asyncio.Event)
    is_over: asyncio.Event = field(default_factory=asyncio.Event)
    measured: Measured | None = None
    reason: str = NO_TIME

    async def run(self, plan: Plan, speech: Speech, folder: Path, seed: int) -> None:
        """Start, wait for the turn, measure, end."""
        try:
            reason = self.peer.missing() or jack_missing()
            if reason is not None:
                raise PeerFailedError(reason)
            async with rig(folder, seed, plan.start_timeout_s) as made, self.peer.open(made) as directions:
                await asyncio.to_thread(made.connect, directions)
                tell(f"{self.peer.name} is up")
                self.up.set()
                await self.may_begin.wait()
                made.favour()
                tell(f"{self.peer.name} is measured")
                self.measured = await measure(made, self.peer, plan, speech)
                tell(f"{self.peer.name} is done")
                self.is_over.set()
        except (LinkUnavailableError, SoundServerError, PeerFailedError) as error:
            self.measured, self.reason = None, str(error) or type(error).__name__
        finally:
            self.up.set()
            self.is_over.set()

    def figures(self) -> dict[str, Any] | None:
        """Return what was found; None with a `reason` where nothing was."""
        if self.measured is None:
            return None
        try:
            return self.measured.figures()
        except PeerFailedError as error:
            self.reason = str(error)
            return None


async def measure_all(
    peers: Sequence[Peer], plan: Plan, speech: Speech, folder: Path, seed: int
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the figures of those that ran, and the reason for each that did not."""
    turns = [Turn(peer) for peer in peers]
    try:
        async with asyncio.timeout(_left_s(plan, END_S)), asyncio.TaskGroup() as group:
            await _take_turns(turns, group, plan, speech, folder, seed)
    except TimeoutError:
        tell("the time is over")
    figures = {turn.peer.name: found for turn in turns if (found := turn.figures()) is not None}
    return figures, {turn.peer.name: turn.reason for turn in turns if turn.peer.name not in figures}


async def _take_turns(
    turns: Sequence[Turn], group: asyncio.TaskGroup, plan: Plan, speech: Speech, folder: Path, seed: int
) -> None:
    tasks: list[asyncio.Task[None]] = []

    def start(turn: Turn) -> None:
        own = folder / turn.peer.name
        shutil.rmtree(own, ignore_errors=True)
        own.mkdir(parents=True)
        tasks.append(group.create_task(turn.run(plan, speech, own, seed)))

    for number, turn in enumerate(turns):
        if len(tasks) == number:
            start(turn)
        await turn.up.wait()
        if plan.is_quick and number + 1 < len(turns):
            start(turns[number + 1])
        turn.may_begin.set()
        await (turn.is_over.wait() if plan.is_quick else tasks[number])


def _left_s(plan: Plan, for_the_end_s: float) -> float | None:
    return None if plan.end_by_s is None else max(0.0, plan.end_by_s - for_the_end_s - running_s())


def tell(what: str) -> None:
    """Say on stderr how far the run is, with the seconds since the program began."""
    print(f"{running_s():6.1f} s  {what}", file=sys.stderr, flush=True)


def running_s() -> float:
    """How long this program has run, its own start included."""
    return time.time() - psutil.Process().create_time()


def jack_missing() -> str | None:
    """Say why there is no sound server; None if there is."""
    if not shutil.which("jackd") or not shutil.which("jack_lsp"):
        return "jackd2 is not installed"
    try:
        import jack  # noqa: F401
    except (ImportError, OSError):
        return "the Python package JACK-Client is not installed"
    return None
