"""`python -m tests.fuzz [--sequences N]`: so many debates of random inputs, 100,000 unless told, held to the rules."""

import argparse
import os
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from random import Random
from typing import Final

from tests.helpers.debateacts import favourites
from tests.helpers.debateinputs import some_rules
from tests.helpers.ruleddebate import RuledDebate

SEQUENCES: Final = 100_000
FEWEST_ACTS, MOST_ACTS = 5, 20
AT_ONCE: Final = 250
"""Sequences that a process is given at a time."""


def hold(seeds: Iterable[int]) -> Counter[str]:
    """Hold the debates of these seeds; return what they reached. Raises: whatever broke a rule, with the inputs."""
    reached: Counter[str] = Counter()
    for seed in seeds:
        chance = Random(seed)
        debate = RuledDebate(some_rules(chance))
        try:
            act_by_chance(debate, chance)
        except Exception as error:
            error.add_note("\n  ".join((f"sequence {seed}:", *map(str, debate.inputs))))
            raise
        reached += debate.reached
    return reached


def act_by_chance(debate: RuledDebate, chance: Random) -> None:
    """Let a handful of acts happen, checking after each."""
    acts = favourites(chance)
    for _ in range(chance.randint(FEWEST_ACTS, MOST_ACTS)):
        chance.choice(acts)(debate, chance)
        debate.check()
    debate.check_replayed()


def main() -> None:
    """Hold so many debates on every core and count what they reached; a broken rule ends it, with its inputs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sequences", type=int, default=SEQUENCES)
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="the first sequence's seed")
    given = parser.parse_args()
    began_mono_s = time.monotonic()
    seeds = range(given.first, given.first + given.sequences)
    reached: Counter[str] = Counter()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for of_some in pool.map(hold, (seeds[n : n + AT_ONCE] for n in range(0, len(seeds), AT_ONCE))):
            reached += of_some
    for what, times in sorted(reached.items(), key=lambda each: (each[0].split()[0], -each[1])):
        print(f"{times:>9} {what}")
    inputs = sum(times for what, times in reached.items() if what.startswith("input "))
    print(f"{given.sequences} sequences, {inputs} inputs in {time.monotonic() - began_mono_s:.0f} s, no rule broken")


if __name__ == "__main__":
    main()
