"""`python -m tests.bench.participants [--quick] [--json FILE] [--people N] [--keep DIR]`."""

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path

from tests.bench.participants.run import measure


def main() -> int:
    """Measure, print, and write what was asked for; return 0 where nobody is missing."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.participants", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="within a minute")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--people", type=int, default=3_000)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the lists and the core's log there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = options.keep or Path(folder)
        found = asyncio.run(measure(place, options.people, 5.0 if options.quick else 20.0))
    text = json.dumps(found, indent=2)
    print(text)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")
    return 1 if found["missing"] else 0


if __name__ == "__main__":
    sys.exit(main())
