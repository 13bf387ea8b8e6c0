"""Two hosts joined by a cable, of which one has no IPv4, not even for itself. Needs Linux and root."""

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

CABLE = "cable"
FOURTH = "10.78.0.1/24"
"""Of the first host, which has both: the second one can't get there."""


class SixLink:
    """The hosts. Thread: one at a time."""

    def __init__(self, first: str, second: str) -> None:
        tag = f"{os.getpid():x}{secrets.token_hex(2)}"
        self._namespaces = {host: f"{host}-{tag}" for host in (first, second)}
        self._numbers = {first: 1, second: 2}

    def on(self, host: str) -> list[str]:
        """Return what a command begins with to run on a host."""
        return ["ip", "netns", "exec", self._namespaces[host]]

    def address(self, host: str) -> str:
        """Return a host's IPv6 address."""
        return f"fd77::{self._numbers[host]}"

    def move(self, host: str) -> str:
        """Take a host's address away and give it another; return the new one."""
        old = self.address(host)
        self._numbers[host] += len(self._numbers)
        self._give_address(host)
        self._ip(host, "addr", "del", f"{old}/64", "dev", CABLE)
        return self.address(host)

    def bring_up(self) -> None:
        """Make both hosts. Raises: OSError, CalledProcessError where that cannot be."""
        first, second = self._namespaces
        for namespace in self._namespaces.values():
            _run("netns", "add", namespace)
        ends = [item for name in self._namespaces.values() for item in ("name", CABLE, "netns", name)]
        _run("link", "add", *ends[:4], "type", "veth", "peer", *ends[4:])
        for host in self._namespaces:
            self._ip(host, "link", "set", "lo", "up")
            self._ip(host, "link", "set", CABLE, "up")
            self._give_address(host)
        self._ip(first, "addr", "add", FOURTH, "dev", CABLE)
        self._ip(second, "addr", "del", "127.0.0.1/8", "dev", "lo")

    def take_down(self) -> None:
        """Take away what there is."""
        for namespace in self._namespaces.values():
            subprocess.run(["ip", "netns", "del", namespace], capture_output=True, check=False)

    def _give_address(self, host: str) -> None:
        self._ip(host, "addr", "add", f"{self.address(host)}/64", "dev", CABLE, "nodad")

    def _ip(self, host: str, *arguments: str) -> None:
        _run("-n", self._namespaces[host], *arguments)


@contextmanager
def six_or_skip(first: str, second: str) -> Iterator[SixLink]:
    """Join two hosts, the second without IPv4, for a test, which is skipped where that cannot be."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.skip("network namespaces need Linux, root and iproute2")
    link = SixLink(first, second)
    try:
        try:
            link.bring_up()
        except subprocess.CalledProcessError as error:
            pytest.skip(f"no such network here: {error.stderr.decode().strip()}")
        yield link
    finally:
        link.take_down()


def _run(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], capture_output=True, check=True)
