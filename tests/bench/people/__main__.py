"""Measure imports: 3,000 people with 450 active over HTTPS into a console on disk, the same again, a change.

`python -m tests.bench.people [--quick] [--json FILE]`. Beside it a task that wakes every millisecond notes by how much
the core's loop is ever late: that is how long anything else had to wait.
"""

import argparse
import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

from tests.bench.people.run import Plan, measure, table

FULL = Plan(people=3_000, active=450, repeats=5)
QUICK = Plan(people=3_000, active=450, repeats=1)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="once instead of five times")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to this file")
    options = parser.parse_args(arguments)
    figures = asyncio.run(measure(QUICK if options.quick else FULL))
    print(table(figures))
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
