"""Measure how long pictures freeze, and how far lips are from their sound, over a line that loses packets.

`python -m tests.bench.picture [--quick] [--json FILE]`

Both ends of an uplink run here, over a simulated line of 20 ms each way and 10 ms of jitter: in real time, with
their codecs, and in simulated time, where what the line and its repairs do is not mixed with how busy the machine is.
Pictures and sound tell by themselves when they were captured. A freeze is how much longer a picture stood than its
turn; lips are in step from 45 ms late to 125 ms early (ITU-R BT.1359).
"""

import argparse
import json
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from common.rtc.picturerate import STEPS
from tests.helpers.instantcodecs import use_instant_codecs
from tests.helpers.picturerig import HandClock, PictureRig, share_in_step
from tests.helpers.simulatedline import Line

LOSSES_PERCENT = (0, 1, 5, 10)
DELAY_S, JITTER_S = 0.02, 0.01
SIZE = (640, 360)
SETTLE_S = 1.0
SECONDS, QUICK_SECONDS = 60.0, 5.0
LATE_MS, EARLY_MS = 45, 125


def measure(loss_percent: int, seconds: float, clock: HandClock | None = None) -> dict[str, float]:
    """Run a leg at one loss, by a clock of one's own or in real time, and tell how it went."""
    line = Line(DELAY_S, JITTER_S, loss_percent / 100)
    rig = PictureRig(line, clock or time.monotonic, size=SIZE)
    run = partial(rig.run_simulated, clock) if clock is not None else rig.run
    try:
        run(SETTLE_S)
        rig.seen.lip_errors_s.clear()
        rig.seen.shown.clear()
        run(seconds)
    finally:
        rig.close()
    return figures(rig, seconds)


def figures(rig: PictureRig, seconds: float) -> dict[str, float]:
    """Sum up what was seen."""
    interval_s = 1 / STEPS[0].pictures_per_s
    freezes_ms = [1000 * max(0.0, stood_s - interval_s) for stood_s in rig.seen.freezes_s()]
    lips_ms = 1000 * np.array(rig.seen.lip_errors_s)
    received, line = rig.receiving.pictures[0], rig.there
    return {
        "pictures_per_s": len(rig.seen.shown) / seconds,
        "freeze_p95_ms": float(np.percentile(freezes_ms, 95)),
        "freeze_p99_ms": float(np.percentile(freezes_ms, 99)),
        "freeze_longest_ms": max(freezes_ms),
        "lips_p5_ms": float(np.percentile(lips_ms, 5)),
        "lips_median_ms": float(np.median(lips_ms)),
        "lips_p95_ms": float(np.percentile(lips_ms, 95)),
        "in_step": share_in_step(rig.seen.lip_errors_s),
        "lost": line.dropped.get("picture", 0) / max(1, line.sent["picture"]),
        "repaired": received.buffer.missing.repaired,
        "key_frames_asked": received.keys_asked,
        "sound_delay_ms": rig.receiving.statistics().delay_ms,
    }


def table(results: dict[str, dict[str, float]]) -> str:
    """Lay the results out."""
    lines = ["loss %   pictures/s   freeze p95/p99/longest ms   lips p5/median/p95 ms   in step   key frames asked"]
    for loss, found in results.items():
        freeze = "/".join(f"{found[f'freeze_{name}_ms']:.0f}" for name in ("p95", "p99", "longest"))
        lips = "/".join(f"{found[f'lips_{name}_ms']:+.0f}" for name in ("p5", "median", "p95"))
        lines.append(
            f"{loss:>6}   {found['pictures_per_s']:>10.1f}   {freeze:>26}   {lips:>21}   {found['in_step']:>7.1%}"
            f"   {found['key_frames_asked']:>16.0f}"
        )
    return "\n".join([*lines, f"lips: + is the picture before its sound; in step is {-LATE_MS} to {EARLY_MS:+} ms"])


def main() -> int:
    """Measure, print, and write what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="5 s at each loss instead of 60 s")
    parser.add_argument("--json", type=Path, help="write the figures into this file")
    arguments = parser.parse_args()
    seconds = QUICK_SECONDS if arguments.quick else SECONDS
    with pytest.MonkeyPatch.context() as patch:
        use_instant_codecs(patch)
        simulated = {str(loss): measure(loss, seconds, HandClock()) for loss in LOSSES_PERCENT}
    print("In simulated time:", table(simulated), sep="\n")
    results = {str(loss): measure(loss, seconds) for loss in LOSSES_PERCENT}
    print("In real time:", table(results), sep="\n")
    if arguments.json is not None:
        arguments.json.write_text(
            json.dumps({"seconds": seconds, "loss": results, "simulated_loss": simulated}, indent=2)
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
