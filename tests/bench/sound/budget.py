"""Where the milliseconds go: `python -m tests.bench.sound.budget [--seconds 20] [--json FILE]`; see docs/latency.md.

The whole way is measured, and by itself each stage that can be: the devices of both ends without anything between them,
the codec without a network, the length of packets on the line, the playout delay as programs report it. What remains
is waiting for the next turn of a loop.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from common.audio.align import delay_samples
from common.audio.testsignal import chirp
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ
from common.rtc.opus import OpusEncoder, OpusSettings
from common.rtc.sound.libopus import LibopusDecoder, load_libopus
from tests.bench.sound import signals
from tests.bench.sound.analysis import chirp_delays, median, p95
from tests.bench.sound.peers.hemicycle import HALL_PORTS, Hemicycle
from tests.bench.sound.rig import Rig, rig
from tests.bench.sound.types import Direction

START_TIMEOUT_S = 45.0
LOOP_S = 8.0
SETTLE_S = 10.0
SHORT_PACKETS_PER_S = 75.0
Row = dict[str, float | None]


async def devices_alone(folder: Path, kind: str, ports: int) -> float | None:
    """Return the delay of a headset or a hall whose input is its output, ms."""
    async with rig(folder, 1, START_TIMEOUT_S) as made:
        made.start("loop", None, [sys.executable, "-m", "tests.bench.sound.peers.loopends", kind])
        found: list[Direction] = []

        def is_open() -> bool:
            programs = [(name, is_input) for name, is_input in made.all_ports() if "system:" not in name]
            inputs = [name for name, is_input in programs if is_input]
            outputs = [name for name, is_input in programs if not is_input]
            found[:] = [Direction(kind, tuple(inputs), outputs[0])] if inputs and outputs else []
            return len(inputs) >= ports and bool(outputs)

        await made.until(is_open, f"the {kind}")
        made.connect(found)
        delays = (await _chirped(made, LOOP_S))[0]
        return median(delays[len(delays) // 2 :])


async def whole_way(folder: Path, seconds: float) -> dict[str, Row]:
    """Return both directions: the whole delay, the packets' length, the playout delay; ms."""
    peer = Hemicycle()
    async with rig(folder, 1, START_TIMEOUT_S) as made, peer.open(made) as directions:
        made.connect(directions)
        await made.run(np.resize(chirp(), int(SETTLE_S * SAMPLE_RATE_HZ)))
        await peer.settled(made)
        begun_mono_s, before = time.monotonic(), made.link.statistics()
        delays = await _chirped(made, seconds)
        after, ended_mono_s = made.link.statistics(), time.monotonic()
        told = peer.reports(made, begun_mono_s, ended_mono_s)
        rows: dict[str, Row] = {}
        for direction, found, way in zip(directions, delays, ("down", "up"), strict=True):
            lines = [getattr(statistics, way)[1].counts["received"] for statistics in (before, after)]
            per_s = (lines[1] - lines[0]) / (ended_mono_s - begun_mono_s)
            rows[direction.name] = {
                "mouth_to_ear_ms": median(found),
                "mouth_to_ear_p95_ms": p95(found),
                "packet_ms": 10.0 if per_s > SHORT_PACKETS_PER_S else 20.0,
                "playout_ms": told.get(direction.name, {}).get("playout_delay_ms"),
                "link_ms": after.lateness_p50_ms,
            }
        return rows


async def _chirped(made: Rig, seconds: float) -> list[list[float]]:
    said = signals.chirps(seconds)
    heard = await made.run(said.sound)
    return [[delay.delay_ms for delay in chirp_delays(said.places, row)] for row in heard.sound]


def codec_ms() -> float | None:
    """Return what Opus itself delays (its look-ahead), without the packet's length; None where libopus is not found."""
    library = load_libopus()
    if library is None:
        return None
    encoder, decoder = OpusEncoder(OpusSettings(packet_ms=10)), LibopusDecoder(library)
    sound = np.pad(chirp(), (BLOCK_SAMPLES, 10 * BLOCK_SAMPLES))
    sound = sound[: len(sound) // BLOCK_SAMPLES * BLOCK_SAMPLES].reshape(-1, BLOCK_SAMPLES, 1)
    packets = [packet for block in sound if (packet := encoder.encode(block)) is not None]
    heard = np.concatenate([decoder.decode(packet) for packet in packets])
    return round(1000.0 * (delay_samples(chirp(), heard).samples - BLOCK_SAMPLES) / SAMPLE_RATE_HZ, 1)


def budget_of(whole: Row, headset_ms: float | None, hall_ms: float | None, opus_ms: float | None) -> Row:
    """Divide one direction's delay; a direction uses half of each end's device loop."""
    devices = (headset_ms + hall_ms) / 2.0 if headset_ms is not None and hall_ms is not None else None
    packet_ms = whole["packet_ms"]
    waiting = packet_ms - 1000.0 * BLOCK_SAMPLES / SAMPLE_RATE_HZ if packet_ms is not None else None
    row: Row = {
        "devices": devices,
        "packet": waiting,
        "codec": opus_ms,
        "network": whole["link_ms"],
        "playout": whole["playout_ms"],
    }
    known, total = [value for value in row.values() if value is not None], whole["mouth_to_ear_ms"]
    row["rest"] = total - sum(known) if total is not None else None
    row |= {"mouth_to_ear": total, "mouth_to_ear_p95": whole["mouth_to_ear_p95_ms"]}
    return {name: round(value, 1) if value is not None else None for name, value in row.items()}


async def measure(folder: Path, seconds: float) -> dict[str, Row]:
    """Measure all stages; ms by direction."""
    folders = [folder / name for name in ("headset", "hall", "whole")]
    for one in folders:
        one.mkdir(parents=True, exist_ok=True)
    headset_ms = await devices_alone(folders[0], "headset", 1)
    hall_ms = await devices_alone(folders[1], "hall", HALL_PORTS)
    whole = await whole_way(folders[2], seconds)
    opus_ms = await asyncio.to_thread(codec_ms)
    return {name: budget_of(row, headset_ms, hall_ms, opus_ms) for name, row in whole.items()}


def show(budgets: dict[str, Row]) -> None:
    """Print a table in Markdown."""
    heads = list(next(iter(budgets.values())))
    print("| ms | " + " | ".join(head.replace("_", " ") for head in heads) + " |\n" + "|---" * (len(heads) + 1) + "|")
    for name, row in budgets.items():
        cells = ["-" if row[head] is None else str(row[head]) for head in heads]
        print(f"| {name.replace('_', ' ')} | " + " | ".join(cells) + " |")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.sound.budget", description="Where the delay is.")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="hemicycle-budget-") as folder:
        budgets: dict[str, Any] = asyncio.run(measure(Path(folder), options.seconds))
    show(budgets)
    if options.json:
        options.json.write_text(json.dumps(budgets, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
