"""The one UDP port: a socket on each own address, all with the same number."""

import contextlib
import errno
import functools
import ipaddress
import socket
import struct
import sys
from collections.abc import Sequence
from typing import Any, Final, Protocol, TypeAlias

from room_console.core.media.embedded.process.mmsg import RECEIVED_AT_ONCE, MmsgReceiver, has_mmsg
from room_console.core.media.embedded.process.plain import PlainReceiver
from room_console.core.media.embedded.process.stream import Peer

PathKey: TypeAlias = tuple[int, Any]
"""One of our sockets by its number, and an address at its other end as it was received."""
BUFFER_BYTES: Final = 8 * 1024 * 1024
"""Asked for; systems give less to ordinary users. 256 KiB would be 227 full packets."""
DRAINED_AT_ONCE: Final = 256
PEERS_KEPT: Final = 4_096
_TRIES: Final = 20
_FORCED_BUFFERS: Final = (33, 32) if sys.platform == "linux" else ()
"""SO_RCVBUFFORCE, SO_SNDBUFFORCE: over the system's limit, for who administrates the network."""
_WINDOWS_CONNECTION_RESET: Final = 0x9800000C
"""SIO_UDP_CONNRESET: else an unreachable peer makes receiving fail."""


class Receiver(Protocol):
    """Takes datagrams that wait, some at a time."""

    def receive(self, udp: socket.socket) -> Sequence[tuple[bytes, Any]]:
        """Return them with their senders' addresses, as bytes of the system's or as Python's."""
        ...


class UdpPort:
    """Open sockets. Raises: OSError where it can't listen."""

    def __init__(self, addresses: Sequence[str], port: int, *, is_plain: bool = False) -> None:
        self.sockets = _bind_all(addresses, port)
        self.number: int = self.sockets[0].getsockname()[1]
        self._receiver: Receiver = PlainReceiver() if is_plain or not has_mmsg() else MmsgReceiver()

    def candidates(self) -> tuple[str, ...]:
        """List the host candidates (RFC 8839, section 5.1), the first address being preferred."""
        lines = []
        for number, udp in enumerate(self.sockets):
            priority = (126 << 24) + ((65_535 - number) << 8) + 255
            lines.append(f"candidate:{number + 1} 1 udp {priority} {udp.getsockname()[0]} {self.number} typ host")
        return tuple(lines)

    def drain(self, number: int) -> list[tuple[bytes, Any]]:
        """Return up to DRAINED_AT_ONCE datagrams that wait at a socket, with addresses as `peer_of` takes them."""
        udp = self.sockets[number]
        drained: list[tuple[bytes, Any]] = []
        while len(drained) < DRAINED_AT_ONCE:
            taken = self._receiver.receive(udp)
            drained += taken
            if len(taken) < RECEIVED_AT_ONCE:
                break
        return drained

    def close(self) -> None:
        """Close the sockets."""
        for udp in self.sockets:
            udp.close()


@functools.lru_cache(PEERS_KEPT)
def peer_of(number: int, address: Any) -> Peer:
    """Make a peer of an address as bytes (Linux' sockaddr_in or _in6) or as Python's."""
    if not isinstance(address, bytes):
        return Peer(number, address, b"")
    (port,) = struct.unpack_from("!H", address, 2)
    if len(address) == 16:
        return Peer(number, (socket.inet_ntop(socket.AF_INET, address[4:8]), port), address)
    flow, packed, scope = struct.unpack_from("=I16sI", address, 4)
    return Peer(number, (socket.inet_ntop(socket.AF_INET6, packed), port, flow, scope), address)


def _bind_all(addresses: Sequence[str], port: int) -> list[socket.socket]:
    """Bind all addresses to one port; where it may be any, try until one is free everywhere. Raises: OSError."""
    for _ in range(_TRIES):
        with contextlib.ExitStack() as stack:
            try:
                bound = _bind_each(addresses, port, stack)
            except OSError as error:
                if port or error.errno != errno.EADDRINUSE:
                    raise
                continue
            stack.pop_all()
            return bound
    raise OSError(errno.EADDRINUSE, "no port is free on all addresses")


def _bind_each(addresses: Sequence[str], port: int, stack: contextlib.ExitStack) -> list[socket.socket]:
    bound: list[socket.socket] = []
    for address in addresses:
        version = ipaddress.ip_address(address.partition("%")[0]).version
        udp = socket.socket(socket.AF_INET if version == 4 else socket.AF_INET6, socket.SOCK_DGRAM)
        stack.enter_context(udp)
        _set_up(udp)
        udp.bind(socket.getaddrinfo(address, port, udp.family, socket.SOCK_DGRAM)[0][4])
        port = port or udp.getsockname()[1]
        bound.append(udp)
    return bound


def _set_up(udp: socket.socket) -> None:
    udp.setblocking(False)
    if udp.family == socket.AF_INET6:
        udp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    for option in (socket.SO_RCVBUF, socket.SO_SNDBUF, *_FORCED_BUFFERS):
        with contextlib.suppress(OSError):
            udp.setsockopt(socket.SOL_SOCKET, option, BUFFER_BYTES)
    if sys.platform == "win32":
        udp.ioctl(_WINDOWS_CONNECTION_RESET, False)
