"""`python -m tests.fuzz [--inputs N]`: so many random inputs to a debate, 100,000 unless told, and what they were."""

import argparse
from typing import Final

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.fuzz.test_debate import Debate, debating
from tests.helpers.ruleddebate import happened_so_far

INPUTS: Final = 100_000


def main() -> None:
    """Go on until as many inputs have happened, then count them; a rule that is broken ends it with the example."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=INPUTS)
    wanted = parser.parse_args().inputs
    while (left := wanted - inputs_so_far()) > 0:
        run_state_machine_as_test(Debate, settings=settings(debating(left), database=None))
    for kind, times in happened_so_far.most_common():
        print(f"{times:>8} {kind}")
    print(f"{inputs_so_far()} inputs, no rule broken")


def inputs_so_far() -> int:
    """Count the inputs that happened."""
    return sum(times for kind, times in happened_so_far.items() if not kind.startswith("refused"))


if __name__ == "__main__":
    main()
