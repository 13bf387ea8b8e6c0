"""Carry a plan out, in a quick run side by side what can be; what could not be done is missing, with its reason."""

import importlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from tests.bench.readiness.bandwidth import Bandwidth, capped_site, measure_cap
from tests.bench.readiness.impairments import Reading, impaired_site, measure_case
from tests.bench.readiness.plan import Plan
from tests.bench.readiness.site import BenchError, finished

PARTS = ("fitness", "crowd")
"""Modules of this package; the function of the same name measures, and returns what can be written as JSON."""
ALONE = frozenset({"crowd"})
"""Listens in real time: in a quick run the others go side by side, this one after them."""
STAND_BACK = ["nice", "-n", "15"]
"""What only calculates, beside what is timed."""
PART_LIMIT_S = 3600.0
SEED = 7


@dataclass
class Outcome:
    """What was measured, and why the rest was not."""

    bandwidths: list[Bandwidth] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    parts: dict[str, Any] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    took_s: dict[str, float] = field(default_factory=dict)


class Run:
    """One run of the bench."""

    def __init__(self, plan: Plan, is_quick: bool) -> None:
        self.outcome = Outcome()
        self._plan = plan
        self._is_quick = is_quick
        self._until_s = time.monotonic() + (plan.limit_s or float("inf"))

    def carry_out(self, only: tuple[str, ...] = ()) -> Outcome:
        """Measure everything, or only those named."""
        lanes: dict[str, Callable[[], None]] = {"ndt7": self._caps, "impaired": self._cases}
        lanes |= {name: partial(self._part, name) for name in PARTS}
        chosen = [name for name in lanes if not only or name in only]
        together = [name for name in chosen if self._is_quick and name not in ALONE]
        with ThreadPoolExecutor(len(lanes)) as pool:
            for done in [pool.submit(self._try, name, lanes[name]) for name in together]:
                done.result()
        for name in chosen:
            if name not in together:
                self._try(name, lanes[name])
        return self.outcome

    def _try(self, name: str, work: Callable[[], None]) -> None:
        begun_s = time.monotonic()
        try:
            work()
        except (BenchError, OSError, ValueError, KeyError) as error:
            self.outcome.missing[name] = f"{type(error).__name__}: {error}"
        finally:
            self.outcome.took_s[name] = round(time.monotonic() - begun_s, 1)

    def _caps(self) -> None:
        with capped_site() as (hosts, made):
            for cap in self._plan.caps:
                with self._named(f"ndt7 {cap.mbps:g}", self._plan.cap_s):
                    self.outcome.bandwidths.append(measure_cap(hosts, made, cap, self._plan.iperf_s, self._until_s))

    def _cases(self) -> None:
        with impaired_site(SEED) as (link, flows):
            for case in self._plan.cases:
                with self._named(f"{case.kind} {case.amount:g} {case.way}", self._plan.case_s):
                    self.outcome.readings.append(measure_case(link, flows, case))

    @contextmanager
    def _named(self, name: str, takes_s: float) -> Iterator[None]:
        try:
            if time.monotonic() + takes_s > self._until_s:
                raise BenchError("no time left in a quick run")
            yield
        except BenchError as error:
            self.outcome.missing[name] = str(error)

    def _part(self, name: str) -> None:
        left_s = min(self._until_s - time.monotonic(), PART_LIMIT_S)
        if left_s < self._plan.part_s.get(name, 1.0):
            raise BenchError("no time left in a quick run")
        stand_back = STAND_BACK if self._is_quick and name not in ALONE else []
        wish = ["--quick"] if self._is_quick else []
        command = [*stand_back, sys.executable, "-m", "tests.bench.readiness.run", name, *wish]
        self.outcome.parts[name] = json.loads(finished(command, left_s))


def main(arguments: list[str]) -> None:
    """Measure one part in a process of its own, and print it."""
    name = arguments[0]
    measure = getattr(importlib.import_module(f"tests.bench.readiness.{name}"), name)
    print("\n" + json.dumps(measure("--quick" in arguments)))


if __name__ == "__main__":
    main(sys.argv[1:])
