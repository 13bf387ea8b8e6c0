"""How soon a loop finds a device's block: `python -m tests.bench.looks [--seconds 6] [--json FILE]`.

Two made-up devices, at different places within 10 ms, give so many samples a call by the clock; one loop looks at both
as the delegate's does, and looks are counted. By turns every 2.5 ms, as long as nothing foretells a block, and by the
beat (`common.devices.beat`). Figures are of this machine with what else runs on it.
"""

import argparse
import asyncio
import json
import time
from pathlib import Path

import numpy as np

from common.devices.beat import BlockBeat
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ
from delegate_app.core.media import MOST_WAIT_S

CALLS_SAMPLES = (128, 480, 1024)
APART_S = 0.0037
SETTLING_BLOCKS = 100


class Device:
    """Has a block as soon as enough calls have been."""

    def __init__(self, call_samples: int, started_mono_s: float) -> None:
        self._call_samples, self._started_mono_s = call_samples, started_mono_s
        self._found = 0

    def find(self) -> float | None:
        """Take the next block that is there; return for how long it has been."""
        calls = -(-(self._found + 1) * BLOCK_SAMPLES // self._call_samples)
        late_s = time.monotonic() - self._started_mono_s - calls * self._call_samples / SAMPLE_RATE_HZ
        if late_s < 0.0:
            return None
        self._found += 1
        return late_s


async def looked(call_samples: int, by_beat: bool, seconds: float) -> dict[str, float]:
    """Look for so long; ms."""
    started_s = time.monotonic()
    devices = [(Device(call_samples, started_s + at_s), BlockBeat()) for at_s in (0.0, APART_S)]
    lates_s, looks = list[float](), 0
    while time.monotonic() < started_s + seconds:
        looks += 1
        for device, beat in devices:
            while (late_s := device.find()) is not None:
                lates_s.append(late_s)
                beat.note()
        await asyncio.sleep(min(beat.wait_s(MOST_WAIT_S) for _, beat in devices) if by_beat else MOST_WAIT_S)
    lates_ms = 1000 * np.array(lates_s[SETTLING_BLOCKS:])
    return {
        "late_mean_ms": round(float(lates_ms.mean()), 2),
        "late_p99_ms": round(float(np.percentile(lates_ms, 99)), 2),
        "late_most_ms": round(float(lates_ms.max()), 2),
        "looks_per_s": round(looks / seconds),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.bench.looks")
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    result = {
        f"{call_samples} samples a call, {'by the beat' if by_beat else 'every 2.5 ms'}": asyncio.run(
            looked(call_samples, by_beat, options.seconds)
        )
        for call_samples in CALLS_SAMPLES
        for by_beat in (False, True)
    }
    print(json.dumps(result, indent=2))
    if options.json:
        options.json.write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
