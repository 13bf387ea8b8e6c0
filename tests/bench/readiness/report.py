"""What a run says: tables to read, and one object for programs."""

import os
import platform
from dataclasses import asdict
from typing import Any

from tests.bench.readiness.bandwidth import Bandwidth
from tests.bench.readiness.run import Outcome


def report(outcome: Outcome) -> dict[str, Any]:
    """Make the object."""
    whole = next((b for b in outcome.bandwidths if b.check_s is not None), None)
    return {
        "ndt7": [_figures(bandwidth) for bandwidth in outcome.bandwidths],
        "check_s": _rounded(whole.check_s) if whole else None,
        "check": [dict(result) for result in whole.results] if whole else [],
        "impaired": [
            {key: _rounded(value) for key, value in asdict(one).items()} | {"is_right": one.is_right}
            for one in outcome.readings
        ],
        **{name: outcome.parts.get(name) for name in ("fitness", "crowd")},
        "missing": outcome.missing,
        "took_s": outcome.took_s,
        "machine": {
            "cores": os.cpu_count(),
            "system": platform.platform(),
            "load_average": _rounded(os.getloadavg()[0]) if hasattr(os, "getloadavg") else None,
        },
    }


def table(outcome: Outcome) -> str:
    """Make the tables."""
    lines = [f"{'Mbit/s':>8}{'down':>10}{'iperf3':>10}{'off %':>8}{'up':>10}{'iperf3':>10}{'off %':>8}"]
    for one in outcome.bandwidths:
        lines.append(
            f"{one.cap_mbps:>8g}{_shown(one.down_mbps)}{one.iperf3_down_mbps:>10.3f}{_off(one, 'down')}"
            f"{_shown(one.up_mbps)}{one.iperf3_up_mbps:>10.3f}{_off(one, 'up')}"
        )
    lines += [f"whole network check: {one.check_s:.1f} s" for one in outcome.bandwidths if one.check_s is not None]
    lines.append(f"{'impaired':<10}{'way':<6}{'injected':>10}{'read':>10}{'other':>8}")
    for reading in outcome.readings:
        verdict = "" if reading.is_right else "  off"
        lines.append(
            f"{reading.kind:<10}{reading.way:<6}{reading.injected:>10.2f}{_shown(reading.read)}"
            f"{_shown(reading.other, 8)}{verdict}"
        )
    lines += [f"{name}: {figures}" for name, figures in outcome.parts.items()]
    return "\n".join(lines + [f"missing: {name}: {reason}" for name, reason in outcome.missing.items()])


def off_percent(read_mbps: float | None, iperf3_mbps: float) -> float | None:
    """Return how far a reading is from iperf3's."""
    return 100.0 * (read_mbps / iperf3_mbps - 1.0) if read_mbps is not None and iperf3_mbps > 0 else None


def _figures(one: Bandwidth) -> dict[str, float | None]:
    return {key: _rounded(value) for key, value in asdict(one).items() if key.endswith("_mbps")}


def _off(one: Bandwidth, way: str) -> str:
    off = off_percent(getattr(one, f"{way}_mbps"), getattr(one, f"iperf3_{way}_mbps"))
    return f"{'-' if off is None else format(off, '+.1f'):>8}"


def _shown(value: float | None, width: int = 10) -> str:
    return f"{'-' if value is None else format(value, '.3f'):>{width}}"


def _rounded(value: Any) -> Any:
    return round(value, 3) if isinstance(value, float) else value
