"""Hits and misses of the verdict on a voice: `python -m tests.bench.readiness.fitness [--quick] [--tune] [--json F]`.

The figures are of the test voices, by which no limit was set; `--tune` shows those of the others.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

import numpy as np

from common.audio.fitness import FitnessMeter
from common.model.checks import CheckResult, Fitness, Verdict, fitness_of
from common.model.units import BLOCK_SAMPLES
from tests.bench.readiness.corpus_cases import CLIPPED, DAMAGES, TELEPHONE, UNFIT, Case, Damage, made
from tests.bench.readiness.corpus_voices import PACKAGES, Person, fetch, people

QUICK_S: Final = 15.0
QUICK_PEOPLE: Final = 3
QUICK_PACKAGES: Final = ("klettres-data",)
"""40 MB, where nothing was got before."""
QUICK_STRIDE: Final = 23
COSTLY: Final = ("babble",)
"""Left out of the quick run: they take many voices."""
WORST: Final = (Verdict.WARN, Verdict.FAIL)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case judged."""

    person: Person
    damage: Damage
    fitness: Fitness
    results: tuple[CheckResult, ...]
    seconds: float
    spent_s: float
    """In `add`, for all of it."""

    @property
    def is_right(self) -> bool:
        """Tell whether the verdict is the one that was laid down."""
        return self.fitness in self.damage.deserves


def fitness(is_quick: bool) -> dict[str, object]:
    """Judge the corpus of the test voices; the quick run some cases of three of them, within 20 s."""
    fetch(QUICK_PACKAGES if is_quick else PACKAGES)
    return figures(list(judged_cases(is_quick, is_test=True)))


def judged_cases(is_quick: bool, is_test: bool) -> Iterable[Outcome]:
    """Make and judge case by case; the quick run until its time is up."""
    end = time.monotonic() + QUICK_S
    for person, damage in _quick_pairs(is_test) if is_quick else product(people(is_test), DAMAGES):
        if is_quick and time.monotonic() > end:
            return
        yield _judged(person, damage, made(person, damage))


def _quick_pairs(is_test: bool) -> list[tuple[Person, Damage]]:
    """Return each damage that is quickly made, by a few people in turn, leaping through the table."""
    chosen = people(is_test)[:QUICK_PEOPLE]
    damages = [d for d in DAMAGES if d.family not in COSTLY]
    spread = sorted(damages, key=lambda d: damages.index(d) * QUICK_STRIDE % len(damages))
    return [(chosen[number % len(chosen)], damage) for number, damage in enumerate(spread) if chosen]


def _judged(person: Person, damage: Damage, case: Case) -> Outcome:
    meter = FitnessMeter()
    spent_s = 0.0
    for start in range(0, len(case.sound) - BLOCK_SAMPLES + 1, BLOCK_SAMPLES):
        block = case.sound[start : start + BLOCK_SAMPLES, None]
        if case.played is not None:
            meter.add_played(case.played[start : start + BLOCK_SAMPLES, None])
        begin = time.perf_counter()
        meter.add(block)
        spent_s += time.perf_counter() - begin
    results = meter.results()
    return Outcome(person, damage, fitness_of(results), results, len(case.sound) / 48_000, spent_s)


def figures(outcomes: list[Outcome]) -> dict[str, object]:
    """Count hits and misses."""
    by_damage: dict[str, Counter[str]] = {}
    for o in outcomes:
        by_damage.setdefault(f"{o.damage.family}: {o.damage.depth}", Counter())[o.fitness.value] += 1
    heavily = [o for o in outcomes if o.damage.family == CLIPPED and o.damage.deserves == UNFIT]
    telephone = [o for o in outcomes if o.damage.family == TELEPHONE]
    blocks = sum(o.seconds for o in outcomes) * 100.0
    return {
        "cases": len(outcomes),
        "right": sum(o.is_right for o in outcomes),
        "telephone_called_fit": sum(o.fitness is Fitness.FIT for o in telephone),
        "clipped_called_fit": sum(o.fitness is Fitness.FIT for o in heavily),
        "voices": len({o.person.name for o in outcomes}),
        "minutes": round(sum(o.seconds for o in outcomes) / 60.0, 1),
        "us_per_block": round(1e6 * sum(o.spent_s for o in outcomes) / blocks, 1) if blocks else None,
        "results_ms": round(_results_ms(), 1),
        "confusion": {name: dict(counts) for name, counts in by_damage.items()},
        "misses": [_miss(o) for o in outcomes if not o.is_right],
    }


def _results_ms() -> float:
    """Return what `results` takes on a full history."""
    meter = FitnessMeter()
    random = np.random.default_rng(1)
    for block in range(3000):
        size = 0.001 if block % 30 > 20 else 0.1
        meter.add((random.standard_normal((BLOCK_SAMPLES, 1)) * size).astype(np.float32))
    begin = time.perf_counter()
    meter.results()
    return 1e3 * (time.perf_counter() - begin)


def _miss(outcome: Outcome) -> str:
    reasons = ", ".join(f"{r.name.value} {r.value}" for r in outcome.results if r.verdict in WORST)
    return f"{outcome.person.name}, {outcome.damage.family} {outcome.damage.depth}: {outcome.fitness.value} ({reasons})"


def table_of(outcomes: list[Outcome]) -> str:
    """Return hits and misses by damage, as Markdown."""
    lines = [
        "| damage | depth | deserves | fit | care | not fit | unknown | right |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for damage in DAMAGES:
        of_it = [o for o in outcomes if o.damage == damage]
        if of_it:
            counts = Counter(o.fitness for o in of_it)
            said = " | ".join(str(counts[f] or "") for f in (Fitness.FIT, Fitness.CARE, Fitness.UNFIT, Fitness.UNKNOWN))
            deserves = " or ".join(f.value for f in Fitness if f in damage.deserves)
            right = f"{sum(o.is_right for o in of_it)}/{len(of_it)}"
            lines.append(f"| {damage.family} | {damage.depth} | {deserves} | {said} | {right} |")
    return "\n".join(lines)


def main() -> None:
    """Judge, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.readiness.fitness", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--tune", action="store_true", help="the voices by which limits may be set")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    fetch()
    outcomes = list(judged_cases(options.quick, not options.tune))
    result = figures(outcomes)
    print(table_of(outcomes))
    print(json.dumps({key: value for key, value in result.items() if key != "confusion"}, indent=2))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
