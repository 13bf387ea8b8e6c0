"""Lines of every kind, in simulated time: `python -m tests.bench.playout [--quick] [--json FILE]`.

A voice over a line of 20 ms each way. For each line: which share of the sound came from data, copies or repeats, how
long it waited (median, 95 %), and by what it was repaired. Then an hour at 5 % loss and 40 ms of jitter: how old sound
was at first and at last, and how much memory grew. Everything follows from the seeds.
"""

import argparse
import gc
import json
import tracemalloc
from pathlib import Path

import numpy as np

from tests.helpers.soundline import Line, SoundLine

SETTLING_S = 15.0
SECONDS, QUICK_SECONDS = 300.0, 20.0
HOUR_S, QUICK_HOUR_S = 3600.0, 120.0
PACKET_MS, LINE_MS = 20.0, 20.0
LINES = {
    "clean": Line(),
    "random 1 %": Line(loss=0.01),
    "random 5 %": Line(loss=0.05),
    "random 5 %, no repeats": Line(loss=0.05, repeats=False),
    "random 10 %": Line(loss=0.1),
    "random 20 %": Line(loss=0.2),
    "bursts of 3, 5 %": Line(loss=0.05, mean_burst=3),
    "bursts of 3, 10 %": Line(loss=0.1, mean_burst=3),
    "bursts of 4, 20 %": Line(loss=0.2, mean_burst=4),
    "jitter 30 ms": Line(jitter_s=0.03),
    "jitter 40 ms, 5 %": Line(jitter_s=0.04, loss=0.05),
    "jitter 40 ms out of order, 5 %": Line(jitter_s=0.04, loss=0.05, reorders=True),
}


def measure(line: Line, seconds: float) -> dict[str, float]:
    """Run one line."""
    run = SoundLine(line, keeps=False)
    run.run(SETTLING_S)
    counters = run.receiver.counters
    before = (counters.concealed, counters.lost, counters.recovered_fec, counters.recovered_nack, counters.stretched)
    heard = run.run(seconds)
    after = (counters.concealed, counters.lost, counters.recovered_fec, counters.recovered_nack, counters.stretched)
    names = ("concealed_blocks", "lost", "recovered_fec", "recovered_nack", "stretched")
    result: dict[str, float] = {name: b - a for name, a, b in zip(names, before, after, strict=True)}
    waits_ms = np.array(heard.delays_ms) - LINE_MS - PACKET_MS
    result["reached_percent"] = 100 * (1 - result["concealed_blocks"] / len(waits_ms))
    result["wait_ms"] = float(np.nanmedian(waits_ms))
    result["wait_p95_ms"] = float(np.nanpercentile(waits_ms, 95))
    return result


def hour(seconds: float) -> dict[str, float]:
    """Run the long one, and look at its memory after the first tenth and at the end."""
    run = SoundLine(Line(jitter_s=0.04, loss=0.05), keeps=False)
    tenth = seconds / 10
    tracemalloc.start()
    first_ms = float(np.nanmedian(run.run(tenth).delays_ms[-1000:]))
    gc.collect()
    first_bytes = tracemalloc.get_traced_memory()[0]
    run.run(seconds - 2 * tenth)
    heard = run.run(tenth)
    last_ms = float(np.nanmedian(heard.delays_ms[-1000:]))
    heard.delays_ms.clear()
    run.asked.clear()
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - first_bytes
    tracemalloc.stop()
    return {"seconds": seconds, "age_first_ms": first_ms, "age_last_ms": last_ms, "grown_bytes": grown}


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.bench.playout")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    lines = {name: measure(line, QUICK_SECONDS if options.quick else SECONDS) for name, line in LINES.items()}
    for name, line in lines.items():
        repaired = f"copies {line['recovered_fec']:5.0f}  repeats {line['recovered_nack']:5.0f}"
        waited = f"waits {line['wait_ms']:5.1f} ms, 95 % {line['wait_p95_ms']:5.1f}"
        print(f"{name:32s} reached {line['reached_percent']:6.2f} %  {waited}  {repaired}")
    result = {"lines": lines, "hour": hour(QUICK_HOUR_S if options.quick else HOUR_S)}
    print(json.dumps(result["hour"], indent=2))
    if options.json:
        options.json.write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
