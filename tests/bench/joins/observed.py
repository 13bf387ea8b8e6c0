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


def receiving_s(processor: int) -> float:
    """Return how long a processor has taken in what came from the network (softirq), s: much of it is no process's."""
    line = next(each for each in Path("/proc/stat").read_text().splitlines() if each.startswith(f"cpu{processor} "))
    return int(line.split()[7]) / TICKS_PER_S


def busy_share(before: tuple[int, int], after: tuple[int, int]) -> float:
    """Return how busy all cores were between two looks at `cpu_times`, 0 to 1."""
    total = after[1] - before[1]
    return (after[0] - before[0]) / total if total else 0.0


def cpu_times() -> tuple[int, int]:
    """Return the ticks of all cores since the start: not idle, and in all."""
    ticks = [int(field) for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    idle = ticks[3] + ticks[4]
    return sum(ticks) - idle, sum(ticks)
