"""Many datagrams in one call: what happens where the system refuses."""

import ctypes
import errno
import platform
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from room_console.core.media.embedded.process.arena import Arena, runs_of
from room_console.core.media.embedded.process.mmsg import MmsgSender, has_mmsg, has_segmentation
from room_console.core.media.embedded.process.rows import RowKind, Rows
from tests.helpers.lanekit import Bench, bench

SENDMMSG, RECVMMSG = 307, 299
FORBIDS = """
import ctypes, struct, sys
from room_console.core.media.embedded.process.mmsg import has_mmsg

before = has_mmsg()
has_mmsg.cache_clear()
rules = [(0x20, 0, 0, 0), (0x15, 0, 1, int(sys.argv[1])), (0x06, 0, 0, 0x50000 | 38), (0x06, 0, 0, 0x7FFF0000)]
filter = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *rule) for rule in rules))
program = ctypes.create_string_buffer(struct.pack("HP", len(rules), ctypes.addressof(filter)))
libc = ctypes.CDLL(None)
assert libc.prctl(38, 1, 0, 0, 0) == 0
assert libc.prctl(22, 2, program) == 0
print(before, has_mmsg())
"""
"""Answers a call of the system by ENOSYS (seccomp(2), mode 2), as old kernels and some containers do."""

pytestmark = pytest.mark.skipif(not has_mmsg(), reason="this system has no such call")
PAYLOADS = (bytes(100),) * 3
LENGTHS = (128, 128, 128)


class Rig:
    """A sender with one row that is filled, and a system that refuses as told."""

    def __init__(self, made: Bench, udp: socket.socket) -> None:
        self.udp = udp
        self.ear = made.ear(is_stamped=True)
        arena = Arena(16, 512)
        self._rows = Rows(RowKind(0, 16, is_stamped=True), 16)
        self._rows.add(self.ear.stream, 0, 0)
        columns, self._targets = self._rows.piece(0, 1)
        arena.fill(columns, PAYLOADS, 0, 0, True, 1)
        assert arena.protect(columns.sessions, [length - 16 for length in LENGTHS])
        self._arena = arena
        self.sender = MmsgSender(arena, has_segmentation(udp))
        self._send = self.sender._send
        self.refusals: list[int] = []
        self.calls = 0
        self.sender._send = self._refuse

    def send(self) -> int:
        """Send the row."""
        return self.sender.send(self.udp, self._targets, LENGTHS, runs_of(LENGTHS))

    def _refuse(self, *arguments: Any) -> int:
        self.calls += 1
        if self.refusals:
            ctypes.set_errno(self.refusals.pop(0))
            return -1
        return self._send(*arguments)


@pytest.fixture
def rig() -> Iterator[Rig]:
    with bench() as made, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        if not has_segmentation(udp):
            pytest.skip("this kernel does not segment")
        yield Rig(made, udp)


def test_equal_packets_go_in_one_call(rig: Rig) -> None:
    assert rig.send() == 3
    assert rig.calls == 1
    assert len(rig.ear.heard()) == 3


def test_a_way_that_is_too_narrow_gets_them_one_by_one(rig: Rig) -> None:
    rig.refusals = [errno.EINVAL]
    assert rig.send() == 3
    assert len(rig.ear.heard()) == 3
    rig.calls = 0
    assert rig.send() == 3
    assert rig.calls == 1, "others are still served in one call"


def test_a_card_that_cannot_is_not_asked_again(rig: Rig) -> None:
    rig.refusals = [errno.EIO]
    assert rig.send() == 3
    rig.ear.datagrams()
    assert rig.send() == 3
    assert len(rig.ear.datagrams()) == 3


def test_a_full_system_is_waited_for_once(rig: Rig) -> None:
    rig.refusals = [errno.EAGAIN]
    assert rig.send() == 3
    rig.refusals = [errno.ENOBUFS, errno.EAGAIN]
    assert rig.send() == 0


def test_a_listener_that_cannot_be_reached_loses_only_its_own(rig: Rig) -> None:
    rig.refusals = [errno.ENETUNREACH] * 2
    assert rig.send() == 0
    assert rig.send() == 3


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the filter is written for this machine's numbers of calls")
@pytest.mark.parametrize("forbidden", [SENDMMSG, RECVMMSG], ids=["sendmmsg", "recvmmsg"])
def test_where_the_kernel_has_no_such_call_none_is_made(forbidden: int) -> None:
    command = [sys.executable, "-c", FORBIDS, str(forbidden)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    assert told.stdout == "True False\n"
