"""Measure readiness: bandwidth against iperf3, impairments read back, fitness, and a crowd that checks at once.

`python -m tests.bench.readiness [--quick] [--json FILE] [--only PART ...]`
"""

import argparse
import json
import signal
from collections.abc import Sequence
from pathlib import Path

from common.aio.realtime import favour_sound
from tests.bench.readiness.plan import FULL, QUICK
from tests.bench.readiness.report import report, table
from tests.bench.readiness.run import PARTS, Run


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one cap, three impairments, within 60 s")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to this file")
    parser.add_argument("--only", nargs="*", default=(), choices=["ndt7", "impaired", *PARTS], metavar="PART")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    favour_sound()  # before anything is started: consoles, delegates and iperf3 inherit it
    outcome = Run(QUICK if options.quick else FULL, options.quick).carry_out(tuple(options.only))
    print(table(outcome))
    if options.json is not None:
        options.json.write_text(json.dumps(report(outcome), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
