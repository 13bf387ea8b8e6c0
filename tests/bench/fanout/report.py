"""What a run says: one table to read and one object for programs."""

import os
import platform
from dataclasses import asdict
from typing import Any

from tests.bench.fanout.cost import cores
from tests.bench.fanout.figures import ratio
from tests.bench.fanout.measure import Served
from tests.bench.fanout.plan import AT_MOST, EMBEDDED, JANUS, JANUS_ONE, RELAY
from tests.bench.fanout.run import Outcome

OTHERS = (JANUS_ONE, JANUS, RELAY)


def report(outcome: Outcome) -> dict[str, Any]:
    """Make the object."""
    served = outcome.served
    largest = served.get(AT_MOST) or served.get(EMBEDDED)
    ours = served.get(EMBEDDED)
    picture = {name.removesuffix("_picture"): one for name, one in served.items() if name.endswith("_picture")}
    return {
        "machine": machine(),
        "line": outcome.line,
        "us_per_packet": {n: rounded(served[n].us_per_packet) for n in (EMBEDDED, *OTHERS) if n in served},
        "times_cheaper": {
            n: rounded(ratio(ours.us_per_packet, served[n].us_per_packet)) for n in OTHERS if ours and n in served
        },
        "delivered": rounded(largest.delivered, 5) if largest else None,
        "lateness_ms": largest.lateness_ms.as_json() if largest and largest.lateness_ms else None,
        "own_lateness_ms": largest.own_lateness_ms.as_json() if largest and largest.own_lateness_ms else None,
        "largest": as_json(largest) if largest else None,
        "picture_us_per_packet": {name: rounded(one.us_per_packet) for name, one in picture.items()},
        "joining": {
            n: {"cpu_ms": rounded(s.join_cpu_ms), "memory_kb": rounded(s.memory_kb)} for n, s in served.items()
        },
        "switch": {n: asdict(s.switches) for n, s in served.items() if s.switches is not None},
        "peers": {name: as_json(one) for name, one in served.items()},
        "uplink_us_per_packet": rounded(outcome.uplinks.us_per_packet) if outcome.uplinks else None,
        "uplinks": asdict(outcome.uplinks) if outcome.uplinks else None,
        "joining_whole_engine": asdict(outcome.joining) if outcome.joining else None,
        "missing": outcome.missing,
        "took_s": outcome.took_s,
    }


def table(outcome: Outcome) -> str:
    """Make the table."""
    lines = [
        f"{'':<30}{'listeners':>9}{'us/packet':>10}{'core %':>8}{'deliv. %':>9}{'late p50':>9}{'p99 ms':>8}"
        f"{'own p99':>8}{'join ms':>8}{'kB each':>8}  SRTP"
    ]
    for name, one in outcome.served.items():
        late, own = one.lateness_ms, one.own_lateness_ms
        lines.append(
            f"{name:<30}{one.listeners:>9}{one.us_per_packet or 0:>10.1f}{one.cpu_percent:>8.1f}"
            f"{100 * one.delivered:>9.2f}{late.p50 if late else float('nan'):>9.2f}"
            f"{late.p99 if late else float('nan'):>8.2f}{own.p99 if own else float('nan'):>8.2f}"
            f"{one.join_cpu_ms:>8.2f}{one.memory_kb:>8.0f}  {one.srtp_profile}"
        )
    lines += [f"{name}: switch {switch_line(one)}" for name, one in outcome.served.items() if one.switches]
    if (up := outcome.uplinks) is not None:
        lines.append(
            f"uplinks: {up.uplinks}, {up.us_per_packet or 0:.0f} us a packet through the whole engine "
            f"({up.us_per_packet_core or 0:.0f} of it in the core)"
        )
    if (joining := outcome.joining) is not None:
        lines.append(f"joining the whole engine: {joining.cpu_ms:.2f} ms, {joining.memory_kb:.0f} kB a listener")
    lines.append(f"line: {outcome.line}")
    return "\n".join(lines + [f"missing: {name}: {reason}" for name, reason in outcome.missing.items()])


def switch_line(one: Served) -> str:
    """Say how the changes of language went."""
    switches = one.switches
    assert switches is not None
    kept = "SSRC kept" if switches.is_ssrc_kept else "SSRC changed"
    unbroken = "sequence + 1" if switches.is_sequence_unbroken else "sequence broken"
    return (
        f"{switches.median_ms:.1f} ms median, {switches.most_ms:.1f} ms most, of {switches.count}; {kept}, {unbroken}, "
        f"{switches.lost_packets} lost, {switches.gap_packets} left out"
    )


def as_json(one: Served) -> dict[str, Any]:
    """Return a server's figures."""
    figures = asdict(one)
    for key in ("lateness_ms", "own_lateness_ms", "source_late_ms"):
        late = getattr(one, key)
        figures[key] = late.as_json() if late is not None else None
    return {key: rounded(value, 4) if isinstance(value, float) else value for key, value in figures.items()}


def rounded(value: float | None, digits: int = 2) -> float | None:
    """Round what there is."""
    return round(value, digits) if value is not None else None


def machine() -> dict[str, Any]:
    """Say where this ran, and how busy it was."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    python = platform.python_version()
    return {"cores": cores(), "system": platform.platform(), "python": python, "load_average": rounded(load)}
