"""The hall's machine and the crowd's: a processor each and a line between; one machine where that can't be had.

What is sent to an address of the same machine is received by the processor that sends it: a server would be charged
with the work of thousands of other machines' network stacks. Here the end of the line that is the crowd's lies in a
network namespace, and the system receives for it on the crowd's processor, as it receives for the server on the hall's
(Linux, receive packet steering: Documentation/networking/scaling.rst). Needs root, iproute2, taskset, two processors.
"""

import ctypes
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

HALL_PROCESSOR, CROWD_PROCESSOR = 0, 1
NETWORKS: Final = "10.78"
"""A run takes one of these of 8 bits, by chance: a run that was killed leaves its own behind."""
SOURCES: Final = 30
"""Addresses that the crowd comes from: no delegation sends a thousand through one."""
NAMESPACES: Final = Path("/run/netns")
BACKLOG: Final = Path("/proc/sys/net/core/netdev_max_backlog")
BACKLOG_PACKETS: Final = 20_000
"""What a processor may have waiting from the other: each of thousands has a card of its own in truth."""


@dataclass(frozen=True, slots=True)
class Line:
    """Where the core listens, and where the crowd comes from."""

    hall_address: str
    crowd_addresses: tuple[str, ...]
    namespace: str = ""
    """The crowd's; empty on the loopback interface, where nobody keeps to a processor."""

    @property
    def name(self) -> str:
        """Say what lies between, for the report."""
        return "two machines" if self.namespace else "loopback"

    @property
    def in_hall(self) -> list[str]:
        """Return what a command begins with to run on the hall's machine."""
        return ["taskset", "--cpu-list", str(HALL_PROCESSOR)] if self.namespace else []

    def keep_in_hall(self, pids: Sequence[int]) -> None:
        """Move processes that were started here to the hall's machine, with all their threads."""
        for pid in pids if self.namespace else ():
            for thread in Path(f"/proc/{pid}/task").iterdir():
                os.sched_setaffinity(int(thread.name), {HALL_PROCESSOR})

    def be_crowd(self) -> None:
        """Put this process on the crowd's machine. Thread: the process's only one. Raises: OSError."""
        if self.namespace:
            os.sched_setaffinity(0, {CROWD_PROCESSOR})
            with (NAMESPACES / self.namespace).open() as crowd:
                _enter(crowd)

    @contextmanager
    def at_crowd(self) -> Iterator[None]:
        """Let the sockets that this thread makes meanwhile be the crowd's. Raises: OSError."""
        if not self.namespace:
            yield
            return
        with Path("/proc/thread-self/ns/net").open() as own, (NAMESPACES / self.namespace).open() as crowd:
            _enter(crowd)
            try:
                yield
            finally:
                _enter(own)


LOOPBACK: Final = Line("127.0.0.1", tuple(f"127.0.{1 + number}.1" for number in range(SOURCES)))


@contextmanager
def two_machines() -> Iterator[Line]:
    """Have a line between two machines; who measures is on the crowd's meanwhile. Else the loopback interface."""
    if not _can_be():
        yield LOOPBACK
        return
    usual, backlog = os.sched_getaffinity(0), BACKLOG.read_text()
    tag = secrets.token_hex(3)
    namespace, near, far = f"crowd-{tag}", f"hall{tag}", f"crowd{tag}"
    network = f"{NETWORKS}.{secrets.randbelow(256)}"
    hall_address, crowd_addresses = f"{network}.1", tuple(f"{network}.{2 + number}" for number in range(SOURCES))
    if not _ip("netns", "add", namespace):
        yield LOOPBACK
        return
    try:
        _lay(namespace, (near, hall_address), (far, *crowd_addresses))
        os.sched_setaffinity(0, {CROWD_PROCESSOR})
        BACKLOG.write_text(str(BACKLOG_PACKETS))
        yield Line(hall_address, crowd_addresses, namespace)
    finally:
        os.sched_setaffinity(0, usual)
        BACKLOG.write_text(backlog)
        _ip("netns", "del", namespace)


def _enter(namespace: TextIO) -> None:
    """Let the calling thread be in a network namespace. Raises: OSError."""
    if ctypes.CDLL(None, use_errno=True).setns(namespace.fileno(), 0):
        raise OSError(ctypes.get_errno(), "setns")


def _can_be() -> bool:
    if not sys.platform.startswith("linux") or os.geteuid() != 0 or not all(map(shutil.which, ("ip", "taskset"))):
        return False
    return {HALL_PROCESSOR, CROWD_PROCESSOR} <= os.sched_getaffinity(0)


def _lay(namespace: str, hall: tuple[str, str], crowd: tuple[str, ...]) -> None:
    """Lay the line; each end is given with its addresses."""
    (near, hall_address), (far, *crowd_addresses), inside = hall, crowd, ("-n", namespace)
    _must("link", "add", near, "type", "veth", "peer", "name", far, "netns", namespace)
    for address in crowd_addresses:
        _must(*inside, "addr", "add", f"{address}/24", "dev", far)
    _must("addr", "add", f"{hall_address}/24", "dev", near)
    _must(*inside, "link", "set", far, "up")
    _must("link", "set", near, "up")
    _must(*inside, "route", "add", "default", "via", hall_address)
    steering = "echo {} > /sys/class/net/{}/queues/rx-0/rps_cpus"
    for processor, end, prefix in (
        (HALL_PROCESSOR, near, []),
        (CROWD_PROCESSOR, far, ["ip", "netns", "exec", namespace]),
    ):
        command = steering.format(f"{1 << processor:x}", end)
        subprocess.run([*prefix, "sh", "-c", command], check=True, timeout=10)


def _ip(*arguments: str) -> bool:
    command = ["ip", *arguments]
    return subprocess.run(command, capture_output=True, check=False, timeout=10).returncode == 0


def _must(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], capture_output=True, check=True, timeout=10)
