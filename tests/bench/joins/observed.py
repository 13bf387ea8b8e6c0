"""What the system says of a process (Linux: /proc)."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TICKS_PER_S: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Usage:
    """Processor's time since the start, s, and memory held now, kB."""

    cpu_s: float
    rss_kb: int


def usage(pid: int) -> Usage:
    """Ask about one process, all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    cpu_s = (int(fields[11]) + int(fields[12])) / TICKS_PER_S
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return Usage(cpu_s, int(status["VmRSS"].split()[0]))


def busy_share(before: tuple[int, int], after: tuple[int, int]) -> float:
    """Return how busy all cores were between two looks at `cpu_times`, 0 to 1."""
    total = after[1] - before[1]
    return (after[0] - before[0]) / total if total else 0.0


def cpu_times() -> tuple[int, int]:
    """Return the ticks of all cores since the start: not idle, and in all."""
    ticks = [int(field) for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    idle = ticks[3] + ticks[4]
    return sum(ticks) - idle, sum(ticks)
