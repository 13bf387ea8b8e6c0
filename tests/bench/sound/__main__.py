"""Run the bench: `python -m tests.bench.sound [--quick] [--json FILE] [--plot FILE] [--peers ...] [--losses ...]`."""

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from common.aio.realtime import favour_sound
from tests.bench.sound.course import measure_all
from tests.bench.sound.peers.all import PEERS
from tests.bench.sound.plan import CLIPS, LOSSES, QUICK, QUICK_ORDER, full_plan
from tests.bench.sound.plot import plot_of
from tests.bench.sound.quality import missing_scores
from tests.bench.sound.report import result_of, table_of
from tests.bench.sound.speech import speech


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.sound", description="Sound, ours and others'.")
    parser.add_argument("--quick", action="store_true", help="end within 60 s: clean line, and speech at two losses")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="write an SVG")
    parser.add_argument("--peers", nargs="+", choices=list(PEERS), metavar="NAME", help=f"of {', '.join(PEERS)}")
    parser.add_argument("--losses", nargs="+", type=int, metavar="PERCENT", help=f"default: {LOSSES}")
    parser.add_argument("--clips", type=int, default=CLIPS, metavar="N", help=f"said at each loss: {CLIPS}; each 6.3 s")
    parser.add_argument("--seed", type=int, default=1, help="of the impaired line")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep recordings and logs there")
    parser.add_argument("--visqol", action="store_true", help="score by ViSQOL too: minutes, without numba hours")
    options = parser.parse_args(arguments)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    favour_sound()
    plan = QUICK if options.quick else full_plan(options.losses or LOSSES, options.visqol, options.clips)
    load = os.getloadavg()
    for name, reason in missing_scores().items():
        print(f"without {name}: {reason}", file=sys.stderr)
    said = speech(plan.clips, plan.clip_s)
    with tempfile.TemporaryDirectory(prefix="hemicycle-sound-") as folder:
        wanted = options.peers or (QUICK_ORDER if options.quick else list(PEERS))
        order = sorted(wanted, key=[*QUICK_ORDER, *PEERS].index) if options.quick else wanted
        chosen = [PEERS[name] for name in order]
        peers, missing = asyncio.run(measure_all(chosen, plan, said, options.keep or Path(folder), options.seed))
    peers = {name: peers[name] for name in PEERS if name in peers}
    result = result_of(plan, said.source, peers, missing | missing_scores(), options.quick, load)
    print(table_of(result))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    if options.plot:
        options.plot.write_text(plot_of(result), encoding="utf-8")


if __name__ == "__main__":
    main()
