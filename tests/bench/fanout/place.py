"""Where servers and listeners meet: an address of this machine that is not loopback, which libnice leaves out."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

CABLE_ADDRESS = "10.99.7.1"
"""Used for the run only, where the machine has no address of its own."""


class NoPlaceError(Exception):
    """There is no such address, and none may be made."""


@contextmanager
def meeting_place() -> Iterator[str]:
    """Yield the address, as a number; traffic to it never leaves the machine. Raises: NoPlaceError."""
    if (own := own_address()) is not None:
        yield own
        return
    if not sys.platform.startswith("linux") or os.geteuid() != 0 or shutil.which("ip") is None:
        raise NoPlaceError("the machine has no address but loopback, and making one needs Linux, root and iproute2")
    name = f"fan{secrets.token_hex(3)}"
    if not _ip("link", "add", name, "type", "veth", "peer", f"{name}b"):
        raise NoPlaceError("the machine has no address but loopback, and a cable (veth) is not allowed here")
    try:
        _ip("addr", "add", f"{CABLE_ADDRESS}/32", "dev", name)
        for end in (name, f"{name}b"):
            _ip("link", "set", end, "up")
        yield CABLE_ADDRESS
    finally:
        _ip("link", "del", name)


def own_address() -> str | None:
    """Return an IPv4 address of an interface that is up, if there is one that is not loopback."""
    stats = psutil.net_if_stats()
    for name, addresses in psutil.net_if_addrs().items():
        if name not in stats or not stats[name].isup:
            continue
        for one in addresses:
            if one.family == socket.AF_INET and not one.address.startswith(("127.", "169.254.")):
                return one.address
    return None


def free_udp_port(host: str) -> int:
    """Return a port that nothing is bound to just now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


def free_tcp_port(host: str) -> int:
    """Return a port that nothing listens on just now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


def _ip(*arguments: str) -> bool:
    return subprocess.run(["ip", *arguments], capture_output=True, check=False).returncode == 0
