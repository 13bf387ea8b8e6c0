"""An impaired link between hosts on one machine: a star of network namespaces, one line each. Needs Linux and root.

`with impaired_link("hall", "remote") as link:` then `subprocess.Popen([*link.on("remote"), ...])`,
`link.impair("remote", Impairment(delay_ms=20, loss_percent=5))` at any time, and `link.statistics()`.
A packet passes the sender's line upwards, then the receiver's downwards; a line that nothing was said of is clean.
"""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from tests.helpers.impairedlink.commands import Ask, Command, DropNext, Impair, Statistics, Way, encode
from tests.helpers.impairedlink.fate import CLEAN, Impairment
from tests.helpers.impairedlink.tun import LINE, TUN_DEVICE

ANSWER_TIMEOUT_S = 10.0
END_TIMEOUT_S = 5.0
ROOT = Path(__file__).resolve().parents[3]
DEFAULT_MTU_BYTES = 1500


class LinkUnavailableError(Exception):
    """This machine cannot have such a link; says why."""


class ImpairedLink:
    """The hosts and what lies between. Thread: one at a time."""

    def __init__(self, namespaces: dict[str, str], control: socket.socket) -> None:
        self._namespaces = namespaces
        self._hosts = {name: number for number, name in enumerate(namespaces)}
        self._addresses = dict.fromkeys(namespaces, 1)
        self._control = control
        self._answers = control.makefile("rb")

    def on(self, host: str) -> list[str]:
        """Return what a command begins with to run on a host."""
        return ["ip", "netns", "exec", self._namespaces[host]]

    def address(self, host: str) -> str:
        """Return a host's IPv4 address."""
        return f"10.77.{self._hosts[host] + 1}.{self._addresses[host]}"

    def impair(self, host: str, up: Impairment, down: Impairment | None = None) -> None:
        """Change a host's line from now on: both directions alike if `down` is not given."""
        self._tell(Impair(self._hosts[host], "up", up))
        self._tell(Impair(self._hosts[host], "down", up if down is None else down))

    def heal(self, host: str) -> None:
        """Let a host's line be clean."""
        self.impair(host, CLEAN)

    def drop_next(self, host: str, way: Way, count: int = 1, least_bytes: int = 60) -> None:
        """Lose exactly the next `count` UDP packets of `least_bytes` (with IP header) or more."""
        self._tell(DropNext(self._hosts[host], way, count, least_bytes))

    def statistics(self) -> Statistics:
        """Return what each line did, by the number of the host, and how late the link itself was."""
        return msgspec.json.decode(self._tell(Ask()), type=Statistics)

    def counts(self, host: str, way: Way) -> dict[str, int]:
        """Return the counts of one direction of a host's line."""
        statistics = self.statistics()
        return (statistics.up if way == "up" else statistics.down)[self._hosts[host]].counts

    def move(self, host: str) -> str:
        """Take a host's address away and give it another, as on a change of network; return the new one."""
        _must("-n", self._namespaces[host], "addr", "del", f"{self.address(host)}/16", "dev", LINE)
        self._addresses[host] += 1
        self.set_address(host)
        return self.address(host)

    def set_address(self, host: str) -> None:
        """Give the host its address. There is no way to the outside, so that nothing waits for answers from there."""
        _must("-n", self._namespaces[host], "addr", "add", f"{self.address(host)}/16", "dev", LINE)

    def set_mtu(self, host: str, mtu_bytes: int) -> None:
        """Set the largest packet of a host's line."""
        _must("-n", self._namespaces[host], "link", "set", LINE, "mtu", str(mtu_bytes))

    def bring_up(self) -> None:
        """Wait for the devices and configure them; LinkUnavailableError."""
        if not self._answers.readline():
            raise LinkUnavailableError("no TUN device can be made here")
        for host, namespace in self._namespaces.items():
            _must("-n", namespace, "link", "set", "lo", "up")
            _must("-n", namespace, "link", "set", LINE, "txqueuelen", "2000", "mtu", str(DEFAULT_MTU_BYTES), "up")
            self.set_address(host)

    def close(self) -> None:
        """Let go of the link's process."""
        self._answers.close()
        self._control.close()

    def _tell(self, command: Command) -> bytes:
        self._control.sendall(encode(command))
        answer = self._answers.readline()
        if not answer:
            raise LinkUnavailableError("the link's process has ended")
        return answer


@contextmanager
def impaired_link(*hosts: str, seed: int = 1) -> Iterator[ImpairedLink]:
    """Make hosts and a clean link; everything is taken away at the end. LinkUnavailableError where that cannot be."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        raise LinkUnavailableError("network namespaces need Linux and root")
    if shutil.which("ip") is None or not TUN_DEVICE.exists():
        raise LinkUnavailableError("iproute2 or /dev/net/tun is missing")
    tag = f"{os.getpid():x}{secrets.token_hex(2)}"
    namespaces = {host: f"{host}-{tag}" for host in hosts}
    try:
        for namespace in namespaces.values():
            if not _ip("netns", "add", namespace):
                raise LinkUnavailableError("network namespaces are not allowed here")
        with _process(namespaces, seed) as link:
            yield link
    finally:
        for namespace in namespaces.values():
            _ip("netns", "del", namespace)


@contextmanager
def link_or_skip(*hosts: str, seed: int = 1) -> Iterator[ImpairedLink]:
    """Make a link for a test, which is skipped where that cannot be."""
    with contextlib.ExitStack() as stack:
        try:
            link = stack.enter_context(impaired_link(*hosts, seed=seed))
        except LinkUnavailableError as error:
            import pytest

            pytest.skip(str(error))
        yield link


@contextmanager
def _process(namespaces: dict[str, str], seed: int) -> Iterator[ImpairedLink]:
    ours, theirs = socket.socketpair()
    ours.settimeout(ANSWER_TIMEOUT_S)
    module = "tests.helpers.impairedlink.star"
    command = [sys.executable, "-m", module, str(theirs.fileno()), str(seed), *namespaces.values()]
    with subprocess.Popen(
        command, pass_fds=[theirs.fileno()], cwd=ROOT, process_group=0, stderr=subprocess.DEVNULL
    ) as process:
        theirs.close()
        link = ImpairedLink(namespaces, ours)
        try:
            link.bring_up()
            yield link
        finally:
            link.close()
            try:
                process.wait(END_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()


def _ip(*arguments: str) -> bool:
    return subprocess.run(["ip", *arguments], capture_output=True, check=False).returncode == 0


def _must(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], capture_output=True, check=True)
