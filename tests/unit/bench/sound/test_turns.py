"""Who takes a turn, who doesn't, and why: without JACK, without a line."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.bench.sound import course
from tests.bench.sound.course import NO_TIME, measure_all
from tests.bench.sound.plan import QUICK, Plan
from tests.bench.sound.rig import PeerFailedError
from tests.bench.sound.speech import Clip, Speech
from tests.bench.sound.types import Direction, Reports

SPEECH = Speech("none", (Clip("nobody", np.zeros(480, np.float32)),))
LEISURELY = replace(QUICK, is_quick=False, end_by_s=None)
ENDLESS = replace(QUICK, end_by_s=None)


class Rigged:
    """Stands for the rig: nothing is on it."""

    def connect(self, directions: Sequence[Direction]) -> None:
        """Nothing to patch."""

    def favour(self) -> None:
        """Nothing to favour."""


class Player:
    """A peer that can be absent, fail, or never come up."""

    device, voice_bytes = "none", 0

    def __init__(
        self,
        name: str,
        absent: str | None = None,
        fails: str | None = None,
        hangs: bool = False,
        is_silent: bool = False,
    ) -> None:
        self.name, self._absent, self._fails, self._hangs = name, absent, fails, hangs
        self.is_silent = is_silent
        self.has_ended = False

    def missing(self) -> str | None:
        return self._absent

    @asynccontextmanager
    async def open(self, rig: Any) -> AsyncIterator[Sequence[Direction]]:
        if self._fails:
            raise PeerFailedError(self._fails)
        try:
            if self._hangs:
                await asyncio.Event().wait()
            yield ()
        finally:
            self.has_ended = True

    async def settled(self, rig: Any) -> None:
        """At once."""

    def reports(self, rig: Any, from_mono_s: float, to_mono_s: float) -> Reports:
        return {}


class Turned:
    """Stands for what was measured of a peer."""

    def __init__(self, peer: Player) -> None:
        self._peer = peer

    def figures(self) -> dict[str, Any]:
        if self._peer.is_silent:
            raise PeerFailedError("nothing was heard")
        return {"device": self._peer.device}


@pytest.fixture(autouse=True)
def order(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Put stand-ins where processes would be started; returns who was measured, in order."""
    measured: list[str] = []

    @asynccontextmanager
    async def rig(folder: Path, seed: int, start_timeout_s: float) -> AsyncIterator[Rigged]:
        yield Rigged()

    async def measure(rig: Rigged, peer: Player, plan: Plan, speech: Speech) -> Turned:
        measured.append(peer.name)
        return Turned(peer)

    monkeypatch.setattr(course, "rig", rig)
    monkeypatch.setattr(course, "measure", measure)
    monkeypatch.setattr(course, "jack_missing", lambda: None)
    return measured


@pytest.mark.parametrize("plan", [LEISURELY, ENDLESS])
async def test_all_are_measured_in_order_and_reasons_are_kept(plan: Plan, order: list[str], tmp_path: Path) -> None:
    players = [Player("ours"), Player("b", absent="not installed"), Player("c", fails="fell over"), Player("d")]
    players.append(Player("e", is_silent=True))
    figures, missing = await measure_all(players, plan, SPEECH, tmp_path, seed=1)
    assert order == ["ours", "d", "e"]
    assert set(figures) == {"ours", "d"}
    assert missing == {"b": "not installed", "c": "fell over", "e": "nothing was heard"}
    assert players[0].has_ended
    assert players[3].has_ended


async def test_when_the_time_is_over_the_rest_is_missing_and_everything_ends(order: list[str], tmp_path: Path) -> None:
    plan = replace(QUICK, end_by_s=course.running_s() + course.END_S + 0.3)
    players = [Player("ours"), Player("slow", hangs=True), Player("never")]
    figures, missing = await measure_all(players, plan, SPEECH, tmp_path, seed=1)
    assert set(figures) == {"ours"}
    assert missing == {"slow": NO_TIME, "never": NO_TIME}
    assert players[1].has_ended
