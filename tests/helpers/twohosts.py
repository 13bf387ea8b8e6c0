"""Two hosts on one machine: network namespaces joined by a cable (veth). Needs root and iproute2."""

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

HALL_ADDRESS, REMOTE_ADDRESS = "10.99.0.1", "10.99.0.2"
"""Inside the namespaces only."""


@dataclass(frozen=True, slots=True)
class Hosts:
    """The names of both namespaces."""

    hall: str
    remote: str

    def on(self, host: str) -> list[str]:
        """Return what a command begins with to run on a host."""
        return ["ip", "netns", "exec", host]


@contextmanager
def two_hosts() -> Iterator[Hosts]:
    """Make both hosts and the cable between; skipped where that is not allowed."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.skip("network namespaces need Linux, root and iproute2")
    tag = secrets.token_hex(3)
    hosts = Hosts(f"hall-{tag}", f"remote-{tag}")
    if not _ip("netns", "add", hosts.hall):
        pytest.skip("network namespaces are not allowed here")
    try:
        _must("netns", "add", hosts.remote)
        _must("link", "add", f"h{tag}", "netns", hosts.hall, "type", "veth", "peer", f"r{tag}", "netns", hosts.remote)
        for host, cable, address in ((hosts.hall, f"h{tag}", HALL_ADDRESS), (hosts.remote, f"r{tag}", REMOTE_ADDRESS)):
            _must("-n", host, "addr", "add", f"{address}/24", "dev", cable)
            _must("-n", host, "link", "set", cable, "up")
            _must("-n", host, "link", "set", "lo", "up")
        yield hosts
    finally:
        _ip("netns", "del", hosts.hall)
        _ip("netns", "del", hosts.remote)


def _ip(*arguments: str) -> bool:
    return subprocess.run(["ip", *arguments], capture_output=True, check=False).returncode == 0


def _must(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], capture_output=True, check=True)
