"""What a process costs: processor time and memory, as the system counts them."""

import gc
import os
import platform
import time
from dataclasses import dataclass
from time import monotonic

import psutil

_SCHEDULED = 2
"""CPUCLOCK_SCHED of the kernel: what clock_getcpuclockid makes of a process's number."""


@dataclass(frozen=True, slots=True)
class Cost:
    """A process's account at an instant. `memory_kb`: private to it where the system tells, else resident."""

    at_mono_s: float
    cpu_s: float
    memory_kb: float

    def since(self, before: "Cost") -> "Cost":
        """Return what was spent since; `at_mono_s` is then the time that passed."""
        return Cost(self.at_mono_s - before.at_mono_s, self.cpu_s - before.cpu_s, self.memory_kb - before.memory_kb)


def cost_of(pid: int) -> Cost:
    """Read the account of a process, its threads included. Raises: psutil.Error when it is gone."""
    process = psutil.Process(pid)
    full = process.memory_full_info()
    return Cost(monotonic(), _cpu_s(process), getattr(full, "uss", full.rss) / 1024)


def _cpu_s(process: psutil.Process) -> float:
    """Read a process's clock; the account that others have goes by hundredths of a second."""
    if platform.system() == "Linux":
        return time.clock_gettime(~process.pid << 3 | _SCHEDULED)
    times = process.cpu_times()
    return times.user + times.system


def quiet_collector() -> None:
    """Keep this process's collector from stopping it while it counts."""
    gc.collect()
    gc.freeze()
    gc.disable()


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
