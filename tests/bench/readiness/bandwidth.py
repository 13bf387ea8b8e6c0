"""ndt7 against iperf3 on a cable with a cap: the same namespaces, the same queue, one after the other."""

import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.bench.readiness.site import BenchError, Site, site
from tests.helpers.twohosts import HALL_ADDRESS, Hosts, two_hosts

IPERF_PORT = 5201
QUEUE_MS = 100
LEAST_BURST_BYTES = 4_000
BURST_S = 0.005
"""What the cap lets through at once: a turn of the kernel's timer at the least."""
NDT7_TIMEOUT_S, CHECK_TIMEOUT_S = 30.0, 60.0
IPERF_TRIES = 20
IPERF_STARTS_S = 1.0
IPERF_TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True)
class Cap:
    """One cap of the plan: Mbit/s each way, and whether the whole check is run under it, not ndt7 alone."""

    mbps: float
    is_whole_check: bool


@dataclass(frozen=True, slots=True)
class Bandwidth:
    """What was read under a cap, Mbit/s; `check_s` and `results` of the whole check where it was run."""

    cap_mbps: float
    down_mbps: float | None
    up_mbps: float | None
    iperf3_down_mbps: float
    iperf3_up_mbps: float
    check_s: float | None = None
    results: tuple[dict[str, Any], ...] = ()


@contextmanager
def capped_site() -> Iterator[tuple[Hosts, Site]]:
    """Have two hosts, a cable between, and a console on the one. Raises: BenchError."""
    if shutil.which("iperf3") is None or shutil.which("tc") is None:
        raise BenchError("needs iperf3 and tc")
    try:
        with (
            two_hosts() as hosts,
            tempfile.TemporaryDirectory(prefix="hemicycle-ready-") as folder,
            site(Path(folder), hosts.on(hosts.hall), hosts.on(hosts.remote), HALL_ADDRESS) as made,
        ):
            yield hosts, made
    except pytest.skip.Exception as reason:
        raise BenchError(str(reason)) from None


def measure_cap(hosts: Hosts, made: Site, cap: Cap, iperf_s: int, until_s: float) -> Bandwidth:
    """Read the cap by ndt7 and by iperf3, until an instant of the system's clock at most. Raises: BenchError."""
    set_cap(hosts, cap.mbps)
    check_s: float | None = None
    results: tuple[dict[str, Any], ...] = ()
    if cap.is_whole_check:
        said = made.measure("check", _left_s(until_s, CHECK_TIMEOUT_S))
        check_s, results = said["took_s"], tuple(said["results"])
        read = {f"{result['name']}_mbps": result["value"] for result in results}
    else:
        read = made.measure("ndt7", _left_s(until_s, NDT7_TIMEOUT_S))
    iperf_down, iperf_up = (iperf3(hosts, iperf_s, ways, until_s) for ways in (["-R"], []))
    return Bandwidth(cap.mbps, read["down_mbps"], read["up_mbps"], iperf_down, iperf_up, check_s, results)


def _left_s(until_s: float, most_s: float) -> float:
    return min(most_s, max(0.1, until_s - time.monotonic()))


def set_cap(hosts: Hosts, mbps: float) -> None:
    """Cap the cable both ways. Raises: BenchError."""
    burst_bytes = max(LEAST_BURST_BYTES, int(mbps * 1e6 / 8 * BURST_S))
    tag = hosts.hall.partition("-")[2]
    for host, cable in ((hosts.hall, f"h{tag}"), (hosts.remote, f"r{tag}")):
        command = ["tc", "qdisc", "replace", "dev", cable, "root", "tbf", "rate", f"{mbps * 1e6:.0f}bit"]
        limits = ["burst", str(burst_bytes), "latency", f"{QUEUE_MS}ms"]
        done = subprocess.run([*hosts.on(host), *command, *limits], capture_output=True, text=True, check=False)
        if done.returncode:
            raise BenchError(f"tc: {done.stderr.strip()}")


def iperf3(hosts: Hosts, seconds: int, ways: Sequence[str], until_s: float) -> float:
    """Return what iperf3's receiver counts, Mbit/s. Raises: BenchError.

    Its first second is not left out (`-O`): what then waited behind a lost packet would be counted to the rest, which
    makes up to 5 % of so short a run.
    """
    serve = [*hosts.on(hosts.hall), "iperf3", "-s", "-1", "-B", HALL_ADDRESS, "-p", str(IPERF_PORT)]
    ask = [*hosts.on(hosts.remote), "iperf3", "-c", HALL_ADDRESS, "-p", str(IPERF_PORT), "-t", str(seconds)]
    if _left_s(until_s, IPERF_TIMEOUT_S) < seconds + IPERF_STARTS_S:
        raise BenchError("no time left for iperf3")
    with subprocess.Popen(serve, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(IPERF_TRIES):
                done = subprocess.run([*ask, "-J", *ways], capture_output=True, text=True, check=False)
                report = json.loads(done.stdout or "{}")
                if "end" in report and "sum_received" in report["end"]:
                    return float(report["end"]["sum_received"]["bits_per_second"]) / 1e6
                time.sleep(0.1)
        finally:
            server.kill()
    raise BenchError(f"iperf3: {report.get('error')}")
