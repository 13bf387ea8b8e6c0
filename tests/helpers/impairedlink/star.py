"""The link's process: packets from each host's TUN device through its line, the hub and the other's line, in time.

Started by `tests.helpers.impairedlink.link`: arguments are the control socket's number, the seed and the namespaces.
It goes before ordinary processes where the system lets it, and measures how late it is itself.
"""

import contextlib
import gc
import heapq
import os
import select
import socket
import sys
import time
from collections.abc import Sequence
from itertools import count

import msgspec

from tests.helpers.impairedlink.commands import (
    Ask,
    Command,
    DropNext,
    Impair,
    LineStatistics,
    Statistics,
    Way,
    encode,
)
from tests.helpers.impairedlink.lateness import Lateness
from tests.helpers.impairedlink.line import Line
from tests.helpers.impairedlink.tun import open_tun

LONGEST_PACKET_BYTES = 65536
PACKETS_A_TURN = 64
NETWORK = bytes((10, 77))
HOST_AT, DESTINATION_AT, IPV4 = 18, 16, 4
REAL_TIME_PRIORITY = 30
NOTHING_DUE_S = 1.0


class Star:
    """Hosts around a hub. Thread: the process's only one."""

    def __init__(self, tuns: Sequence[int], seed: int, has_priority: bool) -> None:
        self._tuns, self._has_priority = tuns, has_priority
        self._up = [Line(seed, 2 * host) for host in range(len(tuns))]
        self._down = [Line(seed, 2 * host + 1) for host in range(len(tuns))]
        self._under_way: list[tuple[float, int, int, bool, bytes]] = []
        self._order = count()
        self._lateness = Lateness()

    def wait_s(self) -> float:
        """How long nothing is due."""
        return max(0.0, self._under_way[0][0] - time.monotonic()) if self._under_way else NOTHING_DUE_S

    def take_from(self, host: int) -> None:
        """Take what a host has sent."""
        with contextlib.suppress(BlockingIOError):
            for _ in range(PACKETS_A_TURN):
                packet = os.read(self._tuns[host], LONGEST_PACKET_BYTES)
                target = target_of(packet, len(self._tuns))
                if target is not None:
                    self._send(self._up[host], packet, target, True, time.monotonic())

    def deliver_due(self) -> None:
        """Give what is due to the hub, and by the hub to hosts."""
        while self._under_way and self._under_way[0][0] <= (now := time.monotonic()):
            due_s, _, target, is_at_hub, packet = heapq.heappop(self._under_way)
            if is_at_hub:
                self._send(self._down[target], packet, target, False, due_s)
            else:
                self._lateness.add(now - due_s)
                with contextlib.suppress(OSError):
                    os.write(self._tuns[target], packet)

    def carry_out(self, command: Command) -> Statistics | None:
        """Do as told; return what was asked for."""
        match command:
            case Impair():
                self._line(command.host, command.way).impair(command.impairment, time.monotonic())
            case DropNext():
                self._line(command.host, command.way).drop_next(command.count, command.least_bytes)
            case Ask():
                return self._statistics()
        return None

    def _send(self, line: Line, packet: bytes, target: int, is_to_hub: bool, now_s: float) -> None:
        for due_s in line.take(packet, now_s):
            heapq.heappush(self._under_way, (due_s, next(self._order), target, is_to_hub, packet))

    def _line(self, host: int, way: Way) -> Line:
        return (self._up if way == "up" else self._down)[host]

    def _statistics(self) -> Statistics:
        up, down = (
            [LineStatistics(line.counts.as_dict(), line.dropped_at_mono_s) for line in lines]
            for lines in (self._up, self._down)
        )
        late = self._lateness
        return Statistics(up, down, late.percentile_ms(50), late.percentile_ms(99), late.most_ms, self._has_priority)


def target_of(packet: bytes, hosts: int) -> int | None:
    """Return which host an IP packet goes to (10.77.host.any, hosts from 1); None for others, such as multicast."""
    if len(packet) < 20 or packet[0] >> 4 != IPV4 or packet[DESTINATION_AT : DESTINATION_AT + 2] != NETWORK:
        return None
    host = packet[HOST_AT] - 1
    return host if 0 <= host < hosts else None


def go_first() -> bool:
    """Run before ordinary processes; tell whether the system agreed."""
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(REAL_TIME_PRIORITY))
    except OSError:
        return False
    return True


def run(control: socket.socket, star: Star, tuns: Sequence[int]) -> None:
    """Carry packets until the other end of the control socket closes."""
    hosts = {tun: host for host, tun in enumerate(tuns)}
    rest = b""
    while True:
        ready, _, _ = select.select([control.fileno(), *tuns], [], [], star.wait_s())
        for one in ready:
            if one == control.fileno():
                read = control.recv(LONGEST_PACKET_BYTES)
                if not read:
                    return
                *lines, rest = (rest + read).split(b"\n")
                for line in lines:
                    answer = star.carry_out(msgspec.json.decode(line, type=Command))
                    control.sendall(encode(answer) if answer else b"{}\n")
            else:
                star.take_from(hosts[one])
        star.deliver_due()


def main(arguments: Sequence[str]) -> None:
    """Open the devices, say so, and carry packets."""
    control = socket.socket(fileno=int(arguments[0]))
    tuns = [open_tun(namespace) for namespace in arguments[2:]]
    star = Star(tuns, int(arguments[1]), go_first())
    gc.freeze()
    gc.disable()
    control.sendall(b"{}\n")
    run(control, star, tuns)


if __name__ == "__main__":
    main(sys.argv[1:])
