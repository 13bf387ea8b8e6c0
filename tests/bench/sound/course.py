"""All peers, one after the other, so that none spoils another's figures; what cannot run is said with its reason.

In a quick run the next one starts while one is measured: start-up is most of what a short run would wait for.
"""

import asyncio
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.bench.sound.measure import measure
from tests.bench.sound.peers.base import Peer
from tests.bench.sound.plan import Plan
from tests.bench.sound.rig import PeerFailedError, rig
from tests.bench.sound.speech import Speech
from tests.helpers.impairedlink.link import LinkUnavailableError


@dataclass
class Turn:
    """One peer's: it may start, it is up (or has failed), it may be measured, it has been."""

    peer: Peer
    up: asyncio.Event = field(default_factory=asyncio.Event)
    may_begin: asyncio.Event = field(default_factory=asyncio.Event)
    is_over: asyncio.Event = field(default_factory=asyncio.Event)
    figures: dict[str, Any] | None = None
    reason: str = ""

    async def run(self, plan: Plan, speech: Speech, folder: Path, seed: int) -> None:
        """Start, wait for the turn, measure, end."""
        try:
            reason = self.peer.missing() or jack_missing()
            if reason is not None:
                raise PeerFailedError(reason)
            async with rig(folder, seed) as made, self.peer.open(made) as directions:
                made.connect(directions)
                self.up.set()
                await self.may_begin.wait()
                print(f"{self.peer.name} ...", file=sys.stderr, flush=True)
                self.figures = await measure(made, self.peer, plan, speech)
                self.is_over.set()
        except (LinkUnavailableError, PeerFailedError, pytest.skip.Exception) as error:
            self.figures, self.reason = None, str(error) or type(error).__name__
        finally:
            self.up.set()
            self.is_over.set()


async def measure_all(
    peers: Sequence[Peer], plan: Plan, speech: Speech, folder: Path, seed: int
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the figures of those that ran, and the reason for each that did not."""
    turns = [Turn(peer) for peer in peers]
    async with asyncio.TaskGroup() as group:
        tasks: list[asyncio.Task[None]] = []

        def start(turn: Turn) -> None:
            own = folder / turn.peer.name
            shutil.rmtree(own, ignore_errors=True)
            own.mkdir(parents=True)
            tasks.append(group.create_task(turn.run(plan, speech, own, seed)))

        for turn, following in zip(turns, [*turns[1:], None], strict=True):
            if len(tasks) == turns.index(turn):
                start(turn)
            await turn.up.wait()
            if following is not None and plan.overlaps:
                start(following)
            turn.may_begin.set()
            await (turn.is_over.wait() if plan.overlaps else tasks[-1])
    figures = {turn.peer.name: turn.figures for turn in turns if turn.figures is not None}
    return figures, {turn.peer.name: turn.reason for turn in turns if turn.figures is None}


def jack_missing() -> str | None:
    """Say why there is no sound server; None if there is."""
    if not shutil.which("jackd") or not shutil.which("jack_lsp"):
        return "jackd2 or jack-example-tools is not installed"
    try:
        import jack  # noqa: F401
    except (ImportError, OSError):
        return "the Python package JACK-Client is not installed"
    return None
