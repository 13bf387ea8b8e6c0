"""Measure what a listener costs, ours against Janus and stock aiortc, in one run.

`python -m tests.bench.fanout [--quick] [--json FILE] [--listeners N] [--together N] [--seconds S]`
"""

import argparse
import asyncio
import contextlib
import json
import os
import sys
from dataclasses import replace
from pathlib import Path

from common.aio.realtime import FIRST_PRIORITY, favour_sound
from tests.bench.fanout.cost import quiet_collector
from tests.bench.fanout.plan import FULL, QUICK, Size
from tests.bench.fanout.report import report, table
from tests.bench.fanout.run import run


def size_of(arguments: argparse.Namespace) -> Size:
    """Return the size of the run that was asked for."""
    size = QUICK if arguments.quick else FULL
    chosen = {
        "most": arguments.listeners,
        "together": arguments.together,
        "seconds": arguments.seconds,
        "report_s": arguments.report_every,
    }
    return replace(size, **{name: value for name, value in chosen.items() if value is not None})


def leave_others_out() -> None:
    """Go before what else runs on this machine, with every server that is started, where the system allows it."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(FIRST_PRIORITY))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few listeners, within 60 s")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--listeners", type=int, help="of the embedded engine at its limit")
    parser.add_argument("--together", type=int, help="of each server in the comparison")
    parser.add_argument("--seconds", type=float, help="that each span lasts")
    parser.add_argument("--report-every", type=float, metavar="S", help="receiver reports of each listener")
    parser.add_argument("--only", nargs="*", default=(), metavar="STEP", help="by the names that the table has")
    arguments = parser.parse_args()
    favour_sound()  # before anything is started: every server inherits it
    leave_others_out()
    quiet_collector()
    outcome = asyncio.run(run(size_of(arguments), arguments.only))
    print(table(outcome))
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(report(outcome), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
