"""Datagrams one by one: where the system has no call for many."""

import socket
from collections.abc import Sequence
from typing import Any

from room_console.core.media.embedded.process.arena import Arena, Run, Targets
from room_console.core.media.embedded.process.mmsg import RECEIVE_BYTES, RECEIVED_AT_ONCE


class PlainReceiver:
    """Takes datagrams; addresses are Python's. Thread: the media process's one."""

    def receive(self, udp: socket.socket) -> list[tuple[bytes, Any]]:
        """Return up to RECEIVED_AT_ONCE datagrams with the addresses they came from; none where none waits."""
        taken: list[tuple[bytes, Any]] = []
        for _ in range(RECEIVED_AT_ONCE):
            try:
                taken.append(udp.recvfrom(RECEIVE_BYTES))
            except (BlockingIOError, InterruptedError):
                break
            except OSError:  # Windows tells here of a peer that was not there, and macOS of a network that went
                continue
        return taken


class PlainSender:
    """Sends the rows of one arena. Thread: the media process's one."""

    def __init__(self, arena: Arena) -> None:
        self._memory = arena.memory
        self._stride = arena.stride

    def send(self, udp: socket.socket, targets: Targets, lengths: Sequence[int], runs: Sequence[Run]) -> int:
        """Send to each target its rows, which are `lengths` long; return how many packets the system took."""
        taken = row = 0
        for address in targets.addresses:
            for length in lengths:
                start = row * self._stride
                row += 1
                try:
                    udp.sendto(self._memory[start : start + length], address)
                except OSError:  # full, or no way there: one packet of one listener
                    continue
                taken += 1
        return taken
