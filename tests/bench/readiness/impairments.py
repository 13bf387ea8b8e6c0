"""What a line is made to do against what the app's flow reads: loss, delay and jitter, in one direction or both."""

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Literal

from delegate_app.core.checks.network.probing import INTERVAL_S
from tests.bench.readiness.site import BenchError, Flows, site
from tests.helpers.impairedlink.fate import CLEAN, Impairment
from tests.helpers.impairedlink.link import ImpairedLink, LinkUnavailableError, impaired_link

Kind = Literal["loss", "delay", "jitter"]
Way = Literal["up", "down", "both"]
HALL, REMOTE = "hall", "remote"
TOLERANCE, POINTS = 0.2, 0.5
"""A reading is right within a fifth, or half a point of per cent (or ms)."""
SPREAD = 3.0
"""Waits evenly spread over so many times J differ by J on average: by a little more from one arrival to the next."""
_WAITS = 20_000


@dataclass(frozen=True, slots=True)
class Case:
    """One impairment: loss in per cent, delay in ms there and back, jitter in ms (RFC 3550), of the delegate's line."""

    kind: Kind
    amount: float
    way: Way

    def impairment(self) -> Impairment:
        """Return what a direction that has it does."""
        match self.kind:
            case "loss":
                return Impairment(loss_percent=self.amount)
            case "delay":
                return Impairment(delay_ms=self.amount / 2 if self.way == "both" else self.amount)
            case "jitter":
                return Impairment(jitter_ms=SPREAD * self.amount, keeps_order=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """A case as it was read: `injected` is what the line did, `other` the clean direction."""

    kind: Kind
    way: Way
    wanted: float
    injected: float
    read: float | None
    other: float | None

    @property
    def is_right(self) -> bool:
        """Tell whether the reading lies within the tolerance."""
        return self.read is not None and abs(self.read - self.injected) <= max(TOLERANCE * self.injected, POINTS)


@contextmanager
def impaired_site(seed: int) -> Iterator[tuple[ImpairedLink, Flows]]:
    """Have a delegate that sends flows over an impaired link. Raises: BenchError."""
    try:
        with (
            impaired_link(HALL, REMOTE, seed=seed) as link,
            tempfile.TemporaryDirectory(prefix="hemicycle-ready-") as folder,
            site(Path(folder), link.on(HALL), link.on(REMOTE), link.address(HALL)) as made,
            made.flows() as flows,
        ):
            yield link, flows
    except LinkUnavailableError as reason:
        raise BenchError(str(reason)) from None


def measure_case(link: ImpairedLink, flows: Flows, case: Case) -> Reading:
    """Send a flow over the line so impaired. Raises: BenchError."""
    flows.get_ready()
    up, down = (case.impairment() if case.way in {way, "both"} else CLEAN for way in ("up", "down"))
    before = _counts(link)
    link.impair(REMOTE, up, down)
    try:
        figures = flows.send()
    finally:
        link.heal(REMOTE)
    injected = case.amount
    if case.kind == "loss":
        injected = _lost_percent(before, _counts(link), case.way)
    elif case.kind == "jitter":
        injected = jitter_of(SPREAD * case.amount)
    read, other = _read(figures, case)
    return Reading(case.kind, case.way, case.amount, injected, read, other)


def jitter_of(spread_ms: float) -> float:
    """Return the mean of |D| (RFC 3550, section 6.4.1) of a flow whose packets wait so evenly spread, ms."""
    chance = random.Random(1)
    waits_ms = [spread_ms * chance.random() for _ in range(_WAITS)]
    arrived = sorted(range(_WAITS), key=lambda number: 1000 * INTERVAL_S * number + waits_ms[number])
    return fmean(abs(waits_ms[later] - waits_ms[earlier]) for earlier, later in pairwise(arrived))


def _read(figures: dict[str, float], case: Case) -> tuple[float | None, float | None]:
    if case.kind == "delay":
        return figures["round_trip_ms"], None
    values = [figures[f"{case.kind}_{way}_{'percent' if case.kind == 'loss' else 'ms'}"] for way in ("up", "down")]
    if case.way == "both":
        return max(values), None
    return (values[0], values[1]) if case.way == "up" else (values[1], values[0])


def _counts(link: ImpairedLink) -> dict[str, dict[str, int]]:
    return {way: link.counts(REMOTE, way) for way in ("up", "down")}


def _lost_percent(before: dict[str, dict[str, int]], after: dict[str, dict[str, int]], way: Way) -> float:
    shares = []
    for one in ("up", "down") if way == "both" else (way,):
        received = after[one]["received"] - before[one]["received"]
        shares.append(100.0 * (after[one]["lost"] - before[one]["lost"]) / max(1, received))
    return max(shares)
