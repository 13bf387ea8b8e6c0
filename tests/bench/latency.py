"""Measure mouth to ear, both directions, and where the milliseconds go: real processes on one machine.

`python -m tests.bench.latency [--seconds 60] [--quick] [--json FILE]`

First the virtual hall chirps and a delegate listens for `--seconds`; then a delegate chirps and the hall listens.
Every chirp's delay counts. The middle stages are measured by `tests.bench.engine` in the same run; what remains is what
a sound waits in the ring at the far end.
"""

import argparse
import asyncio
import json
import os
import platform
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from common.model.units import BLOCK_S
from room_console.rehearsal.recordings import Recording, delays_ms, read_recording, spread
from tests.bench.engine import delay_of_bursts
from tests.helpers.meetingrig import MeetingRig, meeting

HALL = 'device = "virtual"\ncamera = "none"\n'
LISTENER, SPEAKER = "listener", "speaker"
SETTLE_S = 6.0
"""From the start of a delegate's process to the first chirp that counts."""
ENGINE_S = 20.0
CAPTURE_MS = 1000 * BLOCK_S
"""A device gives a block when its last sample is spoken, so its first sample has waited for so long."""
QUEUE_MS = 20.0
"""Two blocks before the headphone, or the hall's output (`common.devices.fake`, `room_console.core.hall.virtual`)."""
QUICK_S, QUICK_ENGINE_S = 12.0, 5.0


async def hall_to_delegate(folder: Path, seconds: float) -> list[float]:
    """Let the hall chirp and a delegate listen; return each chirp's delay in ms."""
    rig = MeetingRig(folder, (LISTENER,), HALL)
    async with meeting(rig, "--rehearse", str(folder / "hall")):
        rig.enter(LISTENER)
        await asyncio.sleep(SETTLE_S + seconds)
    return settled(delays_ms(hall_recording(folder, "inputs"), rig.heard(LISTENER)), seconds)


async def delegate_to_hall(folder: Path, seconds: float) -> list[float]:
    """Let a delegate chirp and the hall listen; return each chirp's delay in ms."""
    rig = MeetingRig(folder, (SPEAKER,), HALL)
    async with meeting(rig, "--rehearse", str(folder / "hall")):
        rig.enter(SPEAKER, "--audio-in", "chirp:1.5", "--request-floor")
        await asyncio.sleep(SETTLE_S + seconds)
    return settled(delays_ms(rig.spoken(SPEAKER), hall_recording(folder, "outputs")), seconds)


def hall_recording(folder: Path, kind: str) -> Recording:
    """Read the floor's input, or the loudspeakers' output."""
    return read_recording(folder / "hall" / f"{kind}.wav", folder / "hall" / "hall.json")


def settled(delays: Sequence[float], seconds: float) -> list[float]:
    """Keep the chirps of the last `seconds`: before them the processes were starting."""
    return list(delays[-round(seconds / 1.5) :])


async def measure(folder: Path, seconds: float, engine_s: float) -> dict[str, Any]:
    """Measure all; milliseconds."""
    for name in ("down", "up"):
        (folder / name).mkdir()
    down = spread(await hall_to_delegate(folder / "down", seconds))
    up = spread(await delegate_to_hall(folder / "up", seconds))
    engine = await delay_of_bursts(engine_s)
    return {
        "hall_to_delegate_ms": down,
        "delegate_to_hall_ms": up,
        "stages_ms": {"down": stages(down["median"], engine["median"]), "up": stages(up["median"], engine["median"])},
        "machine": {"python": platform.python_version(), "cores": os.cpu_count(), "load": os.getloadavg()},
        "seconds": seconds,
    }


def stages(whole: float | None, engine: float) -> dict[str, float]:
    """Divide the whole delay; the ring and everything not measured apart is what remains."""
    known = {"capture": CAPTURE_MS, "packet_codec_network": engine, "output_queue": QUEUE_MS}
    rest = {"ring_and_rest": round(whole - sum(known.values()), 1)} if whole is not None else {}
    return {name: round(value, 1) for name, value in known.items()} | rest


def show(result: dict[str, Any]) -> None:
    """Print a table in markdown."""
    rows = (("hall to delegate", "hall_to_delegate_ms", "down"), ("delegate to hall", "delegate_to_hall_ms", "up"))
    heads = (
        "direction",
        "median ms",
        "p95 ms",
        "chirps",
        "capture",
        "packet, codec, network",
        "ring and rest",
        "queue",
    )
    print("| " + " | ".join(heads) + " |\n" + "|---" * len(heads) + "|")
    for title, key, stage in rows:
        whole, parts = result[key], result["stages_ms"][stage]
        cells = [parts[n] for n in ("capture", "packet_codec_network")] + [parts.get("ring_and_rest", "-")]
        row = [title, whole["median"], whole["p95"], whole["count"], *cells, parts["output_queue"]]
        print("| " + " | ".join(str(cell) for cell in row) + " |")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.latency", description="Mouth to ear.")
    parser.add_argument("--seconds", type=float, default=60.0, help="in each direction")
    parser.add_argument("--quick", action="store_true", help="end within 60 s")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    seconds, engine_s = (QUICK_S, QUICK_ENGINE_S) if options.quick else (options.seconds, ENGINE_S)
    with tempfile.TemporaryDirectory(prefix="hemicycle-latency-") as folder:
        result = asyncio.run(measure(Path(folder), seconds, engine_s))
    show(result)
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
