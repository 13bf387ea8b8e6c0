"""The result as JSON and as a table."""

import os
import platform
import time
from collections.abc import Mapping, Sequence
from typing import Any

from tests.bench.sound.plan import BURST_PACKETS, LINE_MS, Plan

Result = dict[str, Any]


def result_of(
    plan: Plan, source: str, peers: Mapping[str, Any], missing: Mapping[str, str], is_quick: bool, load: Sequence[float]
) -> Result:
    """Return all that a run found."""
    return {
        "peers": dict(peers),
        "missing": dict(missing),
        "speech": {
            "source": source,
            "clips": plan.clips,
            "clip_s": plan.clip_s,
            "said_at_most": plan.tries,
            "set_aside_over_stalled_ms": plan.most_stalled_ms,
        },
        "lines": {
            "clean": "no delay added",
            "losses": f"{LINE_MS:g} ms each way",
            "bursts": f"Gilbert-Elliott, {BURST_PACKETS:g} packets on average",
            "random_losses_percent": list(plan.losses),
        },
        "quick": is_quick,
        "machine": {
            "python": platform.python_version(),
            "cores": os.cpu_count(),
            "load_before": list(load),
            "load_after": list(os.getloadavg()),
        },
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def table_of(result: Result) -> str:
    """Return the tables in Markdown."""
    parts = [_delays(result["peers"]), *(_scores(result["peers"], key, title) for key, title in SCORES)]
    if result["missing"]:
        parts.append("Missing: " + "; ".join(f"{name}: {reason}" for name, reason in result["missing"].items()))
    parts.append(f"Speech: {result['speech']['source']}. Ours: the worse of both directions.")
    return "\n\n".join(part for part in parts if part)


SCORES = (
    ("pesq", "PESQ wide band, random loss"),
    ("pesq_bursty", "PESQ wide band, bursty loss"),
    ("clips_scored", "Clips scored, random loss"),
    ("clips_set_aside", "Clips set aside for stalls, random loss"),
    ("clips_scored_bursty", "Clips scored, bursty loss"),
    ("clips_set_aside_bursty", "Clips set aside for stalls, bursty loss"),
    ("visqol", "ViSQOL, random loss"),
    ("visqol_bursty", "ViSQOL, bursty loss"),
    ("reached_percent", "Frames reaching the ear, random loss"),
    ("reached_percent_bursty", "Frames reaching the ear, bursty loss"),
    ("playout_delay_ms", "Playout delay, ms, random loss"),
    ("speech_delay_ms", "Delay of speech, ms, random loss"),
)


def _delays(peers: Mapping[str, Any]) -> str:
    heads = (
        "peer",
        "mouth to ear ms",
        "p95",
        "at jitter 30 ms",
        "p95",
        "back after s",
        "a lost packet: gap ms",
        "delay added",
        "machine stood still ms",
        "devices",
    )
    rows = []
    for name, figures in peers.items():
        jitter, lost = figures.get("jitter_30_ms", {}), figures.get("one_packet_lost", {})
        cells = [figures.get("mouth_to_ear_ms"), figures.get("mouth_to_ear_p95_ms")]
        cells += [jitter.get(key) for key in ("median_ms", "p95_ms", "back_to_clean_s")]
        cells += [lost.get("gap_ms"), lost.get("added_delay_ms"), figures.get("rig", {}).get("stalled_ms")]
        cells.append(figures["device"])
        rows.append((name, *cells))
    return _table(heads, rows)


def _scores(peers: Mapping[str, Any], key: str, title: str) -> str:
    losses = sorted({loss for figures in peers.values() for loss in figures.get(key, {})}, key=float)
    if not losses:
        return ""
    rows = [(name, *(figures.get(key, {}).get(loss) for loss in losses)) for name, figures in peers.items()]
    return _table((title, *(f"{loss} %" for loss in losses)), rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    lines = [heads, ["---"] * len(heads), *([("-" if cell is None else cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)
