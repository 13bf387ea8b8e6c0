"""What our own console says of the line, second by second, as the bench's staff wrote it down. Pure."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from common.protocol.operator import LegReport, LinkReport

LEGS = {"hall_to_delegate": "downlink", "delegate_to_hall": "uplink"}
STEP_S = 1.0


def line_of(report: LinkReport, at_mono_s: float) -> str:
    """Return what is written down of a report."""
    legs = {name: msgspec.to_builtins(leg) for name in LEGS.values() if (leg := getattr(report, name)) is not None}
    return json.dumps({"at_mono_s": at_mono_s, **legs})


def read_lines(text: str) -> list[Mapping[str, Any]]:
    """Return the reports among the lines."""
    return [json.loads(line) for line in text.splitlines() if line.startswith('{"at_mono_s"') and line.endswith("}")]


def summary(reports: Sequence[Mapping[str, Any]], from_mono_s: float, to_mono_s: float) -> dict[str, dict[str, float]]:
    """Return per direction the share of packets that reached the ear, and the playout delay, over a stretch of time.

    A report holds until the next one, since only changes are told.
    """
    found = {}
    for direction, leg in LEGS.items():
        known = [(report["at_mono_s"], msgspec.convert(report[leg], LegReport)) for report in reports if leg in report]
        held = _held(known, from_mono_s, to_mono_s)
        if held:
            reached = 100.0 * (1.0 - sum(one.concealed for one in held) / len(held))
            delay_ms = sum(one.delay_ms for one in held) / len(held)
            found[direction] = {"reached_percent": round(reached, 2), "playout_delay_ms": round(delay_ms, 1)}
    return found


def _held(known: Sequence[tuple[float, LegReport]], from_mono_s: float, to_mono_s: float) -> list[LegReport]:
    """Return what held at each second of a stretch."""
    held, at = list[LegReport](), from_mono_s
    while at <= to_mono_s:
        before = [report for told, report in known if told <= at]
        held += before[-1:]
        at += STEP_S
    return held
